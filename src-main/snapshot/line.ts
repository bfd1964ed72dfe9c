import type { Branch } from '../../src-preload/contract/index.ts'

/** A stretch of ticks of one branch, both ends included. */
export interface LineSegment {
  branch: number
  from: number
  to: number
}

/** The way from the start of a run to a place on it, oldest segment first. Each segment begins where the one before it was left. */
export type Line = readonly LineSegment[]

/**
 * The line that ends in `branch`: its own ticks, and those of its parents up to where each was left.
 * @returns segments, oldest first; the last one is open-ended (`to` is Infinity); empty if the branch is unknown
 */
export function lineOf(branches: readonly Branch[], branch: number): Line {
  const byNumber = new Map(branches.map((each) => [each.branch, each]))
  const line: LineSegment[] = []
  let to = Infinity
  let at = byNumber.get(branch)
  while (at !== undefined) {
    byNumber.delete(at.branch)
    const from = at.parent === null ? 0 : at.fork_tick + 1
    if (from <= to) line.unshift({ branch: at.branch, from, to })
    to = Math.min(to, at.fork_tick)
    at = at.parent === null ? undefined : byNumber.get(at.parent)
  }
  return line
}
