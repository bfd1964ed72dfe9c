import { PtpError, type GameState, type MemoryRange, type Place } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { GameProfile } from '../game/index.ts'
import { readMetadata } from '../recorder/index.ts'
import { seek, type LoadedGame } from '../run/index.ts'
import type { Workbench } from '../workbench.ts'
import { ownPlace, type OpenRun, type RunShelf } from './runShelf.ts'

/** An unused emulator is given back after so long, ms. */
const IDLE_MS = 60_000
/** Places of different runs that are kept at hand. */
const SPARES = 4

/** What was found at a place. */
export interface Seen {
  frame: number
  state: GameState
  /** what the game's profile observes */
  observed: Uint8Array
  profile: GameProfile
  /** the asked ranges, one after the other */
  memory: Uint8Array
  /** 160×144×3; null at tick 0, before anything was drawn */
  picture: Uint8Array | null
}

interface Spare {
  emulator: Emulator
  game: LoadedGame
  usedAt: number
  /** where it stands and what was seen there, null when it was moved */
  at: { key: string; seen: Omit<Seen, 'memory'> } | null
}

/**
 * Looks at any tick of any run exactly, on spare emulators leased from the pool: a run that is being played
 * is never disturbed. One seek at a time.
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
    this.#timer = setInterval(() => void this.#inTurn(() => this.#retire()), IDLE_MS / 4)
    this.#timer.unref()
  }

  /** @param ranges memory to read there, beside what the profile observes */
  look(place: Place, ranges: readonly MemoryRange[] = []): Promise<Seen> {
    return this.use(place, async (emulator, seen) => ({ ...seen, memory: ranges.length > 0 ? await emulator.read(ranges) : new Uint8Array() }))
  }

  /** Has `work` done on an emulator that stands exactly at a place; it may read and save, but not play on. */
  use<T>(place: Place, work: (emulator: Emulator, seen: Omit<Seen, 'memory'>) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      try {
        return await this.#use(place, work)
      } catch (error) {
        if (!(error instanceof PtpError) || error.kind !== 'recoverable') throw error
        await this.#drop(place.run)
        return await this.#use(place, work)
      }
    })
  }

  /** Forgets the emulators of a game, whose profile changed. */
  forget(romSha256: string): Promise<void> {
    return this.#inTurn(async () => {
      for (const [run, { game }] of this.#spares) if (game.header.sha256 === romSha256) await this.#drop(run)
    })
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#inTurn(() => this.#makeRoom(0))
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    // Who asked is told of a failure; it must not hold up those behind.
    this.#queue = done.catch(() => undefined)
    return done
  }

  async #use<T>(place: Place, work: (emulator: Emulator, seen: Omit<Seen, 'memory'>) => Promise<T>): Promise<T> {
    const { run, branch, tick } = place
    const open = await this.#shelf.open(run)
    const own = ownPlace(open, branch, tick)
    const spare = await this.#spare(run, open.dir)
    try {
      const seen = await this.#goTo(spare, open, own)
      return await work(spare.emulator, seen)
    } finally {
      spare.usedAt = performance.now()
    }
  }

  async #goTo(spare: Spare, open: OpenRun, { branch, tick }: { branch: number; tick: number }): Promise<Omit<Seen, 'memory'>> {
    const key = `${branch}/${tick}`
    if (spare.at?.key === key) return spare.at.seen
    spare.at = null
    const { profile } = spare.game
    const sought = await seek(spare.emulator, open.source, open.line(branch), tick, { observe: profile.observe, picture: true })
    const seen = { frame: sought.frame, state: profile.createReader().read(sought.memory), observed: sought.memory, profile, picture: sought.picture }
    spare.at = { key, seen }
    return seen
  }

  async #spare(run: string, dir: string): Promise<Spare> {
    const known = this.#spares.get(run)
    if (known) return known
    await this.#makeRoom(SPARES - 1)
    const metadata = readMetadata(dir)
    const game = await this.#workbench.gameOf(metadata)
    const emulator = await this.#workbench.emulators.start(game, metadata)
    const spare: Spare = { game, emulator, usedAt: performance.now(), at: null }
    this.#spares.set(run, spare)
    return spare
  }

  /** Closes the spares used longest ago until at most `most` are left. */
  async #makeRoom(most: number): Promise<void> {
    const oldestFirst = [...this.#spares].sort(([, a], [, b]) => a.usedAt - b.usedAt)
    for (const [run] of oldestFirst.slice(0, Math.max(0, oldestFirst.length - most))) await this.#drop(run)
  }

  async #retire(): Promise<void> {
    for (const [run, { usedAt }] of this.#spares) if (performance.now() - usedAt >= IDLE_MS) await this.#drop(run)
  }

  async #drop(run: string): Promise<void> {
    const spare = this.#spares.get(run)
    this.#spares.delete(run)
    await spare?.emulator.close()
  }
}
