import type { ConsoleModel } from '../../../src-main/emulator/embedded/core.ts'
import { createOwnCore, type OwnCore } from '../../../src-main/emulator/embedded/ownCore.ts'
import { assemble, type RomOptions } from '../../roms/assemble.ts'
import { builtCore } from './build.ts'

const wasm = new WebAssembly.Module(await builtCore())

export function machine(rom: Uint8Array, model: ConsoleModel | 'auto' = 'auto', sound = false): OwnCore {
  return createOwnCore(rom, { model, sound, wasm })
}

export function memoryOf(core: OwnCore, address: number, length: number): number[] {
  const bytes = new Uint8Array(length)
  core.readMemory(address, length, bytes, 0)
  return [...bytes]
}

/** Routines a test program can call: `lcdOff` waits for VBlank; `jp done` says that the results are there. */
export const ROUTINES = `
lcdOff:     ldh a, (LCDC)
            rlca
            ret nc
lcdOffWait: ldh a, (LY)
            cp 145
            jr nz, lcdOffWait
            xor a
            ldh (LCDC), a
            ret
done:       ld a, $ed
            ld ($df00), a
doneLoop:   jr doneLoop
`

/** Plays a test program until it jumps to `done`, and returns the `count` bytes it has left from 0xC000. */
export function results(source: string, count: number, options: RomOptions = {}, frames = 600): number[] {
  const core = machine(assemble(source + ROUTINES, options))
  const { met } = core.runToBreak(0, frames, [{ address: 0xdf00, is: 'equal', value: 0xed }])
  if (!met) throw new Error(`the program has not finished; the results so far are ${memoryOf(core, 0xc000, count).join()}`)
  return memoryOf(core, 0xc000, count)
}
