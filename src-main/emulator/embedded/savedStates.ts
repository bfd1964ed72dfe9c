import type { SavedState } from '../emulator.ts'
import { STATE_PAGE, type Core } from './core.ts'

/**
 * A state on its way from the worker: whole, or as the pages in which it differs from the one saved before it
 * in the same batch, which lie in the batch's `changes` from `at` on. Most states of a search are thrown away
 * unseen, so one is put together only when someone looks at it.
 */
export type PackedState = { hash: string; whole: Uint8Array } | { hash: string; at: number }

/** A record: how many pages, their numbers, 16 bits each, and their bytes. */
const NUMBER = 2
/** More changed pages than this share of a state are not worth a record. */
const WORTH = 0.5

/** Packs the states saved in a batch, one batch after the other. */
export class StatePacker {
  readonly #core: Core
  #left = 0
  /** pages of the state that the core remembers, 0 while it remembers none of this batch */
  #pages = 0
  /** kept from batch to batch, since memory that is new costs more than what is written to it */
  #records = new Uint8Array(0x10000)
  #used = 0

  constructor(core: Core) {
    this.#core = core
  }

  /** @param count states that the batch will save at most */
  begin(count: number): void {
    this.#left = count
    this.#pages = 0
    this.#used = 0
  }

  /** Saves the machine. */
  add(): PackedState {
    if (this.#pages > 0 && this.#core.viewChanges) {
      const { hash, pages, bytes } = this.#core.viewChanges()
      if (pages.length <= this.#pages * WORTH) return { hash, at: this.#record(pages, bytes) }
    }
    const goesOn = this.#left > 1 && this.#core.viewChanges !== undefined
    this.#left--
    const { state, hash } = this.#core.viewState(goesOn)
    this.#pages = goesOn ? Math.ceil(state.length / STATE_PAGE) : 0
    return { hash, whole: new Uint8Array(state) }
  }

  /** @returns the records of the batch's states that are not whole */
  finish(): Uint8Array {
    return this.#records.slice(0, this.#used)
  }

  #record(pages: Uint16Array, bytes: Uint8Array): number {
    this.#left--
    const at = this.#used
    const numbers = at + NUMBER
    const end = numbers + NUMBER * pages.length + bytes.length
    if (end > this.#records.length) {
      const larger = new Uint8Array(2 * end)
      larger.set(this.#records.subarray(0, at))
      this.#records = larger
    }
    const into = this.#records
    into[at] = pages.length & 0xff
    into[at + 1] = pages.length >> 8
    for (let i = 0; i < pages.length; i++) {
      const page = pages[i] ?? 0
      into[numbers + NUMBER * i] = page & 0xff
      into[numbers + NUMBER * i + 1] = page >> 8
    }
    into.set(bytes, numbers + NUMBER * pages.length)
    this.#used = end
    return at
  }
}

/** @returns the states as callers know them; their bytes are put together when they are first asked for */
export function unpackStates(packed: readonly (PackedState | undefined)[], changes: Uint8Array): (SavedState | undefined)[] {
  let whole = new Uint8Array(0)
  let records: number[] = []
  return packed.map((one) => {
    if (!one) return undefined
    if ('whole' in one) {
      whole = one.whole as Uint8Array<ArrayBuffer>
      records = []
      return { state: whole, hash: one.hash }
    }
    records.push(one.at)
    return lazy(one.hash, { whole, records, count: records.length, changes })
  })
}

/** What a state is put together from: a whole one, and the first `count` of the records after it. */
interface Parts {
  whole: Uint8Array
  records: readonly number[]
  count: number
  changes: Uint8Array
}

function lazy(hash: string, from: Parts): SavedState {
  let parts: Parts | null = from
  let state = from.whole
  return {
    get state() {
      if (parts) {
        state = new Uint8Array(parts.whole)
        for (const at of parts.records.slice(0, parts.count)) apply(parts.changes, at, state)
        // What it was made of need not be kept any longer.
        parts = null
      }
      return state
    },
    hash,
  }
}

function apply(changes: Uint8Array, at: number, state: Uint8Array): void {
  const word = (from: number): number => (changes[from] ?? 0) | ((changes[from + 1] ?? 0) << 8)
  const count = word(at)
  const bytes = at + NUMBER + NUMBER * count
  for (let i = 0; i < count; i++) {
    const start = word(at + NUMBER + NUMBER * i) * STATE_PAGE
    const from = bytes + i * STATE_PAGE
    state.set(changes.subarray(from, from + Math.min(STATE_PAGE, state.length - start)), start)
  }
}
