import { asPtpError, PtpError, type ExperimentState, type ExperimentSummary, type RunResult, type RunUnderWay } from '../../src-preload/contract/index.ts'
import type { PlannedRun } from './expand.ts'
import type { ExperimentFolder, ExperimentHome, ExperimentRecord } from './folder.ts'
import { groupOf } from './metrics.ts'
import { playRun, type ExperimentHost } from './playRun.ts'
import type { RateLimit } from './rateLimit.ts'
import { WorkerMemory } from './memory.ts'
import { Turns } from './turns.ts'

/** Progress is told at most so often, ms. */
const TELL_EVERY_MS = 100
/** Runs that get ready or finish while as many as there are workers play: files are made and closed without an emulator standing still. */
const AHEAD = 1
/** Time between two attempts at a run, ms: doubled each time. */
const RETRY_MS = 200
/** The memory of the workers is looked at so often, ms. */
const MEMORY_MS = 500

export interface RunnerParts {
  folder: ExperimentFolder
  home: ExperimentHome
  record: ExperimentRecord
  runs: readonly PlannedRun[]
  results: readonly RunResult[]
  host: ExperimentHost
  workers: number
  workersNote: string
  rate: RateLimit
  /** bytes that the process takes now */
  memory: () => number
  tell: (summary: ExperimentSummary) => void
}

/** Plays what is left of an experiment, several runs at a time. */
export class Runner {
  readonly #parts: RunnerParts
  readonly #results = new Map<number, RunResult>()
  readonly #underWay = new Set<RunUnderWay>()
  readonly #stop = new AbortController()
  readonly #turns: Turns
  readonly #memory: WorkerMemory
  #workersNote: string
  #memoryTimer: NodeJS.Timeout | null = null
  readonly #began = performance.now()
  readonly #secondsBefore: number
  #isStopped = false
  #failure: PtpError | null = null
  #frames = 0
  #finished = 0
  #toldAt = -Infinity
  #timer: NodeJS.Timeout | null = null
  record: ExperimentRecord

  constructor(parts: RunnerParts) {
    this.#parts = parts
    this.record = parts.record
    this.#secondsBefore = parts.record.seconds
    this.#turns = new Turns(parts.workers)
    this.#memory = new WorkerMemory(parts.workers, parts.record.config.settings.experiment.parallel_memory_limit)
    this.#workersNote = parts.workersNote
    for (const result of parts.results) this.#results.set(result.index, result)
  }

