import { SCREEN } from '../stage/scale.ts'

/** Above and below each picture: a line of text and some air; between the two: a gap. In CSS pixels. */
const TEXT = 44
const GAP = 16

export interface SightScales {
  /** factors in CSS pixels, whole in the display's own */
  best: number
  newest: number
}

/**
 * The largest whole factors at which two pictures of the console's screen, each with its lines of text, fit side by side or one
 * below the other; where not both fit as large, the best cell is the larger.
 * @param ratio device pixels in a CSS pixel
 */
export function sightScales(width: number, height: number, ratio: number): SightScales {
  const fits = (best: number, newest: number): boolean => {
    const [w, h] = [SCREEN.width / ratio, SCREEN.height / ratio]
    const beside = (best + newest) * w + GAP <= width && best * h + TEXT <= height
    const below = best * w <= width && (best + newest) * h + 2 * TEXT + GAP <= height
    return beside || below
  }
  const most = Math.max(1, Math.floor((width * ratio) / SCREEN.width))
  for (let best = most; best > 1; best--) {
    for (let newest = best; newest >= 1 && newest >= best - 1; newest--) if (fits(best, newest)) return { best: best / ratio, newest: newest / ratio }
  }
  return { best: 1 / ratio, newest: 1 / ratio }
}
