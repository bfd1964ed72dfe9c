import { PtpError, type SnapshotMeta } from '../../src-preload/contract/index.ts'
import { syncVerified, writeSoon, writeVerified } from './atomicFile.ts'
import { encodeSnapshot, readSnapshot, type Snapshot, type SnapshotDraft } from './format.ts'
import type { Line } from './line.ts'
import { planPrune, type PruneCandidate, type PrunePlan } from './prune.ts'
import { badSnapshot, refuseForeign, type SnapshotHome } from './refusal.ts'
import { StateLru } from './stateLru.ts'
import { fileOf, readEntry, removeFile, scanFolder, type DamagedFile } from './storeFiles.ts'
import { StoreIndex, storedSnapshot, type StoredSnapshot } from './storeIndex.ts'
import { Trash } from './trash.ts'
import { WriteQueue } from './writeQueue.ts'

/** Files that may have been written at once and not waited for; further ones are written as ever. */
const MOST_UNSYNCED = 16
const DAY_MS = 24 * 60 * 60 * 1000

export interface StoreOptions {
  /** The run the folder belongs to. Snapshots of other runs can lie in it, but stand on no line. */
  runId: string
  /** unpacked states kept in memory, bytes; default 64 MiB */
  cacheBytes?: number
  /** files written at once; default 4 */
  writers?: number
  /** how long a deletion can be undone, milliseconds; default 7 days, 0: until the store is closed */
  trashMs?: number
  /** whether new files are compressed with LZ4, or only framed by it; default true */
  compress?: boolean
  /** write the first files at once rather than beside what else goes on, and wait for the disk in {@link SnapshotStore.flush} alone; default false */
  atOnce?: boolean
  /** told of each {@link SnapshotStore.enqueue} that failed; without it the next flush throws */
  onError?: (error: PtpError) => void
}

/** What can be changed of a snapshot after it was made. */
export type SnapshotChanges = Partial<Pick<SnapshotMeta, 'name' | 'note' | 'pinned' | 'metadata'>>

/** The durable snapshots of one run: one self-contained file each, `<id>.ptpsnap`. */
export class SnapshotStore {
  readonly dir: string
  /** Files that were there at opening but cannot be trusted. They are left alone. */
  readonly damaged: readonly DamagedFile[]
  /** whether files that are written from now on are compressed with LZ4 */
  compress: boolean
  readonly #index: StoreIndex
  readonly #states: StateLru
  readonly #queue: WriteQueue
  readonly #trash: Trash
  readonly #trashMs: number
  readonly #atOnce: boolean
  readonly #accesses = new Map<string, { count: number; last: number }>()
  /** files that nobody has waited for to be on the disk */
  readonly #unsynced = new Map<string, { entry: StoredSnapshot; bytes: Uint8Array }>()
  #expected: SnapshotHome | null = null

  private constructor(dir: string, options: StoreOptions, damaged: readonly DamagedFile[]) {
    this.dir = dir
    this.damaged = damaged
    this.#index = new StoreIndex(options.runId)
    this.#states = new StateLru(options.cacheBytes ?? 64 * 1024 * 1024)
    this.#queue = new WriteQueue(options.writers ?? 4, options.onError)
    this.#trash = new Trash(dir)
    this.#trashMs = options.trashMs ?? 7 * DAY_MS
    this.compress = options.compress ?? true
    this.#atOnce = options.atOnce ?? false
  }

  /**
   * Opens the folder (made if missing) and reads the headers of its files, not their states.
   * @throws PtpError `storage` when the folder cannot be made or read
   */
  static async open(dir: string, options: StoreOptions): Promise<SnapshotStore> {
    const { found, damaged } = await scanFolder(dir)
    const store = new SnapshotStore(dir, options, damaged)
    for (const entry of found) store.#index.put(entry)
    return store
  }

  /** Bytes of all files, without the trash. */
  get bytes(): number {
    return this.#index.bytes
  }

  /** Writes that have not reached the disk. */
  get backlog(): number {
    return this.#queue.backlog
  }

  /** From now on, states of another ROM or core are refused with `foreign-snapshot`. */
  expectFor(home: SnapshotHome): void {
    this.#expected = home
  }

  /** @returns an id that is free: `snap_<branch>_<tick>`, with a number behind it if need be */
  newId(branch: number, tick: number): string {
    return this.#freeId(`snap_${String(branch)}_${String(tick)}`)
  }

