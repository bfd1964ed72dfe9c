import { PtpError, type ErrorCode, type MemoryExpression, type MemoryRange } from '../../../src-preload/contract/index.ts'
import type { ConsoleModel, Core, CoreOptions, Draw, Waited } from './core.ts'
import { SCREEN_HEIGHT, SCREEN_WIDTH, SLOTS, STATE_PAGE } from './core.ts'
import { encodeExpression } from './expressionCode.ts'
import { compileCore, engine, type CompiledCore } from './ownCoreExports.ts'
import { pollUntil, PolledWatch, readEach } from './polling.ts'
import { checkSlot, emptySlot } from './slots.ts'

export { compileCore, type CompiledCore } from './ownCoreExports.ts'

/** Goes up with every change that can make a machine behave differently; recorded with every run. */
export const OWN_CORE_VERSION = '1.1.0'
export const OWN_CORE_NAME = 'ptp-core'

export interface OwnCoreOptions extends CoreOptions {
  /** The bytes of ptp-core.wasm, or the module compiled from them (cheaper for many cores). */
  wasm: Uint8Array | CompiledCore
}

/** A condition on one byte of memory; `written` holds whenever the byte is written. */
export interface MemoryCondition {
  address: number
  is: 'equal' | 'not-equal' | 'less' | 'greater' | 'written'
  value?: number
  /** Bits of the byte that count; all of them unless told. */
  mask?: number
}

/** What this core can do beyond `Core`. */
export interface OwnCore extends Core {
  /** As in `Core`; a state saved into an array that is there already costs half. */
  saveState(into?: Uint8Array): Uint8Array
  /**
   * Runs until the conditions hold, at most `frames` frames. Conditions on work RAM and high RAM
   * (0xC000–0xFFFE) are tested at each write, so the machine stops within the frame; others after each frame.
   */
  runToBreak(buttons: number, frames: number, conditions: readonly MemoryCondition[], options?: { all?: boolean; draw?: Draw }): Waited
  /** Writes to memory from 0x8000 on, without the side effects of hardware registers (which are left alone). */
  writeMemory(address: number, bytes: Uint8Array): void
  /** Loads a BESS state of any emulator: memory and registers, with the timing BESS does not hold set anew. */
  importBess(state: Uint8Array): void
  /** 16-bit stereo at 48 kHz made since the last call; a view, valid until the next call. */
  samples(): Int16Array
  /** Waiting loops and HALT are skipped unless told otherwise; it changes nothing but the speed. */
  setSkipping(on: boolean): void
}

/** A list of ranges the core was told of; without `fits` it is too long for the core, and is read from outside. */
interface TakenRanges {
  ranges: readonly MemoryRange[]
  width: number
  fits: boolean
}

const PAGE = 0x10000
const MAX_ROM = 8 << 20
/** What `restore` answers, by number. */
const VERDICTS: readonly { code: ErrorCode; message: string; hint?: string }[] = [
  { code: 'internal', message: '' },
  { code: 'bad-snapshot', message: 'it is no state of this core' },
  { code: 'bad-snapshot', message: 'it was written by an older version of this core', hint: 'Use the version of the workbench that wrote it.' },
  { code: 'newer-format', message: 'it was written by a newer version of this core', hint: 'Update the workbench.' },
  { code: 'foreign-snapshot', message: 'it is of another ROM or another console model' },
  { code: 'bad-snapshot', message: 'it is cut off or has bytes too many' },
  { code: 'bad-snapshot', message: 'its bytes have changed since it was saved' },
]
const CUT = 5
const HASH_AT = 8
const DRAW: Record<Draw, number> = { none: 0, last: 1, all: 2 }
const OPERATORS: Record<MemoryCondition['is'], number> = { equal: 0, 'not-equal': 1, less: 2, greater: 3, written: 4 }

/**
 * The core of this project: see docs/core.md.
 * @throws PtpError `bad-rom` when the ROM is none, or has a mapper that is not supported
 */
