import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { PtpError, withSettings, type RunMetadata, type SettingsChanges } from '../src-preload/contract/index.ts'
import { AskedAgent, BranchAgents, type CallGate, ScriptAgent, type Search } from './agent/index.ts'
import { Central } from './analytics/index.ts'
import { DEFAULT_CORE, type ConsoleModel, type Emulator } from './emulator/index.ts'
import { Experiments, RateLimit, type ReadScript } from './experiment/index.ts'
import { listProfiles, type GameProfile } from './game/index.ts'
import { driverOf, prepareExperiment, resumeSearch, startingFrom, startSearch, type SearchWish, type StartState } from './lab/index.ts'
import { defaultHome, resourcesDir } from './places.ts'
import { BootRoms, makeBackend, type MakeBackend, Pools, recordPace, RunEmulators, type Cartridge, type Pool } from './pool/index.ts'
import { isRunLocked, Library, readMetadata, runDirectoryOf } from './recorder/index.ts'
import { createRun, defaultSettings, loadGame, newRunId, readSettings, resumeRun, RunArchive, seek, type Agent, type EmulatorFactory, type LoadedGame, type Run, type RunSettings, type RunSource } from './run/index.ts'
import { requireProgram, type Program } from './script/index.ts'
import { usualCentralDb } from './settings/index.ts'
import { VERSION } from './version.ts'

/** A person does not wait longer than this for an emulator, ms. */
const PERSON_WAITS_MS = 30_000

export interface WorkbenchConfig {
  /** where runs are kept; default: see `defaultHome` */
  home?: string
  /** core of new runs; old ones are played on the core that recorded them */
  core?: string
  model?: ConsoleModel | 'auto'
  sound?: boolean
  /** file of a boot ROM that new runs start with */
  bootRom?: string
  /** emulators for work that waits its turn; default: one for each core of the machine */
  poolSize?: number
  /** address of the central database, null for none; default: what the environment and the home's config.yaml say */
  centralDb?: string | null
  /** what pools stand on; default: what the wish says */
  makeBackend?: MakeBackend
}

/** A script made ready to run. */
export interface LoadedScript {
  source: RunSource
  program: Program
}

export interface StartWish {
  game: LoadedGame
  script: LoadedScript | null
  settings?: RunSettings
  runId?: string
  experiment?: string
  seed?: number | null
  /** what plays; default: the script */
  agent?: Agent | null
  /** in place of an agent: the address of a program that is asked for decisions */
  asked?: string
  /** where the run starts; default: as the console is switched on */
  from?: StartState | null
  /** Wait for an emulator of the pool, as one of many; otherwise a person waits, and it has to come soon. */
  inTurn?: boolean
  /** Nobody waits for what it does next, and when it is cut off it is played anew. */
  unattended?: boolean
  /** ends the wait for an emulator */
  signal?: AbortSignal
  onError?: (error: PtpError) => void
}

/** The engine: everything below, put together. The faces (desktop, browser, terminal) stand on this. */
export class Workbench implements Disposable {
  readonly home: string
  readonly resources: string
  readonly version = VERSION
  /** for looking at what is recorded: never the pool's own when those are containers */
  readonly emulators: EmulatorFactory
  /** for searches to explore on */
  readonly explorers: EmulatorFactory
  readonly pools: Pools
  readonly #config: WorkbenchConfig
  readonly #bootRoms: BootRoms
  #library: Library | null = null
  #experiments: Experiments | null = null
  #central: Central | null | undefined
  #closing: Promise<unknown> | null = null

