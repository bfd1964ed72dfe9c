import { PtpError } from '../../src-preload/contract/index.ts'
import type { ScreenshotRow } from '../../src-preload/contract/index.ts'
import { storageError } from './database.ts'
import type { RunRecorder } from './runRecorder.ts'
import { SCREEN_HEIGHT, SCREEN_WIDTH, screenshotId, writePicture } from './screenshotFile.ts'
import type { PictureFiles } from './screenshotFile.ts'

/** Pictures being encoded at the same time. */
const AT_ONCE = 2
/** Pictures somebody asked for may wait this many times longer a queue than those of the interval. */
const PATIENCE = 4

export interface ScreenshotWriterOptions {
  /** default `jpeg` */
  format?: 'jpeg' | 'png'
  /** 1–100, of a JPEG; default 85 */
  quality?: number
  /** pictures that may wait before those of the interval are dropped; default 64 */
  maxQueue?: number
  /** told of each picture that is on the disk, or could not be written (null), once its place in the queue is free */
  onDone?: (row: ScreenshotRow | null, isShared: boolean) => void
  /** told of a picture that could not be written; {@link ScreenshotWriter.flush} throws it as well */
  onError?: (error: PtpError) => void
}

/** A screen to be kept. */
export interface Capture {
  branch: number
  tick: number
  frame: number
  screenType: string
  /** interval, battle, error, change, script, final… */
  reason: string
  label: string | null
  /** 160x144 pixels of 3 bytes; copied, so the buffer may be used again at once */
  rgb: Uint8Array
  /** milliseconds since 1970; default: now */
  wallTime?: number
}

export interface ScreenshotCounts {
  waiting: number
  written: number
  /** of the written ones: those that share the file of the equal picture before them */
  reused: number
  dropped: number
  failed: number
  bytes: number
}

interface Job {
  id: string
  capture: Capture
  wallTime: number
  /** shared with the job before it when the pixels are the same */
  rgb: Uint8Array
  quality: number
  /** the files of the equal picture before it, null if there is none */
  before: Promise<PictureFiles | null>
  done: (files: PictureFiles | null) => void
}

/**
 * Keeps screens of a run as files with rows in its database. {@link capture} only copies the pixels:
 * encoding and writing happen on other threads, behind a bounded queue. What does not fit is dropped
 * and counted, and a row in `errors` tells of it.
 */
export class ScreenshotWriter {
  private readonly recorder: RunRecorder
  private readonly format: 'jpeg' | 'png'
  private jpegQuality: number
  private readonly maxQueue: number
  private readonly onDone: (row: ScreenshotRow | null, isShared: boolean) => void
  private readonly onError: (error: PtpError) => void
  private readonly queue: Job[] = []
  private readonly counted = { written: 0, reused: 0, dropped: 0, failed: 0, bytes: 0 }
  private running = 0
  private idle: (() => void)[] = []
  private last: Uint8Array | null = null
  private lastFiles: Promise<PictureFiles | null> = Promise.resolve(null)
  private lastId = ''
  private sameTick = 1
  private reportedDrops = 0
  private failure: PtpError | null = null

  constructor(recorder: RunRecorder, options: ScreenshotWriterOptions = {}) {
    this.recorder = recorder
    this.format = options.format ?? 'jpeg'
    this.jpegQuality = options.quality ?? 85
    this.maxQueue = options.maxQueue ?? 64
    this.onDone = options.onDone ?? (() => undefined)
    this.onError = options.onError ?? (() => undefined)
  }

  /** Of JPEGs that are taken from now on. */
  set quality(quality: number) {
    if (quality === this.jpegQuality) return
    this.jpegQuality = quality
    // An equal picture would share the file of the other quality.
    this.last = null
  }

  counts(): ScreenshotCounts {
    return { waiting: this.queue.length + this.running, ...this.counted }
  }

