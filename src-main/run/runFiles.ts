import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { type Branch, type EventKind, PtpError, type RunMessage, type RunMetadata, type RunStatus, type SnapshotMeta, type TickInput } from '../../src-preload/contract/index.ts'
import type { Emulator, SavedState } from '../emulator/index.ts'
import { refuseUnfinished, RunReader, RunRecorder } from '../recorder/index.ts'
import { AnchorPack, anchorDue, anchorSpacing, compactAnchors, DEFAULT_GOAL, EXPECTED_COSTS, lineOf, SnapshotRing, snapshotDue, SnapshotStore, StateCache, type Line } from '../snapshot/index.ts'
import type { Moment, Place } from './head.ts'
import { agentStateAt, inputsOf } from './inputs.ts'
import { logLine } from './runLog.ts'
import { nearestState } from './nearestState.ts'
import { PictureRoom } from './pictureRoom.ts'
import { Pictures } from './pictures.ts'
import type { Anchor, SeekSource } from './seek.ts'
import type { RunSettings } from './settings.ts'
import { SnapshotKeeper, type SnapshotFacts } from './snapshotKeeper.ts'

/** Playing again for about so long is not noticed, so states need not lie closer. */
const PREFERRED_SECONDS = 0.012

/** The longest that what an unattended run has recorded waits to be written, ms. */
const UNATTENDED_MS = 2000

export interface FilesWish {
  settings: RunSettings
  /** starts another emulator of the same core, to prove snapshots on */
  second: (() => Promise<Emulator>) | null
  onError: (error: PtpError) => void
  /** When the process dies it is played anew: what it records is written in fewer and larger pieces, and only {@link RunFiles.flush} and close wait for the disk. */
  unattended?: boolean
  /** the script a new run begins with */
  script?: { name: string; text: string; checksum: string }
}

/** Everything a live run writes: its records, screenshots, snapshots and anchors, and the way back to any of its ticks. */
export class RunFiles implements SeekSource {
  readonly dir: string
  readonly metadata: RunMetadata
  readonly recorder: RunRecorder
  readonly store: SnapshotStore
  readonly anchors: AnchorPack
  /** true until its first state is kept */
  readonly isNew: boolean
  readonly pictures: Pictures
  readonly #reader: RunReader
  readonly #ring: SnapshotRing
  readonly #cache: StateCache
  #settings: RunSettings
  readonly #unattended: boolean
  #spacing = anchorSpacing()
  readonly #branches: Branch[]
  readonly #keeper: SnapshotKeeper
  readonly #statusBefore: RunStatus
  /** hears of what the files' policies do: pictures dropped or deleted */
  warn: (text: string) => void = () => undefined
  #anchorFrame = 0
  #snapshotTick = 0
  /** tick of the last snapshot by interval whose state is on its way, 0 when there is none */
  #askedTick = 0

  private constructor(parts: Parts, { settings, second, onError, unattended = false }: FilesWish) {
    this.dir = parts.recorder.dir
    this.metadata = parts.recorder.metadata
    this.recorder = parts.recorder
    this.store = parts.store
    this.anchors = parts.anchors
    this.isNew = parts.isNew
    this.#reader = parts.reader
    this.#settings = settings
    this.#unattended = unattended
    const warn = (text: string): void => this.warn(text)
    const room = new PictureRoom(parts.recorder, parts.reader, settings.screenshot, warn, onError)
    this.pictures = new Pictures(parts.recorder, settings.screenshot, room, warn, onError)
    this.#keeper = new SnapshotKeeper(parts.recorder, parts.store, settings.snapshot, second, onError)
    this.#ring = new SnapshotRing(settings.snapshot.memory)
    this.#cache = new StateCache()
    this.#branches = parts.reader.branches()
    this.#statusBefore = parts.statusBefore
  }

  /** Makes the directory of a new run. @throws PtpError `storage` when there is a run already */
  static async create(dir: string, metadata: RunMetadata, configYaml: string, agent: string, wish: FilesWish): Promise<RunFiles> {
    const recorder = RunRecorder.create(dir, metadata, configYaml, {
      onError: wish.onError, agent, ...(wish.script ? { script: wish.script } : {}), ...(wish.unattended === true ? { rowsWait: UNATTENDED_MS, held: true } : {}),
    })
    return new RunFiles({ ...(await openStates(recorder, wish)), isNew: true, statusBefore: 'running' }, wish)
  }

