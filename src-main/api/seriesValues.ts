import type { GameState, OutputOf } from '../../src-preload/contract/index.ts'
import type { ParsedInput } from './answers.ts'
import type { OpenRun } from './runShelf.ts'

/** Up to so many ticks every state is read. */
const EXACT_TICKS = 8192

type Series = OutputOf<'series.get'>

/** @returns a number of a state by the name the recorder gives it, null where the state has none */
export function numberAt(state: GameState, name: string): number | null {
  const item = /^item\((.*)\)$/.exec(name)?.[1]
  if (item !== undefined) return state.inventory.find((each) => each.item === item)?.quantity ?? null
  let at: unknown = state
  for (const key of name.split(/[.[\]]+/).filter((each) => each !== '')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return null
    at = Reflect.get(at, key)
  }
  if (typeof at === 'boolean') return at ? 1 : 0
  return typeof at === 'number' ? at : null
}

/**
 * The value at the end of each bucket. In long windows it is that of the last whole state before the end,
 * which lies at most a few ticks earlier.
 */
export function lastValues(open: OpenRun, { branch, name, to }: { branch: number; name: string; to: number }, ticks: readonly number[], known: Pick<Series, 'min' | 'max'>): Series['last'] {
  const head = open.branches.find((each) => each.branch === branch)?.head_tick ?? to
  const end = Math.min(to, head)
  const ends = ticks.map((_, i) => (ticks[i + 1] ?? end + 1) - 1)
  const first = ticks[0] ?? 0
  const values = end - first <= EXACT_TICKS ? exactValues(open, branch, name, first, end, ends) : wholeValues(open, branch, name, ends)
  return values.map((value, i) => {
    const [least, most] = [known.min[i] ?? null, known.max[i] ?? null]
    if (least === null || most === null || least === most) return least
    return value === null ? most : Math.min(most, Math.max(least, value))
  })
}

function exactValues({ reader }: OpenRun, branch: number, name: string, from: number, to: number, ends: readonly number[]): (number | null)[] {
  const values: (number | null)[] = []
  let value: number | null = null
  for (const { tick, state } of reader.statesBetween(branch, from, to)) {
    for (let end = ends[values.length]; end !== undefined && end < tick; end = ends[values.length]) values.push(value)
    value = numberAt(state, name)
  }
  while (values.length < ends.length) values.push(value)
  return values
}

function wholeValues({ reader }: OpenRun, branch: number, name: string, ends: readonly number[]): (number | null)[] {
  const line = reader.lineage(branch)
  return ends.map((end) => {
    const segment = line.find(({ to }) => end <= to)
    if (!segment) return null
    const [row] = reader.query('SELECT state FROM states WHERE branch = ? AND tick <= ? AND kind = 1 ORDER BY tick DESC LIMIT 1', segment.branch, end)
    return row ? numberAt(JSON.parse(String(row['state'])) as GameState, name) : null
  })
}

/** Samples of a metric, by the tick they were taken at. */
export function metricSeries({ reader }: OpenRun, { branch, name, from, to, buckets }: ParsedInput<'series.get'>): Series {
  const line = reader.lineage(branch)
  const start = Math.max(from, line[0]?.from ?? 0)
  const end = Math.min(to, line.at(-1)?.to ?? 0)
  const count = Math.max(1, Math.min(buckets, end - start + 1))
  const width = Math.max(1, end - start + 1) / count
  const empty = (): (number | null)[] => new Array<number | null>(count).fill(null)
  const series: Series = { ticks: Array.from({ length: count }, (_, i) => start + Math.floor(i * width)), min: empty(), max: empty(), last: empty() }
  for (const segment of line) {
    const rows = reader.query(
      'SELECT tick, value FROM performance_metrics WHERE metric_type = ? AND branch = ? AND tick BETWEEN ? AND ? ORDER BY tick, timestamp',
      name, segment.branch, Math.max(start, segment.from), Math.min(end, segment.to),
    )
    for (const row of rows) {
      const bucket = Math.min(count - 1, Math.floor((Number(row['tick']) - start) / width))
      const value = Number(row['value'])
      series.min[bucket] = Math.min(series.min[bucket] ?? value, value)
      series.max[bucket] = Math.max(series.max[bucket] ?? value, value)
      series.last[bucket] = value
    }
  }
  return series
}
