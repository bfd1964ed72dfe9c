import { statfs } from 'node:fs/promises'
import { asPtpError, PtpError } from '../../../src-preload/contract/index.ts'
import type { Run } from '../run.ts'
import { backupDatabase } from './database.ts'
import { freeBytes, recoverDisk, type DiskRecovery } from './diskSpace.ts'
import { emergencyShutdown, type EmergencyReport } from './emergency.ts'
import { memoryAction, trimMemory } from './memory.ts'

const GIGABYTE = 1e9
const CHECK_EVERY_MS = 2000
const BACKUP_EVERY_MS = 10 * 60 * 1000
/** Room that a run keeps free: a share of what its pictures may take, within bounds. */
const ROOM_SHARE = 0.1
const LEAST_ROOM = 8e6
const MOST_ROOM = 200e6
/** Below this share of the room a run cannot go on. */
const HOPELESS_SHARE = 0.25
/** Clearing up that did not help is tried again after so long. */
const TRY_AGAIN_MS = 5 * 60 * 1000
/** Of a small disk no more than this share is kept free. */
const DISK_SHARE = 0.05

export interface GuardOptions {
  /** hears what was noticed and done */
  say: (level: 'info' | 'warning' | 'error', text: string) => void
  /** bytes to keep free; default: by the settings of the run */
  room?: number
}

/** Watches what a live run stands on: the disk, the memory, and that there is a backup. */
export class RunGuard {
  readonly #run: Run
  readonly #options: GuardOptions
  readonly #timer: NodeJS.Timeout
  #busy: Promise<void> | null = null
  #backedUp = performance.now()
  #trimmed = false
  #ending: Promise<EmergencyReport> | null = null
  #trouble: PtpError | null = null
  #isAskedToStop = false
  #uselessAt = -Infinity
  readonly #gaveUp = Promise.withResolvers<true>()

  constructor(run: Run, options: GuardOptions) {
    this.#run = run
    this.#options = options
    this.#timer = setInterval(() => this.#soon(() => this.#check()), CHECK_EVERY_MS)
    this.#timer.unref()
    this.#soon(() => this.#check())
  }

  /** Why the guard paused the run for good, null while it did not. */
  get trouble(): PtpError | null {
    return this.#trouble
  }

  /** Whether the guard has paused the run for good, or is ending it. */
  get isEnding(): boolean {
    return this.#trouble !== null || this.#ending !== null
  }

  /** Comes true once the guard has paused the run for good, or begins to end it. */
  get gaveUp(): Promise<true> {
    return this.#gaveUp.promise
  }

  /** Tells the guard of a failure of the run's files; a full disk is seen to at once. */
  heard(error: PtpError): void {
    if (error.code === 'disk-full') this.#soon(() => this.#freeDisk())
  }

