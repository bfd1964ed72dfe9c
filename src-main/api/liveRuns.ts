import { PtpError, type RunMessage, type RunStatus } from '../../src-preload/contract/index.ts'
import { KeyboardAgent, RandomAgent, ScriptAgent } from '../agent/index.ts'
import { readSettings, RunGuard, type EmergencyReport, type LoadedGame, type Run, type RunNews, type RunSettings } from '../run/index.ts'
import { withGivenSettings } from '../settings/index.ts'
import type { LoadedScript, Workbench } from '../workbench.ts'
import type { EventListener } from './desk.ts'
import { runDirOf } from './runDir.ts'

/** The screen is told of a live run at most so often. */
const TELL_EVERY_MS = 33
/** One that goes as fast as it can runs away from every eye, and what the screen takes is taken from its pace. */
const TELL_UNPACED_MS = 200

export interface LiveEntry {
  run: Run
  game: LoadedGame
  /** the keys, while a person has taken over */
  keyboard: KeyboardAgent | null
  changed: boolean
  toldAt: number
  /** the one that was told last */
  status: RunStatus
  /** set once it is being stopped */
  closing: Promise<void> | null
  /** looks after the disk, the memory and the backup of it; null where somebody else plays and closes it */
  guard: RunGuard | null
  /** has somebody else end it, where that one plays and closes it */
  end: (() => void) | null
}

export interface StartOrder {
  game: LoadedGame
  script: LoadedScript | null
  /** what plays where there is no script; null: a person at the keys */
  agent: 'random' | null
  speed: number
  seed: number | null
  breakpoints: readonly number[]
  /** settings that are not as they come, by section */
  settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The runs that are loaded in this engine. What they tell is passed on no faster than a screen can show. */
export class LiveRuns {
  readonly #workbench: Workbench
  readonly #tell: EventListener
  readonly #entries = new Map<string, LiveEntry>()
  readonly #loading = new Map<string, Promise<LiveEntry>>()
  readonly #timer: NodeJS.Timeout
  /** messages of runs told so far */
  #told = 0

  constructor(workbench: Workbench, tell: EventListener) {
    this.#workbench = workbench
    this.#tell = tell
    this.#timer = setInterval(() => this.#tellAll(), TELL_EVERY_MS)
    this.#timer.unref()
  }

