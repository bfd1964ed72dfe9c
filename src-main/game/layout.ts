import type { MemoryRange } from '../../src-preload/contract/index.ts'

/** Part of the observed bytes, `end` excluded. */
export interface Segment {
  start: number
  end: number
}

/** Ranges that lie this close are read as one: a call costs more than a few bytes. */
const MAX_GAP = 4

/** @returns the ranges in order; overlapping ones, and those at most `gap` bytes apart, are merged */
export function mergeRanges(ranges: readonly MemoryRange[], gap = MAX_GAP): MemoryRange[] {
  const merged: MemoryRange[] = []
  for (const range of [...ranges].sort((a, b) => a.address - b.address)) {
    const last = merged.at(-1)
    if (last !== undefined && range.address <= last.address + last.length + gap) {
      last.length = Math.max(last.length, range.address + range.length - last.address)
    } else {
      merged.push({ ...range })
    }
  }
  return merged
}

/** Where each address lies in the observed ranges when they are read one after the other. */
export class Layout {
  readonly ranges: readonly MemoryRange[]
  /** bytes of all ranges together */
  readonly bytes: number

  constructor(ranges: readonly MemoryRange[]) {
    this.ranges = mergeRanges(ranges)
    this.bytes = this.ranges.reduce((sum, { length }) => sum + length, 0)
  }

  /** @throws RangeError for an address outside the ranges */
  offset(address: number): number {
    let before = 0
    for (const range of this.ranges) {
      if (address >= range.address && address < range.address + range.length) return before + address - range.address
      before += range.length
    }
    throw new RangeError(`0x${address.toString(16)} is not among the observed ranges`)
  }

  /** @returns the memory at these places of the observed bytes */
  rangesAt(segments: readonly Segment[]): MemoryRange[] {
    return mergeRanges(segments.map(({ start, end }) => ({ address: this.#address(start), length: end - start })), 0)
  }

  #address(offset: number): number {
    let before = 0
    for (const { address, length } of this.ranges) {
      if (offset < before + length) return address + offset - before
      before += length
    }
    throw new RangeError(`offset ${offset} is outside the observed bytes`)
  }

  /** @returns the places of the ranges in the observed bytes */
  segments(ranges: readonly MemoryRange[]): Segment[] {
    return ranges.map(({ address, length }) => {
      const start = this.offset(address)
      return { start, end: start + length }
    })
  }
}

/** @returns whether the two differ in one of the segments */
export function differs(a: Uint8Array, b: Uint8Array, segments: readonly Segment[]): boolean {
  for (const { start, end } of segments) {
    for (let i = start; i < end; i++) if (a[i] !== b[i]) return true
  }
  return false
}
