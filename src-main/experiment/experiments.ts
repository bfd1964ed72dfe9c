import { existsSync } from 'node:fs'
import os from 'node:os'
import { asPtpError, Dice, PtpError, type ExperimentSummary, type PlanCheck, type RunResult } from '../../src-preload/contract/index.ts'
import { isRunLocked, lockRun, type RunLock } from '../recorder/index.ts'
import { configText, problemsIn, type ExperimentConfig } from './config.ts'
import { expandPlan, gridPoints, namedArms, type PlannedRun, type ReadScript } from './expand.ts'
import { ExperimentFolder, ExperimentHome, type ExperimentRecord } from './folder.ts'
import type { ExperimentHost } from './playRun.ts'
import { RateLimit } from './rateLimit.ts'
import { Runner, summaryOf } from './runner.ts'
import { workerCount } from './workers.ts'

/** What the engine does for experiments. */
export interface ExperimentEngine {
  readonly home: string
  readonly version: string
  /** @throws PtpError `not-found` */
  readScript(name: string): ReadScript
  /**
   * Makes ready to play: loads the game, checks every script and start.
   * @param rate is shared by all runs
   * @throws PtpError for what cannot be played
   */
  prepare(config: ExperimentConfig, runs: readonly PlannedRun[], rate: RateLimit): Promise<ExperimentHost & { romSha256: string }>
}

/** An experiment as it lies on disk. */
export interface StoredExperiment {
  record: ExperimentRecord
  summary: ExperimentSummary
  results: RunResult[]
  folder: ExperimentFolder
}

interface Running {
  runner: Runner
  over: Promise<ExperimentRecord>
}

/** The experiments of a home: those that lie there, and those that are run by this process. */
export class Experiments {
  readonly #engine: ExperimentEngine
  readonly #home: ExperimentHome
  readonly #running = new Map<string, Running>()
  readonly #summaries = new Map<string, { stamp: string; summary: ExperimentSummary }>()
  readonly #listeners = new Set<(summary: ExperimentSummary) => void>()

  constructor(engine: ExperimentEngine) {
    this.#engine = engine
    this.#home = new ExperimentHome(engine.home)
  }

  listen(listener: (summary: ExperimentSummary) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The newest first. A folder that cannot be read is left out. */
  list(): ExperimentSummary[] {
    return this.#home.list().flatMap((folder) => {
      try {
        return [this.#summary(folder)]
      } catch (error) {
        if (error instanceof PtpError && error.code === 'bad-run') return []
        throw error
      }
    })
  }

  /** @param named an id, a name or a folder @throws PtpError `not-found`, `bad-run` */
  get(named: string): StoredExperiment {
    return this.#stored(this.#home.find(named))
  }

