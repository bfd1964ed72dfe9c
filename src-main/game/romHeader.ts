import { createHash } from 'node:crypto'
import { PtpError } from '../../src-preload/contract/index.ts'

/** What the header of a Game Boy cartridge says, at 0x100–0x14F. */
export interface RomHeader {
  title: string
  /** CPU mode: a Game Boy game, one with colours where there are some, one for the Game Boy Color alone */
  cgb: 'dmg' | 'both' | 'cgb'
  /** e.g. `ROM`, `MBC1+RAM+BATTERY` */
  mapper: string
  /** bytes the header says the ROM has */
  romBytes: number
  /** bytes of RAM in the cartridge */
  ramBytes: number
  /** bytes of the file */
  fileBytes: number
  headerChecksumValid: boolean
  /** No console checks this one: some good games have it wrong. */
  globalChecksumValid: boolean
  /** lower-case hex */
  sha1: string
  sha256: string
}

const MAX_BYTES = 8 * 1024 * 1024
const MIN_BYTES = 32 * 1024
const HEADER_END = 0x150

const MAPPERS: ReadonlyMap<number, string> = new Map([
  [0x00, 'ROM'], [0x01, 'MBC1'], [0x02, 'MBC1+RAM'], [0x03, 'MBC1+RAM+BATTERY'], [0x05, 'MBC2'], [0x06, 'MBC2+BATTERY'],
  [0x08, 'ROM+RAM'], [0x09, 'ROM+RAM+BATTERY'], [0x0b, 'MMM01'], [0x0c, 'MMM01+RAM'], [0x0d, 'MMM01+RAM+BATTERY'],
  [0x0f, 'MBC3+TIMER+BATTERY'], [0x10, 'MBC3+TIMER+RAM+BATTERY'], [0x11, 'MBC3'], [0x12, 'MBC3+RAM'],
  [0x13, 'MBC3+RAM+BATTERY'], [0x19, 'MBC5'], [0x1a, 'MBC5+RAM'], [0x1b, 'MBC5+RAM+BATTERY'], [0x1c, 'MBC5+RUMBLE'],
  [0x1d, 'MBC5+RUMBLE+RAM'], [0x1e, 'MBC5+RUMBLE+RAM+BATTERY'], [0x20, 'MBC6'], [0x22, 'MBC7+SENSOR+RUMBLE+RAM+BATTERY'],
  [0xfc, 'POCKET CAMERA'], [0xfd, 'TAMA5'], [0xfe, 'HuC3'], [0xff, 'HuC1+RAM+BATTERY'],
])
const RAM_BYTES: readonly number[] = [0, 2048, 8192, 32_768, 131_072, 65_536]
const HINT = 'Give the .gb or .gbc file of a Game Boy game, unpacked.'

/**
 * Reads the header of a ROM, and whether it is one at all.
 * @throws PtpError `bad-rom` with the reason: too small, too large, a header that no console would
 * start, a size other than the header's
 */
export function readRomHeader(bytes: Uint8Array): RomHeader {
  const refuse = (reason: string): PtpError =>
    new PtpError('bad-rom', `this is no Game Boy ROM: ${reason}`, { hint: HINT, details: { bytes: bytes.length } })
  const at = (address: number): number => bytes[address] ?? 0
  if (bytes.length < MIN_BYTES) throw refuse(`it has ${bytes.length} bytes, the smallest one has ${MIN_BYTES}`)
  if (bytes.length > MAX_BYTES) throw refuse(`it has ${bytes.length} bytes, the largest one has ${MAX_BYTES}`)
  const logo = bytes.subarray(0x104, 0x134)
  if (logo.every((byte) => byte === logo[0])) throw refuse('the logo area of its header is empty')
  let sum = 0
  for (let i = 0x134; i < 0x14d; i++) sum = (sum - at(i) - 1) & 0xff
  if (sum !== at(0x14d)) throw refuse(`the checksum of its header is ${hex(at(0x14d))}, it should be ${hex(sum)}`)
  const mapper = MAPPERS.get(at(0x147))
  if (mapper === undefined) throw refuse(`its cartridge type ${hex(at(0x147))} is unknown`)
  if (at(0x148) > 8) throw refuse(`its size code ${hex(at(0x148))} is unknown`)
  const romBytes = MIN_BYTES << at(0x148)
  if (bytes.length < romBytes) throw refuse(`it is cut: ${bytes.length} of the ${romBytes} bytes its header tells of`)
  if (bytes.length > romBytes) throw refuse(`it has ${bytes.length} bytes where its header tells of ${romBytes}`)
  const cgbFlag = at(0x143)
  return {
    title: titleOf(bytes, cgbFlag),
    cgb: cgbFlag === 0xc0 ? 'cgb' : cgbFlag === 0x80 ? 'both' : 'dmg',
    mapper,
    romBytes,
    ramBytes: RAM_BYTES[at(0x149)] ?? 0,
    fileBytes: bytes.length,
    headerChecksumValid: true,
    globalChecksumValid: globalChecksum(bytes) === at(0x14e) * 256 + at(0x14f),
    sha1: createHash('sha1').update(bytes).digest('hex'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

/** Colour games use the last bytes of the title for other things. */
function titleOf(bytes: Uint8Array, cgbFlag: number): string {
  const end = cgbFlag >= 0x80 ? 0x143 : 0x144
  let title = ''
  for (const byte of bytes.subarray(0x134, end)) {
    if (byte === 0) break
    title += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '?'
  }
  return title.trim()
}

function globalChecksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum += byte
  for (const byte of bytes.subarray(0x14e, HEADER_END)) sum -= byte
  return sum & 0xffff
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
