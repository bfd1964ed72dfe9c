import type { PoolEvent } from '../../src-preload/contract/index.ts'

const KEEP_EVENTS = 500

/** What a pool tells. */
export interface PoolListener {
  /** anything about its status is another */
  changed(): void
  event(event: PoolEvent): void
  /** an emulator has new lines in its log */
  logged(emulator: string): void
}

/** The newest events of a pool, and those who listen to it. */
export class PoolLog {
  readonly #events: PoolEvent[] = []
  readonly #listeners = new Set<PoolListener>()

  /** Oldest first. */
  get events(): readonly PoolEvent[] {
    return this.#events
  }

  /** @returns a function that ends it */
  listen(listener: PoolListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(event: PoolEvent): void {
    this.#events.push(event)
    if (this.#events.length > KEEP_EVENTS) this.#events.shift()
    for (const listener of this.#listeners) listener.event(event)
    this.changed()
  }

  changed(): void {
    for (const listener of this.#listeners) listener.changed()
  }

  logged(emulator: string): void {
    for (const listener of this.#listeners) listener.logged(emulator)
  }
}
