import { picture } from '../api/transport.ts'
import { pictureUrl } from '../api/contract.ts'
import { isHurried, onBeat } from '../state/beat.ts'
import { SCREEN } from './scale.ts'

/** How long to wait after an answer that was neither a picture nor "nothing new", in milliseconds. */
const BACK_OFF = 500

/**
 * Pulls the picture of a live run: the next one is asked for when this one is on screen, so a slow
 * screen skips frames and never slows the run.
 * @param show puts RGBA pixels of 160×144 on screen
 * @returns a function that stops it
 */
export function pullLivePicture(run: string, show: (pixels: ImageData) => void): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  const pull = async (): Promise<void> => {
    let after = -1
    while (!signal.aborted) {
      const answer = await fetch(picture(pictureUrl.live(run, after)), { signal, cache: 'no-store' })
      if (answer.status === 200) {
        const pixels = new Uint8ClampedArray(await answer.arrayBuffer())
        if (pixels.length === SCREEN.width * SCREEN.height * 4) {
          after = Number(answer.headers.get('x-ptp-serial') ?? -1)
          if (isHurried()) await nextBeat()
          if (signal.aborted) return
          show(new ImageData(pixels, SCREEN.width, SCREEN.height))
          await nextFrame()
          continue
        }
      }
      if (answer.status !== 204) await sleep(BACK_OFF)
    }
  }
  const keepOn = (): void => {
    pull().catch((error: unknown) => {
      if (signal.aborted) return
      console.warn('The live picture broke off; trying again.', error)
      setTimeout(keepOn, BACK_OFF)
    })
  }
  keepOn()
  return () => stopping.abort()
}

function nextBeat(): Promise<void> {
  return new Promise((resolve) => onBeat(resolve))
}

function nextFrame(): Promise<unknown> {
  // A hidden page draws no frames; it must not stop pulling for good, only slow down.
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 250)
    requestAnimationFrame(() => {
      clearTimeout(timer)
      resolve(null)
    })
  })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