  get results(): RunResult[] {
    return [...this.#results.values()].sort((a, b) => a.index - b.index)
  }

  /** Ends it: runs under way are dropped, and played again when it is resumed. */
  stop(): void {
    this.#isStopped = true
    this.#update('stopping', null)
    this.#stop.abort()
  }

  /** Plays until everything is done, or it is stopped, or the fail mode ends it. Never throws for a failed run. */
  async play(): Promise<ExperimentRecord> {
    const { runs, workers, folder } = this.#parts
    const waiting = runs.filter(({ index }) => !this.#results.has(index))
    this.#update('running', null)
    this.#checkpoint()
    this.#timer = setInterval(() => this.#tell(), 4 * TELL_EVERY_MS).unref()
    this.#memoryTimer = setInterval(() => this.#watchMemory(), MEMORY_MS).unref()
    try {
      await Promise.all(Array.from({ length: Math.min(workers + AHEAD, waiting.length) }, () => this.#work(waiting)))
    } catch (error) {
      this.#failure ??= asPtpError(error)
    } finally {
      clearInterval(this.#timer)
      clearInterval(this.#memoryTimer)
      await folder.close()
    }
    const isDone = this.#results.size === runs.length
    const state: ExperimentState = isDone && !this.#failure ? 'completed' : this.#failure ? 'failed' : 'stopped'
    this.#update(state, this.#failure ? [this.#failure.message, this.#failure.hint].filter(Boolean).join('; ') : null)
    this.#checkpoint()
    return this.record
  }

  #watchMemory(): void {
    const order = this.#memory.look(this.#parts.memory(), this.#turns.most, this.#turns.taken)
    if (order.kind === 'none') return
    if (order.kind === 'workers') {
      this.#turns.most = order.workers
      this.#workersNote = order.note
      this.#tell(true)
      return
    }
    if (this.#stop.signal.aborted) return
    this.#failure ??= new PtpError('cancelled', order.message, { hint: 'give it more with --parallel-memory-limit and resume: what is done is kept' })
    this.#stop.abort()
  }

  async #work(waiting: PlannedRun[]): Promise<void> {
    for (let planned = waiting.shift(); planned && !this.#stop.signal.aborted; planned = waiting.shift()) {
      try {
        await this.#keep(await this.#playWithRetries(planned))
      } catch (error) {
        if (this.#stop.signal.aborted) return
        // The disk refuses, or the engine itself has failed: going on would only fail as often as there are runs.
        this.#failure ??= asPtpError(error)
        this.#stop.abort()
        throw error
      }
    }
  }

  async #playWithRetries(planned: PlannedRun): Promise<RunResult> {
    const { sequential_retry, fail_mode } = this.record.config.settings.experiment
    const note: RunUnderWay = { index: planned.index, run: this.#runId(planned), arm: groupOf(planned), seed: planned.seed, attempt: 1, tick: 0, progress: 0 }
    this.#underWay.add(note)
    try {
      for (;;) {
        const { result, retry } = await playRun(this.#parts.host, planned, note.run, note, this.#turns, this.#stop.signal)
        const isWorthIt = fail_mode === 'retry' || (fail_mode === 'continue' && retry)
        if (result.ok || !isWorthIt || note.attempt > sequential_retry) return result
        await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, RETRY_MS * 2 ** (note.attempt - 1))))
        note.attempt++
      }
    } finally {
      this.#underWay.delete(note)
    }
  }

  async #keep(result: RunResult): Promise<void> {
    await this.#parts.folder.add(result)
    this.#results.set(result.index, result)
    this.#frames += result.frames
    this.#finished++
    const { checkpoint_frequency, fail_mode } = this.record.config.settings.experiment
    if (checkpoint_frequency > 0 && this.#results.size % checkpoint_frequency === 0) this.#checkpoint()
    if (!result.ok && fail_mode !== 'continue' && !this.#failure) {
      const tried = result.attempts > 1 ? `, tried ${result.attempts} times` : ''
      this.#failure = new PtpError('script-failed', `run ${result.index} (${groupOf(result)}, seed ${result.seed}) failed${tried}: ${result.error ?? result.status}`, {
        hint: 'mend what failed and resume, or go on past failures with --fail-mode continue',
      })
      this.#stop.abort()
    }
    this.#tell()
  }

  /** The same each time, so that a run that was cut off is found again and made anew. */
  #runId({ index }: PlannedRun): string {
    const { name, stamp, total } = this.record
    return `${name.toLowerCase().replaceAll('.', '-')}-${stamp}-${String(index).padStart(String(total - 1).length, '0')}`
  }

  #update(state: ExperimentState, message: string | null): void {
    const isOver = state !== 'running' && state !== 'stopping'
    this.record = { ...this.record, state, message, seconds: this.#seconds(), ended_at: isOver ? new Date().toISOString() : null }
    this.#parts.folder.write(this.record)
    this.#tell(true)
  }

  #checkpoint(): void {
    const { folder, home } = this.#parts
    home.checkpoint({ format: 'ptp-checkpoint', version: 1, saved_at: new Date().toISOString(), dir: folder.dir, done: this.#results.size, record: this.record, results: this.results })
  }

  #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#began) / 1000
  }

  summary(): ExperimentSummary {
    const { rate, folder, runs } = this.#parts
    const now = (performance.now() - this.#began) / 1000
    const isRunning = this.record.state === 'running' || this.record.state === 'stopping'
    const left = runs.length - this.#results.size
    return {
      ...summaryOf(this.record, folder.dir, [...this.#results.values()]),
      seconds: this.#seconds(),
      frames_per_second: Math.round(this.#frames / Math.max(now, 0.001)),
      workers: isRunning && !this.#isStopped ? this.#turns.most : 0,
      workers_note: this.#workersNote,
      eta_seconds: this.#finished === 0 || !isRunning ? null : (now / this.#finished) * left,
      api_waiting: rate.waiting,
      under_way: [...this.#underWay].map((note) => ({ ...note })),
    }
  }

  #tell(now = false): void {
    if (!now && performance.now() - this.#toldAt < TELL_EVERY_MS) return
    this.#toldAt = performance.now()
    this.#parts.tell(this.summary())
  }
}

/** The facts of an experiment that nobody runs. */
export function summaryOf(record: ExperimentRecord, dir: string, results: readonly RunResult[]): ExperimentSummary {
  const { id, name, state, started_at, ended_at, total, random_seed, seconds, message, config } = record
  const arms = [...new Set(config.plan.arms.map((arm) => (typeof arm === 'string' ? arm : (arm.name ?? arm.agent ?? arm.script ?? 'script'))))]
  const frames = results.reduce((sum, result) => sum + result.frames, 0)
  return {
    id, name, state, started_at, ended_at, dir, game: config.plan.game, arms, random_seed, total, seconds, message, frames,
    done: results.length,
    failed: results.filter(({ ok }) => !ok).length,
    frames_per_second: seconds > 0 ? Math.round(frames / seconds) : 0,
    workers: 0, workers_note: '', eta_seconds: null, api_waiting: 0, under_way: [],
  }
}
