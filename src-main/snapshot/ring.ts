import { PtpError } from '../../src-preload/contract/index.ts'
import { copyOf, type HeldState } from './heldState.ts'
import type { Line } from './line.ts'
import { TickIndex } from './tickIndex.ts'

/** The newest states of a run in memory; each new one beyond the capacity pushes the oldest out. */
export class SnapshotRing {
  #capacity = 0
  readonly #held: HeldState[] = []
  readonly #ticks = new TickIndex<HeldState>()

  /** @throws PtpError `bad-input` unless the capacity is a whole number from 0 to 10,000; 0 holds nothing */
  constructor(capacity: number) {
    this.capacity = capacity
  }

  get capacity(): number {
    return this.#capacity
  }

  /** Where less is to be held than there is, the oldest go. @throws PtpError as the constructor */
  set capacity(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 0 || capacity > 10_000) {
      throw new PtpError('bad-input', `--snapshot-memory ${String(capacity)}: cannot hold that many snapshots`, { hint: 'Give a whole number from 0 to 10000.' })
    }
    this.#capacity = capacity
    for (const oldest of this.#held.slice(0, Math.max(0, this.#held.length - capacity))) this.#drop(oldest)
  }

  /** Takes a state over without copying it; the caller must not change or transfer it any more. */
  push(held: HeldState): void {
    if (this.#capacity === 0) return
    const before = this.#ticks.at(held.branch, held.tick)
    const oldest = before ?? (this.#held.length === this.#capacity ? this.#held[0] : undefined)
    if (oldest !== undefined) this.#drop(oldest)
    this.#held.push(held)
    this.#ticks.add(held)
  }

  /** @returns a copy of the state `back` places before the newest (0: the newest itself) */
  latest(back = 0): HeldState | null {
    const held = this.#held[this.#held.length - 1 - back]
    return held === undefined ? null : copyOf(held)
  }

  /** @returns a copy of the state at exactly this place */
  get(branch: number, tick: number): HeldState | null {
    const held = this.#ticks.at(branch, tick)
    return held === undefined ? null : copyOf(held)
  }

  /** @returns a copy of the last state at or before `tick` on the line */
  nearest(line: Line, tick: number): HeldState | null {
    const held = this.#ticks.nearest(line, tick)
    return held === null ? null : copyOf(held)
  }

  /** Places held, the newest first. */
  places(): { branch: number; tick: number; frame: number }[] {
    return this.#held.map(({ branch, tick, frame }) => ({ branch, tick, frame })).reverse()
  }

  clear(): void {
    for (const held of [...this.#held]) this.#drop(held)
  }

  #drop(held: HeldState): void {
    this.#held.splice(this.#held.indexOf(held), 1)
    this.#ticks.remove(held)
  }
}
