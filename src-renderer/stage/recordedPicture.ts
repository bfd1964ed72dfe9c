import { pictureUrl, type Place } from '../api/contract.ts'
import { Latest } from '../api/latest.ts'
import { picture } from '../api/transport.ts'
import { shotAt, useShots } from '../state/shots.ts'
import { fetchPicture, keptPicture } from './pictureCache.ts'

/** What the picture on screen is. */
export type Shown = { kind: 'live' } | { kind: 'exact' } | { kind: 'near'; tick: number } | { kind: 'failed'; reason: string }

type Asked = Place & { turn: number }

/** While the play head is dragged, it must rest this long before the exact picture is sought, in milliseconds. */
const REST = 50
/** Moves closer together than this are a drag, in milliseconds. */
const DRAG = 150

/**
 * Shows the picture of any recorded tick: the nearest screenshot at once, the exact picture as soon
 * as the engine has it. While the play head is dragged, screenshots follow it as fast as they come.
 */
export class RecordedPicture {
  readonly #show: (bitmap: ImageBitmap | null, shown: Shown) => void
  readonly #never = new AbortController()
  readonly #near: Latest<Asked, { bitmap: ImageBitmap; tick: number } | null>
  #giveUp = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  #turn = 0
  #movedAt = -Infinity
  /** the last turn whose exact picture is on screen */
  #exactTurn = -1

  constructor(show: (bitmap: ImageBitmap | null, shown: Shown) => void) {
    this.#show = show
    this.#near = new Latest(
      (asked: Asked) => this.#fetchNear(asked),
      (asked, found) => {
        if (found !== null && asked.turn > this.#exactTurn) this.#show(found.bitmap, { kind: 'near', tick: found.tick })
      },
      // The exact picture comes anyway, and says what is wrong when it does not.
      (_asked, error) => console.warn('A screenshot is missing.', error),
    )
  }

  goTo(place: Place): void {
    this.#rest()
    const turn = ++this.#turn
    const url = picture(pictureUrl.exact(place.run, place.branch, place.tick))
    const exact = keptPicture(url)
    if (exact !== null) {
      this.#showExact(turn, exact)
      return
    }
    this.#near.ask({ ...place, turn })
    const { signal } = this.#giveUp
    const now = performance.now()
    const wait = now - this.#movedAt < DRAG ? REST : 0
    this.#movedAt = now
    this.#timer = setTimeout(() => {
      fetchPicture(url, signal).then(
        (bitmap) => this.#showExact(turn, bitmap),
        (error: unknown) => {
          if (!signal.aborted) this.#show(null, { kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
        },
      )
    }, wait)
  }

  /** Shows nothing more. */
  stop(): void {
    this.#rest()
    this.#near.stop()
    this.#never.abort()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#giveUp.abort()
    this.#giveUp = new AbortController()
  }

  #showExact(turn: number, bitmap: ImageBitmap): void {
    if (turn !== this.#turn) return
    this.#exactTurn = turn
    this.#near.clear()
    this.#show(bitmap, { kind: 'exact' })
  }

  async #fetchNear(place: Asked): Promise<{ bitmap: ImageBitmap; tick: number } | null> {
    const { shots } = useShots.getState()
    const shot = shots?.run === place.run && shots.branch === place.branch ? shotAt(shots, place.tick) : null
    if (shot === null) return null
    return { bitmap: await fetchPicture(picture(pictureUrl.shot(place.run, shot.id)), this.#never.signal), tick: shot.tick }
  }
}
