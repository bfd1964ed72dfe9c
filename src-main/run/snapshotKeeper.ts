import { statSync } from 'node:fs'
import path from 'node:path'
import { asPtpError, type PtpError, type SnapshotMeta, type SnapshotReason } from '../../src-preload/contract/index.ts'
import type { Emulator, SavedState } from '../emulator/index.ts'
import type { RunRecorder } from '../recorder/index.ts'
import { validateSnapshot, type SnapshotStore } from '../snapshot/index.ts'
import type { Moment } from './head.ts'
import type { RunSettings } from './settings.ts'
import { pngThumbnail } from './thumbnail.ts'

const GIGABYTE = 1e9

export interface SnapshotFacts {
  reason: SnapshotReason
  name: string | null
  note: string | null
  agentState: unknown
  picture: Uint8Array | null
}

/** Makes the durable snapshots of a run: writes them, proves them when asked to, and keeps them within their budget. */
export class SnapshotKeeper {
  readonly #recorder: RunRecorder
  readonly #store: SnapshotStore
  #settings: RunSettings['snapshot']
  readonly #second: (() => Promise<Emulator>) | null
  readonly #onError: (error: PtpError) => void
  readonly #making = new Set<Promise<unknown>>()
  #validator: Promise<Emulator> | null = null
  #last: string | null = null
  #proving: Promise<void> = Promise.resolve()

  /** @param second starts another emulator of the same core, to restore snapshots into; null where none is to be had */
  constructor(recorder: RunRecorder, store: SnapshotStore, settings: RunSettings['snapshot'], second: (() => Promise<Emulator>) | null, onError: (error: PtpError) => void) {
    this.#recorder = recorder
    this.#store = store
    this.#settings = settings
    this.#second = second
    this.#onError = onError
  }

  /** From now on snapshots are made by these. */
  adopt(settings: RunSettings['snapshot']): void {
    this.#settings = settings
  }

  /** Makes one beside the run loop; a failure is recorded and told. */
  makeSoon({ branch, tick, frame, state }: Moment, saved: SavedState, facts: SnapshotFacts): void {
    const at = { branch, tick, frame, state }
    const making = this.make(at, saved, facts).catch((error: unknown) => {
      const known = asPtpError(error)
      this.#recorder.error({ type: known.code, message: known.message, stack: null, context: known.details ?? {}, recovered: true, recoveryAction: 'went on without this snapshot' }, at)
      this.#onError(known)
    })
    this.#making.add(making)
    void making.finally(() => this.#making.delete(making))
  }

  /**
   * Makes one and waits until it is on disk, and proven if the settings ask for that.
   * @throws PtpError `disk-full`, `storage`; `bad-snapshot` when it does not restore, tried twice
   */
  async make(at: Moment, saved: SavedState, facts: SnapshotFacts): Promise<SnapshotMeta> {
    const { branch, tick, frame } = at
    const { rom, profile, core, run_id, state_format } = this.#recorder.metadata
    const { screen, location, x, y, badges } = at.state
    const thumbnail = facts.picture ? await pngThumbnail(facts.picture) : null
    const id = this.#store.newId(branch, tick)
    const parent = this.#last
    this.#last = id
    const meta = await this.#store.save(
      {
        id, run_id, branch, parent, tick, frame, thumbnail, profile, core, state_format,
        created_at: new Date().toISOString(),
        reason: facts.reason,
        name: facts.name,
        note: facts.note,
        pinned: false,
        rom_sha256: rom.sha256,
        state_hash: saved.hash,
        metadata: { screen, location, x, y, badges },
        agent: facts.agentState ?? null,
      },
      saved.state,
    )
    if (this.#settings.validate) await this.#proveInTurn(meta)
    const file = `${id}.ptpsnap`
    this.#recorder.snapshot(meta, path.join('snapshots', file), statSync(path.join(this.#store.dir, file)).size)
    await this.#prune()
    return meta
  }

  /** Waits for all that is being made. */
  async flush(): Promise<void> {
    await Promise.all(this.#making)
    await this.#store.flush()
  }

  async close(): Promise<void> {
    await (await this.#validator)?.close()
  }

  /** There is one emulator to prove on: what is restored into it at the same time would be mistaken for each other. */
  #proveInTurn(meta: SnapshotMeta): Promise<void> {
    const proving = this.#proving.then(() => this.#prove(meta))
    this.#proving = proving.catch(() => undefined)
    return proving
  }

  /** Restores it into a second emulator. One that fails is read and tried once more, then taken out. */
  async #prove(meta: SnapshotMeta): Promise<void> {
    if (this.#second === null) return
    this.#validator ??= this.#second()
    const emulator = await this.#validator
    const attempt = async (): Promise<void> => {
      const { state } = await this.#store.load(meta.id)
      await validateSnapshot(meta, state, async (bytes) => {
        await emulator.load(bytes)
        return (await emulator.save()).hash
      })
    }
    try {
      await attempt()
    } catch {
      await attempt().catch(async (error: unknown) => {
        await this.#store.delete(meta.id)
        throw error
      })
    }
  }

  async #prune(): Promise<void> {
    const budget = this.#settings.max_disk * GIGABYTE
    if (this.#store.bytes <= budget) return
    const { ids } = await this.#store.prune(budget)
    for (const id of ids) this.#recorder.snapshotRemoved(id)
  }
}
