import { asPtpError, type PtpError, type ScreenshotRow } from '../../src-preload/contract/index.ts'
import { compressPicture, removePicture, type RunReader, type RunRecorder } from '../recorder/index.ts'
import { nextCleanup, OLD_QUALITY, oldPictures, type ScreenshotSettings, type StoredPicture } from './policies/index.ts'

const GIGABYTE = 1e9
/** New pictures between two looks for old ones to compress. */
const LOOK_EVERY = 50

interface Stored extends StoredPicture {
  thumbnail: string
}

/** Keeps the pictures of a run within the room they may take: the oldest are compressed, and deleted when that is not enough. */
export class PictureRoom {
  readonly #recorder: RunRecorder
  #limit: number
  #compresses: boolean
  readonly #warn: (text: string) => void
  readonly #onError: (error: PtpError) => void
  /** by file, the oldest first */
  readonly #stored: Map<string, Stored>
  #newest = ''
  #bytes = 0
  #since = 0
  #cleaning: Promise<void> | null = null

  constructor(recorder: RunRecorder, reader: RunReader, settings: ScreenshotSettings, warn: (text: string) => void, onError: (error: PtpError) => void) {
    this.#recorder = recorder
    this.#limit = settings.max_storage * GIGABYTE
    this.#compresses = settings.compress
    this.#warn = warn
    this.#onError = onError
    this.#stored = new Map(storedBefore(reader).map((each) => [each.id, each]))
    for (const { bytes } of this.#stored.values()) this.#bytes += bytes
  }

  /** From now on pictures may take so much room; where they take more already, it is made. */
  adopt(settings: ScreenshotSettings): void {
    this.#limit = settings.max_storage * GIGABYTE
    this.#compresses = settings.compress
    if (this.#isDue(LOOK_EVERY)) this.#begin()
  }

  /** Notes a picture with files of its own. */
  add({ file, thumbnail, bytes }: ScreenshotRow): void {
    this.#stored.set(file, { id: file, bytes, thumbnail, isCompressed: false })
    this.#newest = file
    this.#bytes += bytes
    this.#since++
    if (this.#isDue(LOOK_EVERY)) this.#begin()
  }

  /** Waits until nothing is to be cleaned up. */
  async idle(): Promise<void> {
    await this.#cleaning
    if (!this.#isDue(1)) return
    this.#begin()
    await this.#cleaning
  }

  #isDue(pictures: number): boolean {
    return this.#bytes > this.#limit || (this.#compresses && this.#since >= pictures)
  }

  #begin(): void {
    this.#cleaning ??= this.#clean().finally(() => {
      this.#cleaning = null
    })
  }

  async #clean(): Promise<void> {
    try {
      this.#since = 0
      if (this.#compresses) for (const file of oldPictures([...this.#stored.values()])) await this.#compress(file)
      for (;;) {
        const step = nextCleanup([...this.#stored.values()], this.#limit)
        if (step === null) break
        if (step.kind === 'compress') for (const file of step.ids) await this.#compress(file)
        // The newest stays: an equal picture that follows shares its file.
        else if (!(await this.#delete(step.ids.filter((file) => file !== this.#newest)))) break
      }
    } catch (error) {
      this.#onError(asPtpError(error))
    }
  }

  async #compress(file: string): Promise<void> {
    const stored = this.#stored.get(file)
    if (!stored) return
    const bytes = await compressPicture(this.#recorder.dir, file, OLD_QUALITY)
    this.#bytes += bytes - stored.bytes
    stored.bytes = bytes
    stored.isCompressed = true
    this.#recorder.screenshotCompressed(file, bytes, OLD_QUALITY)
  }

  /** @returns false when there is nothing left to delete */
  async #delete(files: readonly string[]): Promise<boolean> {
    if (files.length === 0) return false
    for (const file of files) {
      const stored = this.#stored.get(file)
      if (!stored) continue
      // The row goes first: a picture without a row is only room lost, a row without a picture is a hole.
      this.#recorder.screenshotsRemoved(file)
      await removePicture(this.#recorder.dir, file, stored.thumbnail)
      this.#stored.delete(file)
      this.#bytes -= stored.bytes
    }
    const text = `${files.length} of the oldest screenshots were deleted: they took more than ${this.#limit / GIGABYTE} GB`
    this.#recorder.error({ type: 'screenshots-deleted', message: text, stack: null, context: { files: files.length, limit: this.#limit }, recovered: true, recoveryAction: 'deleted the oldest' })
    this.#warn(text)
    return true
  }
}

function storedBefore(reader: RunReader): Stored[] {
  const rows = reader.query("SELECT file_path, min(thumbnail) AS thumbnail, max(file_size_bytes) AS bytes, max(metadata ->> '$.compressed') AS compressed FROM screenshots GROUP BY file_path ORDER BY min(timestamp), min(rowid)")
  return rows.map((row) => ({ id: String(row['file_path']), thumbnail: String(row['thumbnail']), bytes: Number(row['bytes']), isCompressed: Number(row['compressed'] ?? 0) === 1 }))
}
