/** Most bytes one match of DEFLATE copies, and the fewest. */
export const MAX_MATCH = 258
const MIN_MATCH = 3
/** How far back a match may reach. */
export const WINDOW_SIZE = 32768

// RFC 1951, 3.2.5: first length and number of extra bits of the length codes from 257, and of the distance codes.
const LENGTH_BASES = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const DISTANCE_BASES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577]
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]

/** Bits of a literal byte and of a length, and how many: the code is ready to be written, its first bit lowest. */
const literalCodes = new Uint16Array(256)
const literalSizes = new Uint8Array(256)
const lengthCodes = new Uint16Array(MAX_MATCH + 1)
const lengthSizes = new Uint8Array(MAX_MATCH + 1)

for (let symbol = 0; symbol < 256; symbol++) {
  const { code, size } = fixedCode(symbol)
  literalCodes[symbol] = code
  literalSizes[symbol] = size
}
for (let length = MIN_MATCH; length <= MAX_MATCH; length++) {
  const at = LENGTH_BASES.findLastIndex((base) => base <= length)
  const { code, size } = fixedCode(257 + at)
  lengthCodes[length] = code | ((length - (LENGTH_BASES[at] ?? 0)) << size)
  lengthSizes[length] = size + (LENGTH_BITS[at] ?? 0)
}

/** The fixed Huffman code of a symbol (RFC 1951, 3.2.6), its bits turned round for writing. */
function fixedCode(symbol: number): { code: number; size: number } {
  if (symbol < 144) return { code: reversed(0x30 + symbol, 8), size: 8 }
  if (symbol < 256) return { code: reversed(0x190 + symbol - 144, 9), size: 9 }
  if (symbol < 280) return { code: reversed(symbol - 256, 7), size: 7 }
  return { code: reversed(0xc0 + symbol - 280, 8), size: 8 }
}

function reversed(code: number, size: number): number {
  let out = 0
  for (let bit = 0; bit < size; bit++) out |= ((code >> bit) & 1) << (size - 1 - bit)
  return out
}

/** A distance made ready for writing: low 5 bits the code, then the extra bits. */
export interface Distance {
  bits: number
  size: number
}

/** @param distance 1–32768 */
export function distanceOf(distance: number): Distance {
  const at = DISTANCE_BASES.findLastIndex((base) => base <= distance)
  return { bits: reversed(at, 5) | ((distance - (DISTANCE_BASES[at] ?? 0)) << 5), size: 5 + (DISTANCE_BITS[at] ?? 0) }
}

/** Writes one block of DEFLATE with the fixed codes, from literals and matches somebody else found. */
export class DeflateWriter {
  readonly #out: Uint8Array
  #at = 0
  #bits = 0
  #filled = 0

  /** @param out large enough for what comes */
  constructor(out: Uint8Array) {
    this.#out = out
  }

  /** @param at where in the array the block begins */
  begin(at: number): void {
    this.#at = at
    this.#bits = 0
    this.#filled = 0
    // The last block there is, with fixed codes.
    this.#put(0b011, 3)
  }

  literal(byte: number): void {
    this.#put(Number(literalCodes[byte]), Number(literalSizes[byte]))
  }

  /** Copies `length` bytes from `distance` before; any length, split as the format needs it. */
  copy(length: number, { bits, size }: Distance): void {
    let left = length
    while (left > 0) {
      // Never leaves a rest that is too short to be a match.
      const part = left <= MAX_MATCH ? left : left < MAX_MATCH + MIN_MATCH ? left - MIN_MATCH : MAX_MATCH
      this.#put(Number(lengthCodes[part]), Number(lengthSizes[part]))
      if (size <= 16) this.#put(bits, size)
      else {
        this.#put(bits & 0xffff, 16)
        this.#put(bits >>> 16, size - 16)
      }
      left -= part
    }
  }

  /** @returns where the block ends */
  end(): number {
    this.#put(0, 7)
    while (this.#filled > 0) {
      this.#out[this.#at++] = this.#bits & 0xff
      this.#bits >>>= 8
      this.#filled -= 8
    }
    return this.#at
  }

  /** @param size at most 16 */
  #put(bits: number, size: number): void {
    this.#bits |= bits << this.#filled
    this.#filled += size
    if (this.#filled < 16) return
    const out = this.#out
    out[this.#at] = this.#bits & 0xff
    out[this.#at + 1] = (this.#bits >>> 8) & 0xff
    this.#at += 2
    this.#bits >>>= 16
    this.#filled -= 16
  }
}