export function createOwnCore(rom: Uint8Array, options: OwnCoreOptions): OwnCore {
  if (rom.length < 0x150 || rom.length > MAX_ROM)
    throw new PtpError('bad-rom', `a ROM has 336 bytes to 8 MB, this file has ${rom.length}`)
  const core = new engine.Instance(options.wasm instanceof Uint8Array ? compileCore(options.wasm) : options.wasm).exports
  let bytes = new Uint8Array(core.memory.buffer)
  const [romAt, stateAt, stageAt, observedAt] = [core.romAddress(), core.stateAddress(), core.stageAddress(), core.observedAddress()]

  grow(romAt + 2 * PAGE + 2 * rom.length)
  bytes.set(rom, romAt)
  if (!core.insert(rom.length)) {
    const type = (rom[0x147] ?? 0).toString(16).padStart(2, '0')
    throw new PtpError('bad-rom', `cartridges of type 0x${type} are not supported`, {
      hint: 'MBC1, MBC2, MBC3, MBC5 and cartridges without a mapper are.',
    })
  }
  const colour = ((rom[0x143] ?? 0) & 0x80) !== 0
  const model: ConsoleModel = options.model === 'auto' ? (colour ? 'cgb' : 'dmg') : options.model
  if (options.bootRom) {
    const size = model === 'cgb' ? 2304 : 256
    if (options.bootRom.length !== size) throw new PtpError('bad-rom', `a boot ROM for this model has ${size} bytes, this one has ${options.bootRom.length}`)
    bytes.set(options.bootRom, core.bootAddress())
    core.setBootRom(size)
  }
  const info = { name: OWN_CORE_NAME, version: OWN_CORE_VERSION, model, stateFormat: 'ptp-core-2', speed: 40_000 }
  /** slots there is memory for, and those that hold something */
  let room = 0
  const kept = new Set<number>()
  let expression: MemoryExpression | null = null
  const nothing: TakenRanges = { ranges: [], width: 0, fits: true }
  let observed = nothing
  let watched = nothing
  start()
  grow(core.memoryNeeded(0))

  function start(): void {
    core.reset(model === 'cgb' ? 1 : 0)
    core.setSound(options.sound ? 1 : 0)
  }

  function grow(size: number): void {
    const missing = size - core.memory.buffer.byteLength
    if (missing > 0) core.memory.grow(Math.ceil(missing / PAGE))
    bytes = new Uint8Array(core.memory.buffer)
  }

  /** Makes it the expression that is asked; false when it is too long for the core. */
  function takeExpression(until: MemoryExpression): boolean {
    if (until === expression) return true
    const count = encodeExpression(until, new DataView(core.memory.buffer, core.programAddress()), core.programRoom())
    expression = count === null ? null : until
    core.setProgram(count ?? 0)
    return count !== null
  }

  /** Hands a list of ranges to the core, if it is not too long for it. */
  function takeRanges(list: number, ranges: readonly MemoryRange[]): TakenRanges {
    const width = ranges.reduce((sum, { length }) => sum + length, 0)
    const fits = ranges.length <= core.rangesRoom() && width <= PAGE
    if (fits) new Int32Array(core.memory.buffer, core.rangesAddress(list), 2 * ranges.length).set(ranges.flatMap(({ address, length }) => [address, length]))
    return { ranges, width, fits }
  }

  const face: OwnCore = {
    info,
    advance: (buttons, frames, draw) => core.advance(buttons, frames, DRAW[draw]),
    advanceUntil(buttons, hold, frames, until, draw) {
      if (!takeExpression(until)) return pollUntil(face, buttons, hold, frames, until, draw)
      return waited(core.advanceUntil(buttons, hold, frames, DRAW[draw]))
    },
    runToBreak(buttons, frames, conditions, { all = false, draw = 'none' } = {}) {
      core.clearConditions(all ? 1 : 0)
      for (const { address, is, value = 0, mask = 0xff } of conditions)
        if (!core.addCondition(address, mask, OPERATORS[is], value)) throw new PtpError('bad-input', 'at most 64 conditions at a time')
      const result = core.runToBreak(buttons, frames, DRAW[draw])
      core.clearConditions(0)
      return waited(result)
    },
    readMemory(address, length, into, offset) {
      core.peek(address, length)
      into.set(bytes.subarray(observedAt, observedAt + length), offset)
    },
    readRanges(ranges, into, offset) {
      if (ranges !== observed.ranges) observed = takeRanges(0, ranges)
      if (observed.fits) {
        core.observe(ranges.length)
        into.set(bytes.subarray(observedAt, observedAt + observed.width), offset)
      } else readEach(face, ranges, into, offset)
    },
    watch(ranges) {
      watched = takeRanges(1, ranges)
      if (watched.fits) core.watchedChanged(ranges.length)
      else polledWatch.watch(ranges)
    },
    watchedChanged: () => (watched.fits ? core.watchedChanged(watched.ranges.length) !== 0 : polledWatch.changed()),
    writeMemory(address, data) {
      for (let i = 0; i < data.length; i++) core.poke(address + i, data[i] ?? 0)
    },
    screen() {
      core.pictureRgb()
      const at = core.rgbAddress()
      return bytes.subarray(at, at + SCREEN_WIDTH * SCREEN_HEIGHT * 3)
    },
    saveState(into) {
      const size = core.seal()
      if (!into) return bytes.slice(stateAt, stateAt + size)
      into.set(bytes.subarray(stateAt, stateAt + size))
      return into
    },
    viewState(remember = false) {
      const size = core.seal()
      if (remember) core.rememberState()
      return { state: bytes.subarray(stateAt, stateAt + size), hash: hex(bytes, stateAt + HASH_AT) }
    },
    viewChanges() {
      const count = core.changedPages()
      const at = core.changesAddress()
      return {
        hash: hex(bytes, stateAt + HASH_AT),
        pages: new Uint16Array(core.memory.buffer, core.changedPagesAddress(), count),
        bytes: bytes.subarray(at, at + count * STATE_PAGE),
      }
    },
    loadState(state) {
      const fits = state.length <= core.largestState()
      if (fits) bytes.set(state, stageAt)
      const verdict = fits ? core.restore(state.length) : CUT
      const refusal = verdict ? VERDICTS[verdict] : undefined
      if (refusal) throw new PtpError(refusal.code, `the state cannot be loaded: ${refusal.message}`, refusal.hint === undefined ? {} : { hint: refusal.hint })
    },
    exportBess() {
      const size = core.exportBess()
      return bytes.slice(stageAt, stageAt + size)
    },
    importBess(state) {
      if (state.length > romAt - stageAt) throw new PtpError('bad-snapshot', 'this file is too long for a BESS state')
      bytes.set(state, stageAt)
      if (core.importBess(state.length)) throw new PtpError('bad-snapshot', 'the BESS state is cut off, or is of another model')
    },
    hash() {
      core.seal()
      return hex(bytes, stateAt + HASH_AT)
    },
    fingerprint: () => core.workingMemoryHash(),
    reset: start,
    free() {
      bytes = new Uint8Array(0)
    },
    fork(slot) {
      checkSlot(slot)
      if (slot >= room) {
        room = Math.min(SLOTS, Math.max(slot + 1, 2 * room))
        grow(core.memoryNeeded(room))
      }
      core.fork(slot)
      kept.add(slot)
    },
    resume(slot) {
      checkSlot(slot)
      if (!kept.has(slot)) throw emptySlot(slot)
      core.resume(slot)
    },
    samples: () => new Int16Array(core.memory.buffer, core.samplesAddress(), 2 * core.takeSamples()),
    setSkipping: (on) => core.setSkipping(on ? 1 : 0),
  }
  const polledWatch = new PolledWatch(face)
  return face
}

/** The answer of a wait: frames << 1, plus 1 when it was met. */
function waited(answer: number): Waited {
  return { frames: answer >> 1, met: (answer & 1) !== 0 }
}

/** The 64-bit number at `at`, little-endian, as 16 digits. */
function hex(bytes: Uint8Array, at: number): string {
  const digits = (from: number): string => {
    const word = (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8) | ((bytes[from + 2] ?? 0) << 16) | ((bytes[from + 3] ?? 0) << 24)
    return (word >>> 0).toString(16).padStart(8, '0')
  }
  return digits(at + 4) + digits(at)
}
