import type { MemoryRange } from '../../../src-preload/contract/index.ts'
import type { Advance, SavedState, Step } from '../emulator.ts'
import type { Core } from './core.ts'
import { compileExpression, type Test } from './memoryExpression.ts'
import type { PackedResults } from './protocol.ts'

/** Plays batches on a core: the part of an embedded emulator that runs beside the core. */
export class Machine {
  readonly #core: Core
  readonly #onFrame: () => void
  readonly #byte = new Uint8Array(1)
  readonly #tests = new Map<string, Test>()
  /** whether the last batch was left before its last step */
  #cut = false

  /** @param onFrame called after each piece of work: the sign of life */
  constructor(core: Core, onFrame: () => void) {
    this.#core = core
    this.#onFrame = onFrame
  }

  advance(batch: Advance): PackedResults {
    const { observe, stopOnChange } = batch
    const steps = batch.unlessCut && this.#cut ? [] : batch.steps
    if (batch.from && steps.length > 0) this.#core.loadState(batch.from)
    const width = widthOf(observe)
    const memory = new Uint8Array(width * steps.length)
    const out: PackedResults = { count: 0, frames: [], fingerprints: [], met: [], memory, pictures: [], saved: [] }
    let watched = stopOnChange ? this.read(stopOnChange) : null
    for (const step of steps) {
      const met = this.#play(step, out)
      this.#readInto(observe, memory, out.count * width)
      out.fingerprints.push(this.#core.fingerprint())
      out.met.push(met)
      out.pictures.push(step.picture ? this.#core.screen().slice() : undefined)
      out.saved.push(step.save ? this.save() : undefined)
      out.count++
      if (watched && stopOnChange) {
        const now = this.read(stopOnChange)
        if (Buffer.compare(now, watched) !== 0) break
        watched = now
      }
    }
    this.#cut = out.count < batch.steps.length
    out.memory = memory.subarray(0, out.count * width)
    return out
  }

  read(ranges: readonly MemoryRange[]): Uint8Array {
    const out = new Uint8Array(widthOf(ranges))
    this.#readInto(ranges, out, 0)
    return out
  }

  save(): SavedState {
    return { state: this.#core.saveState(), hash: this.#core.hash() }
  }

  #play(step: Step, out: PackedResults): boolean {
    const draw = step.picture ? 'last' : 'none'
    const hold = Math.min(step.hold, step.frames)
    const rest = step.frames - hold
    if (step.until === undefined) {
      if (hold > 0) this.#core.advance(step.buttons, hold, rest === 0 ? draw : 'none')
      if (rest > 0) this.#core.advance(0, rest, draw)
      out.frames.push(step.frames)
      this.#onFrame()
      return false
    }
    return this.#playUntil(step, hold, this.#test(step), draw, out)
  }

  #playUntil(step: Step, hold: number, test: Test, draw: 'last' | 'none', out: PackedResults): boolean {
    const read = (address: number): number => {
      this.#core.readMemory(address, 1, this.#byte, 0)
      return this.#byte[0] ?? 0
    }
    let frames = hold
    if (hold > 0) this.#core.advance(step.buttons, hold, draw)
    let met = hold > 0 && test(read) !== 0
    while (!met && frames < step.frames) {
      this.#core.advance(0, 1, draw)
      frames++
      met = test(read) !== 0
      this.#onFrame()
    }
    out.frames.push(frames)
    return met
  }

  #test(step: Step): Test {
    const key = JSON.stringify(step.until)
    let test = this.#tests.get(key)
    if (!test && step.until) {
      test = compileExpression(step.until)
      if (this.#tests.size > 500) this.#tests.clear()
      this.#tests.set(key, test)
    }
    return test ?? (() => 0)
  }

  #readInto(ranges: readonly MemoryRange[], into: Uint8Array, at: number): void {
    for (const range of ranges) {
      this.#core.readMemory(range.address, range.length, into, at)
      at += range.length
    }
  }
}

/** @returns bytes the ranges take together */
export function widthOf(ranges: readonly MemoryRange[]): number {
  let width = 0
  for (const range of ranges) width += range.length
  return width
}
