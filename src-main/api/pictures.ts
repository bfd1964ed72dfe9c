import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import path from 'node:path'
import { PtpError, type Place } from '../../src-preload/contract/index.ts'
import { encodePng } from '../run/index.ts'
import type { DeskParts } from './desk.ts'
import { rgbaOf, overlay } from './pixels.ts'
import { checkRunId } from './runDir.ts'

/** What a face sends back for a picture's URL. */
export interface PictureReply {
  /** 200, or 204 when there is no newer picture */
  status: number
  type: string
  headers: Record<string, string>
  body: Uint8Array | null
}

const TYPES: Readonly<Record<string, string>> = { '.jpg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp' }
/** What is recorded never changes. */
const FOREVER = { 'cache-control': 'private, max-age=31536000, immutable' }
const NEVER = { 'cache-control': 'no-store' }
const MAX_PARTS = 8
/** Between two pictures of a run that goes as fast as it can: nobody could follow more of them, and each costs the run some of its pace. */
const UNPACED_MS = 100

/** Answers the URLs that `pictureUrl` of the contract makes. */
export class Pictures {
  readonly #parts: Pick<DeskParts, 'live' | 'shelf' | 'exact' | 'searches'>
  /** the live picture of each run that was given out last */
  readonly #given = new Map<string, { serial: number; at: number }>()

  constructor(parts: Pick<DeskParts, 'live' | 'shelf' | 'exact' | 'searches'>) {
    this.#parts = parts
  }

  /** @param url path and query @throws PtpError `bad-input` for no such URL, `not-found` */
  async answer(url: string): Promise<PictureReply> {
    const [pathname = '', query = ''] = url.split('?', 2)
    const parts = pathname.split('/').slice(1)
    const [root, run = '', kind = '', ...rest] = parts
    if (root !== 'pictures' || parts.length > MAX_PARTS || parts.length < 4 - Number(kind === 'live')) throw badUrl(url)
    checkRunId(run)
    if (kind === 'shots') return this.#recorded(run, rest, 'file')
    if (kind === 'thumbs') return this.#recorded(run, rest, 'thumbnail')
    if (kind === 'exact') return this.#exact(placeOf(run, rest, url))
    if (kind === 'diff') return this.#difference(run, rest, url)
    if (kind === 'live') return this.#live(run, query)
    if (kind === 'search') return this.#search(run, rest, url)
    throw badUrl(url)
  }

  async #recorded(run: string, [id = '', ...more]: string[], which: 'file' | 'thumbnail'): Promise<PictureReply> {
    if (more.length > 0 || !/^[A-Za-z0-9_-]{1,80}$/.test(id)) throw badUrl(id)
    const { dir, reader } = await this.#parts.shelf.open(run)
    // The database may come from another machine, so even its paths are not trusted.
    const folder = path.join(dir, 'screenshots')
    const file = path.resolve(dir, reader.screenshot(id)[which])
    const type = TYPES[path.extname(file)]
    if (!file.startsWith(folder + path.sep) || type === undefined) throw new PtpError('bad-run', `screenshot ${id} of run ${run} lies outside its folder`)
    const body = await readFile(file).catch((cause: unknown) => {
      throw new PtpError('not-found', `the file of screenshot ${id} of run ${run} is gone`, { cause })
    })
    return { status: 200, type, headers: FOREVER, body }
  }

  async #exact(place: Place): Promise<PictureReply> {
    return { status: 200, type: 'image/png', headers: FOREVER, body: await this.#parts.exact.png(place) }
  }

  async #difference(run: string, rest: string[], url: string): Promise<PictureReply> {
    const [branch = '', tick = '', otherRun = '', ...other] = rest
    const a = placeOf(run, [branch, tick], url)
    const b = placeOf(checkRunId(otherRun), other, url)
    const { exact } = this.#parts
    const body = await encodePng(overlay(await exact.rgb(a), await exact.rgb(b)))
    return { status: 200, type: 'image/png', headers: FOREVER, body }
  }

  async #search(run: string, [which = '', number = '', ...more]: string[], url: string): Promise<PictureReply> {
    if (more.length > 0 || (which !== 'best' && which !== 'newest') || !/^\d{1,9}$/.test(number)) throw badUrl(url)
    return { status: 200, type: 'image/png', headers: NEVER, body: await this.#parts.searches.sights.png(run, which, Number(number)) }
  }

  async #live(run: string, query: string): Promise<PictureReply> {
    const after = Number(new URLSearchParams(query).get('after') ?? -1)
    if (!Number.isInteger(after)) throw badUrl(`live?${query}`)
    const { run: played } = this.#parts.live.require(run)
    const given = this.#given.get(run)
    if (played.live.speed === 0 && given?.serial === after) await sleep(Math.max(0, given.at + UNPACED_MS - performance.now()))
    const shown = await played.picture.next(after)
    if (shown) this.#given.set(run, { serial: shown.serial, at: performance.now() })
    if (!shown) return { status: 204, type: 'application/octet-stream', headers: NEVER, body: null }
    const headers = { ...NEVER, 'x-ptp-serial': String(shown.serial), 'x-ptp-tick': String(shown.tick) }
    return { status: 200, type: 'application/octet-stream', headers, body: rgbaOf(shown.rgb) }
  }
}

function placeOf(run: string, [branch = '', tick = '', ...more]: string[], url: string): Place {
  if (more.length > 0 || !/^\d{1,9}$/.test(branch) || !/^\d{1,15}$/.test(tick)) throw badUrl(url)
  return { run, branch: Number(branch), tick: Number(tick) }
}

function badUrl(url: string): PtpError {
  return new PtpError('bad-input', `there is no picture at ${url.slice(0, 200)}`)
}