  /**
   * Opens a run to go on with it, also after a crash: what lies behind the last recorded tick of a branch is dropped.
   * @throws PtpError `busy` while it is live elsewhere, `bad-run`, `newer-format`
   */
  static async open(dir: string, wish: FilesWish): Promise<RunFiles> {
    refuseUnfinished(dir)
    const statusBefore = statusOf(dir)
    const recorder = RunRecorder.open(dir, { onError: wish.onError })
    const states = await openStates(recorder, wish)
    // Left before its first state was kept: it begins where it began.
    const isNew = states.store.list().length === 0 && states.reader.branches().every(({ head_tick }) => head_tick === 0)
    const files = new RunFiles({ ...states, isNew, statusBefore }, wish)
    for (const { branch, head_tick } of files.#branches) {
      if (files.anchors.list(branch).some(({ tick }) => tick > head_tick)) files.anchors.dropAfter(branch, head_tick)
      for (const meta of files.store.list()) if (meta.branch === branch && meta.tick > head_tick) await files.store.delete(meta.id)
    }
    files.#listSnapshots()
    return files
  }

  /** Fits the distance of the states to seek from to how fast frames are played again. */
  expectSpeed(framesPerSecond: number): void {
    const preferredFrames = Math.max(DEFAULT_GOAL.preferredFrames, framesPerSecond * PREFERRED_SECONDS)
    this.#spacing = anchorSpacing({ ...EXPECTED_COSTS, framesPerSecond }, { ...DEFAULT_GOAL, preferredFrames })
  }

  /** From now on pictures and snapshots are kept by these. */
  adopt(settings: RunSettings): void {
    this.#settings = settings
    this.#ring.capacity = settings.snapshot.memory
    this.store.compress = settings.snapshot.compress
    this.#keeper.adopt(settings.snapshot)
    this.pictures.adopt(settings.screenshot)
  }

  get branches(): readonly Branch[] {
    return this.#branches
  }

