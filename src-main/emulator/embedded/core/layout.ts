/**
 * Where things lie in the instance's memory. Nothing is allocated while the machine runs: every
 * address is a constant, except those that depend on the size of the cartridge.
 *
 * The machine itself is one contiguous block at STATE: a head (registers, I/O, HRAM, OAM, palettes),
 * VRAM, WRAM, then what only a CGB has, then cartridge RAM. A save is one copy of that block.
 */

/** Page tables: for each 256-byte page of the CPU's address space, what to add to an address; 0 = slow path. */
export const READ_PAGES = 0x1000
export const WRITE_PAGES = 0x1400
/** For each byte, its 8 bits spread over 8 bytes, leftmost pixel first; then the same mirrored. */
export const SPREAD = 0x1800
export const SPREAD_MIRRORED = 0x2000
/** What is known of backward jumps: 512 × (key, verdict). */
export const IDLE_LOOPS = 0x2800
/** For each visible line, a count and up to 10 objects. */
export const OBJECT_LINES = 0x3800
export const OBJECT_LINE_SIZE = 12
/** Conditions that `runToBreak` tests. */
export const CONDITIONS = 0x4800
/**
 * One line while it is drawn, a byte a pixel, pixel 0 at LINE_MARGIN so that tiles may hang over:
 * the background's colour numbers, its priorities (CGB), which pixels objects own, and the result
 * (DMG: shade; CGB: index into palette RAM).
 */
export const LINE_COLOURS = 0x5000
export const LINE_PRIORITY = 0x5100
export const LINE_OWNED = 0x5200
export const LINE_RESULT = 0x5300
export const LINE_MARGIN = 8
/** What `advanceUntil` asks after each frame, and the stack it is worked out on. */
export const PROGRAM = 0x6000
export const PROGRAM_SIZE = 0x2000
export const PROGRAM_STACK = 0x8000
/** Two lists of stretches of the address space: observed, watched. */
export const RANGES = 0xc000
export const RANGES_SIZE = 0x1000
/** Numbers of the pages of the block that have changed: at most 710, 16 bits each. */
export const CHANGED_PAGES = 0xe000

export const STATE = 0x10000
export const IO = STATE + 0x200
export const HRAM = STATE + 0x280
export const OAM = STATE + 0x300
/** CGB palette RAM (64 bytes of background, 64 of objects), after OAM and the unusable area. */
export const PALETTES = STATE + 0x400
export const VRAM = STATE + 0x480
export const WRAM = VRAM + 0x2000
/** DMG: cartridge RAM. CGB: the second bank of VRAM, WRAM banks 2 to 7, then cartridge RAM. */
export const AFTER_WRAM = WRAM + 0x2000
export const VRAM_BANK_1 = AFTER_WRAM
export const WRAM_BANK_2 = VRAM_BANK_1 + 0x2000
export const CGB_EXTRA = 0x8000
/** Bytes at the start of the block that the hash leaves out, since they hold the hash. */
export const STATE_SEAL = 32
export const STATE_MAX = 0x480 + 0x4000 + CGB_EXTRA + 0x20000

/** The watched bytes as they were. */
export const WATCHED = 0x40000
export const WATCHED_SIZE = 0x10000
/** The picture: one byte a pixel on DMG (shade), two on CGB (RGB555); and the same as RGB. */
export const FRAME = 0x50000
export const RGB = 0x5c000
/** A boot ROM of the user's, 256 bytes or 2304. */
export const BOOT = 0x6e000
/** Copies of parts of the address space, for the wrapper to read. */
export const OBSERVED = 0x70000
/** A foreign state before it is accepted. */
export const STAGE = 0x80000
/** Samples: 16-bit stereo. */
export const SAMPLES = 0xb0000
export const ROM = 0xc0000