  /** @returns the id the picture will have, or null if it was dropped because too many wait */
  capture(capture: Capture): string | null {
    if (capture.rgb.length !== SCREEN_WIDTH * SCREEN_HEIGHT * 3) {
      throw new PtpError('internal', `A screen has ${SCREEN_WIDTH}x${SCREEN_HEIGHT}x3 bytes, and ${capture.rgb.length} were given`)
    }
    const room = capture.reason === 'interval' ? this.maxQueue : this.maxQueue * PATIENCE
    if (this.queue.length >= room) {
      this.counted.dropped += 1
      return null
    }
    const first = screenshotId(capture.branch, capture.tick)
    this.sameTick = first === this.lastId ? this.sameTick + 1 : 1
    this.lastId = first
    const id = screenshotId(capture.branch, capture.tick, this.sameTick)
    const isSame = this.last !== null && Buffer.compare(this.last, capture.rgb) === 0
    if (!isSame) this.last = capture.rgb.slice()
    const before = this.lastFiles
    const { promise, resolve } = Promise.withResolvers<PictureFiles | null>()
    this.lastFiles = promise
    this.queue.push({ id, capture, wallTime: capture.wallTime ?? Date.now(), rgb: this.last ?? capture.rgb, quality: this.storedQuality, before: isSame ? before : Promise.resolve(null), done: resolve })
    this.next()
    return id
  }

  /** Waits until every picture taken so far is on the disk, with its row. Throws the first failure since the last call. */
  async flush(): Promise<void> {
    while (this.queue.length + this.running > 0) await new Promise<void>((resolve) => this.idle.push(resolve))
    this.reportDrops()
    const failure = this.failure
    this.failure = null
    if (failure !== null) throw failure
  }

  /** sharp begins at 1. */
  private get storedQuality(): number {
    return this.format === 'png' ? 100 : Math.max(1, this.jpegQuality)
  }

  private next(): void {
    while (this.running < AT_ONCE) {
      const job = this.queue.shift()
      if (job === undefined) break
      this.running += 1
      this.keep(job).then(
        ({ files, row, isShared }) => {
          job.done(files)
          return { row, isShared }
        },
        (error: unknown) => {
          this.failed(error)
          job.done(null)
          return { row: null, isShared: false }
        },
      ).then(({ row, isShared }) => {
        this.running -= 1
        this.onDone(row, isShared)
        this.next()
        if (this.queue.length + this.running === 0) this.idle.splice(0).forEach((resolve) => resolve())
      })
    }
  }

  private async keep(job: Job): Promise<{ files: PictureFiles; row: ScreenshotRow; isShared: boolean }> {
    const { capture, id } = job
    const shared = await job.before
    const files = shared ?? (await writePicture(this.recorder.dir, id, capture.tick, job.rgb, this.format, job.quality))
    const row: ScreenshotRow = {
      id, branch: capture.branch, tick: capture.tick, frame: capture.frame, timestamp: new Date(job.wallTime).toISOString(),
      screen_type: capture.screenType, reason: capture.reason, label: capture.label, ...files, format: this.format, quality: job.quality,
    }
    this.recorder.screenshot(row, { resolution: { width: SCREEN_WIDTH, height: SCREEN_HEIGHT }, compression: this.format, shared: shared !== null })
    this.counted.written += 1
    if (shared === null) this.counted.bytes += files.bytes
    else this.counted.reused += 1
    return { files, row, isShared: shared !== null }
  }

  private failed(error: unknown): void {
    this.counted.failed += 1
    const known = storageError(this.recorder.paths.screenshots, error)
    const failure = known instanceof PtpError ? known : new PtpError('internal', `A picture could not be written: ${String(error)}`, { cause: error })
    if (this.failure === null) this.onError(failure)
    this.failure ??= failure
  }

  private reportDrops(): void {
    const { dropped } = this.counted
    if (dropped === this.reportedDrops) return
    this.recorder.error({
      type: 'screenshots-dropped', message: `${dropped - this.reportedDrops} screenshots were dropped because the disk or the processor was too slow`,
      stack: null, context: { dropped, maxQueue: this.maxQueue }, recovered: true, recoveryAction: 'went on without them',
    })
    this.reportedDrops = dropped
  }
}