  constructor(config: WorkbenchConfig = {}) {
    this.#config = config
    this.home = config.home ?? defaultHome()
    this.resources = resourcesDir()
    this.#bootRoms = new BootRoms(this.home)
    this.pools = new Pools(config.poolSize === undefined ? {} : { size: config.poolSize }, config.makeBackend ?? makeBackend)
    this.emulators = { start: (game, metadata) => this.#lender(() => this.pools.spares, 'looking').start(game, metadata) }
    this.explorers = { start: (game, metadata) => this.#lender(() => this.pools.spares, 'exploring').start(game, metadata) }
  }

  /** The index of all runs. */
  get library(): Library {
    this.#library ??= Library.open(this.home)
    return this.#library
  }

  /** The experiments of this home. */
  get experiments(): Experiments {
    this.#experiments ??= new Experiments({
      home: this.home,
      version: this.version,
      readScript: (name) => this.#readScript(name),
      prepare: (config, runs, rate) => prepareExperiment(this, config, runs, rate),
    })
    return this.#experiments
  }

  /** The way into the central database; null where none is given. */
  get central(): Central | null {
    if (this.#central === undefined) {
      const address = this.#config.centralDb === undefined ? usualCentralDb(this.home, process.env) : this.#config.centralDb
      this.#central = address === null ? null : new Central({ home: this.home, address })
    }
    return this.#central
  }

  /** Folders of game profiles: the user's own first. */
  get profileDirs(): string[] {
    const own = path.join(this.home, 'profiles')
    return [...(existsSync(own) ? [own] : []), path.join(this.resources, 'profiles')]
  }

  profiles(): GameProfile[] {
    return this.profileDirs.flatMap((dir) => listProfiles(dir))
  }

