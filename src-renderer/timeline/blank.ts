import { create } from 'zustand'

/** Ids of screenshots that are of one colour all over: taken while the game faded. */
export const useBlanks = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }))

/** Pixels a side to which a picture is shrunk to look at it. */
const SIDE = 16
/** Differences of colour that nobody sees. */
const SAME = 6

let context: CanvasRenderingContext2D | null = null

/** Notes a loaded screenshot that shows nothing. */
export function lookForBlank(id: string, image: HTMLImageElement): void {
  if (!isBlank(image)) return
  useBlanks.setState(({ ids }) => ({ ids: new Set(ids).add(id) }))
}

function isBlank(image: HTMLImageElement): boolean {
  context ??= Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE }).getContext('2d', { willReadFrequently: true })
  if (context === null) return false
  context.drawImage(image, 0, 0, SIDE, SIDE)
  const { data } = context.getImageData(0, 0, SIDE, SIDE)
  return data.every((value, at) => Math.abs(value - (data[at % 4] ?? 0)) <= SAME)
}