  /**
   * Takes a snapshot into the store without waiting for the disk: it is listed, found and loaded from now on.
   * One with the same id is replaced. The store keeps `state`; it must not be changed after.
   * A failed write takes it out again and goes to `onError`, or is thrown by the next {@link flush}.
   * @returns its header
   * @throws PtpError `bad-input` at once, as {@link encodeSnapshot}
   */
  enqueue(draft: SnapshotDraft, state: Uint8Array): SnapshotMeta {
    const { meta, write } = this.#accept(draft, state)
    this.#queue.enqueue(meta.id, write)
    return meta
  }

  /**
   * Like {@link enqueue}, but waits until the file is on disk and was read back.
   * @throws PtpError `bad-input`, `disk-full`, `storage`; whatever was there before is intact then
   */
  async save(draft: SnapshotDraft, state: Uint8Array): Promise<SnapshotMeta> {
    const { meta, write } = this.#accept(draft, state)
    await this.#queue.run(meta.id, write)
    return meta
  }

  /** By branch, then by tick. */
  list(): SnapshotMeta[] {
    return this.#index.list().map((entry) => entry.meta)
  }

  /** @returns the header, null if there is no such snapshot */
  get(id: string): SnapshotMeta | null {
    return this.#index.get(id)?.meta ?? null
  }

  /** @returns the one with that name, the latest if there are several */
  findByName(name: string): SnapshotMeta | null {
    return this.#index.findByName(name)?.meta ?? null
  }

  /** @returns the last snapshot at or before `tick` on the line */
  nearest(line: Line, tick: number): SnapshotMeta | null {
    return this.#index.nearest(line, tick)?.meta ?? null
  }

  /**
   * @returns the snapshot; its state is a copy of the caller's own
   * @throws PtpError `not-found`, `bad-snapshot`, `newer-format`, `foreign-snapshot`, `storage`
   */
  async load(id: string): Promise<Snapshot> {
    this.#guard(this.#find(id).meta)
    let snapshot = this.#states.get(id)
    if (snapshot === undefined) {
      snapshot = await this.#read(id)
      this.#states.put(snapshot)
    }
    this.#accesses.set(id, { count: (this.#accesses.get(id)?.count ?? 0) + 1, last: Date.now() })
    return { meta: snapshot.meta, state: new Uint8Array(snapshot.state) }
  }

