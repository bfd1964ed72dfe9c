import { open, type FileHandle } from 'node:fs/promises'
import { PtpError } from '../../src-preload/contract/index.ts'
import { checkHome, homeRecord, type AnchorHome } from './anchorHome.ts'
import { AnchorIndex, type AnchorEntry, type AnchorPlace } from './anchorIndex.ts'
import { HINT, packAnchor, packPlain, rebuildState, unpackRecord, type KeyState } from './anchorPayload.ts'
import { KINDS, readRecordHead, RECORD_HEAD, type RecordHead } from './anchorRecord.ts'
import { scanPack, type FoundRecord } from './anchorScan.ts'
import { AppendFile } from './appendFile.ts'
import type { HeldState } from './heldState.ts'
import type { Line } from './line.ts'
import { badSnapshot, storageError } from './refusal.ts'

export interface AnchorPackOptions {
  /** Only one process at a time may append. Default: read only. */
  write?: boolean
  /** A whole state each so many anchors, XORs against it between; default 8 */
  keyEvery?: number
  /** how long appends wait for others to be written together, milliseconds; default 100 */
  gatherMs?: number
  /** told of appends that failed; without it the next flush throws */
  onError?: (error: PtpError) => void
}

/**
 * Dense states for seeking, all of a run in one append-only file. Every record has its own checksums
 * and every state is proven by its hash after it was rebuilt: a torn tail, a damaged or a lost record
 * costs speed, never exactness.
 */
export class AnchorPack {
  readonly file: string
  readonly #home: AnchorHome
  readonly #keyEvery: number
  readonly #onError: ((error: PtpError) => void) | undefined
  readonly #index = new AnchorIndex()
  #fileBytes = 0
  #damaged = 0
  #drops = 0
  #append: AppendFile | null = null
  #reader: Promise<FileHandle> | null = null
  #key: (KeyState & { branch: number; uses: number }) | null = null
  #lastKeyRead: KeyState | null = null
  #unreported: PtpError | null = null

  private constructor(file: string, home: AnchorHome, options: AnchorPackOptions) {
    this.file = file
    this.#home = home
    this.#keyEvery = Math.max(1, options.keyEvery ?? 8)
    this.#onError = options.onError
  }

  /**
   * Reads the heads of the records; states are read when asked for. A missing file is an empty pack.
   * With `write`, a torn tail is cut off before the first append.
   * @throws PtpError `foreign-snapshot` of another run, ROM or core · `bad-snapshot` when it does not say what it belongs to · `newer-format` · `storage`
   */
  static async open(file: string, home: AnchorHome, options: AnchorPackOptions = {}): Promise<AnchorPack> {
    const pack = new AnchorPack(file, home, options)
    const { records, end, gaps } = scanPack(file)
    pack.#damaged = gaps
    pack.#fileBytes = end
    await pack.#checkHome(records[0])
    for (const record of records) pack.#take(record)
    if (options.write === true) {
      pack.#append = new AppendFile(file, end, (offset, error) => { pack.#lose(offset, error) }, options.gatherMs)
    }
    return pack
  }

