import { PtpError } from '../../../src-preload/contract/index.ts'
import type { ConsoleModel, Core, CoreOptions, Draw } from './core.ts'
import { SCREEN_HEIGHT, SCREEN_WIDTH } from './core.ts'

/** Goes up with every change that can make a machine behave differently; recorded with every run. */
export const OWN_CORE_VERSION = '1.0.0'
export const OWN_CORE_NAME = 'ptp-core'

/** A compiled `WebAssembly.Module` (whose type is known only where the browser's types are). */
export type CompiledCore = object

export interface OwnCoreOptions extends CoreOptions {
  /** The bytes of ptp-core.wasm, or the module compiled from them (cheaper for many cores). */
  wasm: Uint8Array | CompiledCore
  /** A boot ROM to start with: 256 bytes on a DMG, 2304 on a CGB. Without one the machine starts as it leaves it. */
  bootRom?: Uint8Array
}

/** A condition on one byte of memory; `written` holds whenever the byte is written. */
export interface MemoryCondition {
  address: number
  is: 'equal' | 'not-equal' | 'less' | 'greater' | 'written'
  value?: number
  /** Bits of the byte that count; all of them unless told. */
  mask?: number
}

export interface Waited {
  /** Whole frames that were run. */
  frames: number
  /** Did the conditions hold, or was the limit reached? */
  met: boolean
}

/** What this core can do beyond `Core`. */
export interface OwnCore extends Core {
  /** As in `Core`; a state saved into an array that is there already costs half. */
  saveState(into?: Uint8Array): Uint8Array
  /**
   * Runs until the conditions hold, at most `frames` frames. Conditions on work RAM and high RAM
   * (0xC000–0xFFFE) are tested at each write, so the machine stops within the frame; others after each frame.
   */
  advanceUntil(buttons: number, frames: number, conditions: readonly MemoryCondition[], options?: { all?: boolean; draw?: Draw }): Waited
  /** Writes to memory from 0x8000 on, without the side effects of hardware registers (which are left alone). */
  writeMemory(address: number, bytes: Uint8Array): void
  /** Makes room for `count` copies of the machine inside the instance. */
  reserve(count: number): void
  /** Copies the machine to one of the reserved places, without a trip through JavaScript. */
  fork(place: number): void
  /** Goes on from a copy. */
  resume(place: number): void
  /** Loads a BESS state of any emulator: memory and registers, with the timing BESS does not hold set anew. */
  importBess(state: Uint8Array): void
  /** 16-bit stereo at 48 kHz made since the last call; a view, valid until the next call. */
  samples(): Int16Array
  /** Waiting loops and HALT are skipped unless told otherwise; it changes nothing but the speed. */
  setSkipping(on: boolean): void
}

interface Engine {
  Module: new (bytes: Uint8Array) => CompiledCore
  Instance: new (module: CompiledCore) => { exports: Exports }
}

/** What index.ts of the AssemblyScript sources exports. */
interface Exports {
  memory: { buffer: ArrayBuffer; grow(pages: number): number }
  romAddress(): number
  stateAddress(): number
  stageAddress(): number
  peekAddress(): number
  rgbAddress(): number
  samplesAddress(): number
  bootAddress(): number
  setBootRom(size: number): void
  insert(size: number): number
  memoryNeeded(slots: number): number
  reset(cgb: number): void
  advance(buttons: number, frames: number, draw: number): void
  advanceUntil(buttons: number, frames: number, draw: number): number
  addCondition(address: number, mask: number, operator: number, value: number): number
  clearConditions(all: number): void
  peek(address: number, length: number): void
  poke(address: number, value: number): void
  pictureRgb(): void
  stateSize(): number
  seal(): number
  restore(length: number): number
  fork(slot: number): void
  resume(slot: number): void
  workingMemoryHash(): number
  exportBess(): number
  importBess(length: number): number
  setSkipping(on: number): void
  setSound(on: number): void
  takeSamples(): number
}

const PAGE = 0x10000
const MAX_ROM = 8 << 20
/** "newer format", "foreign" and the like: what `restore` answers. */
const VERDICTS = [
  '',
  'it is no state of this core',
  'it was written by another version of this core',
  'it is of another ROM or another console model',
  'it is cut off or has bytes too many',
  'its bytes have changed since it was saved',
]
const HASH_AT = 8
const DRAW: Record<Draw, number> = { none: 0, last: 1, all: 2 }
const OPERATORS: Record<MemoryCondition['is'], number> = { equal: 0, 'not-equal': 1, less: 2, greater: 3, written: 4 }

