import { writeFileSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, type ArmComparison, type ExperimentSummary, type MetricStats } from '../../../src-preload/contract/index.ts'
import { chosenMetrics, compareGroups, gather, groupsOf, metricStats, reportOf, writeResults, type StoredExperiment } from '../../experiment/index.ts'
import { Workbench } from '../../workbench.ts'
import { centralDbOfExperiment, showAndDeliver } from '../delivery.ts'
import { configFor, withFlags, type ExperimentFlags } from '../experimentConfig.ts'
import { untilInterrupted } from '../interrupt.ts'
import { log } from '../log.ts'
import { print, table } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { GlobalOptions } from '../flags.ts'

/** Starts an experiment, or goes on with one, and shows how it comes along; exit code 3 when it did not complete. */
export async function runExperiment(flags: ExperimentFlags): Promise<void> {
  const workbench = new Workbench({ ...(flags.home ? { home: flags.home } : {}), ...centralDbOfExperiment(flags) })
  const { experiments } = workbench
  const visible = !flags.json && !flags.quiet
  const interrupt = untilInterrupted(visible)
  const bar = startProgress(flags.resumeFrom === undefined ? 'experiment' : 'experiment, going on', 'runs', visible)
  try {
    if (flags.check) {
      const check = await experiments.check(() => configFor(workbench, flags))
      const problems = check.problems.map(({ path: where, message, line }) => `  ${line === null ? '' : `line ${line}: `}${where === '' ? '' : `${where}: `}${message}`)
      print(flags, check, check.plan ? [`${check.runs} runs: ${check.arms.length} arms × ${check.seeds} seeds, ${check.grid_points} grid points · workers: ${check.workers_note}`] : ['The configuration has mistakes:', ...problems])
      if (!check.plan) process.exitCode = 2
      return
    }
    let workers = ''
    const stopListening = experiments.listen((summary) => {
      bar.update(summary.done, summary.total, noteOf(summary))
      // What they are at first is in the plan; that they are fewer on the way is worth a word.
      if (workers !== '' && summary.workers_note !== workers) log().warning(`workers: ${summary.workers_note}`)
      workers = summary.workers_note
    })
    const { id } = flags.resumeFrom === undefined ? await experiments.start(configFor(workbench, flags)) : await experiments.resume(flags.resumeFrom, (config) => withFlags(config, flags))
    const onInterrupt = (): void => void experiments.stop(id)
    interrupt.signal.addEventListener('abort', onInterrupt)
    if (interrupt.signal.aborted) onInterrupt()
    const stored = await experiments.over(id)
    stopListening()
    bar.stop()
    const files = await written(stored)
    const stats = stored.record.config.settings.experiment.aggregate_stats ? gather(stored.record, stored.results, true).stats : []
    const result = { ...stored.summary, statistics: withoutValues(stats), files }
    await showAndDeliver(workbench, flags, (central) => print(flags, central ? { ...result, central } : result, [...describe(stored), ...stats.flatMap(statsLines), '', ...files.map((file) => `  ${file}`)]))
    if (stored.record.state !== 'completed') process.exitCode = stored.record.state === 'stopped' ? 130 : 3
  } finally {
    bar.stop()
    interrupt.stop()
    await experiments.close()
    await workbench.closed()
  }
}

export async function listExperiments(flags: GlobalOptions): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const list = workbench.experiments.list()
  const rows = list.map(({ id, state, done, total, failed, arms, seconds }) => [id, state, `${done}/${total}`, failed, arms.length, Math.round(seconds)])
  print(flags, { experiments: list }, list.length === 0 ? ['There are no experiments yet: `ptp experiment run --config FILE`'] : table(['experiment', 'state', 'runs', 'failed', 'arms', 'seconds'], rows))
}

/** @param named an id, a name or a folder */
export async function showExperiment(named: string, flags: GlobalOptions & { metric?: string[] }): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const { record, summary, results, folder } = workbench.experiments.get(named)
  const metrics = flags.metric ?? chosenMetrics(record.config.plan.metrics, results)
  const stats = metrics.map((metric) => metricStats(results, metric, record.random_seed))
  print(flags, { ...summary, configuration: record.config, statistics: withoutValues(stats), runs: results }, [...describe({ record, summary, results, folder }), ...stats.flatMap(statsLines)])
}

/** Writes the report, and the results where formats are asked for. */
export async function reportExperiment(named: string, flags: GlobalOptions & { out?: string; format?: ('json' | 'csv' | 'parquet')[] }): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const { record, results, folder } = workbench.experiments.get(named)
  const gathered = gather(record, results, true)
  const file = path.resolve(flags.out ?? folder.file('report.html'))
  writeFileSync(file, reportOf(gathered))
  const files = [file, ...(await writeResults(folder.dir, gathered, flags.format ?? []))]
  print(flags, { experiment: record.id, files }, files)
}

