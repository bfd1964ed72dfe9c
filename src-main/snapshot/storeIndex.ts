import type { SnapshotMeta } from '../../src-preload/contract/index.ts'
import type { Line } from './line.ts'
import { TickIndex } from './tickIndex.ts'

/** One durable snapshot, as the index knows it. */
export interface StoredSnapshot {
  readonly meta: SnapshotMeta
  /** on disk, compressed */
  readonly bytes: number
  readonly branch: number
  readonly tick: number
}

export function storedSnapshot(meta: SnapshotMeta, bytes: number): StoredSnapshot {
  return { meta, bytes, branch: meta.branch, tick: meta.tick }
}

/** The headers of a run's snapshots in memory. Those of another run are listed, but stand on no line of this one. */
export class StoreIndex {
  readonly runId: string
  readonly #byId = new Map<string, StoredSnapshot>()
  readonly #ticks = new TickIndex<StoredSnapshot>()
  #bytes = 0

  constructor(runId: string) {
    this.runId = runId
  }

  get bytes(): number {
    return this.#bytes
  }

  get(id: string): StoredSnapshot | undefined {
    return this.#byId.get(id)
  }

  /** Puts `entry` in the place of the one with its id. */
  put(entry: StoredSnapshot): void {
    this.remove(entry.meta.id)
    this.#byId.set(entry.meta.id, entry)
    this.#bytes += entry.bytes
    if (entry.meta.run_id === this.runId) this.#ticks.add(entry)
  }

  remove(id: string): void {
    const entry = this.#byId.get(id)
    if (entry === undefined) return
    this.#byId.delete(id)
    this.#bytes -= entry.bytes
    this.#ticks.remove(entry)
  }

  /** By branch, then by tick. */
  list(): StoredSnapshot[] {
    return [...this.#byId.values()].sort((a, b) => a.branch - b.branch || a.tick - b.tick || (a.meta.id < b.meta.id ? -1 : 1))
  }

  /** Names may repeat, on other branches or over time: the one made last counts. */
  findByName(name: string): StoredSnapshot | undefined {
    let found: StoredSnapshot | undefined
    for (const entry of this.#byId.values()) {
      if (entry.meta.name === name && (found === undefined || entry.meta.created_at >= found.meta.created_at)) found = entry
    }
    return found
  }

  nearest(line: Line, tick: number): StoredSnapshot | null {
    return this.#ticks.nearest(line, tick)
  }
}
