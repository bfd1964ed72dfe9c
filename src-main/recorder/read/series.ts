import type { RunDatabase } from '../database.ts'
import { BLOCK_TICKS } from '../schema.ts'
import { visitNumbers } from '../stateNumbers.ts'
import { cutLine, readLine } from './line.ts'
import type { Segment } from './line.ts'
import { readState, readStates } from './states.ts'

/** Ranges up to this many ticks are read state by state, exactly. */
const EXACT_TICKS = 8192

/** Least and greatest value of a number in each bucket of ticks; NaN where there was none. */
export interface Series {
  name: string
  /** first tick of each bucket */
  ticks: Float64Array
  min: Float64Array
  max: Float64Array
}

/** The names of all numbers the state of `tick` has. */
export function numberNames(database: RunDatabase, line: number, tick: number): string[] {
  const names: string[] = []
  visitNumbers(readState(database, line, tick), (name) => names.push(name))
  return names
}

/**
 * A number of the state over the ticks from..to of a line. In long ranges a value may show in the
 * bucket beside its own, since whole blocks of ticks are looked at.
 */
export function readSeries(database: RunDatabase, line: number, name: string, from: number, to: number, buckets: number): Series {
  const segments = cutLine(readLine(database, line), from, to)
  const first = segments[0]?.from ?? from
  const last = segments.at(-1)?.to ?? from
  const count = Math.max(1, Math.min(buckets, last - first + 1))
  const width = (last - first + 1) / count
  const series: Series = {
    name, ticks: Float64Array.from({ length: count }, (_, i) => first + Math.floor(i * width)), min: new Float64Array(count).fill(Number.NaN), max: new Float64Array(count).fill(Number.NaN),
  }
  const put = (a: number, b: number, min: number, max: number) => {
    const start = Math.max(0, Math.floor((a - first) / width))
    const end = Math.min(count - 1, Math.floor((b - first) / width))
    for (let i = start; i <= end; i++) {
      if (!((series.min[i] ?? 0) <= min)) series.min[i] = min
      if (!((series.max[i] ?? 0) >= max)) series.max[i] = max
    }
  }
  for (const segment of segments) {
    if (segment.to - segment.from < EXACT_TICKS) exact(database, line, name, segment.from, segment.to, put)
    else byBlocks(database, line, name, segment, put)
  }
  return series
}

type Put = (from: number, to: number, min: number, max: number) => void

function exact(database: RunDatabase, line: number, name: string, from: number, to: number, put: Put): void {
  let at = from
  let value = Number.NaN
  for (const { tick, state } of readStates(database, line, from, to)) {
    if (!Number.isNaN(value) && tick > at) put(at, tick - 1, value, value)
    at = tick
    value = Number.NaN
    visitNumbers(state, (other, number) => {
      if (other === name) value = number
    })
  }
  if (!Number.isNaN(value)) put(at, to, value, value)
}

function byBlocks(database: RunDatabase, line: number, name: string, segment: Segment, put: Put): void {
  const firstBlock = Math.ceil(segment.from / BLOCK_TICKS)
  const lastBlock = Math.floor((segment.to + 1) / BLOCK_TICKS) - 1
  const path = `$.${JSON.stringify(name)}`
  const rows = database.rows(
    `SELECT block, json_extract(ranges, ?) FROM state_blocks WHERE branch = ? AND block BETWEEN ? AND ? ORDER BY block`, path, segment.branch, firstBlock, lastBlock)
  let next = segment.from
  for (const [block, range] of rows) {
    const start = Number(block) * BLOCK_TICKS
    if (next < start) exact(database, line, name, next, start - 1, put)
    next = start + BLOCK_TICKS
    if (range === null || range === undefined) continue
    const [min, max] = JSON.parse(String(range)) as [number, number]
    put(start, next - 1, min, max)
  }
  if (next <= segment.to) exact(database, line, name, next, segment.to, put)
}
