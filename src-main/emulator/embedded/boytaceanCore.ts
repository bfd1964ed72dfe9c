import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { GameBoy, GameBoyMode, initSync, PadKey, SaveStateFormat, StateManager } from 'boytacean'
import createXxhash from 'xxhash-wasm'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { restoreBos, stripBos } from './bos.ts'
import { peekBess, readBessLayout, type BessLayout } from './bess.ts'
import type { Core, CoreOptions } from './core.ts'

const packages = createRequire(import.meta.url)
const xxhash = await createXxhash()

/** The keys of the core in the order of our button bits. */
const KEYS = [PadKey.A, PadKey.B, PadKey.Select, PadKey.Start, PadKey.Right, PadKey.Left, PadKey.Up, PadKey.Down]
const CGB_FLAG = 0x143

let version: string | null = null

function loadWasm(): string {
  if (version === null) {
    initSync({ module: readFileSync(packages.resolve('boytacean/boytacean_bg.wasm')) })
    const manifest = JSON.parse(readFileSync(packages.resolve('boytacean/package.json'), 'utf8')) as { version: string }
    version = manifest.version
  }
  return version
}

/** @throws PtpError `bad-rom` when the core refuses the cartridge */
export function createBoytaceanCore(rom: Uint8Array, options: CoreOptions): Core {
  const coreVersion = loadWasm()
  const colour = (rom[CGB_FLAG] ?? 0) >= 0x80
  const model = options.model === 'auto' ? (colour ? 'cgb' : 'dmg') : options.model
  let console = power()
  let held = 0
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
    }
    return bess
  }

  function saveState(): Uint8Array {
    return stripBos(StateManager.save_wa(console, SaveStateFormat.Bos))
  }

  return {
    info: { name: 'boytacean', version: coreVersion, model, stateFormat: 'bos-lean' },
    // This core draws every frame anyway, so it has no use for `draw`.
    advance(buttons: number, frames: number): void {
      bess = null
      hold(buttons)
      for (let i = 0; i < frames; i++) console.next_frame()
    },
    readMemory(address, length, into, offset): void {
      const { bytes, layout } = view()
      if (address >= 0xc000 && address + length <= 0xe000) {
        const from = layout.ram.offset + address - 0xc000
        into.set(bytes.subarray(from, from + length), offset)
        return
      }
      for (let i = 0; i < length; i++) into[offset + i] = peekBess(bytes, layout, rom, (address + i) & 0xffff)
    },
    screen: () => console.frame_buffer_eager(),
    saveState,
    loadState(state): void {
      const bos = restoreBos(state)
      const before = StateManager.save_wa(console, SaveStateFormat.Bos)
      try {
        StateManager.load_wa(bos, console, SaveStateFormat.Bos)
      } catch (error) {
        StateManager.load_wa(before, console, SaveStateFormat.Bos)
        throw new PtpError('bad-snapshot', `the core refuses this state: ${String(error)}`, { cause: error })
      }
      bess = null
      // The keys are part of the state; what we believe is held must follow it.
      for (const key of KEYS) console.key_lift(key)
      held = 0
    },
    exportBess: () => StateManager.save_wa(console, SaveStateFormat.Bess),
    hash: () => xxhash.h64Raw(saveState()).toString(16).padStart(16, '0'),
    fingerprint(): number {
      const { bytes, layout } = view()
      return xxhash.h32Raw(bytes.subarray(layout.ram.offset, layout.ram.offset + layout.ram.size))
    },
    reset(): void {
      console.free()
      console = power()
      held = 0
      bess = null
    },
    free: () => console.free(),
  }
}
