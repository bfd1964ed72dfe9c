import type { Branch, Place } from '../api/contract.ts'

/** One side of a comparison; `head` goes along with the play head. */
export type Side = { kind: 'head' } | { kind: 'fixed'; place: Place }

/** @returns the place a side stands for now */
export function placeOf(side: Side, head: Place): Place {
  return side.kind === 'head' ? head : side.place
}

/**
 * @returns what the play head is best compared with at first: the same tick of the line its branch
 * left, or else the tick before it
 */
export function firstSide(head: Place, branches: readonly Branch[]): Side {
  const own = branches.find((line) => line.branch === head.branch)
  const parent = branches.find((line) => line.branch === own?.parent)
  if (own !== undefined && parent !== undefined && head.tick > own.fork_tick) {
    return { kind: 'fixed', place: { ...head, branch: parent.branch, tick: Math.min(head.tick, parent.head_tick) } }
  }
  return { kind: 'fixed', place: { ...head, tick: Math.max(0, head.tick - 1) } }
}

/** @returns true when both are the same tick of the same line */
export function samePlace(a: Place, b: Place): boolean {
  return a.run === b.run && a.branch === b.branch && a.tick === b.tick
}

/** @returns what share of the screen differs, e.g. `3.2 % of the screen` */
export function pixelText(pixels: number): string {
  if (pixels === 0) return 'the same picture'
  const share = (pixels / 23_040) * 100
  return `${share < 0.1 ? 'under 0.1' : share.toFixed(share < 10 ? 1 : 0)} % of the screen`
}
