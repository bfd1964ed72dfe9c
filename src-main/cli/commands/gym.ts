import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { openGymSession, probeGym, readKeys, type GymProbe, type GymSession, type PokemonGymState } from '../../emulator/index.ts'
import { flagsOf, readGymSettings, serveGym } from '../../gym/index.ts'
import { defaultHome } from '../../places.ts'
import { print } from '../output.ts'
import { emulatorThatIsUp } from '../poolWish.ts'
import type { GlobalOptions } from '../flags.ts'

export interface ServeGymFlags extends GlobalOptions {
  host?: string
  port?: number
  rom?: string
  core?: string
  model?: string
  sound?: boolean
  sessions?: string
  sessionMinutes?: number
  allowOrigin?: string
  onlyPokemonGym?: boolean
}

export interface PlayGymFlags extends GlobalOptions {
  url?: string
  /** one of the pool that is up, in place of the url */
  emulator?: string
  /** begin a session before anything is pressed */
  initialize?: boolean
  stateFile?: string
  keys?: string
  wait?: number
  /** name of the state file to keep at the end */
  save?: string
  /** file for the picture of the end */
  picture?: string
  /** file that gets a line for each key and wait */
  log?: string
}

/** Serves one console over HTTP until Ctrl-C or a request to end. */
export async function serveGymCommand(flags: ServeGymFlags): Promise<void> {
  const given = {
    host: flags.host, port: flags.port, rom: flags.rom, core: flags.core, model: flags.model, sound: flags.sound ? 1 : undefined,
    sessions: flags.sessions, 'session-minutes': flags.sessionMinutes, 'allow-origin': flags.allowOrigin,
    'only-pokemon-gym': flags.onlyPokemonGym ? 1 : undefined,
  }
  const set = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))
  const settings = readGymSettings({ ...flagsOf([], process.env), ...Object.fromEntries(set) })
  const own = path.join(flags.home ?? defaultHome(), 'profiles')
  const server = await serveGym(settings, existsSync(own) ? [own] : [])
  print(flags, { url: server.url, rom: settings.rom, sessions: settings.sessions }, [
    `The gym server is at ${server.url}`,
    ...(flags.quiet ? [] : [settings.rom === null ? 'It has no game yet: clients bring one.' : `It plays ${settings.rom}.`, 'Ctrl-C ends it.']),
  ])
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  await server.close()
}

/** Plays on any server that speaks the pokemon-gym interface: keys in, state out. */
export async function playGym(flags: PlayGymFlags): Promise<void> {
  await using session = await openGymSession({ url: await addressOf(flags) })
  session.onRecovery(({ reason, stateFile, lostSteps }) => {
    process.stderr.write(`ptp: ${reason}; a new session was begun ${stateFile === null ? 'from the start' : `from ${stateFile}`}, ${lostSteps} actions are lost\n`)
  })
  const running = (await session.status()).status !== 'not_initialized'
  let state: PokemonGymState | null = null
  if (flags.initialize || flags.stateFile !== undefined || !running) state = await session.initialize(flags.stateFile === undefined ? {} : { stateFile: flags.stateFile })
  if (flags.keys !== undefined) state = await press(session, flags.keys, flags.log)
  if (flags.wait !== undefined) {
    state = await session.wait(flags.wait)
    note(flags.log, { wait: flags.wait }, state)
  }
  const stateFile = flags.save === undefined ? null : await session.saveState(flags.save)
  const [status, evaluation] = [await session.status(), await session.evaluate()]
  if (flags.picture !== undefined) {
    if (!state) throw new PtpError('bad-input', 'a picture comes with an action', { hint: 'press --keys or --wait for a frame' })
    writeFileSync(flags.picture, Buffer.from(state.screenshot_base64, 'base64'))
  }
  const { screenshot_base64: _, ...shown } = state ?? { screenshot_base64: '' }
  print(flags, { state: state ? shown : null, status, evaluation, state_file: stateFile }, [
    ...(state ? linesOf(state) : []),
    `steps ${status.steps_taken ?? 0}, score ${evaluation.score}: ${evaluation.badges.count} badges, ${evaluation.pokemon.count} kinds, ${evaluation.locations.count} places`,
    ...(stateFile === null ? [] : [`kept as ${stateFile}`]),
  ])
}

async function addressOf({ url, emulator, home }: PlayGymFlags): Promise<string> {
  if (url !== undefined && emulator === undefined) return url
  if (emulator !== undefined && url === undefined) return (await emulatorThatIsUp(home ?? defaultHome(), emulator)).url
  throw new PtpError('bad-input', 'say which server is to be played', { hint: 'give --url http://host:port, or --emulator with one of `ptp pool status`' })
}

/** With a log each key is an action of its own, so that there is a line for each; it takes its 130 frames either way. */
async function press(session: GymSession, keys: string, file: string | undefined): Promise<PokemonGymState> {
  const actions = file === undefined ? [readKeys(keys)] : readKeys(keys).map((key) => [key])
  let state: PokemonGymState | null = null
  for (const action of actions) {
    state = await session.press(action)
    note(file, { keys: action }, state)
  }
  if (!state) throw new PtpError('bad-input', 'there are no keys to press')
  return state
}

function note(file: string | undefined, action: object, { screenshot_base64: _, ...state }: PokemonGymState): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...action, state })}\n`)
}

/** Says what listens at an address and how it is. */
export async function gymStatus(flags: GlobalOptions & { url: string }): Promise<void> {
  const found = await probeGym(flags.url)
  print(flags, found, linesOfProbe(flags.url, found))
}

function linesOfProbe(url: string, found: GymProbe): string[] {
  if (found.dialect === 'pokemon-gym') return [`${url}: a plain pokemon-gym server, ${found.status.status}`, '  it is played key by key with `ptp gym play`; runs need a gym server of the workbench']
  const { status, version, game, held_by: heldBy, frames, memory_bytes: memory, error } = found.health
  return [
    `${url}: a gym server of the workbench, version ${version}, ${status}`,
    `  game: ${game ? `${game.title} (${game.profile})` : 'none yet'}`,
    `  held by: ${heldBy ?? 'nobody'}`,
    `  ${frames} frames played, ${Math.round(memory / 1e6)} MB of memory`,
    ...(error ? [`  its machine died: ${error.message}`] : []),
  ]
}

function linesOf(state: PokemonGymState): string[] {
  const [x, y] = state.coordinates
  return [
    `${state.location === '' ? 'nowhere yet' : state.location} ${x},${y}${state.dialog === null ? '' : `  "${state.dialog}"`}`,
    ...state.pokemons.map(({ nickname, species, level, hp }) => `  ${nickname} (${species}) Lv ${level}, ${hp.current}/${hp.max} HP`),
    ...(state.collision_map === null ? [] : state.collision_map.split('\n').map((line) => `  ${line}`.trimEnd())),
  ]
}
