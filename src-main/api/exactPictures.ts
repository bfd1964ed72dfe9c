import { LRUCache } from 'lru-cache'
import type { Place } from '../../src-preload/contract/index.ts'
import { SCREEN_HEIGHT, SCREEN_WIDTH } from '../emulator/index.ts'
import { encodePng } from '../run/index.ts'
import { ownPlace, type RunShelf } from './runShelf.ts'
import type { Viewer } from './viewer.ts'

const KEEP_RGB = 256
const KEEP_PNG = 2000
/** Before the first frame nothing was drawn: the screen is blank. */
const BLANK = new Uint8Array(SCREEN_WIDTH * SCREEN_HEIGHT * 3).fill(0xff)

/** The picture of exactly one tick. A recorded tick never changes, so those asked for are kept. */
export class ExactPictures {
  readonly #shelf: RunShelf
  readonly #viewer: Viewer
  readonly #rgb = new LRUCache<string, Promise<Uint8Array>>({ max: KEEP_RGB })
  readonly #png = new LRUCache<string, Promise<Uint8Array>>({ max: KEEP_PNG })

  constructor(shelf: RunShelf, viewer: Viewer) {
    this.#shelf = shelf
    this.#viewer = viewer
  }

  /** @returns 160×144×3, not to be changed @throws PtpError `not-found` */
  async rgb(place: Place): Promise<Uint8Array> {
    return this.#rgbOf(place, await this.#keyOf(place))
  }

  /** @returns a PNG of 160×144 @throws PtpError `not-found` */
  async png(place: Place): Promise<Uint8Array> {
    const key = await this.#keyOf(place)
    let png = this.#png.get(key)
    if (!png) {
      png = this.#rgbOf(place, key).then(encodePng)
      keepWhileGood(this.#png, key, png)
    }
    return png
  }

  /** Takes a picture that is at hand anyway. */
  async keep(place: Place, rgb: Uint8Array): Promise<void> {
    this.#rgb.set(await this.#keyOf(place), Promise.resolve(rgb))
  }

  #rgbOf(place: Place, key: string): Promise<Uint8Array> {
    let rgb = this.#rgb.get(key)
    if (!rgb) {
      rgb = this.#viewer.look(place).then(({ picture }) => picture ?? BLANK)
      keepWhileGood(this.#rgb, key, rgb)
    }
    return rgb
  }

  async #keyOf({ run, branch, tick }: Place): Promise<string> {
    const own = ownPlace(await this.#shelf.open(run), branch, tick)
    return `${run}/${own.branch}/${own.tick}`
  }
}

function keepWhileGood(cache: LRUCache<string, Promise<Uint8Array>>, key: string, picture: Promise<Uint8Array>): void {
  cache.set(key, picture)
  picture.catch(() => cache.delete(key))
}
