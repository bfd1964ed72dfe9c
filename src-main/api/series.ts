import type { OutputOf } from '../../src-preload/contract/index.ts'
import type { AnswersTo, ParsedInput } from './answers.ts'
import type { DeskParts } from './desk.ts'
import { inTurns } from './inTurns.ts'
import { metricSeries } from './metricSeries.ts'
import type { OpenRun } from './runShelf.ts'

/** Blocks of ticks whose numbers are looked at for names. */
const NAME_BLOCKS = 32
/** Ticks whose states are looked at for names. */
const NAME_TICKS = 24

export function seriesAnswers({ shelf }: DeskParts): AnswersTo<'series.names' | 'series.get'> {
  return {
    'series.names': async ({ run }) => {
      const open = await shelf.open(run)
      return [...numberNames(open).map((name) => ({ name, unit: '' })), ...metricNames(open)]
    },
    'series.get': async (wish) => {
      const open = await shelf.open(wish.run)
      const isMetric = metricNames(open).some(({ name }) => name === wish.name)
      return isMetric ? metricSeries(open, wish) : stateSeries(open, wish)
    },
  }
}

/** Some numbers come and go, as those of a battle: so names are gathered all over the run. */
function numberNames({ reader, branches }: OpenRun): string[] {
  const names = new Set<string>()
  for (const { branch, fork_tick, head_tick, parent } of branches) {
    const first = parent === null ? 0 : fork_tick + 1
    const step = Math.max(1, Math.floor((head_tick - first) / (NAME_TICKS / branches.length + 1)))
    for (let tick = head_tick; tick >= first; tick -= step) for (const name of reader.numberNames(branch, tick)) names.add(name)
  }
  const blocks = Number(reader.query('SELECT max(block) AS last FROM state_blocks')[0]?.['last'] ?? 0)
  const every = Math.max(1, Math.floor(blocks / NAME_BLOCKS))
  for (const row of reader.query('SELECT ranges FROM state_blocks WHERE block % ? = 0', every)) {
    for (const name of Object.keys(JSON.parse(String(row['ranges'])) as object)) names.add(name)
  }
  return [...names].sort()
}

function metricNames({ reader }: OpenRun): { name: string; unit: string }[] {
  const rows = reader.query('SELECT metric_type AS name, max(unit) AS unit FROM performance_metrics GROUP BY metric_type ORDER BY metric_type')
  return rows.map(({ name, unit }) => ({ name: String(name), unit: String(unit ?? '') }))
}

async function stateSeries({ reader }: OpenRun, { branch, name, from, to, buckets }: ParsedInput<'series.get'>): Promise<OutputOf<'series.get'>> {
  const { ticks, min, max, last } = await inTurns(reader.series(branch, name, from, to, buckets))
  return { ticks: [...ticks], min: known(min), max: known(max), last: known(last) }
}

function known(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value))
}
