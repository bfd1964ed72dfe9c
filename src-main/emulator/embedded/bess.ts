import { PtpError } from '../../../src-preload/contract/index.ts'

/**
 * Where the parts of the machine lie in a BESS save state.
 * Source: the BESS 1.0 specification (footer, then blocks of name + length; the CORE block holds
 * the hardware registers and the size and offset of every memory).
 */
export interface BessLayout {
  ioAt: number
  interruptEnable: number
  ram: Region
  vram: Region
  cartridgeRam: Region
  oam: Region
  hram: Region
  /** last value written to 0x2000–0x3FFF: the ROM bank, by and large */
  romBank: number
}

interface Region {
  offset: number
  size: number
}

const CORE_IO = 0x18
/** Offset of the register that chooses the work RAM bank, from 0xFF00. */
const SVBK = 0x70
const CORE_REGIONS = 0x98

/** @throws PtpError `bad-snapshot` when the bytes are not a BESS state */
export function readBessLayout(bytes: Uint8Array): BessLayout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const name = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 8 || name(bytes.length - 4) !== 'BESS') {
    throw new PtpError('bad-snapshot', 'not a BESS state: its footer is missing')
  }
  let at = view.getUint32(bytes.length - 8, true)
  let layout: BessLayout | null = null
  let romBank = 1
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at + 4, true)
    const body = at + 8
    if (body + length > bytes.length) break
    const block = name(at)
    if (block === 'CORE') layout = readCore(view, body)
    if (block === 'MBC ') {
      for (let entry = body; entry + 3 <= body + length; entry += 3) {
        const address = view.getUint16(entry, true)
        if (address >= 0x2000 && address < 0x3000) romBank = view.getUint8(entry + 2)
      }
    }
    if (block === 'END ') break
    at = body + length
  }
  if (!layout) throw new PtpError('bad-snapshot', 'not a whole BESS state: it has no CORE block')
  return { ...layout, romBank }
}

function readCore(view: DataView, body: number): BessLayout {
  const region = (index: number): Region => ({
    size: view.getUint32(body + CORE_REGIONS + 8 * index, true),
    offset: view.getUint32(body + CORE_REGIONS + 8 * index + 4, true),
  })
  return {
    ioAt: body + CORE_IO,
    interruptEnable: view.getUint8(body + 0x15),
    ram: region(0),
    vram: region(1),
    cartridgeRam: region(2),
    oam: region(3),
    hram: region(4),
    romBank: 1,
  }
}

/**
 * Reads one byte of the CPU's address space out of a BESS state.
 * @param rom the cartridge, for addresses below 0x8000
 */
export function peekBess(bytes: Uint8Array, layout: BessLayout, rom: Uint8Array, address: number): number {
  const at = (region: Region, offset: number): number => (offset < region.size ? (bytes[region.offset + offset] ?? 0xff) : 0xff)
  if (address < 0x4000) return rom[address] ?? 0xff
  if (address < 0x8000) return rom[(layout.romBank * 0x4000 + address - 0x4000) % rom.length] ?? 0xff
  if (address < 0xa000) return at(layout.vram, address - 0x8000)
  if (address < 0xc000) return at(layout.cartridgeRam, address - 0xa000)
  if (address < 0xfe00) return at(layout.ram, workRamOffset(bytes, layout, (address - 0xc000) & 0x1fff))
  if (address < 0xfea0) return at(layout.oam, address - 0xfe00)
  if (address < 0xff00) return 0xff
  if (address < 0xff80) return bytes[layout.ioAt + address - 0xff00] ?? 0xff
  if (address < 0xffff) return at(layout.hram, address - 0xff80)
  return layout.interruptEnable
}

/** On a CGB the upper half of the work RAM is one of seven banks, chosen by the register SVBK. */
function workRamOffset(bytes: Uint8Array, layout: BessLayout, offset: number): number {
  if (layout.ram.size <= 0x2000 || offset < 0x1000) return offset
  const bank = (bytes[layout.ioAt + SVBK] ?? 1) & 7 || 1
  return bank * 0x1000 + offset - 0x1000
}
