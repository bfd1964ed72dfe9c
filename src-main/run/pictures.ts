import type { PtpError} from '../../src-preload/contract/index.ts';
import { type ScreenshotRow } from '../../src-preload/contract/index.ts'
import { ScreenshotWriter, type Capture, type RunRecorder } from '../recorder/index.ts'
import type { PictureRoom } from './pictureRoom.ts'
import { PictureQueue, SCREENSHOT_REASONS, type ScreenshotReason, type ScreenshotSettings } from './policies/index.ts'

/** Pictures that may wait before the run waits for them, or they for each other. */
const WAITING = 64
/** Pictures handed to the writer at once: what it has, it will write. */
const AT_ONCE = 4

/**
 * The screenshots of a run on their way to the disk, and the room they take there. By default the run waits when too many are
 * waiting; asynchronous ones never hold it up, and the least important are dropped and counted instead.
 */
export class Pictures {
  readonly #recorder: RunRecorder
  readonly #writer: ScreenshotWriter
  readonly #queue: PictureQueue<Capture>
  readonly #room: PictureRoom
  readonly #warn: (text: string) => void
  #wake: (() => void)[] = []
  #reported = 0

  /** @param warn told once pictures are dropped or deleted */
  constructor(recorder: RunRecorder, settings: ScreenshotSettings, room: PictureRoom, warn: (text: string) => void, onError: (error: PtpError) => void) {
    this.#recorder = recorder
    this.#room = room
    this.#warn = warn
    this.#queue = new PictureQueue(capacityOf(settings))
    const { format, quality } = settings
    this.#writer = new ScreenshotWriter(recorder, { format, quality, maxQueue: Infinity, onError, onDone: (row, isShared) => this.#done(row, isShared) })
  }

  /** From now on pictures are kept by these. */
  adopt(settings: ScreenshotSettings): void {
    this.#queue.capacity = capacityOf(settings)
    this.#writer.quality = settings.quality
    this.#room.adopt(settings)
  }

  /** Keeps a picture; never waits for it. */
  take(capture: Capture): void {
    // What was asked for by name is as important as an error.
    const reason = SCREENSHOT_REASONS.find((each) => each === capture.reason) ?? 'error'
    const lost = this.#queue.push({ ...capture, wallTime: capture.wallTime ?? Date.now() }, reason)
    if (lost && this.#dropped === 1) this.#warn('screenshots come faster than they can be written: the least important are dropped')
    this.#pump()
  }

  /** Pictures that are not on the disk yet. */
  get waiting(): number {
    return this.#queue.size + this.#writer.counts().waiting
  }

  /** Waits until the queue has room again, where pictures may not be dropped. */
  async ready(): Promise<void> {
    while (this.#queue.capacity === Infinity && this.#queue.size >= WAITING) await new Promise<void>((resolve) => this.#wake.push(resolve))
  }

  /** Waits until all are on the disk. @throws PtpError the first failure */
  async flush(): Promise<void> {
    while (this.#queue.size > 0) await new Promise<void>((resolve) => this.#wake.push(resolve))
    await this.#writer.flush()
    await this.#room.idle()
    this.#report()
  }

  get #dropped(): number {
    return Object.values(this.#queue.dropped).reduce((sum, count) => sum + count, 0)
  }

  #pump(): void {
    while (this.#writer.counts().waiting < AT_ONCE) {
      const next = this.#queue.shift()
      if (!next) return
      this.#writer.capture(next.picture)
    }
  }

  #done(row: ScreenshotRow | null, isShared: boolean): void {
    if (row && !isShared) this.#room.add(row)
    this.#pump()
    for (const wake of this.#wake.splice(0)) wake()
  }

  #report(): void {
    const dropped = this.#dropped
    if (dropped === this.#reported) return
    const reasons: Record<ScreenshotReason, number> = { ...this.#queue.dropped }
    this.#recorder.error({
      type: 'screenshots-dropped', message: `${dropped - this.#reported} screenshots were dropped because they came faster than they could be written`,
      stack: null, context: { dropped, reasons, capacity: WAITING }, recovered: true, recoveryAction: 'went on without them',
    })
    this.#reported = dropped
  }
}

function capacityOf({ async }: ScreenshotSettings): number {
  return async ? WAITING : Infinity
}
