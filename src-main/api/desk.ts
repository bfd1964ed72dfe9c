import { callSchemas, PtpError, type CallName, type EventName, type EventOf, type InputOf, type OutputOf } from '../../src-preload/contract/index.ts'
import type { LoadedGame, Run } from '../run/index.ts'
import type { Workbench } from '../workbench.ts'
import { actionAnswers } from './actions.ts'
import type { Answers } from './answers.ts'
import { appAnswers } from './app.ts'
import { centralAnswers } from './central.ts'
import { compareAnswers } from './compare.ts'
import { ExactPictures } from './exactPictures.ts'
import { Files, type FileReply } from './files.ts'
import { experimentAnswers } from './experiments.ts'
import { exportAnswers } from './exports.ts'
import { gameAnswers } from './games.ts'
import { GameShelf } from './gameShelf.ts'
import { jobAnswers, Jobs } from './jobs.ts'
import { LiveRuns } from './liveRuns.ts'
import { liveAnswers } from './liveAnswers.ts'
import { MatchingTicks } from './matchingTicks.ts'
import { Observer } from './observer.ts'
import { Pictures, type PictureReply } from './pictures.ts'
import { poolAnswers, PoolWatch } from './pool.ts'
import { profileAnswers } from './profiles.ts'
import { messageAnswers } from './runMessages.ts'
import { runAnswers } from './runs.ts'
import { RunShelf } from './runShelf.ts'
import { scriptAnswers } from './scripts.ts'
import { ScriptShelf } from './scriptShelf.ts'
import { searchAnswers, Searches } from './searches.ts'
import { seriesAnswers } from './series.ts'
import { settingsAnswers } from './settings.ts'
import { snapshotAnswers } from './snapshots.ts'
import { tickAnswers } from './ticks.ts'
import { TileLearner } from './tileLearner.ts'
import { timelineAnswers } from './timeline.ts'
import { Viewer } from './viewer.ts'

export type EventListener = <N extends EventName>(name: N, event: EventOf<N>) => void

/** Everything the answers are made from. */
export interface DeskParts {
  workbench: Workbench
  face: 'desktop' | 'browser'
  live: LiveRuns
  searches: Searches
  shelf: RunShelf
  viewer: Viewer
  exact: ExactPictures
  tiles: TileLearner
  games: GameShelf
  scripts: ScriptShelf
  matching: MatchingTicks
  jobs: Jobs
  pool: PoolWatch
  tell: EventListener
}

/** Answers the contract's calls on a workbench. Both faces, desktop and browser, are a thin layer over one desk. */
export class Desk {
  /** where runs are kept */
  readonly home: string
  /** for those who watch from outside */
  readonly observe: Observer
  readonly #parts: DeskParts
  readonly #answers: Answers
  readonly #pictures: Pictures
  readonly #files: Files
  readonly #listeners = new Set<EventListener>()
  readonly #stopListening: () => void

  constructor(workbench: Workbench, face: 'desktop' | 'browser') {
    const tell: EventListener = (name, event) => {
      for (const listener of this.#listeners) listener(name, event)
    }
    const live = new LiveRuns(workbench, tell)
    const shelf = new RunShelf(workbench, live)
    const viewer = new Viewer(workbench, shelf)
    this.#parts = {
      workbench, face, live, shelf, viewer, tell,
      searches: new Searches(live, workbench.emulators, tell),
      exact: new ExactPictures(shelf, viewer),
      tiles: new TileLearner(viewer),
      games: new GameShelf(workbench),
      scripts: new ScriptShelf(workbench),
      matching: new MatchingTicks(),
      jobs: new Jobs(tell),
      pool: new PoolWatch(workbench.pools, tell),
    }
    this.home = workbench.home
    this.observe = new Observer(this.#parts)
    this.#pictures = new Pictures(this.#parts)
    this.#files = new Files(this.#parts)
    this.#answers = answersOf(this.#parts)
    const stops = [workbench.experiments.listen((summary) => tell('experiments.changed', summary)), workbench.central?.listen((status) => tell('central.changed', status))]
    this.#stopListening = () => stops.forEach((stop) => stop?.())
  }

  /**
   * Answers one call.
   * @param input as it came over the wire: parsed by the call's schema before anything is done
   * @throws PtpError `bad-input` for an unknown call or a malformed input, else what the call throws
   */
  async call<N extends CallName>(name: N, input: unknown): Promise<OutputOf<N>> {
    const schema = Object.hasOwn(callSchemas, name) ? callSchemas[name] : undefined
    const answer = this.#answers[name] as ((input: unknown) => Promise<OutputOf<N>>) | undefined
    if (!schema || !answer) throw new PtpError('bad-input', `there is no call "${String(name)}"`)
    const parsed = schema.input.safeParse(input)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new PtpError('bad-input', `${name}: ${issue?.path.join('.') || 'input'}: ${issue?.message ?? 'malformed'}`)
    }
    this.#parts.searches.check(name, parsed.data)
    return answer(parsed.data as InputOf<N>)
  }

  /** Hears everything the engine tells. @returns a function that ends it */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** @param path as `pictureUrl` of the contract makes it, with its query @throws PtpError `not-found`, `bad-input` */
  picture(path: string): Promise<PictureReply> {
    return this.#pictures.answer(path)
  }

  /** @param path as `fileUrl` of the contract makes it @throws PtpError `not-found`, `bad-input` */
  file(path: string): Promise<FileReply> {
    return this.#files.answer(path)
  }

  /** Has every page look at a run: the person gave it to the app from outside. */
  show(run: string): void {
    this.#parts.tell('run.opened', { run })
  }

  /**
   * Shows a run that somebody else of this process plays and closes.
   * @param end has that one end it
   */
  adopt(run: Run, game: LoadedGame, end: () => void): void {
    this.#parts.live.adopt(run, game, end)
  }

  /** True while a run is being played. */
  get isPlaying(): boolean {
    return this.#parts.live.isPlaying
  }

  /** Something failed that nobody caught: every live run of its own is ended in an emergency. {@link close} has to follow. */
  async shutDown(reason: string): Promise<void> {
    await this.#parts.live.shutDown(reason)
  }

  /** Stops every live run of its own cleanly and closes everything. */
  async close(): Promise<void> {
    this.#parts.workbench.pools.hurry()
    await this.leave()
    await this.#parts.workbench.closed()
  }

  /** As {@link close}, but leaves the workbench open, which somebody else goes on using. */
  async leave(): Promise<void> {
    const { jobs, pool, viewer, live, searches, shelf, tiles } = this.#parts
    pool.close()
    await this.#parts.workbench.experiments.close()
    this.#stopListening()
    await jobs.close()
    await tiles.close()
    await viewer.close()
    await searches.close()
    await live.close()
    await shelf.close()
  }
}

function answersOf(parts: DeskParts): Answers {
  return {
    ...appAnswers(parts),
    ...settingsAnswers(),
    ...gameAnswers(parts),
    ...scriptAnswers(parts),
    ...runAnswers(parts),
    ...messageAnswers(parts),
    ...liveAnswers(parts),
    ...searchAnswers(parts),
    ...tickAnswers(parts),
    ...profileAnswers(parts),
    ...compareAnswers(parts),
    ...timelineAnswers(parts),
    ...actionAnswers(parts),
    ...seriesAnswers(parts),
    ...snapshotAnswers(parts),
    ...experimentAnswers(parts),
    ...exportAnswers(parts),
    ...jobAnswers(parts),
    ...poolAnswers(parts),
    ...centralAnswers(parts),
  }
}
