import { z } from 'zod'

export const SCREENS = ['title', 'overworld', 'battle', 'dialog', 'menu', 'pause', 'ending', 'unknown'] as const
export type Screen = (typeof SCREENS)[number]

export const moveSchema = z.object({ name: z.string(), pp: z.number() })

export const memberSchema = z.object({
  species: z.string(),
  nickname: z.string(),
  level: z.number(),
  hp: z.number(),
  maxHp: z.number(),
  xp: z.number(),
  /** null: healthy */
  status: z.string().nullable(),
  moves: z.array(moveSchema),
})

export const itemSchema = z.object({ item: z.string(), quantity: z.number() })

export const battleSchema = z.object({
  kind: z.enum(['wild', 'trainer', 'gym']),
  turn: z.number(),
  /** index of the own fighter in the party */
  active: z.number(),
  enemy: z.object({ species: z.string(), level: z.number(), hp: z.number(), maxHp: z.number() }),
  trainer: z.string().nullable(),
})

/** What the profile reads after a tick. A generic profile fills only `screen: 'unknown'` and empty lists. */
export const gameStateSchema = z.object({
  screen: z.enum(SCREENS),
  location: z.string(),
  x: z.number(),
  y: z.number(),
  facing: z.enum(['up', 'down', 'left', 'right']).nullable(),
  /** true when the game would take a step now */
  standing: z.boolean(),
  party: z.array(memberSchema),
  inventory: z.array(itemSchema),
  badges: z.number(),
  badgeNames: z.array(z.string()),
  /** creatures caught so far */
  caught: z.number(),
  money: z.number(),
  battle: battleSchema.nullable(),
  /** the text on screen, if the profile can read it */
  dialog: z.string().nullable(),
  /** every further variable of the profile, by name */
  vars: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
})

export type Move = z.infer<typeof moveSchema>
export type Member = z.infer<typeof memberSchema>
export type BagItem = z.infer<typeof itemSchema>
export type Battle = z.infer<typeof battleSchema>
export type GameState = z.infer<typeof gameStateSchema>

export const EMPTY_STATE: GameState = {
  screen: 'unknown', location: '', x: 0, y: 0, facing: null, standing: true, party: [], inventory: [],
  badges: 0, badgeNames: [], caught: 0, money: 0, battle: null, dialog: null, vars: {},
}

/** Reads a cell of the map a GOTO can walk on. */
export interface WalkGrid {
  width: number
  height: number
  /** row by row: 0 can be walked on, anything else cannot; 2 tall grass (can be walked, costs more) */
  cells: Uint8Array
}
