import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import type { PtpError } from '../../src-preload/contract/index.ts'
import { storageError } from './refusal.ts'

/** What is pushed waits so long, in milliseconds, unless it is said otherwise, or until there are so many bytes: each write is a trip to another thread and back. */
const GATHER_MS = 100
const GATHER_BYTES = 1 << 20

/**
 * Appends to one file beside the run loop: what is pushed within some time goes out together.
 * After a failure the file ends where the last whole write ended.
 */
export class AppendFile {
  readonly #file: string
  readonly #onLost: (offset: number, error: PtpError) => void
  readonly #gatherMs: number
  #handle: FileHandle | null = null
  #pending: Buffer[] = []
  #pumping: Promise<void> | null = null
  /** ends the gathering that is under way */
  #hurry: (() => void) | null = null
  /** where the next write goes */
  #written: number
  #end: number

  /**
   * @param end where the file's good part ends; the rest is cut off before the first write
   * @param onLost told the offset from which on nothing reached the file
   * @param gatherMs the longest that what is pushed waits for more
   */
  constructor(file: string, end: number, onLost: (offset: number, error: PtpError) => void, gatherMs = GATHER_MS) {
    this.#file = file
    this.#written = end
    this.#end = end
    this.#onLost = onLost
    this.#gatherMs = gatherMs
  }

  /** Where the next push will begin, in bytes. */
  get end(): number {
    return this.#end
  }

  push(bytes: Buffer): void {
    this.#pending.push(bytes)
    this.#end += bytes.length
    this.#pumping ??= this.#pump()
    if (this.#end - this.#written >= GATHER_BYTES) this.#hurry?.()
  }

  /** Waits until nothing is under way; never throws. */
  async idle(): Promise<void> {
    while (this.#pumping !== null) {
      this.#hurry?.()
      await this.#pumping
    }
  }

  /** Waits, syncs to the disk and closes. @throws PtpError `storage` */
  async close(): Promise<void> {
    await this.idle()
    if (this.#handle === null) return
    try {
      // Closed also where the disk does not take what is left.
      await using handle = this.#handle
      this.#handle = null
      await handle.datasync()
    } catch (cause) {
      throw storageError(this.#file, 'closing the anchors', cause)
    }
  }

  async #pump(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#gatherMs)
      this.#hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#hurry = null
    while (this.#pending.length > 0) {
      const bytes = Buffer.concat(this.#pending.splice(0))
      try {
        const handle = this.#handle ?? (await this.#open())
        await writeAll(handle, bytes, this.#written)
        this.#written += bytes.length
      } catch (cause) {
        await this.#giveUp(cause)
      }
    }
    this.#pumping = null
  }

  async #open(): Promise<FileHandle> {
    const handle = await open(this.#file, constants.O_RDWR | constants.O_CREAT)
    this.#handle = handle
    await handle.truncate(this.#written)
    return handle
  }

  async #giveUp(cause: unknown): Promise<void> {
    this.#pending = []
    this.#end = this.#written
    this.#onLost(this.#written, storageError(this.#file, 'appending an anchor', cause))
    const handle = this.#handle
    this.#handle = null
    // A file that cannot even be closed is opened, and cut, again before the next write.
    await handle?.close().catch(() => undefined)
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
