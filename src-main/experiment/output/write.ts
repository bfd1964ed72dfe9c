import path from 'node:path'
import { stringify } from 'yaml'
import writeFileAtomic from 'write-file-atomic'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { MetricStats, ResultFormat, RunResult } from '../../../src-preload/contract/index.ts'
import type { ExperimentRecord } from '../folder.ts'
import { chosenMetrics, metricStats } from '../metrics.ts'
import { tableOf } from './table.ts'

/** What is written of an experiment. */
export interface Results {
  record: ExperimentRecord
  results: readonly RunResult[]
  /** of the chosen metrics; empty when none were asked for */
  stats: readonly MetricStats[]
}

/** Gathers the results, with statistics of the metrics the plan names. */
export function gather(record: ExperimentRecord, results: readonly RunResult[], withStats: boolean): Results {
  const names = withStats ? chosenMetrics(record.config.plan.metrics, results) : []
  return { record, results, stats: names.map((name) => metricStats(results, name, record.random_seed)) }
}

/** Writes the results in some formats, each with the whole configuration inside. @returns the files */
export async function writeResults(dir: string, results: Results, formats: readonly ResultFormat[]): Promise<string[]> {
  const files: string[] = []
  const write = async (name: string, data: string | Uint8Array): Promise<void> => {
    const file = path.join(dir, name)
    await writeFileAtomic(file, typeof data === 'string' ? data : Buffer.from(data))
    files.push(file)
  }
  for (const format of formats) {
    if (format === 'json') await write('results.json', `${JSON.stringify({ format: 'ptp-results', version: 1, experiment: results.record, statistics: results.stats, runs: results.results }, null, 2)}\n`)
    if (format === 'csv') {
      await write('results.csv', csvOf(results))
      if (results.stats.length > 0) await write('statistics.csv', statsCsv(results))
    }
    if (format === 'parquet') await write('results.parquet', parquetOf(results))
  }
  return files
}

/** The configuration stands in lines that begin with `#` before the table. */
function csvOf({ record, results }: Results): string {
  const columns = tableOf(results)
  const rows = results.map((_, i) => columns.map(({ values }) => cell(values[i] ?? null)).join(','))
  return [...comment(record), columns.map(({ name }) => cell(name)).join(','), ...rows, ''].join('\n')
}

const STATS = ['n', 'mean', 'sd', 'min', 'p5', 'p25', 'median', 'p75', 'p95', 'max', 'ci_low', 'ci_high'] as const

function statsCsv({ record, stats }: Results): string {
  const rows = stats.flatMap(({ metric, groups }) => groups.map((group) => [metric, group.arm, ...STATS.map((name) => group[name])].map(cell).join(',')))
  return [...comment(record), ['metric', 'arm', ...STATS].join(','), ...rows, ''].join('\n')
}

function comment(record: ExperimentRecord): string[] {
  const { scripts, ...rest } = record
  return stringify({ ...rest, scripts }).trimEnd().split('\n').map((line) => `# ${line}`)
}

function cell(value: number | string | boolean | null): string {
  if (value === null) return ''
  const text = String(value)
  return /[",\n\r]|^\s|^#|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function parquetOf({ record, results, stats }: Results): Uint8Array {
  const types = { number: 'DOUBLE', text: 'STRING', boolean: 'BOOLEAN' } as const
  const columnData = tableOf(results).map(({ name, type, values }) => ({ name, type: types[type], data: values, nullable: true }))
  return new Uint8Array(parquetWriteBuffer({
    columnData,
    kvMetadata: [
      { key: 'ptp.experiment', value: JSON.stringify(record) },
      { key: 'ptp.statistics', value: JSON.stringify(stats.map(({ metric, groups, comparisons }) => ({ metric, groups: groups.map(({ values: _, ...group }) => group), comparisons }))) },
    ],
  }))
}