  /** What a configuration comes to, with its mistakes. */
  async check(read: () => ExperimentConfig): Promise<PlanCheck> {
    const blank: PlanCheck = { plan: null, settings: null, yaml: '', problems: [], runs: 0, arms: [], grid_points: 0, seeds: 0, workers: 0, workers_note: '' }
    try {
      const config = read()
      const { plan, settings } = config
      const runs = expandPlan(config, settings.system.random_seed ?? 0, (name) => this.#engine.readScript(name))
      await this.#engine.prepare(config, runs, new RateLimit(1))
      const { workers, note } = workersFor(config)
      const seeds = typeof plan.seeds === 'number' ? plan.seeds : plan.seeds.length
      return { ...blank, plan, settings, yaml: configText(config), runs: runs.length, arms: namedArms(plan.arms).map(({ name }) => name), grid_points: gridPoints(plan.grid).length, seeds, workers, workers_note: note }
    } catch (error) {
      const known = asPtpError(error)
      if (known.code === 'internal') throw error
      return { ...blank, problems: problemsIn(known) }
    }
  }

  /**
   * Starts an experiment.
   * @returns its id; `over` tells when it has ended
   * @throws PtpError `bad-input`, `bad-script`, `not-found` for what cannot be played
   */
  async start(config: ExperimentConfig): Promise<{ id: string }> {
    const seed = config.settings.system.random_seed
    const random_seed = (seed ?? new Dice(Date.now() % 0xffffffff).below(0xffffffff)) % 0x1_0000_0000
    const scripts: ExperimentRecord['scripts'] = {}
    const runs = expandPlan(config, random_seed, (name) => (scripts[name] ??= this.#engine.readScript(name)))
    const { name } = config.settings.experiment
    const stamp = this.#freeStamp(name)
    const record: ExperimentRecord = {
      format: 'ptp-experiment', version: 1, id: `${name}-${stamp}`, name, stamp, state: 'running', started_at: new Date().toISOString(), ended_at: null,
      seconds: 0, total: runs.length, random_seed, message: null, rom_sha256: '', versions: { workbench: this.#engine.version, node: process.versions.node },
      config: { ...config, settings: { ...config.settings, system: { ...config.settings.system, random_seed } } }, scripts,
    }
    return this.#run(this.#home.folder(name, stamp), record, runs, [])
  }

  /**
   * Goes on with an experiment; runs that are finished are not played again.
   * @param named an id, a name, a folder, or a checkpoint
   * @throws PtpError `not-found`; `busy` while it is run, here or elsewhere
   */
  async resume(named: string, change: (config: ExperimentConfig) => ExperimentConfig = (config) => config): Promise<{ id: string }> {
    const checkpoint = this.#home.readCheckpoint(named)
    // The folder of the results has everything; a checkpoint alone is enough when that was lost.
    const folder = checkpoint ? new ExperimentFolder(existsSync(checkpoint.dir) ? checkpoint.dir : this.#home.folder(checkpoint.record.name, checkpoint.record.stamp).dir) : this.#home.find(named)
    const isThere = existsSync(folder.file('experiment.json'))
    const record = checkpoint && !isThere ? checkpoint.record : folder.read()
    if (this.#running.has(record.id)) throw busy(record.id)
    const results = new Map([...(checkpoint?.results ?? []), ...folder.results()].map((result) => [result.index, result]))
    // A run that failed is what one resumes for, unless failures are part of the result.
    if (record.config.settings.experiment.fail_mode !== 'continue') for (const { index, ok } of results.values()) if (!ok) results.delete(index)
    const runs = expandPlan(record.config, record.random_seed, (name) => record.scripts[name] ?? this.#engine.readScript(name))
    if (checkpoint && !isThere) {
      folder.write(record)
      for (const result of results.values()) await folder.add(result)
      await folder.close()
    }
    return this.#run(folder, { ...record, config: change(record.config) }, runs, [...results.values()])
  }

  /** Waits until an experiment that this process runs has ended. */
  async over(id: string): Promise<StoredExperiment> {
    await this.#running.get(id)?.over
    return this.get(id)
  }

  /** Stops it and waits for its end; one that is over is left as it is. @throws PtpError `busy` when another process runs it */
  async stop(named: string): Promise<void> {
    const { record } = this.get(named)
    const running = this.#running.get(record.id)
    running?.runner.stop()
    await running?.over
    if (!running && record.state === 'running') throw new PtpError('busy', `experiment ${record.id} is run by another process`, { hint: 'stop it there, with Ctrl-C' })
  }

  async close(): Promise<void> {
    for (const { runner } of this.#running.values()) runner.stop()
    await Promise.all([...this.#running.values()].map(({ over }) => over))
  }

  async #run(folder: ExperimentFolder, record: ExperimentRecord, runs: readonly PlannedRun[], results: readonly RunResult[]): Promise<{ id: string }> {
    const rate = new RateLimit(record.config.settings.experiment.parallel_api_rate_limit)
    const host = await this.#engine.prepare(record.config, runs, rate)
    if (record.rom_sha256 !== '' && record.rom_sha256 !== host.romSha256) {
      throw new PtpError('foreign-snapshot', `experiment ${record.id} was begun with another ROM`, { hint: `give the one with SHA-256 ${record.rom_sha256}` })
    }
    const { workers, note } = workersFor(record.config)
    folder.write({ ...record, rom_sha256: host.romSha256 })
    const lock = lockFolder(folder, record.id)
    const tell = (summary: ExperimentSummary): void => {
      for (const listener of this.#listeners) listener(summary)
    }
    const runner = new Runner({ folder, home: this.#home, record: { ...record, rom_sha256: host.romSha256 }, runs, results, host, workers, workersNote: note, rate, memory: () => process.memoryUsage.rss(), tell })
    const over = runner.play().finally(() => {
      rate.close()
      lock.release()
      this.#running.delete(record.id)
      tell(runner.summary())
    })
    this.#running.set(record.id, { runner, over })
    return { id: record.id }
  }

  /** Results are read again only when there are new ones. */
  #summary(folder: ExperimentFolder): ExperimentSummary {
    const stamp = `${folder.stamp()} ${isRunLocked(folder.dir) ? 'live' : ''}`
    const known = this.#summaries.get(folder.dir)
    if (known?.stamp === stamp) return known.summary
    const { summary } = this.#stored(folder)
    if (summary.state !== 'running' && summary.state !== 'stopping') this.#summaries.set(folder.dir, { stamp, summary })
    return summary
  }

  #stored(folder: ExperimentFolder): StoredExperiment {
    const record = folder.read()
    const running = this.#running.get(record.id)
    if (running) return { record: running.runner.record, summary: running.runner.summary(), results: running.runner.results, folder }
    const results = folder.results()
    const isLost = (record.state === 'running' || record.state === 'stopping') && !isRunLocked(folder.dir)
    const present: ExperimentRecord = isLost ? { ...record, state: 'interrupted' } : record
    return { record: present, summary: summaryOf(present, folder.dir, results), results, folder }
  }

  /** Two of one name started in one second do not share a folder. */
  #freeStamp(name: string): string {
    for (let at = Date.now(); ; at += 1000) {
      const stamp = new Date(at).toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)
      if (!existsSync(this.#home.folder(name, stamp).dir)) return stamp
    }
  }
}

function workersFor({ settings }: ExperimentConfig): { workers: number; note: string } {
  const { parallel_workers, parallel_memory_limit } = settings.experiment
  return workerCount(parallel_workers, parallel_memory_limit, { cores: os.availableParallelism(), memory: os.freemem() })
}

function lockFolder(folder: ExperimentFolder, id: string): RunLock {
  try {
    return lockRun(folder.dir)
  } catch (error) {
    if (error instanceof PtpError && error.code === 'busy') throw busy(id)
    throw error
  }
}

function busy(id: string): PtpError {
  return new PtpError('busy', `experiment ${id} is being run already`, { hint: 'stop it first, or wait until it ends' })
}
