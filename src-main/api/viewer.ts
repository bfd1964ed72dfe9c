import { PtpError, type GameState, type MemoryRange, type Place } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import { readMetadata } from '../recorder/index.ts'
import { seek, type LoadedGame } from '../run/index.ts'
import type { Workbench } from '../workbench.ts'
import type { RunShelf } from './runShelf.ts'

/** An unused emulator is given back after so long, ms. */
const IDLE_MS = 60_000

/** What was found at a place. */
export interface Seen {
  frame: number
  state: GameState
  /** the asked ranges, one after the other */
  memory: Uint8Array
  /** 160×144×3; null at tick 0, before anything was drawn */
  picture: Uint8Array | null
}

interface Spare {
  emulator: Emulator
  game: LoadedGame
  usedAt: number
}

/**
 * Looks at any tick of any run exactly, on spare emulators of its own: a run that is being played is
 * never disturbed. One seek at a time.
 */
export class Viewer {
  readonly #workbench: Workbench
  readonly #shelf: RunShelf
  readonly #spares = new Map<string, Spare>()
  readonly #timer: NodeJS.Timeout
  #queue: Promise<unknown> = Promise.resolve()

  constructor(workbench: Workbench, shelf: RunShelf) {
    this.#workbench = workbench
    this.#shelf = shelf
    this.#timer = setInterval(() => void this.#retire(), IDLE_MS / 4)
    this.#timer.unref()
  }

  /** @param ranges memory to read there, beside what the profile observes */
  look(place: Place, ranges: readonly MemoryRange[] = []): Promise<Seen> {
    const seen = this.#queue.then(() => this.#look(place, ranges))
    this.#queue = seen.catch(() => undefined)
    return seen
  }

  /** The game of a run with its profile. */
  async game(run: string): Promise<LoadedGame> {
    const open = await this.#shelf.open(run)
    return (await this.#spare(run, open.dir)).game
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#queue
    for (const { emulator } of this.#spares.values()) await emulator.close()
    this.#spares.clear()
  }

  async #look({ run, branch, tick }: Place, ranges: readonly MemoryRange[]): Promise<Seen> {
    const open = await this.#shelf.open(run)
    if (!open.branches.some((each) => each.branch === branch)) {
      throw new PtpError('not-found', `run ${run} has no branch ${branch}`)
    }
    const spare = await this.#spare(run, open.dir)
    const { profile } = spare.game
    try {
      const sought = await seek(spare.emulator, open.source, open.line(branch), tick, { observe: [...profile.observe, ...ranges], picture: true })
      spare.usedAt = performance.now()
      return {
        frame: sought.frame,
        state: profile.createReader().read(sought.memory.subarray(0, profile.observedBytes)),
        memory: sought.memory.subarray(profile.observedBytes),
        picture: sought.picture,
      }
    } catch (error) {
      if (error instanceof PtpError && error.kind === 'recoverable') this.#spares.delete(run)
      throw error
    }
  }

  async #spare(run: string, dir: string): Promise<Spare> {
    const known = this.#spares.get(run)
    if (known) return known
    const metadata = readMetadata(dir)
    const game = await this.#workbench.gameOf(metadata)
    const spare = { game, emulator: await this.#workbench.emulators.start(game, metadata), usedAt: performance.now() }
    this.#spares.set(run, spare)
    return spare
  }

  async #retire(): Promise<void> {
    for (const [run, { emulator, usedAt }] of this.#spares) {
      if (performance.now() - usedAt < IDLE_MS) continue
      this.#spares.delete(run)
      await emulator.close()
    }
  }
}
