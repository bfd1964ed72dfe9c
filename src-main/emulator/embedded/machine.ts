import type { MemoryRange } from '../../../src-preload/contract/index.ts'
import type { Advance, SavedState, Step } from '../emulator.ts'
import type { Core } from './core.ts'
import type { PackedResults } from './protocol.ts'
import { StatePacker } from './savedStates.ts'

const NONE = new Uint8Array(0)

/** Plays batches on a core: the part of an embedded emulator that runs beside the core. */
export class Machine {
  readonly #core: Core
  readonly #onStep: () => void
  readonly #packer: StatePacker
  /** whether the last batch was left early, or a watched byte changed in its last step */
  #cut = false

  /** @param onStep called after each step: the sign of life */
  constructor(core: Core, onStep: () => void) {
    this.#core = core
    this.#onStep = onStep
    this.#packer = new StatePacker(core)
  }

  advance(batch: Advance): PackedResults {
    const core = this.#core
    const { observe, stopOnChange, pictureOn = [] } = batch
    const steps = batch.unlessCut && this.#cut ? [] : batch.steps
    if (batch.from && steps.length > 0) core.loadState(batch.from)
    const width = widthOf(observe)
    const memory = new Uint8Array(width * steps.length)
    const out: PackedResults = { count: 0, frames: [], fingerprints: [], met: [], memory, pictures: [], saved: [], changes: NONE }
    this.#packer.begin(steps.reduce((sum, { save }) => (save ? sum + 1 : sum), 0))
    if (stopOnChange) core.watch(stopOnChange)
    let shown = this.read(pictureOn)
    let changed = false
    for (const step of steps) {
      if (step.resume !== undefined) {
        core.resume(step.resume)
        if (stopOnChange) core.watch(stopOnChange)
        shown = this.read(pictureOn)
      }
      this.#play(step, out)
      core.readRanges(observe, memory, out.count * width)
      out.fingerprints.push(core.fingerprint())
      const now = pictureOn.length > 0 ? this.read(pictureOn) : shown
      const isWanted = step.picture === 'changed' ? Buffer.compare(now, shown) !== 0 : step.picture === true
      out.pictures.push(isWanted ? core.screen().slice() : undefined)
      shown = now
      out.saved.push(step.save ? this.#packer.add() : undefined)
      if (step.keep !== undefined) core.fork(step.keep)
      out.count++
      this.#onStep()
      changed = stopOnChange !== undefined && core.watchedChanged()
      if (changed) break
    }
    this.#cut = changed || out.count < batch.steps.length
    out.memory = memory.subarray(0, out.count * width)
    out.changes = this.#packer.finish()
    return out
  }

  read(ranges: readonly MemoryRange[]): Uint8Array {
    const out = new Uint8Array(widthOf(ranges))
    this.#core.readRanges(ranges, out, 0)
    return out
  }

  save(): SavedState {
    const { state, hash } = this.#core.viewState()
    return { state: new Uint8Array(state), hash }
  }

  #play(step: Step, out: PackedResults): void {
    const draw = step.picture ? 'last' : 'none'
    if (step.until) {
      const { frames, met } = this.#core.advanceUntil(step.buttons, step.hold, step.frames, step.until, draw)
      out.frames.push(frames)
      out.met.push(met)
      return
    }
    const hold = Math.min(step.hold, step.frames)
    const rest = step.frames - hold
    if (hold > 0) this.#core.advance(step.buttons, hold, rest === 0 ? draw : 'none')
    if (rest > 0) this.#core.advance(0, rest, draw)
    out.frames.push(step.frames)
    out.met.push(false)
  }
}

/** @returns bytes the ranges take together */
export function widthOf(ranges: readonly MemoryRange[]): number {
  let width = 0
  for (const range of ranges) width += range.length
  return width
}
