import type { Branch, Timeline } from '../../src-preload/contract/index.ts'
import { anchorSpacing } from '../snapshot/index.ts'
import type { Buckets } from './marks.ts'
import type { OpenRun } from './runShelf.ts'

type Coverage = Timeline['coverage']

interface State {
  tick: number
  frame: number
}

/** The ticks of each branch that lie so near behind a state that they are reached at once; gaps below a bucket are not told. */
export function coverageOf(open: OpenRun, buckets: Buckets): Coverage {
  const width = (buckets.to - buckets.from + 1) / buckets.count
  const frames = framesOf(open)
  return open.branches
    .filter(({ fork_tick, head_tick }) => head_tick >= buckets.from && fork_tick <= buckets.to)
    .flatMap((branch) => {
      const states = statesOf(open, branch, frames)
      return coverageOfBranch(branch, states, reachOf(states), width, buckets)
    })
}

/**
 * Frames behind a state that are reached at once. States lie as far apart as the core's speed allows, so
 * their usual distance says it; a tick adds up to 60 frames after one was due, and a batch shares one.
 */
function reachOf(states: readonly State[]): number {
  const gaps = states.slice(1).map(({ frame }, i) => frame - (states[i]?.frame ?? 0)).sort((a, b) => a - b)
  return 2 * Math.max(anchorSpacing().frames, gaps[gaps.length >> 1] ?? 0)
}

function framesOf(open: OpenRun): Map<number, { fork: number; head: number }> {
  const rows = open.reader.query('SELECT branch, fork_frame, head_frame FROM branches')
  return new Map(rows.map((row) => [Number(row['branch']), { fork: Number(row['fork_frame']), head: Number(row['head_frame']) }]))
}

/** The states of a branch by tick, with its fork, whose state is its parent's, and at last its head. */
function statesOf(open: OpenRun, { branch, parent, fork_tick, head_tick }: Branch, frames: ReadonlyMap<number, { fork: number; head: number }>): State[] {
  const ends = frames.get(branch)
  const fork: State[] = parent === null || !ends ? [] : [{ tick: fork_tick, frame: ends.fork }]
  const anchors = open.anchors(branch)
  const states = [...fork, ...(anchors.length > 0 ? anchors : open.store.list().filter((meta) => meta.branch === branch && meta.reason !== 'imported'))]
  if (states.length > 0 && ends) states.push({ tick: head_tick, frame: ends.head })
  return states
}

function coverageOfBranch({ branch, fork_tick, parent }: Branch, states: readonly State[], reach: number, width: number, { from, to }: Buckets): Coverage {
  const found: Coverage = []
  const first = parent === null ? 0 : fork_tick + 1
  for (const [i, state] of states.entries()) {
    const next = states[i + 1]
    if (!next) break
    const gap = next.frame - state.frame
    // Ticks are of about one length between two states.
    const end = gap <= reach ? next.tick : state.tick + Math.floor(((next.tick - state.tick) * reach) / gap)
    const [a, b] = [Math.max(from, first, state.tick), Math.min(to, end)]
    if (a > b) continue
    const last = found.at(-1)
    if (last && a - last.to <= Math.max(1, width)) last.to = Math.max(last.to, b)
    else found.push({ branch, from: a, to: b })
  }
  return found
}
