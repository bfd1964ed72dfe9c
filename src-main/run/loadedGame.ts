import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import { findProfile, readRomHeader, type GameProfile, type RomHeader } from '../game/index.ts'

/** A ROM with what is known of it. */
export interface LoadedGame {
  file: string
  rom: Uint8Array
  header: RomHeader
  profile: GameProfile
}

const MAX_ROM_BYTES = 8 * 1024 * 1024

/**
 * Reads a ROM and finds its profile.
 * @param profileDirs folders with profiles, the first that knows the game wins
 * @throws PtpError `not-found`, or `bad-rom` when the file is no Game Boy ROM
 */
export async function loadGame(file: string, profileDirs: readonly string[]): Promise<LoadedGame> {
  const info = await stat(file).catch((cause: unknown) => {
    throw new PtpError('not-found', `no such ROM: ${file}`, { hint: 'give the path of a .gb or .gbc file', cause })
  })
  if (!info.isFile()) throw new PtpError('bad-rom', `${file} is no file`, { hint: 'give the path of a .gb or .gbc file' })
  if (info.size > MAX_ROM_BYTES) {
    throw new PtpError('bad-rom', `${file} has ${info.size} bytes; the largest cartridge has ${MAX_ROM_BYTES}`)
  }
  const rom = new Uint8Array(await readFile(file))
  const header = readRomHeader(rom)
  return { file: path.resolve(file), rom, header, profile: findProfile(header, profileDirs) }
}
