import type { OutputOf } from '../../src-preload/contract/index.ts'
import type { ParsedInput } from './answers.ts'
import type { OpenRun } from './runShelf.ts'

type Series = OutputOf<'series.get'>

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
