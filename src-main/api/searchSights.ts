import { PtpError, type LiveSearch, type RunMetadata, type SearchSight } from '../../src-preload/contract/index.ts'
import type { Cell, Search } from '../agent/index.ts'
import type { Emulator } from '../emulator/index.ts'
import { encodePng, type EmulatorFactory, type LoadedGame } from '../run/index.ts'

/** A search is looked at no more often, ms. */
const EVERY_MS = 1000
/** Pictures of each kind that can be asked for: who asks may be some looks behind. */
const KEPT = 4
/** Before a new cell: nothing is held, nothing played on, one frame is drawn. */
const ONE_FRAME = { buttons: 0, hold: 0, frames: 1, picture: true } as const

export type SightKind = 'best' | 'newest'

interface Look {
  number: number
  state: Uint8Array
  /** drawn once somebody asks for it */
  png: Promise<Uint8Array> | null
}

interface Watched {
  game: LoadedGame
  metadata: RunMetadata
  sights: LiveSearch['sights']
  lookedAt: number
  /** the newest last */
  looks: Record<SightKind, Look[]>
  emulator: Promise<Emulator> | null
}

/**
 * What searches look like while they explore. A look takes a state the search has anyway; only when somebody asks is it drawn, on
 * an emulator for looking, so that the emulators that explore never wait.
 */
export class SearchSights {
  readonly #emulators: EmulatorFactory
  readonly #watched = new Map<string, Watched>()
  #numbers = 0

  constructor(emulators: EmulatorFactory) {
    this.#emulators = emulators
  }

  /** @returns what to tell of a search: the same as before, unless it is time for another look */
  look(search: Search): LiveSearch['sights'] {
    const { run, game, sights } = search
    const watched: Watched = this.#watched.get(run.id) ?? { game, metadata: run.files.metadata, sights: null, lookedAt: -Infinity, looks: { best: [], newest: [] }, emulator: null }
    this.#watched.set(run.id, watched)
    if (!sights || performance.now() - watched.lookedAt < EVERY_MS) return watched.sights
    watched.lookedAt = performance.now()
    watched.sights = { best: this.#sight(watched.looks.best, sights.best), newest: this.#sight(watched.looks.newest, sights.newest) }
    return watched.sights
  }

  /** @returns a PNG of 160×144 @throws PtpError `not-found` when that look is gone */
  async png(run: string, kind: SightKind, number: number): Promise<Uint8Array> {
    const watched = this.#watched.get(run)
    const look = watched?.looks[kind].find((each) => each.number === number)
    if (!watched || !look) throw new PtpError('not-found', `the search of run ${run} has another picture by now`, { hint: 'look at the newest one' })
    look.png ??= this.#draw(watched, look.state)
    return look.png
  }

  /** Puts away all there is of a search that has ended. */
  async forget(run: string): Promise<void> {
    const watched = this.#watched.get(run)
    this.#watched.delete(run)
    // One that could not be started has nothing to close; who asked for a picture was told.
    await watched?.emulator?.then((emulator) => emulator.close(), () => undefined)
  }

  #sight(looks: Look[], { state, progress, frames, spot }: Cell): SearchSight {
    let last = looks.at(-1)
    if (last?.state !== state) {
      last = { number: ++this.#numbers, state, png: null }
      looks.push(last)
      looks.splice(0, looks.length - KEPT)
    }
    return { number: last.number, progress, frames, place: placeText(spot) }
  }

  async #draw(watched: Watched, state: Uint8Array): Promise<Uint8Array> {
    watched.emulator ??= this.#emulators.start(watched.game, watched.metadata)
    const started = watched.emulator
    try {
      const emulator = await started
      const [drawn] = await emulator.advance({ from: state, steps: [ONE_FRAME], observe: [] })
      if (!drawn?.picture) throw new PtpError('internal', 'an emulator drew nothing')
      return await encodePng(drawn.picture)
    } catch (error) {
      // The next picture gets a new emulator; the one that failed is put away.
      if (watched.emulator === started) watched.emulator = null
      await started.then((emulator) => emulator.close(), () => undefined)
      throw error
    }
  }
}

/** @param spot location, x and y as searches tell them apart */
function placeText(spot: string): string {
  const [location = '', x = '', y = ''] = spot.split('|')
  return location === '' ? '' : `${location} (${x}, ${y})`
}
