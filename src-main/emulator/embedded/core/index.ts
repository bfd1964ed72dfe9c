import { BOOT, RGB, ROM, SAMPLES, STAGE, STATE } from './layout'
import { readHeader, romBanks } from './cartridge/cartridge'
import { makeTables, powerOn, powerOnToBoot } from './boot'
import { afterChanges } from './changes'
import { become, largestState, seal, stateChanged, stateSize, verdictOnStage, workingMemoryHash } from './state'
import { hashOf } from './hash'
import { forgetLoops } from './idle'

/** What the wrapper (ownCore.ts) calls. Numbers only cross this border. */
export { advance, advanceUntil, runToBreak } from './frame'
export { addCondition, clearConditions } from './watch'
export { programAddress, programRoom, setProgram } from './expression'
export { observe, observedAddress, rangesAddress, rangesRoom, watchedChanged } from './ranges'
export { peek, poke } from './peek'
export { pictureRgb } from './ppu/rgb'
export { setSkipping } from './idle'
export { setSound, takeSamples } from './apu/synth'
export { largestState, seal, stateSize, workingMemoryHash }
export { changedPages, changedPagesAddress, changesAddress, rememberState } from './changes'
export { exportBess, importBess } from './bess'
/** Only so that the optimiser, which inlines what is called once, leaves these out of the CPU's loop. */
export { serve, vector } from './events'
export { halt } from './cpu/interrupts'
export { stop, hang } from './stop'

export function romAddress(): i32 { return ROM }
export function stateAddress(): i32 { return STATE }
export function stageAddress(): i32 { return STAGE }
export function rgbAddress(): i32 { return RGB }
export function bootAddress(): i32 { return BOOT }
export function samplesAddress(): i32 { return SAMPLES }

let romHash: u64 = 0
let hasBootRom: bool = false

/** Takes the ROM of `size` bytes at romAddress(); false if its mapper is not supported. */
export function insert(size: i32): bool {
  makeTables()
  if (!readHeader(size)) return false
  memory.fill(ROM + size, 0xff, (romBanks << 14) - size)
  romHash = hashOf(ROM, romBanks << 14)
  forgetLoops()
  return true
}

/** Bytes of memory needed for the ROM and `slots` copies of the machine, whose model is known. */
export function memoryNeeded(slots: i32): i32 {
  return slotAddress(slots)
}

/** Takes the boot ROM of `size` bytes at bootAddress(), which is part of what a state belongs to. */
export function setBootRom(size: i32): void {
  hasBootRom = true
  memory.fill(BOOT + size, 0, ((size + 31) & ~31) - size)
  romHash ^= hashOf(BOOT, (size + 31) & ~31)
}

export function reset(cgb: i32): void {
  if (hasBootRom) powerOnToBoot(cgb, romHash)
  else powerOn(cgb, romHash)
  stateChanged()
}

/** Accepts the state that was put at stageAddress(): 0, or what is wrong with it; then nothing has changed. */
export function restore(length: i32): i32 {
  const verdict = verdictOnStage(length)
  if (!verdict) become(STAGE)
  return verdict
}

/** Where copies of the machine lie. */
function slotAddress(slot: i32): i32 {
  return afterChanges() + slot * stateSize()
}

/** Copies the machine to a slot, and back: a fork that never leaves the instance. */
export function fork(slot: i32): void {
  memory.copy(slotAddress(slot), STATE, stateSize())
}

export function resume(slot: i32): void {
  become(slotAddress(slot))
}
