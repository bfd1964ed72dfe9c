import type { z } from 'zod'
import { asPtpError, PtpError, type Button } from '../../../src-preload/contract/index.ts'
import {
  checkWait, readKeys, type actionSchema, type initializeSchema, type PokemonGymEvaluation, type PokemonGymState, type PokemonGymStatus, type PokemonGymStopped, type Step,
} from '../../emulator/index.ts'
import type { GymConsole, Holder } from '../console.ts'
import { ScreenPng } from '../png/screenPng.ts'
import type { Sessions } from '../session.ts'
import { Play, START_FRAMES, stepsOfKeys, stepsOfWaiting } from './play.ts'
import type { StateFiles } from './stateFiles.ts'

/** Actions between two states that are kept in case the server dies. */
const KEEP_EVERY = 100

interface Session {
  play: Play
  dir: string
  /** `performance.now()` at which its time is over */
  ends: number
}

/** The pokemon-gym interface: one session at a time on the console. */
export class PokemonGym {
  readonly #console: GymConsole
  readonly #sessions: Sessions
  readonly #files: StateFiles
  /** ms a session may last */
  readonly #duration: number
  readonly #png = new ScreenPng()
  #session: Session | null = null
  /** the score of a session whose time was over, until the next one begins */
  #expired: number | null = null
  #named = 0

  constructor(console: GymConsole, sessions: Sessions, files: StateFiles, duration: number) {
    this.#console = console
    this.#sessions = sessions
    this.#files = files
    this.#duration = duration
  }

