import type { Sources } from './sources.ts'
import { ALWAYS, compileWhen, type Test } from './rules.ts'
import type { ProfileFile } from './schema.ts'

/** What is known of the tiles of a game. */
export interface TileKnowledge {
  /** tiles across the cell that a step leads over */
  readonly cell: number
  /** `map`: the background map has cell (x, y) at its tile (x·cell, y·cell), around its edges; else the tile of the screen the player always stands on */
  readonly player: 'map' | readonly [column: number, row: number]
  /**
   * @param memory the observed bytes of a moment
   * @returns what the ids mean then
   */
  meanings(memory: Uint8Array): ReadonlyMap<number, string>
}

/** @returns first and last id of "0x80" or "0x80-0xDF"; null when it is the wrong way round */
export function tileRange(text: string): { from: number; to: number } | null {
  const [from = '', to = from] = text.split('-')
  return Number(from) <= Number(to) ? { from: Number(from), to: Number(to) } : null
}

/** @throws RangeError for conditions over what is not there; a checked profile has none */
export function compileTiles(source: NonNullable<ProfileFile['tiles']>, sources: Sources): TileKnowledge {
  const sets = source.meanings.map(({ when, ids }): { test: Test; ids: ReadonlyMap<number, string> } => ({
    test: when === undefined ? ALWAYS : compileWhen(when, sources),
    ids: expand(ids),
  }))
  return {
    cell: source.cell,
    player: source.player,
    meanings(memory) {
      const meanings = new Map<number, string>()
      // The first set that knows an id counts.
      for (const { test, ids } of sets.toReversed()) {
        if (test.holds(memory)) for (const [id, meaning] of ids) meanings.set(id, meaning)
      }
      return meanings
    },
  }
}

function expand(ids: Readonly<Record<string, string>>): Map<number, string> {
  const all = new Map<number, string>()
  for (const [text, meaning] of Object.entries(ids)) {
    const range = tileRange(text)
    for (let id = range?.from ?? 0; range !== null && id <= range.to; id++) all.set(id, meaning)
  }
  return all
}