/** Compares arms of one or two experiments, each named EXPERIMENT or EXPERIMENT:ARM. */
export async function compareExperiments(a: string, b: string, flags: GlobalOptions & { metric?: string[] }): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const [one, other] = [sideOf(workbench, a), sideOf(workbench, b)]
  const metrics = flags.metric ?? chosenMetrics(one.stored.record.config.plan.metrics, [...one.stored.results, ...other.stored.results])
  const comparisons = metrics.flatMap((metric) => {
    const [left, right] = [groupsOf(one.stored.results, metric), groupsOf(other.stored.results, metric)]
    const wanted = one.arm === null && other.arm === null ? left.map(({ arm }) => [arm, arm] as const) : [[one.arm ?? other.arm ?? '', other.arm ?? one.arm ?? ''] as const]
    return wanted.flatMap(([x, y]): ArmComparison[] => {
      const [p, q] = [left.find(({ arm }) => arm === x), right.find(({ arm }) => arm === y)]
      if (one.arm === null && other.arm === null && (!p || !q)) return []
      if (!p) throw noArm(x, one.stored)
      if (!q) throw noArm(y, other.stored)
      return [compareGroups(metric, p, q, one.stored.record.random_seed)]
    })
  })
  const rows = comparisons.map(({ metric, a: left, b: right, difference, difference_low, difference_high, cliffs_delta, magnitude, p_value }) => [
    metric, left.arm === right.arm ? left.arm : `${left.arm} → ${right.arm}`, round(left.mean), round(right.mean), round(difference), `${round(difference_low)} – ${round(difference_high)}`, `${round(cliffs_delta)} ${magnitude}`, round(p_value),
  ])
  print(flags, { comparisons }, table(['metric', 'arms', 'mean of a', 'mean of b', 'difference', '95 % interval', 'Cliff’s δ', 'p'], rows))
}

function sideOf(workbench: Workbench, named: string): { stored: StoredExperiment; arm: string | null } {
  const [experiment = '', arm] = named.split(/:(.*)/, 2)
  return { stored: workbench.experiments.get(experiment), arm: arm === undefined || arm === '' ? null : arm }
}

function noArm(arm: string, { record, results }: StoredExperiment): PtpError {
  return new PtpError('not-found', `experiment ${record.id} has no arm ${arm}`, { hint: `it has ${groupsOf(results, 'ticks').map((group) => group.arm).join(', ')}` })
}

/** What the configuration asks to be written at the end. */
async function written({ record, results, folder }: StoredExperiment): Promise<string[]> {
  const { aggregate_stats, export_results, results_format } = record.config.settings.experiment
  const gathered = gather(record, results, aggregate_stats)
  const files = export_results ? await writeResults(folder.dir, gathered, [results_format]) : []
  if (!aggregate_stats) return files
  const report = folder.file('report.html')
  await writeFileAtomic(report, reportOf(gathered))
  return [...files, report]
}

function noteOf({ under_way, failed, frames_per_second, eta_seconds }: ExperimentSummary): string {
  const eta = eta_seconds === null ? '' : ` · ${Math.ceil(eta_seconds)} s left`
  const now = under_way.slice(0, 4).map(({ arm, seed, tick, attempt }) => `${arm} (${seed}) tick ${tick}${attempt > 1 ? ` try ${attempt}` : ''}`)
  return [`${failed} failed · ${frames_per_second} frames/s${eta}`, ...now].join(' · ')
}

function describe({ record, summary }: StoredExperiment): string[] {
  const { id, state, done, total, failed, seconds, frames, frames_per_second, dir, message } = summary
  return [
    '',
    `${id}: ${state}${message ? ` (${message})` : ''}`,
    `  runs         ${done} of ${total}, ${failed} failed`,
    `  played       ${frames} frames in ${Math.round(seconds * 10) / 10} s (${frames_per_second} a second)`,
    `  random seed  ${record.random_seed}`,
    `  results      ${dir}`,
    ...(state === 'completed' || state === 'running' ? [] : [`               \`ptp experiment run --resume-from ${id}\` goes on`]),
  ]
}

function statsLines({ metric, groups }: MetricStats): string[] {
  const rows = groups.map(({ arm, n, mean, ci_low, ci_high, sd, min, median, max }) => [arm, n, round(mean), `${round(ci_low)} – ${round(ci_high)}`, round(sd), round(min), round(median), round(max)])
  return ['', ...table([metric, 'n', 'mean', '95 % interval', 'sd', 'min', 'median', 'max'], rows)]
}

function withoutValues(stats: readonly MetricStats[]): MetricStats[] {
  return stats.map((each) => ({ ...each, groups: each.groups.map((group) => ({ ...group, values: [] })) }))
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
