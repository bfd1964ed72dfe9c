import os from 'node:os'
import { asPtpError, PtpError, type CallName, type LiveSearch } from '../../src-preload/contract/index.ts'
import type { Search, SearchProgress } from '../agent/index.ts'
import type { EmulatorFactory } from '../run/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts, EventListener } from './desk.ts'
import type { LiveRuns } from './liveRuns.ts'
import { runDirOf } from './runDir.ts'
import { SearchSights } from './searchSights.ts'

/** Progress of one search is told at most so often, ms. */
const TELL_EVERY_MS = 100

/** Calls that move a run. */
const MOVES: ReadonlySet<CallName> = new Set<CallName>(['run.resume', 'run.step', 'run.takeover', 'run.rollback', 'run.script', 'run.undo', 'run.back'])

/** What a search may take. */
export interface SearchBounds {
  seconds: number | null
  restores: number | null
}

interface Entry {
  told: LiveSearch
  stop: AbortController
  over: Promise<void>
}

/** The searches of this engine that go on. The run of each is live while it is explored and recorded; ending it ends the search. */
export class Searches {
  readonly #live: LiveRuns
  readonly #tell: EventListener
  readonly #entries = new Map<string, Entry>()
  /** what they look like */
  readonly sights: SearchSights

  /** @param emulators for looking, not for exploring */
  constructor(live: LiveRuns, emulators: EmulatorFactory, tell: EventListener) {
    this.#live = live
    this.sights = new SearchSights(emulators)
    this.#tell = tell
  }

  list(): LiveSearch[] {
    return [...this.#entries.values()].map(({ told }) => told)
  }

  /**
   * @param input of a call that is to be answered
   * @throws PtpError `busy` when it would move a run that a search records into
   */
  check(name: CallName, input: unknown): void {
    if (!MOVES.has(name) || typeof input !== 'object' || input === null || !('run' in input)) return
    const entry = this.#entries.get(String(input.run))
    if (entry) throw new PtpError('busy', `run ${entry.told.run} waits for what its search finds`, { kind: 'fatal', hint: 'stop the search first; what it has found is then recorded' })
  }

  /** Carries a search out in the background. */
  begin(search: Search, bounds: SearchBounds): void {
    const { run, game, plan } = search
    const stop = new AbortController()
    const told: LiveSearch = {
      run: run.id, goal: plan.goal, phase: 'exploring', seconds: 0, restores: 0, restores_per_second: 0, frames_per_second: 0, cells: 1, best: 0, sights: null, lines: 0, found: null, message: null,
    }
    const entry: Entry = { told, stop, over: Promise.resolve() }
    this.#entries.set(run.id, entry)
    this.#live.adopt(run, game, () => stop.abort())
    this.#tell('search.progress', told)
    entry.over = this.#carryOut(search, entry, bounds)
  }

  /** Stops every search with what it has, and waits until it is recorded. */
  async close(): Promise<void> {
    for (const { stop } of this.#entries.values()) stop.abort()
    await Promise.all([...this.#entries.values()].map(({ over }) => over))
  }

  async #carryOut(search: Search, entry: Entry, bounds: SearchBounds): Promise<void> {
    let toldAt = -Infinity
    const onProgress = ({ phase, seconds, restores, restores_per_second, frames_per_second, cells, best, lines }: SearchProgress): void => {
      const isOther = phase !== entry.told.phase
      entry.told = { ...entry.told, phase, seconds, restores, restores_per_second, frames_per_second, cells, best, lines, sights: this.sights.look(search) }
      if (!isOther && performance.now() - toldAt < TELL_EVERY_MS) return
      toldAt = performance.now()
      this.#tell('search.progress', entry.told)
    }
    let end: Pick<LiveSearch, 'found' | 'message'>
    try {
      const { found } = await search.carryOut({ ...bounds, signal: entry.stop.signal }, onProgress)
      end = { found, message: null }
    } catch (error) {
      const { message, hint } = asPtpError(error)
      end = { found: false, message: [message, hint].filter(Boolean).join('; ') }
    }
    this.#entries.delete(entry.told.run)
    await this.sights.forget(entry.told.run)
    this.#tell('search.progress', { ...entry.told, ...end, phase: 'ended' })
  }
}

export function searchAnswers({ workbench, games, live, searches, tell }: DeskParts): AnswersTo<'search.start' | 'search.resume' | 'search.list'> {
  const onError = (error: PtpError): void => tell('run.message', { run: '', tick: 0, level: 'error', text: error.message })
  return {
    'search.start': async ({ game: id, goal, seed, prefer, max_seconds, max_restores, workers }) => {
      const plan = { goal, prefer, seed: seed ?? Math.floor(Math.random() * 0x1_0000_0000) }
      const search = await workbench.startSearch({ game: await games.get(id), plan, workers: workersOf(workers), onError })
      searches.begin(search, { seconds: max_seconds, restores: max_restores })
      return { run: search.run.id }
    },
    'search.resume': async ({ run, max_seconds }) => {
      if (searches.list().some((told) => told.run === run)) throw new PtpError('busy', `run ${run} is being searched`, { kind: 'fatal', hint: 'stop it first' })
      // Who looks at it may have loaded it; only one can write.
      if (live.get(run)) await live.stop(run)
      const search = await workbench.resumeSearch(runDirOf(workbench, run), workersOf(null), onError)
      searches.begin(search, { seconds: max_seconds, restores: null })
      return {}
    },
    'search.list': async () => searches.list(),
  }
}

/** More than there are cores would only stand in each other's way. */
function workersOf(wish: number | null): number {
  const cores = os.availableParallelism()
  return Math.min(wish ?? cores, cores)
}
