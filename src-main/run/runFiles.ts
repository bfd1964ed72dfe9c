import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { asPtpError, type Branch, type GameState, type PtpError, type RunMetadata, type RunStatus, type SnapshotMeta, type SnapshotReason, type TickInput } from '../../src-preload/contract/index.ts'
import type { SavedState } from '../emulator/index.ts'
import { RunReader, RunRecorder, ScreenshotWriter } from '../recorder/index.ts'
import { AnchorPack, anchorDue, anchorSpacing, lineOf, SnapshotRing, snapshotDue, SnapshotStore, StateCache, type Line } from '../snapshot/index.ts'
import type { Head } from './head.ts'
import { agentStateAt, inputsOf } from './inputs.ts'
import { nearestState } from './nearestState.ts'
import type { Anchor, SeekSource } from './seek.ts'
import type { RunSettings } from './settings.ts'
import { pngThumbnail } from './thumbnail.ts'

export interface SnapshotFacts {
  reason: SnapshotReason
  name: string | null
  note: string | null
  agentState: unknown
  picture: Uint8Array | null
  state: GameState
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
  readonly #shots: ScreenshotWriter
  readonly #reader: RunReader
  readonly #ring: SnapshotRing
  readonly #cache: StateCache
  readonly #settings: RunSettings
  readonly #spacing = anchorSpacing()
  readonly #branches: Branch[]
  readonly #making = new Set<Promise<SnapshotMeta>>()
  readonly #onError: (error: PtpError) => void
  readonly #statusBefore: RunStatus
  #anchorFrame = 0
  #snapshotTick = 0
  #lastSnapshot: string | null = null

  private constructor(parts: Parts, settings: RunSettings, onError: (error: PtpError) => void) {
    this.#onError = onError
    this.dir = parts.recorder.dir
    this.metadata = parts.recorder.metadata
    this.recorder = parts.recorder
    this.store = parts.store
    this.anchors = parts.anchors
    this.isNew = parts.isNew
    this.#reader = parts.reader
    this.#settings = settings
    this.#shots = new ScreenshotWriter(parts.recorder, { format: settings.screenshots.format, quality: settings.screenshots.quality })
    this.#ring = new SnapshotRing(settings.snapshots.memory)
    this.#cache = new StateCache()
    this.#branches = parts.reader.branches()
    this.#statusBefore = parts.statusBefore
  }

  /** Makes the directory of a new run. @throws PtpError `storage` when there is a run already */
  static async create(dir: string, metadata: RunMetadata, settings: RunSettings, configYaml: string, agent: string, onError: (error: PtpError) => void): Promise<RunFiles> {
    const recorder = RunRecorder.create(dir, metadata, configYaml, { onError, agent })
    return new RunFiles({ ...(await openStates(recorder, onError)), isNew: true, statusBefore: 'running' }, settings, onError)
  }

