import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import { MAX_ROM_BYTES } from '../emulator/index.ts'
import { resourcesDir } from '../places.ts'
import { startGymServer, type GymServer } from './server.ts'
import type { GymSettings } from './settings.ts'

/**
 * Serves a console as the settings say.
 * @param profileDirs further folders of game profiles, before the bundled ones
 * @throws PtpError `not-found` or `bad-rom` for the game, else as `startGymServer`
 */
export async function serveGym(settings: GymSettings, profileDirs: readonly string[] = []): Promise<GymServer> {
  const { rom, sessions, ...rest } = settings
  return startGymServer({
    ...rest,
    rom: rom === null ? null : await readRom(rom),
    sessionsDir: sessions,
    profileDirs: [...profileDirs, path.join(resourcesDir(), 'profiles')],
  })
}

async function readRom(nameOrFile: string): Promise<Uint8Array> {
  const bundled = path.join(resourcesDir(), 'games', nameOrFile, `${nameOrFile}.gb`)
  const file = /^[a-z0-9-]+$/.test(nameOrFile) && existsSync(bundled) ? bundled : nameOrFile
  const info = await stat(file).catch((cause: unknown) => {
    throw new PtpError('not-found', `no such ROM: ${file}`, { hint: 'give the path of a .gb or .gbc file', cause })
  })
  if (!info.isFile() || info.size > MAX_ROM_BYTES) throw new PtpError('bad-rom', `${file} is no ROM`, { hint: 'give the path of a .gb or .gbc file' })
  return new Uint8Array(await readFile(file))
}
