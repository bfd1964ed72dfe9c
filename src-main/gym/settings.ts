import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { PtpError } from '../../src-preload/contract/index.ts'
import type { ConsoleModel } from '../emulator/index.ts'

export interface GymSettings {
  host: string
  port: number
  /** file of the game, or the name of a bundled one; null: clients bring one */
  rom: string | null
  core: string | undefined
  model: ConsoleModel | 'auto'
  sound: boolean
  /** folder of the state files of pokemon-gym sessions */
  sessions: string
  /** how long a pokemon-gym session may last */
  sessionMinutes: number
  allowOrigin: string[]
  /** leave the workbench's own protocol away: a server as others write them */
  onlyPokemonGym: boolean
}

/** The flags of the server; each can also be given in the environment, as PTP_GYM_… */
const FLAGS = ['host', 'port', 'rom', 'core', 'model', 'sound', 'sessions', 'session-minutes', 'allow-origin', 'only-pokemon-gym'] as const
type Flag = (typeof FLAGS)[number]
const SWITCHES: readonly Flag[] = ['sound', 'only-pokemon-gym']

const DAY = 24 * 60

/** @returns the texts of the flags, from the arguments, else from the environment */
export function flagsOf(args: readonly string[], env: NodeJS.ProcessEnv): Partial<Record<Flag, string>> {
  let values: Record<string, unknown>
  try {
    const options = Object.fromEntries(FLAGS.map((flag) => [flag, { type: SWITCHES.includes(flag) ? ('boolean' as const) : ('string' as const) }]))
    ;({ values } = parseArgs({ args: [...args], options }))
  } catch (cause) {
    throw new PtpError('bad-input', cause instanceof Error ? cause.message : String(cause), { cause, hint: `the flags are ${FLAGS.map((flag) => `--${flag}`).join(', ')}` })
  }
  const flags: Partial<Record<Flag, string>> = {}
  for (const flag of FLAGS) {
    const value = values[flag] ?? env[`PTP_GYM_${flag.replaceAll('-', '_').toUpperCase()}`]
    if (value !== undefined && value !== '') flags[flag] = value === true ? '1' : String(value)
  }
  return flags
}

/** @throws PtpError `bad-input` that names the flag */
export function readGymSettings(flags: Partial<Record<Flag, string>>): GymSettings {
  const model = flags.model ?? 'auto'
  if (model !== 'auto' && model !== 'dmg' && model !== 'cgb') throw wrong('model', model, 'use auto, dmg or cgb')
  return {
    host: flags.host ?? '127.0.0.1',
    port: whole('port', flags.port ?? '8080', 0, 65_535),
    rom: flags.rom ?? null,
    core: flags.core,
    model,
    sound: isOn('sound', flags),
    sessions: path.resolve(flags.sessions ?? path.join(os.tmpdir(), 'ptp-gym')),
    sessionMinutes: whole('session-minutes', flags['session-minutes'] ?? String(DAY), 1, 365 * DAY),
    allowOrigin: (flags['allow-origin'] ?? '').split(',').map((origin) => origin.trim()).filter((origin) => origin !== ''),
    onlyPokemonGym: isOn('only-pokemon-gym', flags),
  }
}

function isOn(flag: Flag, { [flag]: text = '0' }: Partial<Record<Flag, string>>): boolean {
  if (text === '0' || text === '1') return text === '1'
  throw wrong(flag, text, 'use 1 or 0')
}

function whole(flag: Flag, text: string, least: number, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw wrong(flag, text, `give a whole number from ${least} to ${most}`)
}

function wrong(flag: Flag, value: string, hint: string): PtpError {
  return new PtpError('bad-input', `--${flag} cannot be "${value.slice(0, 100)}"`, { hint })
}
