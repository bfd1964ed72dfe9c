import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { exportCsv, RunRecorder } from '../../src-main/recorder/index.ts'
import { syntheticMetadata, syntheticRun, syntheticTicks } from '../support/syntheticRun.ts'
import { median, result, saying, timed, type BenchResult } from './bench.ts'

const TICKS = 200_000
const ROUNDS = 3

/** Writing ticks and reading them out again. */
export async function benches(): Promise<BenchResult[]> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-bench-'))
  try {
    const rows = [...syntheticTicks({ ticks: 50_000 })]
    const writes: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      saying(`recording ${rows.length} ticks, round ${round} of ${ROUNDS}`)
      const recorder = RunRecorder.create(path.join(home, `write-${round}`), syntheticMetadata(`write-${round}`), 'version: "3.0"\n')
      const ms = await timed(() => {
        for (const row of rows) recorder.tick(row)
        recorder.flush()
      })
      recorder.close()
      if (round > 0) writes.push((rows.length / ms) * 1000)
    }
    const { dir } = await syntheticRun(home, { ticks: TICKS })
    const exports: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      saying(`exporting ${TICKS} rows, round ${round} of ${ROUNDS}`)
      const ms = await timed(() => exportCsv(dir, { tables: ['actions'] }))
      if (round > 0) exports.push((TICKS / ms) * 1000)
    }
    return [
      result('recorder', median(writes), 'ticks/s', '>= 50000'),
      result('CSV export of actions', median(exports), 'rows/s', '>= 200000'),
    ]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
