import type { TileKnowledge } from '../game/index.ts'
import { movesOf, type Move } from './moves.ts'
import type { OpenRun } from './runShelf.ts'
import { mapTileIds, screenTileIds, TILE_RANGES, tileIds } from './tiles.ts'
import type { Viewer } from './viewer.ts'

/** Moves of a run that are looked at. */
const MOVES = 48
/** A run is looked at again when it has grown by so much. */
const GROWN = 1.5

const WALKED = 'walkable (walked on)'
const BUMPED = 'wall (walked into)'

/**
 * Learns from play what tiles mean: what was walked on can be walked on, what was only ever walked into is a wall.
 * It looks at some moves of a run, one at a time, so that whoever waits for the viewer gets its turn between.
 */
export class TileLearner {
  readonly #viewer: Viewer
  /** by profile and place, since games load other tiles for other places */
  readonly #learnt = new Map<string, Map<number, 'walked' | 'bumped'>>()
  readonly #seen = new Map<string, number>()
  #learning: Promise<void> = Promise.resolve()
  #closed = false

  constructor(viewer: Viewer) {
    this.#viewer = viewer
  }

  /** @returns ids with what is known of them by play */
  learnt(profile: string, location: string): [number, string][] {
    return [...(this.#learnt.get(`${profile}/${location}`) ?? [])].map(([id, how]) => [id, how === 'walked' ? WALKED : BUMPED])
  }

  /** Looks at a line of a run beside everything else, unless that was done already. */
  learnSoon(open: OpenRun, branch: number): void {
    const key = `${open.id}/${branch}`
    const head = open.branches.find((each) => each.branch === branch)?.head_tick ?? 0
    if (this.#closed || head < (this.#seen.get(key) ?? 0) * GROWN || head === 0) return
    this.#seen.set(key, head)
    // What cannot be looked at teaches nothing; who asks for such a tick is told why.
    this.#learning = this.#learning.then(() => this.#learn(open, branch, head)).catch(() => undefined)
  }

  /** Waits for what is being learnt, without beginning more. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#learning
  }

  async #learn(open: OpenRun, branch: number, head: number): Promise<void> {
    for (const move of movesOf(open.reader, branch, head, MOVES)) {
      if (this.#closed) return
      const { memory, profile } = await this.#viewer.look({ run: open.id, branch, tick: move.tick - 1 }, TILE_RANGES)
      if (profile.tiles === null) return
      this.#take(`${profile.id}/${move.location}`, tilesAhead(profile.tiles, memory, move), move.walked)
    }
  }

  #take(place: string, ids: readonly number[], walked: boolean): void {
    const known = this.#learnt.get(place) ?? new Map<number, 'walked' | 'bumped'>()
    this.#learnt.set(place, known)
    for (const id of ids) if (walked || !known.has(id)) known.set(id, walked ? 'walked' : 'bumped')
  }
}

/** The tiles of the cell a move leads to, as they are on screen before it. */
function tilesAhead({ cell, player }: TileKnowledge, memory: Uint8Array, { x, y, dx, dy }: Move): number[] {
  if (player === 'map') return mapTileIds(memory, (x + dx) * cell, (y + dy) * cell, cell)
  return screenTileIds(tileIds(memory), player[0] + dx * cell, player[1] + dy * cell, cell)
}
