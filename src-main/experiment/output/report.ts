import type { ArmComparison, GroupStats, RunResult } from '../../../src-preload/contract/index.ts'
import { configText } from '../config.ts'
import { groupOf } from '../metrics.ts'
import { escapeHtml, milestoneGrid, shown, stripChart } from './charts.ts'
import { STYLE } from './style.ts'
import type { Results } from './write.ts'

/** Rows of the table of runs that are shown; the files have them all. */
const MAX_ROWS = 500

/** The report: one HTML file that needs nothing beside itself, in the reader's light or dark. */
export function reportOf(results: Results): string {
  const { record, results: runs, stats } = results
  const { plan } = record.config
  const failed = runs.filter(({ ok }) => !ok)
  const body = [
    `<header><h1>${escapeHtml(record.name)}</h1>${plan.description ? `<p class="lead">${escapeHtml(plan.description)}</p>` : ''}</header>`,
    facts(results, failed.length),
    ...(record.state === 'completed' ? [] : [`<p class="note">This experiment is ${record.state}: ${runs.length} of ${record.total} runs are in this report.${record.message ? ` ${escapeHtml(record.message)}` : ''}</p>`]),
    ...stats.map((metric) => section(title(metric.metric), `${stripChart(metric)}${statsTable(metric.groups)}${comparisonTable(metric.comparisons)}`)),
    milestones(runs),
    failures(failed),
    section('Runs', runTable(runs)),
    section('Configuration', `<p>Everything this experiment hangs on. Run with it again, every run ends in the same state.</p><pre>${escapeHtml(configText(record.config))}</pre>${scripts(results)}`),
    `<footer>PTP Workbench ${escapeHtml(record.versions.workbench)} · experiment ${escapeHtml(record.id)} · random seed ${record.random_seed}</footer>`,
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(record.name)} · experiment report</title><style>${STYLE}</style></head>
<body><main>${body.join('\n')}</main></body></html>
`
}

function facts({ record, results }: Results, failed: number): string {
  const frames = results.reduce((sum, run) => sum + run.frames, 0)
  const groups = new Set(results.map(groupOf))
  const list: [string, string][] = [
    ['runs', `${results.length} of ${record.total}`],
    ['failed', String(failed)],
    ['arms', String(groups.size)],
    ['frames', shown(frames)],
    ['took', duration(record.seconds)],
    ['frames a second', record.seconds > 0 ? shown(frames / record.seconds) : '–'],
    ['started', record.started_at.replace('T', ' ').slice(0, 19)],
    ['random seed', String(record.random_seed)],
  ]
  return `<dl class="facts">${list.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>`
}

function section(heading: string, content: string): string {
  return content === '' ? '' : `<section><h2>${escapeHtml(heading)}</h2>${content}</section>`
}

function table(head: readonly string[], rows: readonly (readonly string[])[], texts = 1): string {
  const cell = (tag: string, value: string, i: number): string => `<${tag}${i < texts ? '' : ' class="n"'}>${value}</${tag}>`
  return `<div class="scroll"><table><thead><tr>${head.map((name, i) => cell('th', escapeHtml(name), i)).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map((value, i) => cell('td', value, i)).join('')}</tr>`).join('')}</tbody></table></div>`
}

function statsTable(groups: readonly GroupStats[]): string {
  const rows = groups.map((group) => [
    escapeHtml(group.arm), String(group.n),
    ...(group.n === 0 ? Array.from({ length: 8 }, () => '–') : [shown(group.mean), `${shown(group.ci_low)} – ${shown(group.ci_high)}`, shown(group.sd), shown(group.min), shown(group.p25), shown(group.median), shown(group.p75), shown(group.max)]),
  ])
  return table(['arm', 'n', 'mean', '95 % interval', 'sd', 'min', '25 %', 'median', '75 %', 'max'], rows)
}

function comparisonTable(comparisons: readonly ArmComparison[]): string {
  if (comparisons.length === 0) return ''
  const rows = comparisons.map((each) => [
    `${escapeHtml(each.b.arm)} <span class="muted">against</span> ${escapeHtml(each.a.arm)}`,
    signed(each.difference), `${signed(each.difference_low)} – ${signed(each.difference_high)}`,
    `${signed(each.cliffs_delta)} <span class="muted">${each.magnitude}</span>`, each.cohens_d === null ? '–' : signed(each.cohens_d),
    `<span class="${each.p_value < 0.05 ? 'strong' : ''}">${each.p_value < 0.001 ? '&lt; 0.001' : shown(each.p_value)}</span>`,
  ])
  return `<details><summary>Arm against arm</summary>${table(['', 'difference', '95 % interval', 'Cliff’s δ', 'Cohen’s d', 'p'], rows)}<p class="muted">Intervals by bootstrap, p by a permutation test of the means, both seeded; p is not corrected for the number of comparisons.</p></details>`
}

function milestones(runs: readonly RunResult[]): string {
  const arms = [...new Set(runs.map(groupOf))]
  const ids = [...new Set(runs.flatMap((run) => Object.keys(run.milestones)))]
  if (ids.length === 0 || arms.length === 0) return ''
  const of = new Map(arms.map((arm) => [arm, runs.filter((run) => groupOf(run) === arm)]))
  const shares = (id: string): number[] =>
    arms.map((arm) => {
      const own = of.get(arm) ?? []
      return own.filter((run) => (run.milestones[id] ?? null) !== null).length / Math.max(1, own.length)
    })
  return section('Milestones', milestoneGrid(arms, ids.map((id) => ({ id, shares: shares(id) }))))
}

function failures(failed: readonly RunResult[]): string {
  const reasons = new Map<string, { count: number; arms: Set<string> }>()
  for (const run of failed) {
    const reason = reasons.get(run.error ?? run.status) ?? { count: 0, arms: new Set<string>() }
    reason.count++
    reason.arms.add(groupOf(run))
    reasons.set(run.error ?? run.status, reason)
  }
  if (reasons.size === 0) return ''
  const rows = [...reasons].sort(([, a], [, b]) => b.count - a.count).map(([text, { count, arms }]) => [escapeHtml(text), escapeHtml([...arms].join(', ')), String(count)])
  return section('Failures', table(['reason', 'arms', 'runs'], rows, 2))
}

function runTable(runs: readonly RunResult[]): string {
  const rows = runs.slice(0, MAX_ROWS).map((run) => [
    `<code>${escapeHtml(run.run)}</code>`, escapeHtml(groupOf(run)), `<span class="${run.ok ? '' : 'bad'}">${escapeHtml(run.status)}</span>`,
    `<code>${escapeHtml(run.final_state_hash)}</code>`, String(run.seed), shown(run.ticks), shown(run.frames),
  ])
  const more = runs.length > MAX_ROWS ? `<p class="muted">The first ${MAX_ROWS} of ${runs.length}; exported results have them all.</p>` : ''
  return `<details><summary>${runs.length} runs with their final state hashes</summary>${table(['run', 'arm', 'status', 'state hash', 'seed', 'ticks', 'frames'], rows, 4)}${more}</details>`
}

function scripts({ record }: Results): string {
  return Object.values(record.scripts).map(({ name, text }) => `<details><summary>${escapeHtml(name)}</summary><pre>${escapeHtml(text)}</pre></details>`).join('')
}

function title(metric: string): string {
  return metric.charAt(0).toUpperCase() + metric.slice(1).replaceAll('_', ' ')
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${shown(value)}`
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds * 10) / 10} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}
