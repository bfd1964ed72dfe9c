import { Machine, machine as m } from './machine'
import { STAGE, STATE, STATE_SEAL, ROM, WRAM, HRAM } from './layout'
import { ramBase, ramSize, mapCartridge, romBanks } from './cartridge/cartridge'
import { mapVram, mapWram, takeBus } from './pages'
import { lcdOn } from './ppu/timing'
import { forgetPpu } from './ppu/catchup'
import { interruptsChanged } from './events'
import { forgetIteration } from './idle'
import { resetSynth } from './apu/synth'
import { hashOf } from './hash'

/** "PTPC": the first bytes of a state. */
const MAGIC: u32 = 0x43505450
/** Goes up whenever the layout of the block changes. */
const FORMAT: u32 = 1

/** Bytes of the block: fixed parts, CGB memory, cartridge RAM; a multiple of 32. */
export function stateSize(): i32 {
  return (ramBase() + ramSize - STATE + 31) & ~31
}

/** Hashes the machine and writes the seal, which makes the block at STATE a complete state. */
export function seal(): i32 {
  m.magic = MAGIC
  m.format = FORMAT
  m.size = stateSize()
  m.hash = hashOf(STATE + STATE_SEAL, m.size - STATE_SEAL)
  return m.size
}

/** What is wrong with the foreign state at STAGE, or 0. */
export function verdictOnStage(length: i32): i32 {
  if (length < 64 || load<u32>(STAGE) != MAGIC) return 1
  if (load<u32>(STAGE, offsetof<Machine>('format')) != FORMAT) return 2
  if (load<u64>(STAGE, offsetof<Machine>('rom')) != m.rom || load<i32>(STAGE, offsetof<Machine>('cgb')) != m.cgb) return 3
  if (length != stateSize() || load<u32>(STAGE, offsetof<Machine>('size')) != length) return 4
  if (load<u32>(STAGE, offsetof<Machine>('unused0')) || load<u64>(STAGE, offsetof<Machine>('unused1'))) return 5
  return load<u64>(STAGE, offsetof<Machine>('hash')) == hashOf(STAGE + STATE_SEAL, length - STATE_SEAL) ? 0 : 5
}

/** Makes the state at `from`, which is known to be good, the machine. */
export function become(from: i32): void {
  memory.copy(STATE, from, stateSize())
  stateChanged()
}

/** Derives again what lies outside the block. */
export function stateChanged(): void {
  takeBus(true)
  mapCartridge()
  mapVram(m.vramBank, lcdOn())
  mapWram(m.wramBank)
  if (!m.dmaActive) takeBus(false)
  forgetPpu()
  forgetIteration()
  resetSynth()
  interruptsChanged()
}

/** Where copies of the machine lie: behind the ROM. */
export function slotAddress(slot: i32): i32 {
  return ROM + (romBanks << 14) + slot * stateSize()
}

/** A cheap fingerprint of WRAM and HRAM, 48 bits. */
export function workingMemoryHash(): f64 {
  return <f64>((hashOf(WRAM, 0x2000) ^ hashOf(HRAM, 0x80)) & 0xffffffffffff)
}