  get isPlaying(): boolean {
    return [...this.#entries.values()].some(({ run }) => run.status === 'running')
  }

  /** The serial of the message that was told last, 0 before the first. */
  get told(): number {
    return this.#told
  }

  get(id: string): LiveEntry | null {
    return this.#entries.get(id) ?? null
  }

  list(): LiveEntry[] {
    return [...this.#entries.values()]
  }

  /** @throws PtpError `not-found` when the run is not loaded */
  require(id: string): LiveEntry {
    const entry = this.#entries.get(id)
    if (!entry) throw new PtpError('not-found', `run ${id} is not live`, { hint: 'load it first: roll back, or run a script from a tick' })
    return entry
  }

  async start(order: StartOrder): Promise<LiveEntry> {
    const { game, script, agent: name } = order
    const isByLot = script === null && name === 'random'
    const seed = order.seed ?? (isByLot ? Math.floor(Math.random() * 0x1_0000_0000) : null)
    const agent = isByLot ? new RandomAgent(game.profile.timing, seed) : null
    const settings = withGivenSettings(this.#workbench.settings({ tick_rate: { speed: order.speed, pace: 'speed' } }), order.settings)
    const run = await this.#workbench.startRun({ game, script, agent, settings, seed, onError: (error) => this.#warn(error) })
    run.breakpoints = order.breakpoints
    const entry = this.#add(run, game, settings)
    if (script === null && agent === null) await this.takeOver(run.id, true)
    else await run.resume()
    return entry
  }

  /**
   * Makes a recorded run live, paused, unless it is.
   * @param at where it shall stand when it has to be loaded; default: where it ended
   */
  load(id: string, at?: { branch: number; tick: number }): Promise<LiveEntry> {
    const known = this.#entries.get(id)
    if (known) return known.closing ? known.closing.then(() => this.load(id, at)) : Promise.resolve(known)
    let loading = this.#loading.get(id)
    if (!loading) {
      loading = this.#load(id, at).finally(() => this.#loading.delete(id))
      this.#loading.set(id, loading)
    }
    return loading
  }

  /**
   * Takes a run in that somebody else plays and closes; it goes out when it ends.
   * @param end has that one end it; whatever else is asked of the run is between it and who asks
   */
  adopt(run: Run, game: LoadedGame, end: () => void): void {
    this.#add(run, game, null, end)
  }

  async takeOver(id: string, on: boolean): Promise<void> {
    const entry = this.require(id)
    const { run } = entry
    if (on === (entry.keyboard !== null)) return
    await run.pause()
    if (on) {
      entry.keyboard = new KeyboardAgent()
      if (run.live.speed === 0) run.speed = 1
      await run.takeOver(entry.keyboard)
    } else {
      entry.keyboard = null
      await run.giveBack()
    }
    if (run.live.driver === 'none') return
    await run.resume()
  }

  /** Runs a script from where the run stands, on a branch of its own. @returns the branch */
  async runScript(id: string, script: LoadedScript, breakpoints: readonly number[]): Promise<number> {
    const entry = this.require(id)
    const { run } = entry
    await run.pause()
    entry.keyboard = null
    const branch = await run.give(new ScriptAgent(script.source.name, script.program), true, script.source)
    run.breakpoints = breakpoints
    await run.resume()
    return branch?.branch ?? run.present.branch
  }

  /** Stops a run cleanly and takes it out. */
  stop(id: string): Promise<void> {
    const entry = this.require(id)
    entry.closing ??= entry.end === null ? this.#stop(entry) : this.#stopElsewhere(entry.run, entry.end)
    return entry.closing
  }

  /** Ends every run that is looked after here in an emergency: as much kept as can be. @returns what each came to */
  shutDown(reason: string): Promise<EmergencyReport[]> {
    return Promise.all([...this.#entries.values()].flatMap(({ guard }) => (guard ? [guard.shutDown(reason)] : [])))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([...this.#entries.values()].filter(({ end }) => end === null).map(({ run }) => this.stop(run.id)))
  }

  /** Who plays it closes it, and the entry goes out with its last word. */
  #stopElsewhere(run: Run, end: () => void): Promise<void> {
    return new Promise((resolve) => {
      run.listen((news) => {
        if (news.kind === 'ended') resolve()
      })
      end()
    })
  }

  async #stop({ run, guard }: LiveEntry): Promise<void> {
    guard?.letStop()
    try {
      // What ended in an emergency is closed already.
      const emergency = await guard?.stop()
      if (!emergency) await run.close(run.status === 'running' || run.status === 'paused' ? 'manual_stop' : run.status)
    } finally {
      this.#entries.delete(run.id)
      this.#tell('runs.changed', { run: run.id })
    }
  }

  async #load(id: string, at?: { branch: number; tick: number }): Promise<LiveEntry> {
    const dir = runDirOf(this.#workbench, id)
    const run = await this.#workbench.resumeRun(dir, { onError: (error) => this.#warn(error), ...(at ? { at } : {}) })
    return this.#add(run, await this.#workbench.gameOf(run.files.metadata), readSettings(dir))
  }

  /** @param settings of a run that is looked after here, null when somebody else does */
  #add(run: Run, game: LoadedGame, settings: RunSettings | null, end: LiveEntry['end'] = null): LiveEntry {
    const say = (level: RunMessage['level'], text: string): void => {
      const { present } = run
      logWhereThereIsRoom(() => run.files.log(present, text, level))
      this.#say(run, { tick: present.tick, level, text })
    }
    const guard = settings === null ? null : new RunGuard(run, { say })
    const entry: LiveEntry = { run, game, keyboard: null, changed: true, toldAt: 0, status: run.status, closing: null, guard, end }
    this.#entries.set(run.id, entry)
    run.listen((news) => this.#hear(entry, news))
    this.#tell('runs.changed', { run: run.id })
    return entry
  }

  #hear(entry: LiveEntry, news: RunNews): void {
    entry.changed = true
    const { id, status } = entry.run
    const isOther = status !== entry.status
    entry.status = status
    if (news.kind === 'ended') {
      this.#entries.delete(id)
      // Where it ended may be elsewhere than where it was told last: nobody would hear of it any more.
      this.#tell('run.live', entry.run.live)
    }
    if (news.kind === 'message') this.#say(entry.run, news)
    if (news.kind === 'changed' || news.kind === 'ended' || isOther) this.#tell('runs.changed', { run: id })
  }

  /** What is told is said where the run stands. */
  #say({ id, present }: Run, { tick, level, text }: RunMessage): void {
    this.#tell('run.message', { run: id, branch: present.branch, tick, level, text, serial: ++this.#told })
  }

  #tellAll(): void {
    const now = performance.now()
    for (const entry of this.#entries.values()) {
      if (!entry.changed) continue
      const { live } = entry.run
      if (live.status === 'running' && live.speed === 0 && now - entry.toldAt < TELL_UNPACED_MS) continue
      entry.changed = false
      entry.toldAt = now
      this.#tell('run.live', live)
    }
  }

  #warn(error: PtpError): void {
    for (const { guard } of this.#entries.values()) guard?.heard(error)
    this.#tell('run.message', { run: '', tick: 0, level: 'error', text: error.message })
  }
}

/** What is told of a full disk cannot always be written on it; it is told on the screen all the same. */
function logWhereThereIsRoom(log: () => void): void {
  try {
    log()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))) throw error
  }
}
