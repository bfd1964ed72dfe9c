import type { ButtonMask, MemoryExpression, MemoryRange } from '../../../src-preload/contract/index.ts'
import type { Core, Draw, Waited } from './core.ts'
import { compileExpression, type Test } from './memoryExpression.ts'

/** What a core that cannot do such things by itself makes of its other calls. */

type Played = Pick<Core, 'advance' | 'readMemory'>

const tests = new WeakMap<MemoryExpression, Test>()

/** `Core.advanceUntil`, asked from outside after each frame. */
export function pollUntil(core: Played, buttons: ButtonMask, hold: number, frames: number, until: MemoryExpression, draw: Draw): Waited {
  let test = tests.get(until)
  if (!test) tests.set(until, (test = compileExpression(until)))
  const byte = new Uint8Array(1)
  const read = (address: number): number => {
    core.readMemory(address, 1, byte, 0)
    return byte[0] ?? 0
  }
  let played = Math.min(hold, frames)
  if (played > 0) core.advance(buttons, played, draw)
  let met = played > 0 && test(read) !== 0
  while (!met && played < frames) {
    core.advance(0, 1, draw)
    played++
    met = test(read) !== 0
  }
  return { frames: played, met }
}

/** `Core.readRanges`, one range after the other. */
export function readEach(core: Pick<Core, 'readMemory'>, ranges: readonly MemoryRange[], into: Uint8Array, offset: number): void {
  for (const { address, length } of ranges) {
    core.readMemory(address, length, into, offset)
    offset += length
  }
}

/** Remembers ranges of a core's memory, and tells when they have changed. */
export class PolledWatch {
  readonly #core: Pick<Core, 'readMemory'>
  #ranges: readonly MemoryRange[] = []
  #seen = new Uint8Array(0)
  #now = new Uint8Array(0)

  constructor(core: Pick<Core, 'readMemory'>) {
    this.#core = core
  }

  /** `Core.watch` */
  watch(ranges: readonly MemoryRange[]): void {
    const width = ranges.reduce((sum, { length }) => sum + length, 0)
    this.#ranges = ranges
    this.#seen = new Uint8Array(width)
    this.#now = new Uint8Array(width)
    this.changed()
  }

  /** `Core.watchedChanged` */
  changed(): boolean {
    readEach(this.#core, this.#ranges, this.#now, 0)
    if (Buffer.compare(this.#now, this.#seen) === 0) return false
    this.#seen.set(this.#now)
    return true
  }
}
