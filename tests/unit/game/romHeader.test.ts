import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readRomHeader } from '../../../src-main/game/index.ts'
import { PtpError } from '../../../src-preload/contract/index.ts'

/** A ROM that a console would start, but for its pictures and its program. */
function rom(change: (bytes: Uint8Array) => void = () => undefined, size = 32_768): Uint8Array {
  const bytes = new Uint8Array(size)
  bytes.set([0xce, 0xed, 0x66, 0x66], 0x104)
  bytes.set(Buffer.from('TEST GAME'), 0x134)
  change(bytes)
  let sum = 0
  for (let i = 0x134; i < 0x14d; i++) sum = (sum - (bytes[i] ?? 0) - 1) & 0xff
  bytes[0x14d] = sum
  return bytes
}

it('should read what the header says', () => {
  const bytes = rom((header) => header.set([0x1b, 0x01, 0x03], 0x147), 65_536)
  expect(readRomHeader(bytes)).toMatchObject({
    title: 'TEST GAME', cgb: 'dmg', mapper: 'MBC5+RAM+BATTERY', romBytes: 65_536, ramBytes: 32_768,
    headerChecksumValid: true, globalChecksumValid: false, sha256: createHash('sha256').update(bytes).digest('hex'),
  })
  expect(readRomHeader(rom((header) => header.set([0xc0], 0x143))).cgb).toBe('cgb')
})

it.each([
  ['an empty file', new Uint8Array(0), /it has 0 bytes/],
  ['a text', Buffer.from('hello'), /it has 5 bytes/],
  ['a file that is too large', new Uint8Array(9 * 1024 * 1024), /the largest one has 8388608/],
  ['zeros', new Uint8Array(32_768), /logo area of its header is empty/],
  ['a changed header', rom().map((byte, i) => (i === 0x134 ? byte + 1 : byte)), /checksum of its header/],
  ['a cut ROM', rom((header) => header.set([0x02], 0x148)), /it is cut: 32768 of the 131072 bytes/],
  ['a ROM with more behind it', rom(undefined, 65_536), /65536 bytes where its header tells of 32768/],
  ['an unknown cartridge', rom((header) => header.set([0x44], 0x147)), /cartridge type 0x44/],
])('should refuse %s and say why', (_, bytes, reason) => {
  expect(() => readRomHeader(bytes)).toThrow(reason)
  expect(() => readRomHeader(bytes)).toThrow(PtpError)
})

it('should answer or refuse any bytes, and never break', () => {
  const header = fc.uint8Array({ minLength: 0x60, maxLength: 0x60 })
  const anyRom = fc.oneof(fc.uint8Array({ maxLength: 70_000 }), header.map((bytes) => rom((target) => target.set(bytes.subarray(0, 0x4d), 0x100))))
  fc.assert(fc.property(anyRom, (bytes) => {
    try {
      expect(readRomHeader(bytes).fileBytes).toBe(bytes.length)
    } catch (error) {
      expect(error).toBeInstanceOf(PtpError)
      expect(error).toMatchObject({ code: 'bad-rom' })
    }
  }), { numRuns: 200 })
})
