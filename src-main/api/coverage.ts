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
  const states = new BranchStates(open)
  const reach = states.reach()
  return open.branches
    .filter(({ fork_tick, head_tick }) => head_tick >= buckets.from && fork_tick <= buckets.to)
    .flatMap((branch) => coverageOfBranch(branch, states.alongLine(branch), reach, width, buckets))
}

/** The states there are to seek from, by branch. */
class BranchStates {
  readonly #open: OpenRun
  readonly #heads: ReadonlyMap<number, number>
  readonly #own = new Map<number, readonly State[]>()

  constructor(open: OpenRun) {
    this.#open = open
    const rows = open.reader.query('SELECT branch, head_frame FROM branches')
    this.#heads = new Map(rows.map((row) => [Number(row['branch']), Number(row['head_frame'])]))
  }

  /**
   * Frames behind a state that are reached at once. States lie as far apart as the core's speed allows, so their usual distance,
   * where most of them are, says it; a tick adds up to 60 frames after one was due, and a batch shares one.
   */
  reach(): number {
    const most = this.#open.branches.map(({ branch }) => this.#of(branch)).reduce((a, b) => (b.length > a.length ? b : a), [])
    const gaps = Float64Array.from(most.slice(1), ({ frame }, i) => frame - (most[i]?.frame ?? 0)).sort()
    return 2 * Math.max(anchorSpacing().frames, gaps[gaps.length >> 1] ?? 0)
  }

  /** The states of a branch by tick: before them the one of its ancestors that its first ticks are reached from, at last its head. */
  alongLine({ branch, parent, fork_tick, head_tick }: Branch): State[] {
    const before = parent === null ? null : this.#nearest(branch, fork_tick)
    const states = [...(before ? [before] : []), ...this.#of(branch)]
    const frame = this.#heads.get(branch)
    if (states.length > 0 && frame !== undefined) states.push({ tick: head_tick, frame })
    return states
  }

  #of(branch: number): readonly State[] {
    let own = this.#own.get(branch)
    if (!own) {
      const anchors = this.#open.anchors(branch)
      own = anchors.length > 0 ? anchors : this.#open.store.list().filter((meta) => meta.branch === branch && meta.reason !== 'imported')
      this.#own.set(branch, own)
    }
    return own
  }

  /** The last state at or before a tick, of the ancestors of a branch. */
  #nearest(branch: number, tick: number): State | null {
    for (const segment of this.#open.line(branch).toReversed()) {
      const until = Math.min(segment.to, tick)
      const found = segment.branch === branch ? undefined : this.#of(segment.branch).findLast((state) => state.tick <= until)
      if (found) return found
    }
    return null
  }
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