  /** Begins a session on a new machine; one that went on is over, and its state is kept. */
  async initialize(wish: z.infer<typeof initializeSchema>): Promise<PokemonGymState> {
    const { cartridge, defaults } = this.#console
    if (this.#console.holder?.kind === 'session') this.#sessions.makeWay(false)
    await this.#end()
    const dir = this.#files.folder(wish.session_id ?? this.#newName())
    const state = wish.load_state_file ? this.#files.load(dir, wish.load_state_file) : wish.load_autosave ? this.#files.kept() : null
    this.#files.open(dir)
    this.#sessions.makeWay(true)
    const holder: Holder = { kind: 'pokemon-gym' }
    await this.#console.insert(cartridge, { ...defaults, sound: wish.sound || defaults.sound }, holder)
    const play = new Play(cartridge.profile, this.#png)
    try {
      // After loading, the picture is only right when a frame has been played.
      const steps = state ? stepsOfWaiting(1) : stepsOfWaiting(START_FRAMES)
      const results = await this.#console.play({ steps, observe: play.observe, ...(state ? { from: state } : {}) })
      this.#session = { play, dir, ends: performance.now() + this.#duration }
      this.#expired = null
      return play.answer(results)
    } catch (error) {
      if (this.#console.holder === holder) await this.#console.release()
      throw error
    }
  }

  async act(action: z.infer<typeof actionSchema>): Promise<PokemonGymState> {
    const steps = stepsOf(action)
    const session = await this.#present()
    if (!session) return timeout(this.#expired ?? 0)
    const { play } = session
    this.#console.touch()
    const results = await this.#console.play({ steps, observe: play.observe })
    play.countStep()
    if (play.steps % KEEP_EVERY === 0) this.#keepSoon()
    return play.answer(results)
  }

  async status(): Promise<PokemonGymStatus> {
    await this.#expireIfDue()
    if (!this.#session) return { status: 'not_initialized' }
    const { play, dir, ends } = this.#session
    const remaining = Math.max(0, (ends - performance.now()) / 1000)
    return {
      status: 'running', steps_taken: play.steps, session_dir: dir, remaining_time_seconds: remaining, remaining_time_minutes: remaining / 60,
      score: play.score.points, ...play.score.counts,
    }
  }

  async saveState(filename: string | null | undefined): Promise<{ status: string; state_file: string }> {
    const { play, dir } = await this.#running()
    const { state } = await this.#console.call((emulator) => emulator.save())
    return { status: 'success', state_file: this.#files.save(dir, filename ?? `state_${play.steps}`, state) }
  }

  /** Goes on from a state file; what was reached before stays reached. */
  async loadState(filename: string): Promise<PokemonGymState> {
    const { play, dir } = await this.#running()
    const state = this.#files.load(dir, filename)
    return play.answer(await this.#console.play({ steps: stepsOfWaiting(1), observe: play.observe, from: state }))
  }

  async evaluate(): Promise<PokemonGymEvaluation> {
    return (await this.#running()).play.score.evaluation()
  }

  async stop(): Promise<PokemonGymStopped> {
    await this.#expireIfDue()
    if (!this.#session) return { status: 'not_initialized' }
    const { play, dir } = this.#session
    const { score, pokemon, badges, locations, milestones } = play.score.evaluation()
    await this.#end()
    return {
      status: 'stopped', session_dir: dir, final_score: score, pokemon_collected: pokemon.items, badges_earned: badges.items, locations_visited: locations.items,
      milestones_reached: milestones?.items ?? [], steps_taken: play.steps, ...play.score.counts,
    }
  }

  /** Ends what goes on, its state is kept. */
  close(): Promise<void> {
    return this.#end()
  }

  /** @throws PtpError `not-found` when no session goes on */
  async #running(): Promise<Session> {
    const session = await this.#present()
    if (session) return session
    throw new PtpError('not-found', 'not initialized: the time of the session is over', { hint: 'begin another one with POST /initialize' })
  }

  /** @returns null when the time of the session is over */
  async #present(): Promise<Session | null> {
    await this.#expireIfDue()
    if (this.#session) return this.#session
    if (this.#expired !== null) return null
    throw new PtpError('not-found', 'not initialized: no session goes on', { hint: 'begin one with POST /initialize' })
  }

  async #expireIfDue(): Promise<void> {
    const session = this.#session
    if (!session) return
    // Somebody put another game in, or took the machine over.
    if (this.#console.holder?.kind !== 'pokemon-gym') this.#session = null
    else if (performance.now() >= session.ends) {
      await this.#end()
      this.#expired = session.play.score.points
    }
  }

  async #end(): Promise<void> {
    if (!this.#session) return
    const isHolder = this.#console.holder?.kind === 'pokemon-gym'
    if (isHolder && this.#console.hasMachine) await this.#keep()
    this.#session = null
    if (isHolder) await this.#console.release()
  }

  /** What is played does not wait for the disk. */
  #keepSoon(): void {
    this.#keep().catch(complain)
  }

  /** Keeps the state, for when the server dies. A disk that takes none ends no session: it is told in the log. */
  async #keep(): Promise<void> {
    const { state } = await this.#console.call((emulator) => emulator.save())
    await this.#files.keep(state).catch(complain)
  }

  #newName(): string {
    return `session_${new Date().toISOString().replace(/[-:]/g, '').slice(0, 15)}_${++this.#named}`
  }
}

function complain(error: unknown): void {
  const { message, hint } = asPtpError(error)
  process.stderr.write(`gym server: ${message}${hint === undefined ? '' : `; ${hint}`}\n`)
}

/** @throws PtpError `bad-input` for an action that is none */
function stepsOf({ action_type: type, keys, frames }: z.infer<typeof actionSchema>): Step[] {
  if (type === 'press_key') {
    const buttons: Button[] = readKeys(keys ?? [])
    return stepsOfKeys(buttons)
  }
  if (type === 'wait') {
    if (frames === null || frames === undefined) throw new PtpError('bad-input', 'a wait says for how many frames', { hint: 'add "frames": 60' })
    return stepsOfWaiting(checkWait(frames))
  }
  throw new PtpError('bad-input', `there is no action "${type}"`, { hint: 'use press_key or wait' })
}

/** What clients know as the end of the time. */
function timeout(score: number): PokemonGymState {
  return {
    player_name: '', rival_name: '', money: 0, location: 'SESSION_TIMEOUT', coordinates: [0, 0], badges: [], valid_moves: [], inventory: [],
    dialog: 'The time of this session is over. Begin another one with /initialize.', pokemons: [], screenshot_base64: '', collision_map: null,
    step_number: 0, execution_time: 0, score,
  }
}
