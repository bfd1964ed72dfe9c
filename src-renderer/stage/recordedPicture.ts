import { pictureUrl, type Place } from '../api/contract.ts'
import { Latest } from '../api/latest.ts'
import { picture } from '../api/transport.ts'
import { shotAt, useShots } from '../state/shots.ts'
import { fetchPicture, keptPicture } from './pictureCache.ts'

/** What the picture on screen is; `reason` says why there is no exact one. */
export type Shown = { kind: 'live' } | { kind: 'exact'; tick: number } | { kind: 'near'; tick: number; reason: string | null } | { kind: 'failed'; reason: string }

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
  #place: Place | null = null
  /** of this turn: the screenshot on screen, and why there is no exact picture */
  #nearTick: number | null = null
  #reason: string | null = null

  constructor(show: (bitmap: ImageBitmap | null, shown: Shown) => void) {
    this.#show = show
    this.#near = new Latest(
      (asked: Asked) => this.#fetchNear(asked),
      (asked, found) => {
        if (found === null || asked.turn <= this.#exactTurn) return
        const isNow = asked.turn === this.#turn
        if (isNow) this.#nearTick = found.tick
        this.#show(found.bitmap, { kind: 'near', tick: found.tick, reason: isNow ? this.#reason : null })
      },
      // The exact picture comes anyway, and says what is wrong when it does not.
      (_asked, error) => console.warn('A screenshot is missing.', error),
    )
  }

  goTo(place: Place): void {
    this.#rest()
    const turn = ++this.#turn
    this.#place = place
    this.#nearTick = null
    this.#reason = null
    const url = picture(pictureUrl.exact(place.run, place.branch, place.tick))
    const exact = keptPicture(url)
    if (exact !== null) {
      this.#showExact(turn, place.tick, exact)
      return
    }
    this.#near.ask({ ...place, turn })
    const { signal } = this.#giveUp
    const now = performance.now()
    const wait = now - this.#movedAt < DRAG ? REST : 0
    this.#movedAt = now
    this.#timer = setTimeout(() => {
      fetchPicture(url, signal).then(
        (bitmap) => this.#showExact(turn, place.tick, bitmap),
        (error: unknown) => {
          if (!signal.aborted) this.#showFailed(error instanceof Error ? error.message : String(error))
        },
      )
    }, wait)
  }

  /** Looks for a screenshot again: they were not known yet when the play head came. */
  shotsCame(): void {
    if (this.#place !== null && this.#nearTick === null && this.#exactTurn !== this.#turn) this.#near.ask({ ...this.#place, turn: this.#turn })
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

  #showExact(turn: number, tick: number, bitmap: ImageBitmap): void {
    if (turn !== this.#turn) return
    this.#exactTurn = turn
    this.#near.clear()
    this.#show(bitmap, { kind: 'exact', tick })
  }

  #showFailed(reason: string): void {
    this.#reason = reason
    this.#show(null, this.#nearTick === null ? { kind: 'failed', reason } : { kind: 'near', tick: this.#nearTick, reason })
  }

  async #fetchNear(place: Asked): Promise<{ bitmap: ImageBitmap; tick: number } | null> {
    const { shots } = useShots.getState()
    const shot = shots?.run === place.run && shots.branch === place.branch ? shotAt(shots, place.tick) : null
    if (shot === null) return null
    return { bitmap: await fetchPicture(picture(pictureUrl.shot(place.run, shot.id)), this.#never.signal), tick: shot.tick }
  }
}
