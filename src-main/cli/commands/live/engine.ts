import { setTimeout as sleep } from 'node:timers/promises'
import { announcedEngines, shareEngine, type Announcement } from '../../../dashboard/index.ts'
import { parseError, PtpError, type SerializedError } from '../../../../src-preload/contract/index.ts'
import { Desk } from '../../../api/index.ts'
import { defaultHome } from '../../../places.ts'
import { Workbench } from '../../../workbench.ts'
import type { GlobalOptions } from '../../flags.ts'

/** An engine that does not answer for so long is taken for gone, ms. */
const ANSWER_MS = 3_000
/** A run that has just been started is announced within so long, ms; until then it is looked for again and again. */
const ANNOUNCED_MS = 10_000
const LOOK_MS = 100

interface LiveRunFacts {
  run_id: string
  status: string
  tick: number
  location: string
}

/** The interface of the engine that has a run, asked from this terminal. */
export class RunningEngine {
  readonly run: string
  readonly #engine: Pick<Announcement, 'origin' | 'token'>

  constructor(engine: Pick<Announcement, 'origin' | 'token'>, run: string) {
    this.#engine = engine
    this.run = run
  }

  async get<T>(path: string, query: Record<string, string | number | undefined> = {}): Promise<T> {
    return (await (await this.open(path, query)).json()) as T
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await (await this.open(path, {}, withBody('POST', body))).json()) as T
  }

  async patch<T>(path: string, body: object): Promise<T> {
    return (await (await this.open(path, {}, withBody('PATCH', body))).json()) as T
  }

  async delete<T>(path: string): Promise<T> {
    return (await (await this.open(path, {}, { method: 'DELETE' })).json()) as T
  }

  /** Lines of a stream, as they come. */
  async *lines(path: string, query: Record<string, string | number | undefined> = {}): AsyncGenerator<string> {
    const { body } = await this.open(path, query)
    let rest = ''
    try {
      for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const lines = (rest + piece).split('\n')
        rest = lines.pop() ?? ''
        yield* lines.filter((line) => line !== '')
      }
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause
      throw new PtpError('emulator-gone', `the engine that plays run ${this.run} went away`, { kind: 'fatal', hint: `what was recorded is there: ptp runs show ${this.run}`, cause })
    }
  }

  /** @throws PtpError as the engine gave it */
  async open(path: string, query: Record<string, string | number | undefined> = {}, init: RequestInit = {}): Promise<Response> {
    const given = Object.entries({ ...query, run: this.run }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]))
    const answer = await ask(this.#engine, `/api/v1${path}?${new URLSearchParams(given).toString()}`, init)
    if (answer.ok) return answer
    const { error } = (await answer.json()) as { error: SerializedError }
    throw parseError(error)
  }
}

function withBody(method: 'POST' | 'PATCH', body: object): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/**
 * Has the engine asked that plays a run. One that has just been started may take a moment until it can be asked.
 * @param run its whole id; undefined: the one that is live
 * @throws PtpError `not-found` when no run is live, or this one is not; `busy` when no engine says that it has it
 */
export async function withLiveEngine<T>(flags: Pick<GlobalOptions, 'home'>, run: string | undefined, work: (engine: RunningEngine) => Promise<T>): Promise<T> {
  const home = flags.home ?? defaultHome()
  using workbench = new Workbench({ home })
  const isPlayed = (): boolean => run !== undefined && workbench.isLive(workbench.runDir(run))
  for (const end = Date.now() + ANNOUNCED_MS; ; await sleep(LOOK_MS)) {
    const found = onlyOne(await liveRuns(home), run)
    if (found) return work(new RunningEngine(found.engine, found.facts.run_id))
    if (Date.now() < end && isPlayed()) continue
    if (run === undefined) throw noneIsLive()
    if (isPlayed()) throw notToBeAsked(run)
    throw new PtpError('not-found', `run ${run} is not live`, { hint: `go on with it: ptp run --resume ${run}` })
  }
}

/**
 * Finds the engine that plays a run, and has it asked.
 * @param run id of a run, or its beginning; undefined: the one that is live. A recorded run is looked at without any engine.
 * @throws PtpError `not-found` when no run is live, `bad-input` when several are
 */
export async function withEngine<T>(flags: Pick<GlobalOptions, 'home'>, run: string | undefined, work: (engine: RunningEngine) => Promise<T>): Promise<T> {
  const home = flags.home ?? defaultHome()
  const only = onlyOne(await liveRuns(home), run)
  if (only) return work(new RunningEngine(only.engine, only.facts.run_id))
  if (run === undefined) throw noneIsLive()
  return withRecorded(home, run, work)
}

interface Found {
  engine: Announcement
  facts: LiveRunFacts
}

function onlyOne(live: readonly Found[], run: string | undefined): Found | undefined {
  const fitting = live.filter(({ facts }) => run === undefined || facts.run_id.startsWith(run))
  const exact = fitting.find(({ facts }) => facts.run_id === run)
  if (fitting.length > 1 && !exact) {
    const ids = fitting.map(({ facts }) => facts.run_id)
    throw new PtpError('bad-input', `${ids.length} runs are live`, { hint: `say which by its id: ${ids.join(', ')}`, details: { runs: ids } })
  }
  return exact ?? fitting[0]
}

function noneIsLive(): PtpError {
  return new PtpError('not-found', 'no run is live', { hint: 'start one: `ptp run`, `ptp start` or the desktop app; or name a recorded one: `ptp runs list`' })
}

function notToBeAsked(run: string): PtpError {
  return new PtpError('busy', `run ${run} is being played, but by no engine that can be asked`, { hint: 'it may have been started by another version, or be about to end; try again' })
}

async function withRecorded<T>(home: string, run: string, work: (engine: RunningEngine) => Promise<T>): Promise<T> {
  const workbench = new Workbench({ home })
  const desk = new Desk(workbench, 'browser')
  try {
    const { run_id } = workbench.library.get(run)
    if (workbench.isLive(workbench.runDir(run_id))) throw notToBeAsked(run_id)
    const shared = await shareEngine(desk, 'terminal')
    try {
      const [own] = announcedEngines(home).filter(({ pid }) => pid === process.pid)
      if (!own) throw new PtpError('internal', 'the engine of this command was not announced')
      return await work(new RunningEngine(own, run_id))
    } finally {
      await shared.close()
    }
  } finally {
    await desk.close()
  }
}

async function liveRuns(home: string): Promise<Found[]> {
  const found = await Promise.all(
    announcedEngines(home).map(async (engine) => {
      try {
        const answer = await ask(engine, '/api/v1/runs', { signal: AbortSignal.timeout(ANSWER_MS) })
        if (!answer.ok) return []
        return ((await answer.json()) as { runs: LiveRunFacts[] }).runs.map((facts) => ({ engine, facts }))
      } catch (error) {
        // Its process id may be another program's by now, or it is just ending.
        if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) return []
        throw error
      }
    }),
  )
  // One process may serve the same run at two addresses.
  return [...new Map(found.flat().map((each) => [each.facts.run_id, each])).values()]
}

function ask({ origin, token }: Pick<Announcement, 'origin' | 'token'>, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${origin}${path}`, { ...init, headers: { ...init.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) } })
}
