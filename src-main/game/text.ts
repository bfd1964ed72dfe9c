import type { Encoding } from './schema.ts'

/** Character of each byte; undefined for one the game has no character for. */
export interface TextCode {
  end: number
  characters: readonly (string | undefined)[]
}

const ASCII: TextCode = {
  end: 0,
  characters: Array.from({ length: 256 }, (_, byte) =>
    byte === 10 || byte === 13 ? ' ' : byte >= 32 && byte < 127 ? String.fromCharCode(byte) : undefined,
  ),
}

/** Encodings every profile knows. */
export const BUILT_IN_ENCODINGS: ReadonlyMap<string, TextCode> = new Map([['ascii', ASCII]])

/** @returns the encoding of a profile as a table of 256 characters */
export function textCode(encoding: Encoding): TextCode {
  const characters = new Array<string | undefined>(256).fill(undefined)
  for (const [first, run] of Object.entries(encoding.characters)) {
    const texts = typeof run === 'string' ? [...run] : run
    texts.forEach((text, i) => {
      characters[Number(first) + i] = text
    })
  }
  return { end: encoding.end ?? -1, characters }
}

/** Decodes the text of up to `length` bytes from `at`; spaces at the ends and doubled ones go. */
export function readText(memory: Uint8Array, at: number, length: number, code: TextCode): string {
  let text = ''
  for (let i = at; i < at + length; i++) {
    const byte = memory[i] ?? code.end
    if (byte === code.end) break
    text += code.characters[byte] ?? ''
  }
  return text.replace(/\s+/g, ' ').trim()
}
