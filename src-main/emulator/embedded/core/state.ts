import { Machine, machine as m } from './machine'
import { STAGE, STATE, STATE_MAX, STATE_SEAL, WRAM, HRAM } from './layout'
import { ramBase, ramSize, mapCartridge } from './cartridge/cartridge'
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
const FORMAT: u32 = 2

/** What can be wrong with a state; the wrapper's list of messages has the same order. */
const NO_STATE: i32 = 1
const OLDER: i32 = 2
const NEWER: i32 = 3
const FOREIGN: i32 = 4
const CUT: i32 = 5
const ALTERED: i32 = 6

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

/** Bytes a state of any cartridge and model can have. */
export function largestState(): i32 { return STATE_MAX }

/**
 * What is wrong with the state at STAGE, or 0. It is looked at as a whole state of some cartridge first,
 * so that one that is cut or damaged is never taken for another cartridge's.
 */
export function verdictOnStage(length: i32): i32 {
  if (length < 8 || load<u32>(STAGE) != MAGIC) return NO_STATE
  const format = load<u32>(STAGE, offsetof<Machine>('format'))
  if (format != FORMAT) return format < FORMAT ? OLDER : NEWER
  if (length < 64 || length & 31 || load<u32>(STAGE, offsetof<Machine>('size')) != length) return CUT
  if (load<u32>(STAGE, offsetof<Machine>('unused0')) || load<u64>(STAGE, offsetof<Machine>('unused1'))) return ALTERED
  if (load<u64>(STAGE, offsetof<Machine>('hash')) != hashOf(STAGE + STATE_SEAL, length - STATE_SEAL)) return ALTERED
  if (load<u64>(STAGE, offsetof<Machine>('rom')) != m.rom || load<i32>(STAGE, offsetof<Machine>('cgb')) != m.cgb) return FOREIGN
  return length == stateSize() ? 0 : CUT
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

/** A cheap fingerprint of WRAM and HRAM, 48 bits. */
export function workingMemoryHash(): f64 {
  return <f64>((hashOf(WRAM, 0x2000) ^ hashOf(HRAM, 0x80)) & 0xffffffffffff)
}