  /** Anchors that can be found, records found damaged so far, the size of the file, and what of it the anchors take, in bytes. */
  get stats(): { anchors: number; damaged: number; bytes: number; live: number } {
    return { anchors: this.#index.count, damaged: this.#damaged, bytes: this.#append?.end ?? this.#fileBytes, live: this.#index.bytes }
  }

  /** Every anchor that can be trusted, branch by branch. @throws PtpError `storage` */
  async *all(): AsyncGenerator<HeldState> {
    for (const { branch, tick } of this.#index.places()) {
      try {
        yield await this.load(branch, tick)
      } catch (error) {
        if (!(error instanceof PtpError) || error.code !== 'bad-snapshot') throw error
      }
    }
  }

  /**
   * Takes an anchor; it is found from now on and written beside the run loop. An older one at its place is void.
   * @param state read at once and not kept
   * @param agent JSON-able: what the agent needs to go on from here
   * @throws PtpError `bad-input` when the pack was opened for reading or the state is too large
   */
  append(place: AnchorPlace, state: Uint8Array, agent: unknown): void {
    const append = this.#writable()
    const key = this.#keyFor(place.branch, state.length)
    const record = packAnchor({ ...place, drops: this.#drops }, state, agent, key)
    const offset = append.end
    append.push(record)
    if (key === null) this.#key = { offset, state: new Uint8Array(state), branch: place.branch, uses: 1 }
    else key.uses++
    this.#index.add({ branch: place.branch, tick: place.tick, frame: place.frame, offset, bytes: record.length })
  }

  /**
   * Voids what lies beyond `tick` on a branch: to be called when the branch is played anew from there, as after a crash.
   * @throws PtpError `bad-input` when the pack was opened for reading
   */
  dropAfter(branch: number, tick: number): void {
    const append = this.#writable()
    this.#void(branch, tick)
    this.#drops++
    append.push(packPlain(KINDS.drop, { branch, tick, drops: this.#drops }))
  }

  /** @returns the place of the last anchor at or before `tick` on the line */
  nearest(line: Line, tick: number): AnchorPlace | null {
    const entry = this.#index.nearest(line, tick)
    return entry === null ? null : { branch: entry.branch, tick: entry.tick, frame: entry.frame }
  }

  /** Places of a branch, by tick. */
  list(branch: number): AnchorPlace[] {
    return this.#index.onBranch(branch).map(({ tick, frame }) => ({ branch, tick, frame }))
  }

  /**
   * @returns the anchor at exactly this place
   * @throws PtpError `not-found`; `bad-snapshot` when it is damaged, and it is not found again then; `storage`
   */
  async load(branch: number, tick: number): Promise<HeldState> {
    const entry = this.#index.at(branch, tick)
    if (entry === undefined) {
      throw new PtpError('not-found', `${this.file}: no anchor at branch ${String(branch)}, tick ${String(tick)}`, { hint: 'Ask for the nearest one.' })
    }
    try {
      return await this.#read(entry)
    } catch (error) {
      if (error instanceof PtpError && error.code === 'bad-snapshot' && this.#index.remove(entry)) this.#damaged++
      throw error
    }
  }

  /** @returns the last anchor at or before `tick` on the line that can be trusted; damaged ones are passed over. @throws PtpError `storage` */
  async loadNearest(line: Line, tick: number): Promise<HeldState | null> {
    for (let place = this.nearest(line, tick); place !== null; place = this.nearest(line, tick)) {
      try {
        return await this.load(place.branch, place.tick)
      } catch (error) {
        if (!(error instanceof PtpError) || error.code !== 'bad-snapshot') throw error
      }
    }
    return null
  }

  /** Waits until all appends are written (not synced). @throws PtpError the first failure nobody was told of */
  async flush(): Promise<void> {
    await this.#append?.idle()
    const error = this.#unreported
    this.#unreported = null
    if (error !== null) throw error
  }

  /** Flushes, syncs and closes. */
  async close(): Promise<void> {
    // Each is closed, whatever becomes of the others.
    const reader = this.#reader
    this.#reader = null
    try {
      await this.flush()
    } finally {
      try {
        await this.#append?.close()
      } finally {
        await (await reader)?.close()
      }
    }
  }

  async #checkHome(first: FoundRecord | undefined): Promise<void> {
    if (first === undefined) return
    if (first.head.kind !== KINDS.home || first.offset !== 0) throw badSnapshot(this.file, 'does not say which run its anchors are of', HINT)
    const { json } = unpackRecord(first.head, await this.#bytesAt(0, RECORD_HEAD + first.head.payloadBytes), this.file)
    checkHome(this.file, json, this.#home)
  }

  #take({ head, offset }: FoundRecord): void {
    if (head.kind === KINDS.drop) {
      this.#expectDrops(head.drops - 1)
      this.#drops = head.drops
      this.#void(head.branch, head.tick)
    } else if (head.kind !== KINDS.home) {
      this.#expectDrops(head.drops)
      this.#index.add({ branch: head.branch, tick: head.tick, frame: head.frame, offset, bytes: RECORD_HEAD + head.payloadBytes })
    }
  }

  /** A lost drop may have voided anything before it, so none of that can be trusted. */
  #expectDrops(drops: number): void {
    if (drops === this.#drops) return
    this.#index.removeWhere(() => true)
    this.#drops = drops
  }

  #writable(): AppendFile {
    if (this.#append === null) {
      throw new PtpError('bad-input', `${this.file}: was opened for reading`, { hint: 'Open it with `write` in the process that plays the run.' })
    }
    if (this.#append.end === 0) {
      this.#append.push(packPlain(KINDS.home, { branch: 0, tick: 0, drops: 0 }, homeRecord(this.#home)))
    }
    return this.#append
  }

  #keyFor(branch: number, length: number): (KeyState & { uses: number }) | null {
    const key = this.#key
    return key !== null && key.branch === branch && key.state.length === length && key.uses < this.#keyEvery ? key : null
  }

  #void(branch: number, tick: number): void {
    this.#index.removeWhere((entry) => entry.branch === branch && entry.tick > tick)
  }

  #lose(offset: number, error: PtpError): void {
    this.#index.removeWhere((entry) => entry.offset >= offset)
    this.#key = null
    if (this.#onError === undefined) this.#unreported ??= error
    else this.#onError(error)
  }

  async #read(entry: AnchorEntry): Promise<HeldState> {
    await this.#append?.idle()
    const { head, record } = await this.#recordAt(entry.offset, entry.bytes)
    const { body, json } = unpackRecord(head, record, this.file)
    const key = head.kind === KINDS.delta ? await this.#keyAt(head.keyOffset) : null
    const state = rebuildState(head, body, key, this.file)
    if (head.kind === KINDS.key) this.#lastKeyRead = { offset: entry.offset, state: new Uint8Array(state) }
    return { branch: entry.branch, tick: entry.tick, frame: entry.frame, state, agent: json }
  }

  async #keyAt(offset: number): Promise<Uint8Array> {
    if (this.#lastKeyRead?.offset === offset) return this.#lastKeyRead.state
    const { head, record } = await this.#recordAt(offset)
    if (head.kind !== KINDS.key) throw badSnapshot(this.file, `has no whole state at offset ${String(offset)}`, HINT)
    const state = rebuildState(head, unpackRecord(head, record, this.file).body, null, this.file)
    this.#lastKeyRead = { offset, state }
    return state
  }

  async #recordAt(offset: number, bytes = 0): Promise<{ head: RecordHead; record: Buffer }> {
    const first = await this.#bytesAt(offset, Math.max(bytes, RECORD_HEAD))
    const head = readRecordHead(first, 0)
    if (head === null) throw badSnapshot(this.file, `the record at offset ${String(offset)} is damaged`, HINT)
    const length = RECORD_HEAD + head.payloadBytes
    return { head, record: first.length === length ? first : await this.#bytesAt(offset, length) }
  }

  async #bytesAt(offset: number, length: number): Promise<Buffer> {
    try {
      const handle = await this.#open()
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    } catch (cause) {
      throw storageError(this.file, 'reading an anchor', cause)
    }
  }

  #open(): Promise<FileHandle> {
    this.#reader ??= open(this.file, 'r').catch((cause: unknown) => {
      this.#reader = null
      throw cause
    })
    return this.#reader
  }
}
