import { asPtpError } from '../../src-preload/contract/index.ts'
import type { Course } from './course.ts'
import type { Playing } from './playing.ts'
import { RollbackPolicy, type SnapshotSettings } from './policies/index.ts'
import { isRecoverable, type Position } from './position.ts'
import type { RunParts } from './run.ts'
import type { TurnEnd } from './turns.ts'

/** What is done about errors: a new emulator, or back to a snapshot where the settings ask for that. */
export class Mending {
  readonly #parts: RunParts
  readonly #position: Position
  readonly #playing: Playing
  readonly #course: Course
  readonly #rollbacks: RollbackPolicy

  constructor(parts: RunParts, position: Position, playing: Playing, course: Course) {
    this.#parts = parts
    this.#position = position
    this.#playing = playing
    this.#course = course
    this.#rollbacks = new RollbackPolicy(parts.settings.snapshot)
  }

  /** From now on errors are rolled back by these. */
  adopt(settings: SnapshotSettings): void {
    this.#rollbacks.settings = settings
  }

  /** Notes that the run got as far as it is now. */
  passed(): void {
    this.#rollbacks.passed(this.#position.head.tick)
  }

  /** After a failure nothing is under way any more; what was not recorded is played again, on a new emulator if need be. */
  async mend(error: unknown): Promise<void> {
    this.#playing.abandon()
    let last: unknown = error
    if (isRecoverable(error)) {
      try {
        await this.#position.recover(error)
        return
      } catch (gaveUp) {
        last = gaveUp
      }
    }
    const known = asPtpError(last)
    // A full disk takes no branch either.
    if (known.code === 'disk-full' || !(await this.#rollBack(known.code, known.message))) throw last
  }

  /** @returns how the run ends, null when it was rolled back and tries again */
  async failed(end: TurnEnd): Promise<TurnEnd | null> {
    const message = end.message ?? 'failed'
    const { files, settings } = this.#parts
    const { head } = this.#position
    if (settings.screenshot.on_error > 0) await this.#course.keepPicture('error')
    if (await this.#rollBack('script-failed', message)) {
      // Going back forgets what pictures were asked for.
      this.#playing.writer.failed()
      return null
    }
    files.recorder.error({ type: 'script-failed', message, stack: null, context: {}, recovered: false, recoveryAction: null }, head)
    this.#course.tell({ kind: 'message', level: 'error', text: message, tick: head.tick })
    return end
  }

  /** Goes back after an error, where the settings ask for that and there is something left to try. */
  async #rollBack(code: string, message: string): Promise<boolean> {
    const order = this.#rollbacks.failed(`${code}: ${message}`, this.#position.head.tick)
    if (order === null) return false
    this.#course.say('warning', order.message)
    if (order.kind === 'stop') return false
    const meta = this.#parts.files.snapshotBack(this.#position.head, order.depth)
    if (!meta) return false
    this.#parts.files.recorder.error(
      { type: code, message, stack: null, context: { depth: order.depth, snapshot: meta.id }, recovered: true, recoveryAction: `${order.message}, to tick ${meta.tick}` },
      this.#position.head,
    )
    await this.#course.back(meta)
    return true
  }
}