  /** Ends the run in an emergency; asked again meanwhile, it is the same one. */
  shutDown(reason: string): Promise<EmergencyReport> {
    clearInterval(this.#timer)
    if (!this.#ending) this.#options.say('error', `emergency shutdown: ${reason}`)
    this.#ending ??= emergencyShutdown(this.#run, reason)
    this.#gaveUp.resolve(true)
    return this.#ending
  }

  /** Stops watching and waits for what is being done. @returns what an emergency shutdown came to, null when there was none */
  async stop(): Promise<EmergencyReport | null> {
    clearInterval(this.#timer)
    await this.#busy
    return this.#ending
  }

  /** From now on the run is not let go on again by the guard: somebody wants it to stop. */
  letStop(): void {
    this.#isAskedToStop = true
  }

  /** After the run was paused: waits for what is being done about it. @returns whether the guard paused it and has let it go on */
  async hasLetGoOn(): Promise<boolean> {
    // What is done next may have begun before this goes on.
    while (this.#busy) await this.#busy
    return this.#run.status === 'running'
  }

  #soon(work: () => Promise<void>): void {
    if (this.#busy) return
    this.#busy = work()
      .catch((error: unknown) => this.#options.say('warning', asPtpError(error).message))
      .finally(() => {
        this.#busy = null
      })
  }

  async #check(): Promise<void> {
    if (this.#ending) return
    const free = await freeBytes(this.#run.files.dir)
    const isWorthIt = performance.now() - this.#uselessAt > TRY_AGAIN_MS || free < (await this.#room()) * HOPELESS_SHARE
    if (free < (await this.#room()) && isWorthIt) await this.#freeDisk()
    if (await this.#checkMemory()) return
    if (performance.now() - this.#backedUp < BACKUP_EVERY_MS) return
    this.#backedUp = performance.now()
    await backupDatabase(this.#run.files.dir)
  }

  async #room(): Promise<number> {
    const { room } = this.#options
    if (room !== undefined) return room
    const disk = await diskBytes(this.#run.files.dir)
    return Math.min(disk * DISK_SHARE, Math.max(LEAST_ROOM, Math.min(MOST_ROOM, this.#run.settings.screenshot.max_storage * GIGABYTE * ROOM_SHARE)))
  }

  async #freeDisk(): Promise<void> {
    this.#options.say('warning', 'the disk is nearly full: making room')
    const room = await this.#room()
    // What the run would write meanwhile could take the last room.
    const isHeld = this.#run.status === 'running'
    if (isHeld) await this.#run.pause()
    try {
      await this.#makeRoom(room)
    } finally {
      // Also where something failed: nobody else would let a run go on that is held here.
      const { status } = this.#run
      if (isHeld && status === 'paused' && !this.isEnding && !this.#isAskedToStop) await this.#run.resume()
    }
  }

  async #makeRoom(room: number): Promise<void> {
    const { files } = this.#run
    const { recorder } = files
    const recovery = await recoverDisk(files.dir, {
      needBytes: room,
      now: Date.now(),
      rows: {
        compressed: (file, bytes, quality) => recorder.screenshotCompressed(file, bytes, quality),
        removed: (file) => recorder.screenshotsRemoved(file),
      },
    })
    this.#options.say(recovery.status === 'failed' ? 'error' : 'warning', describe(recovery))
    if (recovery.status === 'failed') this.#uselessAt = performance.now()
    if (recovery.freeBytes < room * HOPELESS_SHARE) {
      await this.#give(this.#hopeless(recovery))
      return
    }
    try {
      await this.#catchUp()
    } catch (error) {
      await this.#give(asPtpError(error))
    }
  }

  /** Writes what had to wait. A picture that was lost meanwhile is told of here, and no reason to end the run. */
  async #catchUp(): Promise<void> {
    const { files } = this.#run
    files.recorder.flush()
    try {
      await files.flush()
    } catch (error) {
      const known = asPtpError(error)
      if (known.code !== 'disk-full') throw error
      this.#options.say('warning', `lost before there was room: ${known.message}`)
    }
  }

  async #give(trouble: PtpError): Promise<void> {
    this.#trouble = trouble
    await this.#run.pause()
    this.#gaveUp.resolve(true)
  }

  #hopeless({ freeBytes: free, consumers }: DiskRecovery): PtpError {
    return new PtpError('disk-full', `the disk of ${this.#run.files.dir} is full, and clearing up was not enough: ${Math.round(free / 1000)} kB are free`, {
      hint: `free some space, then: ptp run --resume ${this.#run.id}`,
      details: { consumers },
    })
  }

  /** @returns whether the run was ended */
  async #checkMemory(): Promise<boolean> {
    const limit = this.#run.settings.experiment.parallel_memory_limit * GIGABYTE
    const action = memoryAction(process.memoryUsage.rss(), limit)
    if (action === 'none') {
      this.#trimmed = false
      return false
    }
    const left = trimMemory()
    if (action === 'critical' && left > limit) {
      await this.shutDown(`memory: ${Math.round(left / 1e6)} MB are used, ${Math.round(limit / 1e6)} MB may be`)
      return true
    }
    if (!this.#trimmed) this.#options.say('warning', `memory: ${Math.round(left / 1e6)} MB of ${Math.round(limit / 1e6)} MB are used`)
    this.#trimmed = true
    return false
  }
}

function describe({ status, steps, freeBytes: free, consumers }: DiskRecovery): string {
  const done = steps.filter(({ files }) => files > 0).map(({ step, files, freedBytes }) => `${step.replace('-', ' ')}: ${files} files, ${Math.round(freedBytes / 1000)} kB`)
  const what = done.length === 0 ? 'nothing could be given up' : done.join('; ')
  const largest = consumers[0] ? `; largest: ${consumers[0].file}` : ''
  return status === 'failed' ? `the disk is full: ${what}; ${Math.round(free / 1000)} kB are free${largest}` : `made room (${status.replaceAll('_', ' ')}): ${what}`
}

async function diskBytes(dir: string): Promise<number> {
  const { blocks, bsize } = await statfs(dir)
  return blocks * bsize
}
