import {
  evaluate, isTrue, type ButtonTiming, type Condition, type GameState, type MemoryExpression, type MemoryRange, type Vocabulary,
  type WalkGrid,
} from '../../src-preload/contract/index.ts'
import { gridReader } from './grid.ts'
import { Layout } from './layout.ts'
import { lowerCondition } from './lower.ts'
import { compileModel, segmentsOf } from './model.ts'
import { createReader, type StateReader } from './reader.ts'
import { conditionOf } from './rules.ts'
import type { ProfileFile } from './schema.ts'
import { compileSources, dictionaryOf, rangesOf } from './sources.ts'
import { compileTiles, type TileKnowledge } from './tiles.ts'
import { vocabularyOf } from './vocabulary.ts'

/** Something to reach in a game. */
export interface Goal {
  id: string
  name: string
  points: number
  /** over the names of the game state */
  condition: Condition
  reached: (state: GameState) => boolean
}

/** What is known of one game, ready for use. It has no state: one serves any number of runs. */
export interface GameProfile {
  readonly id: string
  /** name of the game for people */
  readonly name: string
  /** ROMs it is for: hashes in lower-case hex, and beginnings of header titles */
  readonly match: { readonly sha1: readonly string[]; readonly sha256: readonly string[]; readonly titles: readonly string[] }
  /** what to read after each tick, in this order */
  readonly observe: readonly MemoryRange[]
  /** bytes of `observe` together */
  readonly observedBytes: number
  readonly timing: ButtonTiming
  readonly vocabulary: Vocabulary
  /** @returns a reader for one run */
  createReader(): StateReader
  /** The condition as a question to an emulator, null when only the run loop can answer it. */
  lower(condition: Condition): MemoryExpression | null
  /**
   * The observed memory a name of the state stands on, e.g. `['location']`, `['party']`, by its first word: it changes
   * only when these bytes do. Empty for a name the profile does not fill.
   */
  rangesOf(path: readonly [string, ...(string | number)[]]): readonly MemoryRange[]
  /** what to read for {@link grid}; empty when the profile cannot see where one can walk */
  readonly gridRanges: readonly MemoryRange[]
  /**
   * @param memory the bytes of `gridRanges`, one range after the other
   * @returns null when there is no map to walk on now
   */
  grid(memory: Uint8Array): WalkGrid | null
  /** what the tiles on screen mean; null when nothing is known of them */
  readonly tiles: TileKnowledge | null
  /** stages of the game, for scores */
  readonly milestones: readonly Goal[]
  /** what an experiment may ask for: badges, catches */
  readonly objectives: readonly Goal[]
}

/**
 * Makes a profile of a checked file.
 * @throws RangeError for a file with mistakes that `lintProfile` tells of
 */
export function compileProfile(file: ProfileFile): GameProfile {
  const layout = new Layout(Object.values(file.variables).flatMap(rangesOf))
  const dictionary = dictionaryOf(file)
  const sources = compileSources(file, layout, dictionary)
  const model = compileModel(file, layout, dictionary, sources)
  const grid = file.grid === undefined ? null : gridReader(file.grid, file.variables)
  const goals = (list: ProfileFile['milestones']): Goal[] =>
    list.map(({ id, name, points, when }) => {
      const condition = conditionOf(when, sources)
      return { id, name, points, condition, reached: (state) => isTrue(evaluate(condition, state)) }
    })
  return {
    id: file.id,
    name: file.name,
    match: file.match,
    observe: layout.ranges,
    observedBytes: layout.bytes,
    timing: file.timing,
    vocabulary: vocabularyOf(model, file.timing),
    createReader: () => createReader(model, layout.bytes),
    lower: (condition) => lowerCondition(condition, model),
    rangesOf: ([name]) => layout.rangesAt(segmentsOf(name, model)),
    gridRanges: grid?.ranges ?? [],
    grid: (memory) => grid?.read(memory) ?? null,
    tiles: file.tiles === undefined ? null : compileTiles(file.tiles, sources),
    milestones: goals(file.milestones),
    objectives: goals(file.objectives),
  }
}
