import { PtpError, branchSchema } from '../../../src-preload/contract/index.ts'
import type { Branch } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'

/** Ticks `from`..`to` (both included) as branch `branch` played them. */
export interface Segment {
  branch: number
  from: number
  to: number
}

/** @returns all branches by their number */
export function readBranches(database: RunDatabase): Branch[] {
  return database
    .all('SELECT branch, name, parent, fork_tick, head_tick, created_at, agent FROM branches ORDER BY branch')
    .map((row) => branchSchema.parse(row))
}

/**
 * The line of ticks that ends at the head of `branch`: what of each of its ancestors belongs to it,
 * the first branch first. The first branch has tick 0 too, the state before any action. Throws `not-found`.
 */
export function readLine(database: RunDatabase, branch: number): Segment[] {
  const branches = new Map(readBranches(database).map((row) => [row.branch, row]))
  const segments: Segment[] = []
  let current = branches.get(branch)
  if (current === undefined) {
    throw new PtpError('not-found', `${database.file} has no branch ${branch}`, { hint: `It has ${[...branches.keys()].join(', ')}.` })
  }
  let to = current.head_tick
  // Each branch forks from an earlier one, so this ends after as many steps as there are branches.
  for (let i = 0; current !== undefined && i < branches.size; i++) {
    const from = current.parent === null ? 0 : current.fork_tick + 1
    if (from <= to) segments.unshift({ branch: current.branch, from, to })
    to = Math.min(to, current.fork_tick)
    current = current.parent === null ? undefined : branches.get(current.parent)
  }
  return segments
}

/** As {@link readLine}, without the tick 0: only ticks in which something was done. */
export function readPlayedLine(database: RunDatabase, branch: number): Segment[] {
  return readLine(database, branch)
    .map((segment) => ({ ...segment, from: Math.max(segment.from, firstTick(database, segment.branch)) }))
    .filter((segment) => segment.from <= segment.to)
}

/** @returns the parts of the line within from..to */
export function cutLine(line: readonly Segment[], from: number, to: number): Segment[] {
  return line
    .map((segment) => ({ branch: segment.branch, from: Math.max(segment.from, from), to: Math.min(segment.to, to) }))
    .filter((segment) => segment.from <= segment.to)
}

/** @returns how many ticks the line has */
export function lineLength(line: readonly Segment[]): number {
  return line.reduce((sum, segment) => sum + segment.to - segment.from + 1, 0)
}

function firstTick(database: RunDatabase, branch: number): number {
  return Number(database.get('SELECT min(tick) AS tick FROM inputs WHERE branch = ?', branch)?.['tick'] ?? 1)
}
