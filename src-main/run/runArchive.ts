import path from 'node:path'
import type { Branch, RunMetadata } from '../../src-preload/contract/index.ts'
import { readMetadata, RunReader, type InputRow } from '../recorder/index.ts'
import { AnchorPack, lineOf, SnapshotStore, StateCache, type Line } from '../snapshot/index.ts'
import { inputsOf } from './inputs.ts'
import { nearestState } from './nearestState.ts'
import type { Anchor, SeekSource } from './seek.ts'

/** A recorded run, opened only for reading: also while it is live elsewhere. */
export class RunArchive implements SeekSource, AsyncDisposable {
  readonly dir: string
  readonly metadata: RunMetadata
  readonly reader: RunReader
  readonly store: SnapshotStore
  readonly anchors: AnchorPack
  readonly #cache = new StateCache(64 * 1024 * 1024)

  private constructor(dir: string, metadata: RunMetadata, reader: RunReader, store: SnapshotStore, anchors: AnchorPack) {
    this.dir = dir
    this.metadata = metadata
    this.reader = reader
    this.store = store
    this.anchors = anchors
  }

  /** @throws PtpError `bad-run`, `newer-format` */
  static async open(dir: string): Promise<RunArchive> {
    const metadata = readMetadata(dir)
    const { run_id, rom, core, state_format } = metadata
    const reader = new RunReader(dir)
    const folder = path.join(dir, 'snapshots')
    const store = await SnapshotStore.open(folder, { runId: run_id })
    store.expectFor({ rom_sha256: rom.sha256, core })
    const anchors = await AnchorPack.open(path.join(folder, 'anchors.pack'), { run_id, rom_sha256: rom.sha256, core, state_format })
    return new RunArchive(dir, metadata, reader, store, anchors)
  }

  branches(): Branch[] {
    return this.reader.branches()
  }

  line(branch: number): Line {
    return lineOf(this.branches(), branch)
  }

  nearest(line: Line, tick: number): Promise<Anchor | null> {
    return nearestState(line, tick, this.#cache, this.anchors, this.store)
  }

  inputs(line: Line, from: number, to: number): Iterable<InputRow> {
    return inputsOf(this.reader, line, from, to)
  }

  async close(): Promise<void> {
    this.reader.close()
    await this.store.close()
    await this.anchors.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
