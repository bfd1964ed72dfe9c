import { randomUUID } from 'node:crypto'
import { asPtpError, PtpError, type Job } from '../../src-preload/contract/index.ts'
import type { AnswersTo } from './answers.ts'
import type { EventListener } from './desk.ts'

/** Progress of one job is told at most so often. */
const TELL_EVERY_MS = 50
/** Ended jobs that are remembered. */
const KEEP_ENDED = 50

/** What the work of a job is given. */
export interface JobControl {
  /** aborted when the job is cancelled */
  signal: AbortSignal
  progress(done: number, total?: number): void
}

interface Entry {
  job: Job
  abort: AbortController
  toldAt: number
  ended: Promise<void>
}

/** Long work in the background. */
export class Jobs {
  readonly #tell: EventListener
  readonly #entries = new Map<string, Entry>()

  constructor(tell: EventListener) {
    this.#tell = tell
  }

  /**
   * @param total what `done` will count up to; 0 while it is not known
   * @param work gives the files it made; when it throws, the job has failed
   * @returns the id of the job
   */
  start(title: string, total: number, work: (control: JobControl) => Promise<string[]>): string {
    const job: Job = { id: `job_${randomUUID()}`, title, done: 0, total, state: 'running', message: null, files: [] }
    const entry: Entry = { job, abort: new AbortController(), toldAt: 0, ended: Promise.resolve() }
    this.#entries.set(job.id, entry)
    this.#report(entry)
    entry.ended = this.#work(entry, work)
    return job.id
  }

  list(): Job[] {
    return [...this.#entries.values()].map(({ job }) => ({ ...job }))
  }

  /** @throws PtpError `not-found` */
  cancel(id: string): void {
    const entry = this.#entries.get(id)
    if (!entry) throw new PtpError('not-found', `there is no job ${id}`, { hint: 'it may have ended long ago' })
    entry.abort.abort()
  }

  /** Cancels what is under way and waits for its end. */
  async close(): Promise<void> {
    for (const { abort } of this.#entries.values()) abort.abort()
    await Promise.all([...this.#entries.values()].map(({ ended }) => ended))
  }

  async #work(entry: Entry, work: (control: JobControl) => Promise<string[]>): Promise<void> {
    const { job, abort } = entry
    const progress = (done: number, total = job.total): void => {
      job.done = done
      job.total = Math.max(total, done)
      if (performance.now() - entry.toldAt >= TELL_EVERY_MS) this.#report(entry)
    }
    try {
      job.files = await work({ signal: abort.signal, progress })
      job.state = 'done'
      job.done = job.total
    } catch (error) {
      const known = asPtpError(error)
      job.state = abort.signal.aborted ? 'cancelled' : 'failed'
      job.message = abort.signal.aborted ? null : [known.message, known.hint].filter(Boolean).join('. ')
    }
    this.#report(entry)
    this.#forgetOldest()
  }

  #report(entry: Entry): void {
    entry.toldAt = performance.now()
    this.#tell('job.progress', { ...entry.job })
  }

  #forgetOldest(): void {
    const ended = [...this.#entries].filter(([, { job }]) => job.state !== 'running')
    for (const [id] of ended.slice(0, Math.max(0, ended.length - KEEP_ENDED))) this.#entries.delete(id)
  }
}

export function jobAnswers({ jobs }: { jobs: Jobs }): AnswersTo<'jobs.list' | 'jobs.cancel'> {
  return {
    'jobs.list': async () => jobs.list(),
    'jobs.cancel': async ({ id }) => {
      jobs.cancel(id)
      return {}
    },
  }
}
