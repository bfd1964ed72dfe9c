import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PtpError } from '../src-preload/contract/index.ts'

/** @returns where runs are kept when nobody says otherwise: $PTP_HOME, else the platform's data directory */
export function defaultHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['PTP_HOME']) return path.resolve(env['PTP_HOME'])
  const home = os.homedir()
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'PTP Workbench')
  if (process.platform === 'win32') return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'PTP Workbench')
  return path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'ptp-workbench')
}

/** @returns the folder with the bundled game, scripts and profiles, from source and from the build alike */
export function resourcesDir(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url))
  for (let up = 0; up < 5; up++, dir = path.dirname(dir)) {
    const found = path.join(dir, 'resources')
    if (existsSync(path.join(found, 'profiles'))) return found
  }
  throw new PtpError('internal', 'the resources of the workbench are missing', { hint: 'install it again' })
}
