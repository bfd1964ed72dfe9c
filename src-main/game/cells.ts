import { differs, type Segment } from './layout.ts'

/** The observed bytes of a tick against those of the tick before. */
export interface Change {
  memory: Uint8Array
  /** null at the first tick */
  previous: Uint8Array | null
  /** nothing differs before this offset, nor from `to` on */
  from: number
  to: number
}

/** Part of a state that is read again only when the bytes it stands on have changed. */
export interface Part<T> {
  readonly value: T
  /** the bytes it stands on lie from `start` to `end`, `end` excluded */
  readonly start: number
  readonly end: number
  /** @returns whether the value is another one than before */
  refresh(change: Change): boolean
}

/** @returns whether a part may have changed at all: most have not, and this is cheap to see */
function isOutside(part: { start: number; end: number }, change: Change): boolean {
  return change.previous !== null && (part.end <= change.from || part.start >= change.to)
}

/** A single value. */
export class Cell<T> implements Part<T> {
  value: T
  readonly start: number
  readonly end: number
  readonly #read: (memory: Uint8Array) => T
  readonly #segments: readonly Segment[]

  constructor(initial: T, segments: readonly Segment[], read: (memory: Uint8Array) => T) {
    this.value = initial
    this.start = Math.min(...segments.map(({ start }) => start))
    this.end = Math.max(0, ...segments.map(({ end }) => end))
    this.#read = read
    this.#segments = segments
  }

  refresh(change: Change): boolean {
    if (isOutside(this, change)) return false
    const { memory, previous } = change
    if (previous !== null && !differs(memory, previous, this.#segments)) return false
    const next = this.#read(memory)
    if (next === this.value) return false
    this.value = next
    return true
  }
}

/** A value that never changes. */
export class Fixed<T> implements Part<T> {
  readonly value: T
  readonly start = Infinity
  readonly end = 0

  constructor(value: T) {
    this.value = value
  }

  refresh(): boolean {
    return false
  }
}

/** A value built from parts; built anew only when one of them is another one than before. */
export class Compound<T> implements Part<T> {
  value: T
  readonly start: number
  readonly end: number
  readonly #parts: readonly Part<unknown>[]
  readonly #build: (last: T) => T

  constructor(initial: T, parts: readonly Part<unknown>[], build: (last: T) => T) {
    this.value = initial
    this.start = Math.min(...parts.map(({ start }) => start))
    this.end = Math.max(0, ...parts.map(({ end }) => end))
    this.#parts = parts
    this.#build = build
  }

  refresh(change: Change): boolean {
    if (isOutside(this, change)) return false
    let changed = change.previous === null
    for (const part of this.#parts) if (part.refresh(change)) changed = true
    if (!changed) return false
    const next = this.#build(this.value)
    if (next === this.value) return false
    this.value = next
    return true
  }
}

/** Values by name. A change copies the last ones, which is much cheaper than to gather them. */
export class Names<T> implements Part<Record<string, T>> {
  value: Record<string, T>
  readonly start: number
  readonly end: number
  readonly #parts: readonly (readonly [name: string, part: Part<T>])[]

  constructor(parts: readonly (readonly [name: string, part: Part<T>])[]) {
    this.value = Object.fromEntries(parts.map(([name, part]) => [name, part.value]))
    this.start = Math.min(...parts.map(([, { start }]) => start))
    this.end = Math.max(0, ...parts.map(([, { end }]) => end))
    this.#parts = parts
  }

  refresh(change: Change): boolean {
    if (isOutside(this, change)) return false
    const last = this.value
    for (const [name, part] of this.#parts) {
      if (!part.refresh(change)) continue
      if (this.value === last) this.value = { ...last }
      this.value[name] = part.value
    }
    return this.value !== last
  }
}