  /**
   * Names, annotates, pins: rewrites the file atomically.
   * @returns the new header
   * @throws PtpError as {@link load} and {@link save}; the old file is intact then
   */
  async annotate(id: string, changes: SnapshotChanges): Promise<SnapshotMeta> {
    this.#find(id)
    const { state } = this.#states.get(id) ?? (await this.#read(id))
    // The header is taken after the wait: another change may have come in between.
    return this.save({ ...this.#find(id).meta, ...changes }, state)
  }

  /** Moves a snapshot to the trash. @throws PtpError `not-found`, `storage` */
  async delete(id: string): Promise<void> {
    this.#find(id)
    await this.#queue.run(id, () => this.#trash.put(id))
    this.#forget(id)
  }

  /** Undoes {@link delete}. @throws PtpError `not-found` when the trash was emptied, `busy` when its id was used again */
  async restore(id: string): Promise<SnapshotMeta> {
    if (this.#index.get(id) !== undefined) {
      throw new PtpError('busy', `snapshot ${id}: another one has this id by now`, { kind: 'fatal', hint: 'Delete that one first.', details: { id } })
    }
    await this.#queue.run(id, () => this.#trash.takeBack(id))
    const entry = await readEntry(fileOf(this.dir, id))
    this.#index.put(entry)
    return entry.meta
  }

  /** @returns ids that {@link restore} can bring back */
  listTrash(): Promise<string[]> {
    return this.#trash.list()
  }

  /** Ends what was deleted longer ago than that, by default all. @returns the ids */
  emptyTrash(olderThanMs = 0): Promise<string[]> {
    return this.#trash.empty(olderThanMs)
  }

  /**
   * Deletes the least valuable snapshots for good until the rest fits. Named, pinned, first and last ones stay.
   * @throws PtpError `storage`
   */
  async prune(budgetBytes: number): Promise<PrunePlan> {
    const plan = planPrune(this.#index.list().map((entry) => this.#candidate(entry)), budgetBytes, Date.now())
    for (const id of plan.ids) {
      await this.#queue.run(id, () => removeFile(fileOf(this.dir, id)))
      this.#forget(id)
    }
    return plan
  }

  /** Writes a checked copy to `path`; it can be imported into any run of the same game. @throws PtpError as {@link load} and {@link save} */
  async exportFile(id: string, path: string): Promise<void> {
    this.#find(id)
    const { meta, state } = await this.#read(id)
    await writeVerified(path, encodeSnapshot(meta, state, this.compress).bytes)
  }

  /**
   * Takes a snapshot file in. One of this run keeps its place on its line; one of another run becomes `imported`
   * and stands on no line. An id that is taken gets a number behind it.
   * @throws PtpError `not-found`, `bad-snapshot`, `newer-format`, `foreign-snapshot`, `disk-full`, `storage`
   */
  async importFile(path: string): Promise<SnapshotMeta> {
    const { meta, state } = await readSnapshot(path)
    this.#guard(meta, path)
    const id = this.#freeId(meta.id)
    if (meta.run_id === this.#index.runId) return this.save({ ...meta, id }, state)
    const metadata = { ...meta.metadata, imported_from: { run_id: meta.run_id, id: meta.id, reason: meta.reason } }
    return this.save({ ...meta, id, parent: null, reason: 'imported', metadata }, state)
  }

  /** Waits until all is on disk. @throws PtpError the first failure nobody was told of */
  async flush(): Promise<void> {
    await this.#queue.flush()
    for (const [id, { entry, bytes }] of this.#unsynced) {
      this.#unsynced.delete(id)
      try {
        await syncVerified(fileOf(this.dir, id), bytes)
      } catch (error) {
        await this.#takeOut(entry)
        throw error
      }
    }
  }

  /** Flushes, and ends what has been in the trash for too long. */
  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.emptyTrash(this.#trashMs)
    }
  }

  #accept(draft: SnapshotDraft, state: Uint8Array): { meta: SnapshotMeta; write: () => Promise<void> } {
    const { meta, bytes } = encodeSnapshot(draft, state, this.compress)
    const entry = storedSnapshot(meta, bytes.length)
    this.#index.put(entry)
    this.#states.put({ meta, state })
    const write = async (): Promise<void> => {
      try {
        const file = fileOf(this.dir, meta.id)
        if (!this.#atOnce || this.#unsynced.size >= MOST_UNSYNCED) return await writeVerified(file, bytes)
        writeSoon(file, bytes)
        this.#unsynced.set(meta.id, { entry, bytes })
      } catch (error) {
        await this.#takeOut(entry)
        throw error
      }
    }
    return { meta, write }
  }

  /** After a failed write the disk has what was there before, which may be nothing. */
  async #takeOut(entry: StoredSnapshot): Promise<void> {
    if (this.#index.get(entry.meta.id) !== entry) return
    this.#forget(entry.meta.id)
    const before = await readEntry(fileOf(this.dir, entry.meta.id)).catch(() => null)
    if (before !== null && this.#index.get(entry.meta.id) === undefined) this.#index.put(before)
  }

  #forget(id: string): void {
    this.#index.remove(id)
    this.#states.remove(id)
    this.#unsynced.delete(id)
    this.#accesses.delete(id)
  }

  #find(id: string): StoredSnapshot {
    const entry = this.#index.get(id)
    if (entry !== undefined) return entry
    throw new PtpError('not-found', `snapshot ${id}: there is none in ${this.dir}`, {
      hint: 'List the snapshots of the run with `ptp snapshot list`.',
      details: { id, dir: this.dir },
    })
  }

  async #read(id: string): Promise<Snapshot> {
    await this.#queue.settled(id)
    const file = fileOf(this.dir, id)
    const snapshot = await readSnapshot(file)
    if (snapshot.meta.id !== id) throw badSnapshot(file, `holds snapshot ${snapshot.meta.id}`, 'It was replaced by hand; put the right file back.')
    return snapshot
  }

  #guard(meta: SnapshotMeta, file = fileOf(this.dir, meta.id)): void {
    if (this.#expected !== null) refuseForeign(file, meta, this.#expected)
  }

  #candidate({ meta, bytes }: StoredSnapshot): PruneCandidate {
    const access = this.#accesses.get(meta.id)
    return { meta, bytes, accesses: access?.count ?? 0, lastAccess: access?.last ?? null }
  }

  #freeId(wanted: string): string {
    let id = wanted
    for (let number = 2; this.#index.get(id) !== undefined; number++) {
      const ending = `_${String(number)}`
      id = wanted.slice(0, 80 - ending.length) + ending
    }
    return id
  }
}
