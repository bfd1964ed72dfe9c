import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { GameBoy, GameBoyMode, initSync, PadKey, SaveStateFormat, StateManager } from 'boytacean'
import createXxhash from 'xxhash-wasm'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { restoreBos, stripBos } from './bos.ts'
import { peekBess, readBessLayout, type BessLayout } from './bess.ts'
import type { Core, CoreOptions } from './core.ts'
import { pollUntil, PolledWatch, readEach } from './polling.ts'
import { checkSlot, emptySlot } from './slots.ts'
import { WorkRam } from './workRam.ts'

const packages = createRequire(import.meta.url)
const xxhash = await createXxhash()

/** The keys of the core in the order of our button bits. */
const KEYS = [PadKey.A, PadKey.B, PadKey.Select, PadKey.Start, PadKey.Right, PadKey.Left, PadKey.Up, PadKey.Down]
const CGB_FLAG = 0x143
const WORK_RAM = 0xc000
const WORK_RAM_END = 0xe000
/** Fingerprints from one look through the core itself to the next. */
const CHECK_EVERY = 64

let loaded: { version: string; memory: { readonly buffer: ArrayBuffer } } | null = null

function loadWasm(): NonNullable<typeof loaded> {
  if (loaded === null) {
    const { memory } = initSync({ module: readFileSync(packages.resolve('boytacean/boytacean_bg.wasm')) })
    const manifest = JSON.parse(readFileSync(packages.resolve('boytacean/package.json'), 'utf8')) as { version: string }
    loaded = { version: manifest.version, memory }
  }
  return loaded
}

/** @throws PtpError `bad-rom` when the core refuses the cartridge */
export function createBoytaceanCore(rom: Uint8Array, options: CoreOptions): Core {
  const { version, memory } = loadWasm()
  const colour = (rom[CGB_FLAG] ?? 0) >= 0x80
  const model = options.model === 'auto' ? (colour ? 'cgb' : 'dmg') : options.model
  let console = power()
  let held = 0
  let fingerprints = 0
  const workRam = new WorkRam(memory)
  let bess: { bytes: Uint8Array; layout: BessLayout } | null = null

  function power(): GameBoy {
    const machine = new GameBoy(model === 'cgb' ? GameBoyMode.Cgb : GameBoyMode.Dmg)
    try {
      machine.load_unsafe(false)
      machine.load_rom_wa(rom)
      machine.load_null_wa()
      machine.boot()
    } catch (error) {
      throw new PtpError('bad-rom', `the core refuses this ROM: ${String(error)}`, { cause: error })
    }
    machine.set_apu_enabled(options.sound)
    return machine
  }

  function hold(buttons: number): void {
    for (let bit = 0; bit < KEYS.length; bit++) {
      const key = KEYS[bit]
      if (key === undefined || ((held ^ buttons) & (1 << bit)) === 0) continue
      if (buttons & (1 << bit)) console.key_press(key)
      else console.key_lift(key)
    }
    held = buttons
  }

  /** The core has no memory reads; a BESS state is the cheapest view of the whole machine (about 25 µs). */
  function view(): { bytes: Uint8Array; layout: BessLayout } {
    if (bess === null) {
      const bytes = StateManager.save_wa(console, SaveStateFormat.Bess)
      bess = { bytes, layout: readBessLayout(bytes) }
      if (model === 'dmg') workRam.compare(ramOf(bess))
    }
    return bess
  }

  function saveState(): Uint8Array {
    const bos = stripBos(StateManager.save_wa(console, SaveStateFormat.Bos))
    // Pressing a key that is down already would be another input, so what is held goes with the state.
    const state = new Uint8Array(bos.length + 1)
    state.set(bos)
    state[bos.length] = held
    return state
  }

  const slots = new Map<number, Uint8Array>()
  const face: Core = {
    info: { name: 'boytacean', version, model, stateFormat: 'bos-lean', speed: 2000 },
    // This core draws every frame anyway, so it has no use for `draw`.
    advance(buttons: number, frames: number): void {
      bess = null
      hold(buttons)
      for (let i = 0; i < frames; i++) console.next_frame()
      // Nobody listens; left alone, the samples pile up and slow the core down more and more.
      if (options.sound) console.audio_buffer_eager(true)
    },
    readMemory(address, length, into, offset): void {
      if (address >= WORK_RAM && address + length <= WORK_RAM_END) {
        const ram = workRam.view
        if (ram) {
          for (let i = 0; i < length; i++) into[offset + i] = ram[address - WORK_RAM + i] ?? 0
          return
        }
      }
      const { bytes, layout } = view()
      for (let i = 0; i < length; i++) into[offset + i] = peekBess(bytes, layout, rom, (address + i) & 0xffff)
    },
    advanceUntil: (buttons, hold, frames, until, draw) => pollUntil(face, buttons, hold, frames, until, draw),
    readRanges(ranges, into, offset) {
      readEach(face, ranges, into, offset)
    },
    watch(ranges) {
      watch.watch(ranges)
    },
    watchedChanged: () => watch.changed(),
    screen: () => console.frame_buffer_eager(),
    saveState,
    viewState() {
      const state = saveState()
      return { state, hash: hashOf(state) }
    },
    fork(slot) {
      checkSlot(slot)
      slots.set(slot, saveState())
    },
    resume(slot) {
      checkSlot(slot)
      const state = slots.get(slot)
      if (!state) throw emptySlot(slot)
      face.loadState(state)
    },
    loadState(state): void {
      const bos = restoreBos(state.subarray(0, -1))
      const before = StateManager.save_wa(console, SaveStateFormat.Bos)
      try {
        StateManager.load_wa(bos, console, SaveStateFormat.Bos)
      } catch (error) {
        StateManager.load_wa(before, console, SaveStateFormat.Bos)
        throw new PtpError('bad-snapshot', `the core refuses this state: ${String(error)}`, { cause: error })
      }
      bess = null
      workRam.forget()
      held = state.at(-1) ?? 0
    },
    exportBess: () => StateManager.save_wa(console, SaveStateFormat.Bess),
    hash: () => hashOf(saveState()),
    fingerprint(): number {
      // Now and then the core itself is asked, so that a place that is no longer right is noticed.
      const ram = fingerprints++ % CHECK_EVERY === 0 ? null : workRam.view
      return xxhash.h32Raw(ram ?? ramOf(view()))
    },
    reset(): void {
      console.free()
      console = power()
      held = 0
      bess = null
      workRam.forget()
    },
    free: () => console.free(),
  }
  const watch = new PolledWatch(face)
  return face
}

function hashOf(state: Uint8Array): string {
  return xxhash.h64Raw(state).toString(16).padStart(16, '0')
}

/** The work RAM inside a BESS state: 8 KB, 32 KB on a CGB. */
function ramOf({ bytes, layout }: { bytes: Uint8Array; layout: BessLayout }): Uint8Array {
  return bytes.subarray(layout.ram.offset, layout.ram.offset + layout.ram.size)
}
