import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { PtpError, type RunMetadata } from '../src-preload/contract/index.ts'
import { ScriptAgent } from './agent/index.ts'
import { startEmbedded, type ConsoleModel, type Emulator } from './emulator/index.ts'
import { listProfiles, type GameProfile } from './game/index.ts'
import { defaultHome, resourcesDir } from './places.ts'
import { isRunLocked, Library, readMetadata, runDirectoryOf, RunReader } from './recorder/index.ts'
import { createRun, defaultSettings, loadGame, newRunId, resumeRun, RunArchive, type Agent, type EmulatorFactory, type LoadedGame, type Run, type RunSettings, type RunSource } from './run/index.ts'
import { requireProgram, type Program } from './script/index.ts'
import { VERSION } from './version.ts'

export interface WorkbenchConfig {
  /** where runs are kept; default: see `defaultHome` */
  home?: string
  /** core of new runs; old ones are played on the core that recorded them */
  core?: string
  model?: ConsoleModel | 'auto'
  sound?: boolean
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
  onError?: (error: PtpError) => void
}

/** The engine: everything below, put together. The faces (desktop, browser, terminal) stand on this. */
export class Workbench implements Disposable {
  readonly home: string
  readonly resources: string
  readonly version = VERSION
  readonly emulators: EmulatorFactory
  readonly #config: WorkbenchConfig
  #library: Library | null = null

  constructor(config: WorkbenchConfig = {}) {
    this.#config = config
    this.home = config.home ?? defaultHome()
    this.resources = resourcesDir()
    this.emulators = { start: (game, metadata) => this.#startEmulator(game, metadata) }
  }

  /** The index of all runs. */
  get library(): Library {
    this.#library ??= Library.open(this.home)
    return this.#library
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
    let text: string
    try {
      text = readFileSync(this.scriptFile(file), 'utf8')
    } catch (cause) {
      throw new PtpError('not-found', `no such script: ${file}`, { hint: `bundled scripts are in ${path.join(this.resources, 'scripts')}`, cause })
    }
    return this.compileScript(path.basename(file), text, game)
  }

  /** @throws PtpError `bad-script` */
  compileScript(name: string, text: string, game: LoadedGame): LoadedScript {
    const program = requireProgram(text, name, game.profile.vocabulary)
    return { program, source: { name, text, checksum: program.checksum } }
  }

  /** Settings for a run that somebody looks at: more pictures and snapshots than the plain defaults. */
  settings(changes: Partial<RunSettings> = {}): RunSettings {
    const base = defaultSettings()
    return {
      ...base,
      screenshots: { ...base.screenshots, onChange: true },
      snapshots: { ...base.snapshots, onEvent: ['battle_start', 'catch', 'badge', 'death'] },
      ...changes,
    }
  }

  /** A bundled script may be named without its folder. */
  scriptFile(file: string): string {
    const bundled = path.join(this.resources, 'scripts', file.endsWith('.ptp') ? file : `${file}.ptp`)
    return existsSync(file) || !existsSync(bundled) || file.includes(path.sep) ? file : bundled
  }

  /** Makes a new run, paused at tick 0. */
  startRun(wish: StartWish): Promise<Run> {
    const { script, game } = wish
    const runId = wish.runId ?? newRunId(script?.source.name ?? 'keys')
    const agents = new BranchAgents((branch) => this.#scriptOf(runDirectoryOf(this.home, runId), branch, game))
    return createRun({
      home: this.home,
      game: wish.game,
      emulators: this.emulators,
      settings: wish.settings ?? defaultSettings(),
      agent: script ? new ScriptAgent(script.source.name, script.program) : null,
      source: script?.source ?? null,
      workbenchVersion: this.version,
      experiment: wish.experiment ?? 'default',
      seed: wish.seed ?? null,
      revive: (branch, state) => agents.revive(branch, state),
      runId,
      ...(wish.onError ? { onError: wish.onError } : {}),
    })
  }

  /** Loads a recorded run, paused where it ended (or at a place), also after a crash. */
  async resumeRun(dir: string, wish: { at?: { branch: number; tick: number }; settings?: RunSettings; onError?: (error: PtpError) => void } = {}): Promise<Run> {
    const game = await this.gameOf(readMetadata(dir))
    const agents = new BranchAgents((branch) => this.#scriptOf(dir, branch, game))
    return resumeRun({ dir, game, emulators: this.emulators, revive: (branch, state) => agents.revive(branch, state), ...wish })
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

  close(): void {
    this.#library?.close()
    this.#library = null
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #scriptOf(dir: string, branch: number, game: LoadedGame): LoadedScript | null {
    const reader = new RunReader(dir)
    try {
      const script = nearestScript(reader, branch)
      return script ? this.compileScript(script.name, script.text, game) : null
    } finally {
      reader.close()
    }
  }

  #bundledRom(name: string): string {
    return path.join(this.resources, 'games', name, `${name}.gb`)
  }

  async #startEmulator(game: LoadedGame, metadata?: RunMetadata): Promise<Emulator> {
    const { core, model, sound } = this.#config
    const recorded = metadata?.core
    const options = recorded
      ? { core: recorded.name, model: recorded.model === 'cgb' ? ('cgb' as const) : ('dmg' as const), sound: recorded.sound }
      : { ...(core ? { core } : {}), model: model ?? 'auto', sound: sound ?? false }
    const emulator = await startEmbedded(game.rom, options)
    if (metadata) await refuseOtherCore(emulator, metadata)
    return emulator
  }
}

/** Another version of a core is another machine: it would neither read the states nor reach them again. */
async function refuseOtherCore(emulator: Emulator, { run_id, core, state_format }: RunMetadata): Promise<void> {
  const { info } = emulator
  if (info.core.version === core.version && info.stateFormat === state_format) return
  await emulator.close()
  throw new PtpError('foreign-snapshot', `run ${run_id} was played on ${core.name} ${core.version} (${state_format}), and this workbench has ${info.core.version} (${info.stateFormat})`, {
    hint: 'open the run with the workbench that recorded it; its data and pictures can be read and exported here',
  })
}

/** The script that ran last on a branch, or on the nearest of its parents that had one. */
function nearestScript(reader: RunReader, branch: number): { name: string; text: string } | null {
  const scripts = reader.scripts()
  for (const segment of reader.lineage(branch).reverse()) {
    const own = scripts.filter((each) => each.branch === segment.branch).at(-1)
    if (own) return own
  }
  return null
}

/** Brings the script of a branch back to where it stood. */
class BranchAgents {
  readonly #known = new Map<number, LoadedScript | null>()
  readonly #find: (branch: number) => LoadedScript | null

  constructor(find: (branch: number) => LoadedScript | null) {
    this.#find = find
  }

  revive(branch: number, state: unknown): Agent | null {
    let script = this.#known.get(branch)
    if (script === undefined) {
      script = this.#find(branch)
      this.#known.set(branch, script)
    }
    return script && state !== null ? new ScriptAgent(script.source.name, script.program, state) : null
  }
}
