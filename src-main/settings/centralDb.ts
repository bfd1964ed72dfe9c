import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import type { Layer } from './resolve.ts'
import { gatherLayers } from './sources.ts'

/**
 * The address of the central database with its password, which settings never hold.
 * @param layers the weakest first
 * @returns what the strongest that says something says, null for none
 */
export function centralDbIn(layers: readonly Layer[]): string | null {
  const strongest = layers.findLast(({ values }) => values.has('system.central_db'))
  const value = strongest?.values.get('system.central_db')?.value
  return typeof value === 'string' ? value : null
}

/**
 * The same as the environment and the config files of a home say, for engines without flags.
 * @returns why it cannot be known, where one seems to be given
 */
export function usualCentralDb(home: string, env: NodeJS.ProcessEnv): string | PtpError | null {
  try {
    return centralDbIn(gatherLayers({ home, env, flags: new Map() }))
  } catch (error) {
    if (!(error instanceof PtpError)) throw error
    const file = path.join(home, 'config.yaml')
    const isGiven = env['PTP_CENTRAL_DB'] || (existsSync(file) && /^\s*central_db\s*:/m.test(readFileSync(file, 'utf8')))
    return isGiven ? error : null
  }
}
