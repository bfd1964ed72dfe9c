import { PtpError, type Branch } from '../../src-preload/contract/index.ts'
import { RunReader, type RunRecorder } from '../recorder/index.ts'
import { RunArchive, type SeekSource } from '../run/index.ts'
import type { Line, SnapshotStore } from '../snapshot/index.ts'
import type { Workbench } from '../workbench.ts'
import type { LiveRuns } from './liveRuns.ts'
import { runDirOf } from './runDir.ts'

/** How many runs that are not live are kept open at once. */
const MAX_OPEN = 6
/** Somebody may still be reading what is put away, so its files are closed only after so long, ms. */
const GRACE_MS = 10_000

/** A run as it can be read, live or not. */
export interface OpenRun {
  id: string
  dir: string
  reader: RunReader
  store: SnapshotStore
  source: SeekSource
  branches: readonly Branch[]
  /** writes on while the run is live, else null */
  recorder: RunRecorder | null
  line(branch: number): Line
  /** places of the dense states of a branch, by tick */
  anchors(branch: number): readonly { tick: number; frame: number }[]
}

interface Closable {
  close(): void | Promise<void>
}

/** The runs somebody looks at, open for reading. What a live run still holds in memory is written first. */
export class RunShelf {
  readonly #workbench: Workbench
  readonly #live: LiveRuns
  readonly #archives = new Map<string, Promise<RunArchive>>()
  readonly #readers = new Map<string, RunReader>()
  readonly #retired = new Map<NodeJS.Timeout, Closable>()

  constructor(workbench: Workbench, live: LiveRuns) {
    this.#workbench = workbench
    this.#live = live
  }

  /** @throws PtpError `bad-input`, `not-found`, `bad-run`, `newer-format` */
  async open(id: string): Promise<OpenRun> {
    const live = this.#live.get(id)
    if (!live) return this.#openArchive(id)
    this.#retireArchive(id)
    const { files } = live.run
    let reader = this.#readers.get(id)
    if (!reader) {
      reader = new RunReader(files.dir)
      this.#readers.set(id, reader)
    }
    files.recorder.flush()
    return {
      id,
      dir: files.dir,
      reader,
      store: files.store,
      source: files,
      branches: files.branches.map((branch) => ({ ...branch })),
      recorder: files.recorder,
      line: (branch) => files.line(branch),
      anchors: (branch) => files.anchors.list(branch),
    }
  }

  /** Lets go of a run's files at once, because it is deleted or changed by others. */
  async release(id: string): Promise<void> {
    this.#retireReader(id)
    this.#retireArchive(id)
    await this.#closeRetired()
  }

  async close(): Promise<void> {
    for (const id of this.#archives.keys()) this.#retireArchive(id)
    for (const id of this.#readers.keys()) this.#retireReader(id)
    await this.#closeRetired()
  }

  async #openArchive(id: string): Promise<OpenRun> {
    this.#retireReader(id)
    let opening = this.#archives.get(id)
    if (!opening) {
      opening = RunArchive.open(runDirOf(this.#workbench, id))
      opening.catch(() => this.#archives.delete(id))
    }
    // Taking it out and putting it back makes the map's order that of use.
    this.#archives.delete(id)
    this.#archives.set(id, opening)
    for (const oldest of [...this.#archives.keys()].slice(0, -MAX_OPEN)) this.#retireArchive(oldest)
    const archive = await opening
    return {
      id,
      dir: archive.dir,
      reader: archive.reader,
      store: archive.store,
      source: archive,
      branches: archive.branches(),
      recorder: null,
      line: (branch) => archive.line(branch),
      anchors: (branch) => archive.anchors.list(branch),
    }
  }

  #retireReader(id: string): void {
    const reader = this.#readers.get(id)
    if (!reader) return
    this.#readers.delete(id)
    this.#retire(reader)
  }

  #retireArchive(id: string): void {
    const opening = this.#archives.get(id)
    if (!opening) return
    this.#archives.delete(id)
    // One that could not be opened has nothing to close; who asked for it was told.
    this.#retire({ close: () => opening.then((archive) => archive.close(), () => undefined) })
  }

  #retire(closable: Closable): void {
    const timer = setTimeout(() => {
      this.#retired.delete(timer)
      void closable.close()
    }, GRACE_MS)
    timer.unref()
    this.#retired.set(timer, closable)
  }

  async #closeRetired(): Promise<void> {
    const retired = [...this.#retired]
    this.#retired.clear()
    for (const [timer, closable] of retired) {
      clearTimeout(timer)
      await closable.close()
    }
  }
}

/**
 * Where a tick of a line was recorded: on the branch itself, or on an ancestor before the fork.
 * @throws PtpError `not-found` for a branch or a tick there is not
 */
export function ownPlace(open: OpenRun, branch: number, tick: number): { branch: number; tick: number } {
  const last = open.branches.find((each) => each.branch === branch)
  if (!last) throw new PtpError('not-found', `run ${open.id} has no branch ${branch}`)
  if (tick > last.head_tick) {
    throw new PtpError('not-found', `branch ${branch} of run ${open.id} has no tick ${tick}`, { hint: `it ends at tick ${last.head_tick}` })
  }
  const segment = open.line(branch).find(({ from, to }) => tick >= from && tick <= to)
  return { branch: segment?.branch ?? branch, tick }
}