  line(branch: number): Line {
    return lineOf(this.#branches, branch)
  }

  /** @returns the branch of the line that the tick is recorded on */
  branchAt(line: Line, tick: number): number {
    return line.find(({ from, to }) => tick >= from && tick <= to)?.branch ?? line.at(-1)?.branch ?? 0
  }

  isTip(head: Place): boolean {
    return this.#branches[head.branch]?.head_tick === head.tick
  }

  fork(head: Place, agent: string): Branch {
    const name = `try-${this.#branches.length + 1}`
    const branch = this.recorder.branch({ name, parent: head.branch, forkTick: head.tick, forkFrame: head.frame, agent })
    this.#branches.push(branch)
    this.#anchorFrame = head.frame
    this.#snapshotTick = head.tick
    return branch
  }

  /** Notes that the head moved on by a recorded tick. */
  advanced(head: Place): void {
    const branch = this.#branches[head.branch]
    if (branch) branch.head_tick = head.tick
    this.#cache.moveHead(head.branch, head.tick)
  }

  /**
   * Whether the state after this coming tick, which ends at `frame` at the latest, is to be kept.
   * @param asked the last place whose state is asked for already, null when there is none
   */
  stateDue(tick: number, frame: number, asked: Place | null): boolean {
    if (asked === null) this.#askedTick = 0
    const isSnapshot = snapshotDue(tick - Math.max(this.#snapshotTick, this.#askedTick), this.#settings.snapshot.disk)
    if (isSnapshot) this.#askedTick = tick
    return isSnapshot || anchorDue(frame - Math.max(this.#anchorFrame, asked?.frame ?? 0), this.#spacing)
  }

  /** Keeps a state for seeking, and as a durable snapshot when one is due. */
  keepState(at: Moment, saved: SavedState, agentState: unknown, picture: Uint8Array | null): void {
    const { branch, tick, frame } = at
    const held = { branch, tick, frame, state: saved.state, agent: agentState }
    this.anchors.append({ branch, tick, frame }, saved.state, agentState)
    this.#ring.push(held)
    this.#anchorFrame = frame
    if (!snapshotDue(tick - this.#snapshotTick, this.#settings.snapshot.disk)) return
    this.#snapshotTick = tick
    this.#keeper.makeSoon(at, saved, { reason: 'interval', name: null, note: null, agentState, picture })
  }

  /** Makes a durable snapshot of a saved state and waits until it is on disk. */
  snapshot(at: Moment, saved: SavedState, facts: SnapshotFacts): Promise<SnapshotMeta> {
    this.#snapshotTick = at.tick
    return this.#keeper.make(at, saved, facts)
  }

  findSnapshot(name: string): SnapshotMeta | null {
    return this.store.findByName(name)
  }

  /** Keeps a picture; never waits for it. */
  capture({ branch, tick, frame, state }: Moment, reason: string, label: string | null, rgb: Uint8Array): void {
    this.pictures.take({ branch, tick, frame, screenType: state.screen, reason, label, rgb })
  }

  /** Writes a line into the run's log; {@link readMessages} reads it. */
  log(head: Pick<Place, 'branch' | 'tick'>, text: string, level: RunMessage['level'] = 'info'): void {
    appendFileSync(path.join(this.dir, 'logs', 'run.log'), logLine(head, text, level))
  }

  /** Where the agent stood after a tick, undefined when it is not known. */
  agentState(branch: number, tick: number): unknown {
    const last = this.recorder.waiting(branch)
    if (last?.tick === tick) return JSON.parse(JSON.stringify(last.agentState ?? null)) as unknown
    this.recorder.flush()
    return agentStateAt(this.#reader, this.line(branch), tick)
  }

  nearest(line: Line, tick: number): Promise<Anchor | null> {
    const recent = this.#ring.nearest(line, tick)
    const onDisk = Math.max(this.anchors.nearest(line, tick)?.tick ?? -1, this.store.nearest(line, tick)?.tick ?? -1)
    if (recent && recent.tick >= onDisk) return Promise.resolve(recent)
    return nearestState(line, tick, this.#cache, this.anchors, this.store)
  }

  inputs(line: Line, from: number, to: number): Iterable<TickInput> {
    return inputsOf(this.#reader, line, from, to)
  }

  /** Screenshots on disk, counting those from before this session. */
  get screenshots(): number {
    return Number(this.#reader.query('SELECT count(*) AS screenshots FROM screenshots')[0]?.['screenshots'] ?? 0)
  }

  /** Dollars the run has spent since a time, in ms since 1970; what was taken back was spent all the same. */
  costSince(time: number): number {
    this.recorder.flush()
    const [row] = this.#reader.query('SELECT coalesce(sum(api_cost), 0) AS dollars FROM action_history WHERE timestamp >= ?', new Date(time).toISOString())
    return Number(row?.['dollars'] ?? 0)
  }

  /** What happened over the whole run, as far as it is written. */
  counts(): { events: Partial<Record<EventKind, number>>; errors: number } {
    return { events: this.#reader.eventCounts(), errors: this.#reader.errors().length }
  }

  /** The `back`-th durable snapshot at or before a place, 1 the nearest; the farthest there is when there are fewer. */
  snapshotBack({ branch, tick }: Pick<Place, 'branch' | 'tick'>, back: number): SnapshotMeta | null {
    const line = this.line(branch)
    const behind = this.store.list().filter((meta) => meta.tick <= tick && line.some((each) => each.branch === meta.branch && meta.tick >= each.from && meta.tick <= each.to))
    const places = behind.sort((a, b) => b.tick - a.tick).filter((meta, i, all) => meta.tick !== all[i - 1]?.tick)
    return places[back - 1] ?? places.at(-1) ?? null
  }

  /** Screenshots that are not on the disk yet. */
  get waitingPictures(): number {
    return this.pictures.waiting
  }

  /** The status the run had before it was opened this time. */
  lastStatus(): RunStatus {
    return this.#statusBefore
  }

  /** Brings the table of snapshots in step with the files, which can change while nobody records the run. */
  #listSnapshots(): void {
    const rows = new Map(this.#reader.snapshots().map((row) => [row.id, row]))
    for (const meta of this.store.list()) {
      const row = rows.get(meta.id)
      rows.delete(meta.id)
      if (row && row.name === meta.name && row.note === meta.note && row.pinned === meta.pinned) continue
      this.recorder.snapshot(meta, path.posix.join('snapshots', `${meta.id}.ptpsnap`), 0)
    }
    for (const id of rows.keys()) this.recorder.snapshotRemoved(id)
  }

  /** Waits until everything is on disk. */
  async flush(): Promise<void> {
    await this.#keeper.flush()
    await this.pictures.flush()
    await this.anchors.flush()
    this.recorder.flush()
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.#keeper.close()
      this.#reader.close()
      await this.anchors.close()
      await this.store.close()
      this.recorder.close()
    }
    if (this.#unattended) await this.recorder.sync()
  }
}

interface Parts {
  recorder: RunRecorder
  reader: RunReader
  store: SnapshotStore
  anchors: AnchorPack
  isNew: boolean
  statusBefore: RunStatus
}

async function openStates(recorder: RunRecorder, { settings, onError, unattended = false }: FilesWish): Promise<Omit<Parts, 'isNew' | 'statusBefore'>> {
  const { run_id, rom, core, state_format } = recorder.metadata
  const folder = recorder.paths.snapshots
  const store = await SnapshotStore.open(folder, { runId: run_id, compress: settings.snapshot.compress, atOnce: unattended, onError })
  store.expectFor({ rom_sha256: rom.sha256, core })
  const home = { run_id, rom_sha256: rom.sha256, core, state_format }
  const pack = path.join(folder, 'anchors.pack')
  await compactAnchors(pack, home)
  const anchors = await AnchorPack.open(pack, home, { write: true, onError, ...(unattended ? { gatherMs: UNATTENDED_MS } : {}) })
  return { recorder, reader: recorder.reader(), store, anchors }
}

function statusOf(dir: string): RunStatus {
  let reader: RunReader
  try {
    reader = new RunReader(dir)
  } catch (error) {
    // A database that was cut off while it was made can only be mended by opening it for writing, which comes next.
    if (error instanceof PtpError && error.code === 'storage') return 'crashed'
    throw error
  }
  try {
    return reader.summary().status
  } finally {
    reader.close()
  }
}