  /** Names of the bundled games, each a folder with a ROM of the same name. */
  bundledGames(): string[] {
    const games = path.join(this.resources, 'games')
    return readdirSync(games).filter((name) => existsSync(this.#bundledRom(name)))
  }

  /**
   * @param nameOrFile a bundled game's name or the path of a ROM
   * @throws PtpError `not-found`, `bad-rom`
   */
  loadGame(nameOrFile: string): Promise<LoadedGame> {
    const bundled = this.#bundledRom(nameOrFile)
    const isName = /^[a-z0-9-]+$/.test(nameOrFile) && existsSync(bundled)
    return loadGame(isName ? bundled : nameOrFile, this.profileDirs)
  }

  /** The game a run was played with: where it lay then, else any ROM with its hash that is known here. */
  async gameOf(metadata: RunMetadata): Promise<LoadedGame> {
    const own = path.join(this.home, 'roms')
    const files = [
      metadata.rom.file,
      ...this.bundledGames().map((name) => this.#bundledRom(name)),
      ...(existsSync(own) ? readdirSync(own).map((name) => path.join(own, name)) : []),
    ]
    for (const file of files) {
      if (!existsSync(file)) continue
      const game = await loadGame(file, this.profileDirs)
      if (game.header.sha256 === metadata.rom.sha256) return game
    }
    throw new PtpError('not-found', `the ROM of run ${metadata.run_id} (${metadata.rom.title}) is not where it was: ${metadata.rom.file}`, {
      hint: `put the file with SHA-256 ${metadata.rom.sha256} into ${own}`,
    })
  }

  /** @throws PtpError `not-found`, `bad-script` with every diagnostic in its details */
  loadScript(file: string, game: LoadedGame): LoadedScript {
    const { name, text } = this.#readScript(file)
    return this.compileScript(name, text, game)
  }

  #readScript(file: string): ReadScript {
    try {
      return { name: path.basename(file), text: readFileSync(this.scriptFile(file), 'utf8') }
    } catch (cause) {
      throw new PtpError('not-found', `no such script: ${file}`, { hint: `bundled scripts are in ${path.join(this.resources, 'scripts')}`, cause })
    }
  }

  /** @throws PtpError `bad-script` */
  compileScript(name: string, text: string, game: LoadedGame): LoadedScript {
    const program = requireProgram(text, name, game.profile.vocabulary)
    return { program, source: { name, text, checksum: program.checksum } }
  }

  /** Settings for a run that somebody looks at: more pictures and snapshots than the plain defaults. */
  settings(changes: SettingsChanges = {}): RunSettings {
    const looked = withSettings(defaultSettings(), { screenshot: { on_change: true }, snapshot: { on_event: ['battle', 'catch', 'badge', 'death'] } })
    return withSettings(looked, changes)
  }

  /** A bundled script may be named without its folder. */
  scriptFile(file: string): string {
    const bundled = path.join(this.resources, 'scripts', file.endsWith('.ptp') ? file : `${file}.ptp`)
    return existsSync(file) || !existsSync(bundled) || file.includes(path.sep) ? file : bundled
  }

  /** Makes a new run, paused at tick 0. */
  async startRun(wish: StartWish): Promise<Run> {
    const { script, game } = wish
    const runId = wish.runId ?? newRunId(script?.source.name ?? wish.agent?.name ?? 'keys')
    const gate = gateOf(wish.settings ?? defaultSettings())
    const agents = this.#agentsOf(runDirectoryOf(this.home, runId), game, gate)
    const asked = wish.asked === undefined ? null : new AskedAgent(wish.asked, game.profile.timing, gate())
    const emulators = this.#lender(() => this.pools.current, wish.inTurn ? 'batch' : 'playing', runId, wish.signal)
    const run = await createRun({
      home: this.home,
      game: wish.game,
      emulators: wish.from ? startingFrom(emulators, wish.from) : emulators,
      settings: wish.settings ?? defaultSettings(),
      agent: wish.agent ?? asked ?? (script ? new ScriptAgent(script.source.name, script.program) : null),
      source: script?.source ?? null,
      workbenchVersion: this.version,
      experiment: wish.experiment ?? 'default',
      seed: wish.seed ?? null,
      unattended: wish.unattended ?? false,
      revive: (branch, state) => agents.revive(branch, state),
      runId,
      ...(wish.onError ? { onError: wish.onError } : {}),
    })
    return this.#noted(recordPace(this.pools, run))
  }

  /** Loads a recorded run, paused where it ended (or at a place), also after a crash. */
  async resumeRun(dir: string, wish: { at?: { branch: number; tick: number }; settings?: RunSettings; inTurn?: boolean; onError?: (error: PtpError) => void } = {}): Promise<Run> {
    const metadata = readMetadata(dir)
    const game = await this.gameOf(metadata)
    const agents = this.#agentsOf(dir, game, gateOf(wish.settings ?? readSettings(dir)))
    const emulators = this.#lender(() => this.pools.current, wish.inTurn ? 'batch' : 'playing', metadata.run_id)
    return this.#noted(recordPace(this.pools, await resumeRun({ dir, game, emulators, revive: (branch, state) => agents.revive(branch, state), ...wish })))
  }

  /** Makes the run of a search; `carryOut` of what it gives explores, records and closes it. @throws PtpError `bad-input` */
  startSearch(wish: SearchWish): Promise<Search> {
    return startSearch(this, wish)
  }

  /** Goes on with a search that was stopped or killed. @throws PtpError `bad-run` when the run is none of a search */
  resumeSearch(dir: string, workers: number, onError?: (error: PtpError) => void): Promise<Search> {
    return resumeSearch(this, dir, workers, onError)
  }

  /**
   * The state of a recorded run at one of its snapshots (by name or id) or ticks.
   * @throws PtpError `not-found`
   */
  async stateAt(idOrDir: string, at: { snapshot?: string | undefined; branch?: number | undefined; tick?: number | undefined }): Promise<StartState> {
    await using archive = await this.openArchive(this.runDir(idOrDir))
    const { metadata, store } = archive
    const snapshot = at.snapshot === undefined ? null : store.list().find(({ id, name }) => id === at.snapshot || name === at.snapshot)
    if (snapshot === undefined) {
      throw new PtpError('not-found', `run ${metadata.run_id} has no snapshot "${at.snapshot ?? ''}"`, { hint: `\`ptp snapshot list ${metadata.run_id}\` shows those it has` })
    }
    // It stands on no line of this run, so that there is nothing to seek it by.
    if (snapshot?.reason === 'imported') return { state: (await store.load(snapshot.id)).state, metadata }
    const { branch = 0, tick = 0 } = snapshot ?? at
    await using emulator = await this.emulators.start(await this.gameOf(metadata), metadata)
    await seek(emulator, archive, archive.line(branch), tick, { observe: [], picture: false })
    return { state: (await emulator.save()).state, metadata }
  }

  /** Opens a recorded run for reading, also while it is live. */
  openArchive(dir: string): Promise<RunArchive> {
    return RunArchive.open(dir)
  }

  /**
   * @param idOrDir a run's id, the beginning of one, or its directory
   * @throws PtpError `not-found` with the nearest ids
   */
  runDir(idOrDir: string): string {
    if (existsSync(path.join(idOrDir, 'metadata.json'))) return path.resolve(idOrDir)
    const dir = runDirectoryOf(this.home, idOrDir)
    return existsSync(path.join(dir, 'metadata.json')) ? dir : this.library.get(idOrDir).dir
  }

  isLive(dir: string): boolean {
    return isRunLocked(dir)
  }

  /** Closes the files at once; the emulators go in the background, see {@link closed}. */
  close(): void {
    this.#library?.close()
    this.#library = null
    this.#closing ??= Promise.all([this.pools.close(), this.#central?.close()])
  }

  /** Waits until every emulator is gone too. */
  async closed(): Promise<void> {
    this.close()
    await this.#closing
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Has a run delivered to the central database when it ends; one outside the home is somebody else's. */
  #noted(run: Run): Run {
    const { central } = this
    if (!central || path.resolve(run.files.dir) !== path.resolve(runDirectoryOf(this.home, run.id))) return run
    central.begun(run.id)
    run.listen((news) => {
      if (news.kind === 'ended') central.ended(run.id)
    })
    return run
  }

  #agentsOf(dir: string, game: LoadedGame, gate: () => CallGate): BranchAgents {
    return new BranchAgents(game.profile.timing, (branch) => driverOf(dir, branch, (name, text) => this.compileScript(name, text, game).program), gate)
  }

  #bundledRom(name: string): string {
    return path.join(this.resources, 'games', name, `${name}.gb`)
  }

