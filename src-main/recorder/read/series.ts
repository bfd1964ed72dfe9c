import type { RunDatabase } from '../database.ts'
import { BLOCK_TICKS } from '../schema.ts'
import { visitNumbers } from '../stateNumbers.ts'
import { cutLine, readLine } from './line.ts'
import type { Segment } from './line.ts'
import { numberAfter, numberChanges, numberPath } from './numbers.ts'
import type { NumberPath } from './numbers.ts'
import { readState } from './states.ts'

/** Ranges up to this many ticks are read change by change, exactly. */
const EXACT_TICKS = 8192
/** Blocks, or ends of buckets, looked at between two pauses. */
const STEP = 64

/** A number in each bucket of ticks; NaN where there was none. */
export interface Series {
  name: string
  /** first tick of each bucket */
  ticks: Float64Array
  min: Float64Array
  max: Float64Array
  /** the value after the last tick of the bucket */
  last: Float64Array
}

/** The names of all numbers the state of `tick` has. */
export function numberNames(database: RunDatabase, line: number, tick: number): string[] {
  const names: string[] = []
  visitNumbers(readState(database, line, tick), (name) => names.push(name))
  return names
}

/**
 * A number of the state over the ticks from..to of a line. In long ranges the least and the greatest value may show in the
 * bucket beside their own, since whole blocks of ticks are looked at. It pauses now and then, so that other work gets its turn.
 */
export function* readSeries(database: RunDatabase, line: number, name: string, from: number, to: number, buckets: number): Generator<undefined, Series> {
  const segments = cutLine(readLine(database, line), from, to)
  const first = segments[0]?.from ?? from
  const end = segments.at(-1)?.to ?? from
  const count = Math.max(1, Math.min(buckets, end - first + 1))
  const width = (end - first + 1) / count
  const empty = (): Float64Array => new Float64Array(count).fill(Number.NaN)
  const series: Series = { name, ticks: Float64Array.from({ length: count }, (_, i) => first + Math.floor(i * width)), min: empty(), max: empty(), last: empty() }
  const path = numberPath(name)
  if (path === null) return series
  const put = (a: number, b: number, min: number, max: number) => {
    const start = Math.max(0, bucketOf(series, a))
    const stop = Math.min(count - 1, bucketOf(series, b))
    for (let i = start; i <= stop; i++) {
      if (!((series.min[i] ?? 0) <= min)) series.min[i] = min
      if (!((series.max[i] ?? 0) >= max)) series.max[i] = max
    }
  }
  for (const segment of segments) {
    if (segment.to - segment.from < EXACT_TICKS) exact(database, path, segment, put)
    else yield* byBlocks(database, name, path, segment, put)
    yield* lastValues(database, path, segment, series, end)
  }
  return series
}

type Put = (from: number, to: number, min: number, max: number) => void

/** The bucket a tick lies in: the last one that begins at or before it. */
function bucketOf({ ticks }: Series, tick: number): number {
  let [low, high] = [0, ticks.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((ticks[middle] ?? Infinity) <= tick) low = middle
    else high = middle - 1
  }
  return low
}

function exact(database: RunDatabase, path: NumberPath, segment: Segment, put: Put): void {
  let at = segment.from
  let value = Number.NaN
  for (const [tick, next] of numberChanges(database, segment, path)) {
    if (!Number.isNaN(value)) put(at, tick - 1, value, value)
    at = tick
    value = next
  }
  if (!Number.isNaN(value)) put(at, segment.to, value, value)
}

function* byBlocks(database: RunDatabase, name: string, path: NumberPath, segment: Segment, put: Put): Generator<undefined> {
  const firstBlock = Math.ceil(segment.from / BLOCK_TICKS)
  const lastBlock = Math.floor((segment.to + 1) / BLOCK_TICKS) - 1
  const member = `$.${JSON.stringify(name)}`
  let next = segment.from
  for (let block = firstBlock; block <= lastBlock; block += STEP) {
    const rows = database.rows(
      'SELECT block, json_extract(ranges, ?) FROM state_blocks WHERE branch = ? AND block BETWEEN ? AND ? ORDER BY block',
      member, segment.branch, block, Math.min(lastBlock, block + STEP - 1),
    )
    for (const [at, range] of rows) {
      const start = Number(at) * BLOCK_TICKS
      if (next < start) exact(database, path, { ...segment, from: next, to: start - 1 }, put)
      next = start + BLOCK_TICKS
      if (range === null || range === undefined) continue
      const [min, max] = JSON.parse(String(range)) as [number, number]
      put(start, next - 1, min, max)
    }
    yield
  }
  if (next <= segment.to) exact(database, path, { ...segment, from: next }, put)
}

/** The values at the ends of the buckets that end in this segment. @param end the last tick of all buckets */
function* lastValues(database: RunDatabase, path: NumberPath, segment: Segment, series: Series, end: number): Generator<undefined> {
  const { ticks, min, last } = series
  const count = ticks.length
  for (let i = bucketOf(series, segment.from); i < count; i++) {
    const at = i + 1 < count ? (ticks[i + 1] ?? 0) - 1 : end
    if (at > segment.to) return
    // Where there was none at all, nothing needs to be looked for.
    if (!Number.isNaN(min[i] ?? Number.NaN)) last[i] = numberAfter(database, segment.branch, path, at)
    if (i % STEP === 0) yield
  }
}
