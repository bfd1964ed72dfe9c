import { z } from 'zod'

export const EVENT_KINDS = [
  'battle_start', 'battle_turn', 'battle_end', 'catch', 'badge', 'death', 'level_up',
  'location_change', 'item', 'dialog', 'error',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** Something that happened in the game at one tick, e.g. {kind: 'catch', tick: 812, title: 'caught PIDGE Lv 3', data: {species: 'PIDGE', level: 3}}. */
export const gameEventSchema = z.object({
  kind: z.enum(EVENT_KINDS),
  tick: z.number(),
  /** one short line for people */
  title: z.string(),
  /** facts for programs: species, level, item, quantity, from, to, outcome, damage… */
  data: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
})
export type GameEvent = z.infer<typeof gameEventSchema>
