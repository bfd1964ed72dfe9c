/** The bitmap that the console's start-up checks for; hardware data, at 0x104 of every cartridge. */
const LOGO = Buffer.from(
  'ceed6666cc0d000b03730083000c000d0008111f8889000edccc6ee6ddddd999bbbb67636e0eecccdddc999fbbb9333e',
  'hex',
)

/**
 * A 32 KB cartridge whose program at 0x150 is `code`.
 * @param title at most 15 ASCII characters
 */
export function makeRom(code: readonly number[], title = 'TEST'): Uint8Array {
  const rom = new Uint8Array(0x8000)
  rom.set([0x00, 0xc3, 0x50, 0x01], 0x100)
  rom.set(LOGO, 0x104)
  rom.set(Buffer.from(title, 'ascii'), 0x134)
  rom.set(code, 0x150)
  let header = 0
  for (let i = 0x134; i <= 0x14c; i++) header = (header - (rom[i] ?? 0) - 1) & 0xff
  rom[0x14d] = header
  let sum = 0
  for (let i = 0; i < rom.length; i++) if (i !== 0x14e && i !== 0x14f) sum = (sum + (rom[i] ?? 0)) & 0xffff
  rom.set([sum >> 8, sum & 0xff], 0x14e)
  return rom
}

/**
 * Counts at full speed in 0xC000–0xC0FF, mixes the keys that are down into 0xC100 (a running sum),
 * and keeps the raw key row in 0xC101: enough to see that inputs reach the game and matter.
 */
export const COUNTER_ROM: Uint8Array = makeRom([
  0x21, 0x00, 0xc0, // ld hl, 0xc000
  // loop:
  0x34, // inc (hl)
  0x2c, // inc l
  0x3e, 0x10, // ld a, 0x10: select the action keys
  0xe0, 0x00, // ldh (0x00), a
  0xf0, 0x00, // ldh a, (0x00)
  0x2f, // cpl
  0xe6, 0x0f, // and 0x0f
  0xea, 0x01, 0xc1, // ld (0xc101), a
  0x47, // ld b, a
  0xfa, 0x00, 0xc1, // ld a, (0xc100)
  0x80, // add b
  0xea, 0x00, 0xc1, // ld (0xc100), a
  0xc3, 0x53, 0x01, // jp loop
])

/** Runs into an opcode that does not exist. */
export const BROKEN_ROM: Uint8Array = makeRom([0xd3])

/** Turns the display off and stays so: no picture is ever finished. */
export const DARK_ROM: Uint8Array = makeRom([0x3e, 0x00, 0xe0, 0x40, 0xc3, 0x54, 0x01])