const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly

export function compileCore(wasm: Uint8Array): CompiledCore {
  return new engine.Module(wasm)
}

/**
 * The core of this project: see docs/core.md.
 * @throws PtpError `bad-rom` when the ROM is none, or has a mapper that is not supported
 */
export function createOwnCore(rom: Uint8Array, options: OwnCoreOptions): OwnCore {
  if (rom.length < 0x150 || rom.length > MAX_ROM)
    throw new PtpError('bad-rom', `a ROM has 336 bytes to 8 MB, this file has ${rom.length}`)
  const core = new engine.Instance(options.wasm instanceof Uint8Array ? compileCore(options.wasm) : options.wasm).exports
  let bytes = new Uint8Array(core.memory.buffer)
  const [romAt, stateAt, stageAt, peekAt] = [core.romAddress(), core.stateAddress(), core.stageAddress(), core.peekAddress()]

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
  const info = { name: OWN_CORE_NAME, version: OWN_CORE_VERSION, model, stateFormat: 'ptp-core-1', speed: 40_000 }
  let reserved = 0
  start()

  function start(): void {
    core.reset(model === 'cgb' ? 1 : 0)
    core.setSound(options.sound ? 1 : 0)
  }

  function grow(size: number): void {
    const missing = size - core.memory.buffer.byteLength
    if (missing > 0) core.memory.grow(Math.ceil(missing / PAGE))
    bytes = new Uint8Array(core.memory.buffer)
  }

  function inPlace(place: number): number {
    if (!Number.isInteger(place) || place < 0 || place >= reserved)
      throw new PtpError('bad-input', `there is no place ${place}; ${reserved} are reserved`)
    return place
  }

  return {
    info,
    advance: (buttons, frames, draw) => core.advance(buttons, frames, DRAW[draw]),
    advanceUntil(buttons, frames, conditions, { all = false, draw = 'none' } = {}) {
      core.clearConditions(all ? 1 : 0)
      for (const { address, is, value = 0, mask = 0xff } of conditions)
        if (!core.addCondition(address, mask, OPERATORS[is], value)) throw new PtpError('bad-input', 'at most 64 conditions at a time')
      const result = core.advanceUntil(buttons, frames, DRAW[draw])
      core.clearConditions(0)
      return { frames: result >> 1, met: (result & 1) !== 0 }
    },
    readMemory(address, length, into, offset) {
      core.peek(address, length)
      into.set(bytes.subarray(peekAt, peekAt + length), offset)
    },
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
    loadState(state) {
      const size = core.stateSize()
      if (state.length === size) bytes.set(state, stageAt)
      const verdict = state.length === size ? core.restore(size) : foreign(state) ? 3 : 4
      if (verdict === 3) throw new PtpError('foreign-snapshot', `the state cannot be loaded: ${VERDICTS[3]}`)
      if (verdict) throw new PtpError('bad-snapshot', `the state cannot be loaded: ${VERDICTS[verdict]}`)
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
    reserve(count) {
      reserved = Math.max(reserved, count)
      grow(core.memoryNeeded(reserved))
    },
    fork: (place) => core.fork(inPlace(place)),
    resume: (place) => core.resume(inPlace(place)),
    samples: () => new Int16Array(core.memory.buffer, core.samplesAddress(), 2 * core.takeSamples()),
    setSkipping: (on) => core.setSkipping(on ? 1 : 0),
  }

  /** Is it a state of this core, but not of this cartridge and model? */
  function foreign(state: Uint8Array): boolean {
    return state.length > 64 && state.subarray(0, 4).every((byte, i) => byte === 'PTPC'.charCodeAt(i)) && state.length % 32 === 0
  }
}

/** The 64-bit number at `at`, little-endian, as 16 digits. */
function hex(bytes: Uint8Array, at: number): string {
  let digits = ''
  for (let i = 7; i >= 0; i--) digits += (bytes[at + i] ?? 0).toString(16).padStart(2, '0')
  return digits
}