  /** Where one run, or one who looks, gets emulators from. */
  #lender(pool: () => Pool, purpose: 'batch' | 'playing' | 'looking' | 'exploring', run: string | null = null, signal?: AbortSignal): EmulatorFactory {
    const inTurn = purpose === 'batch'
    return new RunEmulators<LoadedGame>({
      pool,
      spares: () => this.pools.spares,
      cartridge: (game, metadata) => this.#cartridge(game, metadata),
      check: refuseOtherCore,
      run,
      options: { purpose, inTurn, ...(inTurn ? {} : { timeout: PERSON_WAITS_MS }), ...(signal ? { signal } : {}) },
    })
  }

  #cartridge({ rom, header }: LoadedGame, metadata?: RunMetadata): Cartridge {
    const { core = DEFAULT_CORE, model = 'auto', sound = false, bootRom: file } = this.#config
    const recorded = metadata?.core
    const bootRom = recorded ? this.#bootRoms.find(recorded.boot_rom) : file === undefined ? null : this.#bootRoms.keep(file)
    const machine = recorded ? { core: recorded.name, model: recorded.model === 'cgb' ? ('cgb' as const) : ('dmg' as const), sound: recorded.sound } : { core, model, sound }
    return { rom, sha256: header.sha256, title: header.title, ...machine, ...(bootRom ? { bootRom } : {}) }
  }
}

/** One bound for the calls of a run, whatever agents it has; made when the first one needs it. */
function gateOf({ experiment }: RunSettings): () => CallGate {
  let gate: CallGate | null = null
  return () => (gate ??= new RateLimit(experiment.parallel_api_rate_limit))
}

/** Another version of a core is another machine: it would neither read the states nor reach them again. */
function refuseOtherCore({ info }: Emulator, { run_id, core, state_format }: RunMetadata): void {
  if (info.core.version === core.version && info.stateFormat === state_format) return
  throw new PtpError('foreign-snapshot', `run ${run_id} was played on ${core.name} ${core.version} (${state_format}), and this workbench has ${info.core.version} (${info.stateFormat})`, {
    hint: 'open the run with the workbench that recorded it; its data and pictures can be read and exported here',
  })
}
