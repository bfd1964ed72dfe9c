import { z } from 'zod'

/** Goes up with every change to what a search finds with the same plan: only the same method can go on with it. */
export const SEARCH_METHOD = 2

/** What a search is after and how it goes about it. With the seed it decides everything the search finds. */
export const searchPlanSchema = z.strictObject({
  /** a condition of the script language: the search ends where it holds */
  goal: z.string().min(1).max(1000),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
  /** expressions whose values, numbers rounded down, tell one cell from another; none: see {@link DEFAULT_CELLS} */
  cells: z.array(z.string().min(1).max(500)).max(50).default([]),
  /** a number that says how promising a state is; none: badges, levels, party and catches */
  prefer: z.string().min(1).max(500).nullable().default(null),
  /** most actions played after a restore */
  actions: z.number().int().min(1).max(100).default(5),
  /** chance that an action is taken again */
  sticky: z.number().min(0).max(1).default(0.4),
  /** cells kept with their state; the least promising go first */
  max_cells: z.number().int().min(16).max(1_000_000).default(20_000),
  /** explorations planned together; they do not see what each other found */
  round: z.number().int().min(1).max(4096).default(64),
  method: z.literal(SEARCH_METHOD).default(SEARCH_METHOD),
  /** lines recorded beside the best one */
  lines: z.number().int().min(0).max(200).default(12),
})
export type SearchPlan = z.output<typeof searchPlanSchema>

/** Tells places, progress, pages of text and the state of a battle apart, in any game with a profile. */
export const DEFAULT_CELLS: readonly string[] = [
  'location', 'x', 'y', 'screen', 'badges', 'party_count', 'caught', 'level', 'dialog', 'party[0].species',
  'enemy.species', 'enemy.level', 'enemy.hp * 8 / enemy.max_hp', 'in_battle and hp * 8 / max_hp >= 2', 'in_battle and hp * 8 / max_hp >= 5',
]
/**
 * Told apart as well where the profile has these names. The row of a menu counts only while one is open, so that what was
 * chosen last does not double the map.
 */
export const OPTIONAL_CELLS: readonly { name: string; cells: readonly string[] }[] = [
  { name: 'menu', cells: ['menu'] },
  { name: 'cursor', cells: [1, 2, 3].map((row) => `not standing and not in_dialog and cursor >= ${row}`) },
]
