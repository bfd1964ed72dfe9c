import { PtpError, type Branch, type MemoryRange } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { Head } from './head.ts'
import type { RunNews, RunParts } from './run.ts'
import { seek, type Sought } from './seek.ts'

/** Times an emulator may fail at one and the same tick before the run gives up. */
const MAX_RECOVERIES = 3

export function isRecoverable(error: unknown): error is PtpError {
  return error instanceof PtpError && error.kind === 'recoverable'
}

/** Where the run stands, the emulator that stands there too, and the ways to other places. */
export class Position {
  readonly head: Head
  emulator: Emulator
  tell: (news: RunNews) => void = () => undefined
  /** what is read after each tick, and so after a seek */
  observe: readonly MemoryRange[] = []
  readonly #parts: RunParts
  #forkNext = false
  #isAstray = false
  #recoveries = { tick: -1, count: 0 }

  private constructor(parts: RunParts, emulator: Emulator, head: Head) {
    this.#parts = parts
    this.emulator = emulator
    this.head = head
  }

  /** Starts an emulator. It stands at the start of the game; a place of the run is for {@link seek} to reach. */
  static async start(parts: RunParts, at: { branch: number; tick: number }): Promise<Position> {
    const emulator = await parts.provide()
    parts.files.expectSpeed(emulator.info.speed)
    const { profile } = parts.game
    const memory = await emulator.read(profile.observe)
    return new Position(parts, emulator, { ...at, frame: 0, memory, state: profile.createReader().read(memory), fingerprint: null })
  }

  /** Brings the emulator to a recorded tick. The head is for the caller to move. */
  async seek(branch: number, tick: number): Promise<Sought> {
    const { files } = this.#parts
    files.recorder.flush()
    const sought = await seek(this.emulator, files, files.line(branch), tick, { observe: this.observe, picture: true })
    this.#isAstray = false
    return sought
  }

  /** The next tick goes on a new branch, also at the end of a line. */
  forkNext(fork: boolean): void {
    this.#forkNext = fork
  }

  /** Before a tick is added anywhere but at the end of a branch, a new branch is made there. */
  ensureBranch(agent: string): Branch | null {
    const { files } = this.#parts
    if (files.isTip(this.head) && !this.#forkNext) return null
    this.#forkNext = false
    const branch = files.fork(this.head, agent)
    this.head.branch = branch.branch
    return branch
  }

  /** The emulator may have gone on without the head. */
  strayed(): void {
    this.#isAstray = true
  }

  /** Brings an emulator that strayed back to the head. */
  async ready(): Promise<void> {
    if (this.#isAstray) await this.seek(this.head.branch, this.head.tick)
  }

  /** Does work that needs the emulator where the head is, once more with a new one when it dies meanwhile. */
  async surviving<T>(work: () => Promise<T>): Promise<T> {
    try {
      await this.ready()
      return await work()
    } catch (error) {
      if (!isRecoverable(error)) throw error
      await this.recover(error)
      return work()
    }
  }

  /**
   * Goes on with a new emulator at the same tick.
   * @throws PtpError `fatal` when emulators fail at this tick again and again
   */
  async recover(error: PtpError): Promise<void> {
    const { branch, tick } = this.head
    this.#recoveries = this.#recoveries.tick === tick ? { tick, count: this.#recoveries.count + 1 } : { tick, count: 1 }
    if (this.#recoveries.count > MAX_RECOVERIES) {
      throw new PtpError(error.code, `${error.message}, ${MAX_RECOVERIES} times in a row at tick ${tick}`, { kind: 'fatal', cause: error })
    }
    this.tell({ kind: 'message', level: 'warning', text: `${error.message}; going on with a new emulator`, tick })
    this.#parts.files.recorder.error(
      { type: error.code, message: error.message, stack: null, context: {}, recovered: true, recoveryAction: 'new emulator, replayed to the last tick' },
      { branch, tick },
    )
    try {
      await this.emulator.close()
      this.emulator = await this.#parts.provide()
      await this.seek(branch, tick)
    } catch (next) {
      if (!isRecoverable(next)) throw next
      await this.recover(next)
    }
  }
}
