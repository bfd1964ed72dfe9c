import { PtpError, type Game } from '../api/contract.ts'
import type { call as engineCall } from '../api/transport.ts'

/** No cartridge of the console is larger. */
const MOST_BYTES = 8 * 1024 * 1024

/**
 * Gives the engine a ROM the person chose.
 * @throws PtpError `bad-rom` for what cannot be one
 */
export async function addRomFile(file: File, call: typeof engineCall): Promise<Game> {
  if (file.size > MOST_BYTES) {
    throw new PtpError('bad-rom', `${file.name} is larger than any Game Boy cartridge.`, { hint: 'Choose a .gb or .gbc file.' })
  }
  return call('games.add', { name: file.name, bytes: toBase64(new Uint8Array(await file.arrayBuffer())) })
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  // In parts, since a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}