  /**
   * Opens a run to go on with it, also after a crash: what lies behind the last recorded tick of a branch is dropped.
   * @throws PtpError `busy` while it is live elsewhere, `bad-run`, `newer-format`
   */
  static async open(dir: string, settings: RunSettings, onError: (error: PtpError) => void): Promise<RunFiles> {
    const statusBefore = statusOf(dir)
    const recorder = RunRecorder.open(dir, { onError })
    const files = new RunFiles({ ...(await openStates(recorder, onError)), isNew: false, statusBefore }, settings, onError)
    for (const { branch, head_tick } of files.#branches) {
      if (files.anchors.list(branch).some(({ tick }) => tick > head_tick)) files.anchors.dropAfter(branch, head_tick)
      for (const meta of files.store.list()) if (meta.branch === branch && meta.tick > head_tick) await files.store.delete(meta.id)
    }
    return files
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

  isTip(head: Head): boolean {
    return this.#branches[head.branch]?.head_tick === head.tick
  }

  fork(head: Head, agent: string): Branch {
    const name = `try-${this.#branches.length + 1}`
    const branch = this.recorder.branch({ name, parent: head.branch, forkTick: head.tick, forkFrame: head.frame, agent })
    this.#branches.push(branch)
    this.#anchorFrame = head.frame
    this.#snapshotTick = head.tick
    return branch
  }

  /** Notes that the head moved on by a recorded tick. */
  advanced(head: Head): void {
    const branch = this.#branches[head.branch]
    if (branch) branch.head_tick = head.tick
    this.#cache.moveHead(head.branch, head.tick)
  }

  /** Whether the state after this coming tick, which ends at `frame` at the latest, is to be kept. */
  stateDue(tick: number, frame: number): boolean {
    return anchorDue(frame - this.#anchorFrame, this.#spacing) || snapshotDue(tick - this.#snapshotTick, this.#settings.snapshots.disk)
  }

  /** Keeps a state for seeking, and as a durable snapshot when one is due. */
  keepState(head: Head, saved: SavedState, agentState: unknown, picture: Uint8Array | null): void {
    const { branch, tick, frame } = head
    const held = { branch, tick, frame, state: saved.state, agent: agentState }
    this.anchors.append({ branch, tick, frame }, saved.state, agentState)
    this.#ring.push(held)
    this.#cache.put(held)
    this.#anchorFrame = frame
    if (!snapshotDue(tick - this.#snapshotTick, this.#settings.snapshots.disk)) return
    const snapshot = this.snapshot({ ...head }, saved, { reason: 'interval', name: null, note: null, agentState, picture, state: head.state })
    this.#making.add(snapshot)
    snapshot.catch((error: unknown) => this.#onError(asPtpError(error))).finally(() => this.#making.delete(snapshot))
  }

  /** Makes a durable snapshot of a saved state; it is in the list at once and on disk soon after. */
  async snapshot(head: Head, saved: SavedState, facts: SnapshotFacts): Promise<SnapshotMeta> {
    const { branch, tick, frame } = head
    this.#snapshotTick = tick
    const { rom, profile, core, run_id, state_format } = this.metadata
    const id = this.store.newId(branch, tick)
    const parent = this.#lastSnapshot
    this.#lastSnapshot = id
    const thumbnail = facts.picture ? await pngThumbnail(facts.picture) : null
    const meta = this.store.enqueue(
      {
        id, run_id, branch, parent, tick, frame, thumbnail,
        created_at: new Date().toISOString(),
        reason: facts.reason,
        name: facts.name,
        note: facts.note,
        pinned: false,
        profile,
        rom_sha256: rom.sha256,
        core,
        state_format,
        state_hash: saved.hash,
        metadata: { screen: facts.state.screen, location: facts.state.location, x: facts.state.x, y: facts.state.y, badges: facts.state.badges },
        agent: facts.agentState ?? null,
      },
      saved.state,
    )
    this.recorder.snapshot(meta, path.join('snapshots', `${id}.ptpsnap`), 0)
    return meta
  }

  findSnapshot(name: string): SnapshotMeta | null {
    return this.store.findByName(name)
  }

  /** Keeps a picture of where the head stands; never waits for it. */
  capture(head: Head, reason: string, label: string | null, rgb: Uint8Array): void {
    const { branch, tick, frame, state } = head
    this.#shots.capture({ branch, tick, frame, screenType: state.screen, reason, label, rgb })
  }

  log(head: Head, text: string): void {
    appendFileSync(path.join(this.dir, 'logs', 'run.log'), `${new Date().toISOString()} tick ${head.tick}: ${text}\n`)
  }

  /** Where the agent stood after a tick, undefined when it is not known. */
  agentState(branch: number, tick: number): unknown {
    this.recorder.flush()
    return agentStateAt(this.#reader, this.line(branch), tick)
  }

  nearest(line: Line, tick: number): Promise<Anchor | null> {
    return nearestState(line, tick, this.#cache, this.anchors, this.store)
  }

  inputs(line: Line, from: number, to: number): Iterable<TickInput> {
    return inputsOf(this.#reader, line, from, to)
  }

  /** Screenshots on disk, counting those from before this session. */
  get screenshots(): number {
    return this.#reader.summary().screenshots
  }

  /** The status the run had before it was opened this time. */
  lastStatus(): RunStatus {
    return this.#statusBefore
  }

  /** Waits until everything is on disk. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#making)
    await this.#shots.flush()
    await this.store.flush()
    await this.anchors.flush()
    this.recorder.flush()
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      this.#reader.close()
      await this.anchors.close()
      await this.store.close()
      this.recorder.close()
    }
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

async function openStates(recorder: RunRecorder, onError: (error: PtpError) => void): Promise<Omit<Parts, 'isNew' | 'statusBefore'>> {
  const { run_id, rom, core, state_format } = recorder.metadata
  const folder = recorder.paths.snapshots
  const store = await SnapshotStore.open(folder, { runId: run_id, onError })
  store.expectFor({ rom_sha256: rom.sha256, core })
  const home = { run_id, rom_sha256: rom.sha256, core, state_format }
  const anchors = await AnchorPack.open(path.join(folder, 'anchors.pack'), home, { write: true, onError })
  return { recorder, reader: new RunReader(recorder.dir), store, anchors }
}

function statusOf(dir: string): RunStatus {
  const reader = new RunReader(dir)
  try {
    return reader.summary().status
  } finally {
    reader.close()
  }
}
