import type { Branch } from '../../src-preload/contract/index.ts'
import { RunReader } from '../recorder/index.ts'
import { RunArchive, type SeekSource } from '../run/index.ts'
import type { Line, SnapshotStore } from '../snapshot/index.ts'
import type { Workbench } from '../workbench.ts'
import type { LiveRuns } from './liveRuns.ts'

/** How many runs that are not live are kept open at once. */
const MAX_OPEN = 6

/** A run as it can be read, live or not. */
export interface OpenRun {
  dir: string
  reader: RunReader
  store: SnapshotStore
  source: SeekSource
  branches: readonly Branch[]
  line(branch: number): Line
  /** places of the dense states of a branch, by tick */
  anchors(branch: number): readonly { tick: number; frame: number }[]
}

/** The runs somebody looks at, open for reading. What a live run still holds in memory is written first. */
export class RunShelf {
  readonly #workbench: Workbench
  readonly #live: LiveRuns
  readonly #archives = new Map<string, Promise<RunArchive>>()
  readonly #readers = new Map<string, RunReader>()

  constructor(workbench: Workbench, live: LiveRuns) {
    this.#workbench = workbench
    this.#live = live
  }

  /** @throws PtpError `not-found`, `bad-run`, `newer-format` */
  async open(id: string): Promise<OpenRun> {
    const live = this.#live.get(id)
    if (!live) return this.#openArchive(id)
    const { files } = live.run
    await this.#drop(id)
    let reader = this.#readers.get(id)
    if (!reader) {
      reader = new RunReader(files.dir)
      this.#readers.set(id, reader)
    }
    files.recorder.flush()
    return {
      dir: files.dir,
      reader,
      store: files.store,
      source: files,
      branches: files.branches,
      line: (branch) => files.line(branch),
      anchors: (branch) => files.anchors.list(branch),
    }
  }

  /** Lets go of a run's files, because it is deleted or changed by others. */
  async release(id: string): Promise<void> {
    this.#readers.get(id)?.close()
    this.#readers.delete(id)
    await this.#drop(id)
  }

  async close(): Promise<void> {
    for (const id of new Set([...this.#archives.keys(), ...this.#readers.keys()])) await this.release(id)
  }

  async #openArchive(id: string): Promise<OpenRun> {
    this.#readers.get(id)?.close()
    this.#readers.delete(id)
    let opening = this.#archives.get(id)
    if (!opening) {
      opening = RunArchive.open(this.#workbench.runDir(id))
      opening.catch(() => this.#archives.delete(id))
    }
    // Taking it out and putting it back makes the map's order that of use.
    this.#archives.delete(id)
    this.#archives.set(id, opening)
    for (const oldest of [...this.#archives.keys()].slice(0, -MAX_OPEN)) await this.#drop(oldest)
    const archive = await opening
    return {
      dir: archive.dir,
      reader: archive.reader,
      store: archive.store,
      source: archive,
      branches: archive.branches(),
      line: (branch) => archive.line(branch),
      anchors: (branch) => archive.anchors.list(branch),
    }
  }

  async #drop(id: string): Promise<void> {
    const opening = this.#archives.get(id)
    if (!opening) return
    this.#archives.delete(id)
    await opening.then((archive) => archive.close(), () => undefined)
  }
}
