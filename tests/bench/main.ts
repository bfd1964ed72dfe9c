import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { BenchResult } from './bench.ts'

/** The suites, by name; each measures in one process, one after the other. */
const SUITES: Record<string, () => Promise<{ benches: () => Promise<BenchResult[]> }>> = {
  run: () => import('./run.ts'),
  states: () => import('./states.ts'),
  recorder: () => import('./recorder.ts'),
  core: () => import('./core.ts'),
  script: () => import('./script.ts'),
  experiment: () => import('./experiment.ts'),
  search: () => import('./search.ts'),
  gym: () => import('./gym.ts'),
  pool: () => import('./pool.ts'),
  cli: () => import('./cli.ts'),
  figures: () => import('./figures.ts'),
  ui: () => import('./ui.ts'),
  dashboard: async () => ({ benches: (await import('./uiDashboard.ts')).dashboardBenches }),
}

const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => !(name in SUITES))
if (unknown.length > 0) {
  process.stderr.write(`bench: no suite "${unknown.join(', ')}"; there are ${Object.keys(SUITES).join(', ')}\n`)
  process.exit(2)
}

const results: BenchResult[] = []
for (const [name, load] of Object.entries(SUITES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  process.stderr.write(`${name}\n`)
  for (const each of await (await load()).benches()) {
    results.push(each)
    const { value, unit, target, ok } = each
    process.stdout.write(`${ok ? 'ok  ' : 'MISS'} ${each.name.padEnd(66)} ${String(value).padStart(10)} ${unit.padEnd(9)} ${target}\n`)
  }
}
writeFileSync(path.resolve('bench-results.json'), `${JSON.stringify(results, null, 2)}\n`)
const missed = results.filter(({ ok }) => !ok).length
process.stdout.write(`${results.length - missed} of ${results.length} targets met; written to bench-results.json\n`)
process.exitCode = missed === 0 ? 0 : 1
