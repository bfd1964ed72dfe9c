import { LRUCache } from 'lru-cache'
import type { Snapshot } from './format.ts'

/** The snapshots used last, unpacked, up to a number of bytes. */
export class StateLru {
  readonly #cache: LRUCache<string, Snapshot>

  constructor(maxBytes: number) {
    this.#cache = new LRUCache({ maxSize: Math.max(1, maxBytes), sizeCalculation: ({ state }) => state.length })
  }

  /** Keeps the snapshot as it is: its bytes must not change any more. */
  put(snapshot: Snapshot): void {
    this.#cache.set(snapshot.meta.id, snapshot)
  }

  /** @returns the snapshot itself; its state must not be changed or transferred */
  get(id: string): Snapshot | undefined {
    return this.#cache.get(id)
  }

  remove(id: string): void {
    this.#cache.delete(id)
  }
}
