/** @returns the bytes of a hex text */
export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16)
  return bytes
}

/** @returns two hex digits */
export function byteText(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}

/** @returns the sign a byte stands for in ASCII, `·` where there is none */
export function signOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'
}

/**
 * Reads an address as people write it: `C0A4`, `0xc0a4`, `$C0A4`.
 * @returns null when it is none, or beyond 0xFFFF
 */
export function parseAddress(text: string): number | null {
  const match = /^\s*(?:0x|\$)?([0-9a-f]{1,4})\s*$/i.exec(text)
  return match === null ? null : Number.parseInt(match[1] ?? '', 16)
}

/** A number as people type it: decimal, or hex with 0x or $. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim()
  if (/^(0x|\$)[0-9a-f]+$/i.test(trimmed)) return Number.parseInt(trimmed.replace(/^(0x|\$)/i, ''), 16)
  return /^\d+$/.test(trimmed) ? Number(trimmed) : null
}

/** What the bytes from one place on can mean. */
export interface Readings {
  unsigned: number
  signed: number
  binary: string
  /** two bytes, low byte first; null at the end of the memory */
  word: number | null
  wordBig: number | null
  /** binary-coded decimal, null when a digit is above 9 */
  decimal: number | null
}

/** @returns readings of the byte at `at` */
export function readings(bytes: Uint8Array, at: number): Readings | null {
  const byte = bytes[at]
  if (byte === undefined) return null
  const next = bytes[at + 1]
  const [high, low] = [byte >> 4, byte & 15]
  return {
    unsigned: byte,
    signed: byte > 127 ? byte - 256 : byte,
    binary: byte.toString(2).padStart(8, '0'),
    word: next === undefined ? null : byte | (next << 8),
    wordBig: next === undefined ? null : (byte << 8) | next,
    decimal: high > 9 || low > 9 ? null : high * 10 + low,
  }
}
