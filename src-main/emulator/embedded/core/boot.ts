import { machine as m, NEVER } from './machine'
import { IO, PALETTES, ROM, SPREAD, SPREAD_MIRRORED, STATE, STATE_MAX, VRAM } from './layout'
import { FRAME_DOTS, LINE } from './ppu/timing'

/**
 * Pan Docs, "Power Up Sequence": the machine as the boot ROM leaves it at 0x0100. Memory that is
 * random on a console is 0 here, so that every start is the same.
 *
 * The LCD's phase and the divider at that moment matter to games that seed random numbers from them:
 * a DMG is at dot 400 of line 153 with its divider at 0xABCC, a CGB at dot 168 of line 144 with 0x1EA0.
 */
export function powerOn(cgb: i32, rom: u64): void {
  memory.fill(STATE, 0, STATE_MAX)
  m.rom = rom
  m.cgb = cgb
  m.colour = cgb && load<u8>(ROM + 0x143) & 0x80 ? 1 : 0
  registers(cgb)
  hardware(cgb)
  if (!cgb) logo()
}

/** The machine before its boot ROM: everything 0, the LCD and the APU off, and a CGB in colour (see endBoot). */
export function powerOnToBoot(cgb: i32, rom: u64): void {
  memory.fill(STATE, 0, STATE_MAX)
  m.rom = rom
  m.cgb = cgb
  m.colour = cgb
  m.booting = 1
  clocks()
  m.ppuAt = NEVER
}

function registers(cgb: i32): void {
  const checksum = load<u8>(ROM + 0x14d)
  m.a = cgb ? 0x11 : 0x01
  m.f = cgb ? 0x80 : checksum ? 0xb0 : 0x80
  m.bc = cgb ? 0x0000 : 0x0013
  m.de = cgb ? 0xff56 : 0x00d8
  m.hl = cgb ? 0x000d : 0x014d
  m.sp = 0xfffe
  m.pc = 0x0100
}

/** What no write to a register sets. */
function clocks(): void {
  m.reloadedAt = -8
  m.statAt = -8
  m.frameAt = FRAME_DOTS
  m.timerAt = m.serialAt = m.dmaAt = m.dmaNext = NEVER
  m.fixedLine = -1
  m.romBank = 1
  m.wramBank = 1
}

function hardware(cgb: i32): void {
  clocks()
  m.dividerBase = -(cgb ? 0x1ea0 : 0xabcc)
  m.lcdBase = -(cgb ? 144 * LINE + 168 : 153 * LINE + 400)
  m.ppuDot = FRAME_DOTS
  m.ppuAt = m.lcdBase + FRAME_DOTS
  m.requests = 1
  m.apuOn = 1
  m.channel1 = 1
  m.volume1 = 0
  put(0x10, 0x80); put(0x11, 0x80); put(0x12, 0xf3); put(0x13, 0xc1); put(0x14, 0x87)
  put(0x24, 0x77); put(0x25, 0xf3)
  put(0x40, 0x91); put(0x47, 0xfc)
  put(0x46, cgb ? 0x00 : 0xff)
  if (!cgb) {
    put(0x48, 0xff)
    put(0x49, 0xff)
    return
  }
  put(0x68, 0x80); put(0x6a, 0x80)
  for (let i = 0; i < 128; i += 2) store<u16>(PALETTES + i, 0x7fff)
  if (!m.colour) compatibilityPalettes()
}

/**
 * Pan Docs, "Compatibility palettes": the colours a CGB gives a game that is not made for it. The boot ROM
 * knows other ones for some of its maker's games; without a boot ROM all get those it gives unknown games.
 */
function compatibilityPalettes(): void {
  store<u64>(PALETTES, 0x000061801bef7fff)
  store<u64>(PALETTES + 64, 0x00001cf2421f7fff)
  store<u64>(PALETTES + 72, 0x00001cf2421f7fff)
}

@inline
function put(low: i32, value: i32): void {
  store<u8>(IO + low, <u8>value)
}

/** The tiles of the logo, each bit of the header doubled both ways, and its place in the map. */
function logo(): void {
  let to = VRAM + 0x10
  for (let i = 0; i < 48; i++) {
    const bits = <i32>load<u8>(ROM + 0x104 + i)
    for (let half = 0; half < 2; half++) {
      const nibble = half ? bits & 0xf : bits >> 4
      let row = 0
      for (let b = 0; b < 4; b++) if ((nibble >> b) & 1) row |= 3 << (b << 1)
      store<u8>(to, <u8>row)
      store<u8>(to + 2, <u8>row)
      to += 4
    }
  }
  const mark: u64 = 0x3c42b9a5b9a5423c
  for (let i = 0; i < 8; i++) store<u8>(to + (i << 1), <u8>(mark >> (i << 3)))
  for (let i = 0; i < 12; i++) {
    store<u8>(VRAM + 0x1904 + i, <u8>(1 + i))
    store<u8>(VRAM + 0x1924 + i, <u8>(13 + i))
  }
  store<u8>(VRAM + 0x1910, 0x19)
}

/** Tables that never change: the bits of each byte spread over eight bytes, and mirrored. */
export function makeTables(): void {
  for (let byte = 0; byte < 256; byte++)
    for (let bit = 0; bit < 8; bit++) {
      const set = <u8>((byte >> (7 - bit)) & 1)
      store<u8>(SPREAD + (byte << 3) + bit, set)
      store<u8>(SPREAD_MIRRORED + (byte << 3) + (7 - bit), set)
    }
}
