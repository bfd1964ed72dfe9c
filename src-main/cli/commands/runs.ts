import { FRAMES_PER_SECOND, type BrokenRun, type ModelConfiguration, type RunSummary } from '../../../src-preload/contract/index.ts'
import { Workbench } from '../../workbench.ts'
import { gameTime, print, table } from '../output.ts'
import type { GlobalOptions } from '../flags.ts'

export async function listRuns(flags: GlobalOptions & { search?: string; limit: number }): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const { runs, total, broken } = workbench.library.list({ limit: flags.limit, ...(flags.search ? { search: flags.search } : {}) })
  const rows = runs.map((run) => [run.run_id, run.status, run.game, driverOf(run), run.ticks, gameTime(run.frames, FRAMES_PER_SECOND), run.started_at.slice(0, 19).replace('T', ' ')])
  print(
    flags,
    { home: workbench.home, total, runs, broken },
    runs.length === 0 && broken.length === 0
      ? [`no runs in ${workbench.home}`, 'make one: ptp demo']
      : [...table(['run', 'status', 'game', 'driven by', 'ticks', 'game time', 'started'], rows), ...(total > runs.length ? [`… ${total - runs.length} more`] : []), ...broken.flatMap(brokenLines)],
  )
}

function driverOf({ script, agent, goal }: RunSummary): string | null {
  return script ?? (goal === null ? agent : `search: ${goal}`)
}

function brokenLines({ run_id, message, hint, can_repair: canRepair }: BrokenRun): string[] {
  return [`⚠ ${run_id} cannot be read: ${message}`, ...(canRepair ? [`  mend it: ptp repair ${run_id}`] : hint === null ? [] : [`  ${hint}`])]
}

export async function showRun(id: string, flags: GlobalOptions): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  await using archive = await workbench.openArchive(workbench.runDir(id))
  const { metadata, reader } = archive
  const summary = reader.summary()
  const branches = archive.branches()
  const { core, rom } = metadata
  const models = reader.models()
  print(flags, { summary, metadata, branches, models }, [
    `${summary.run_id}: ${summary.status}`,
    `  game      ${rom.title} (${metadata.profile}), SHA-256 ${rom.sha256.slice(0, 16)}…`,
    `  core      ${core.name} ${core.version}, ${core.model}, sound ${core.sound ? 'on' : 'off'}, ${metadata.backend}`,
    `  script    ${summary.script ?? 'none'}`,
    ...models.map((model) => `  model     ${modelLine(model)}`),
    `  played    ${summary.ticks} ticks, ${summary.frames} frames, ${gameTime(summary.frames, FRAMES_PER_SECOND)} of game time`,
    `  kept      ${summary.snapshots} snapshots, ${summary.screenshots} screenshots`,
    `  events    ${Object.entries(summary.events).map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none'}`,
    `  started   ${summary.started_at}${summary.completed_at ? `, ended ${summary.completed_at}` : ''}`,
    `  in        ${summary.dir}`,
    '',
    ...table(['branch', 'name', 'parent', 'from', 'to', 'agent'], branches.map((each) => [each.branch, each.name, each.parent, each.fork_tick, each.head_tick, each.agent])),
  ])
}

function modelLine({ name, temperature, max_tokens, system_prompt, parameters }: ModelConfiguration): string {
  const more = Object.entries(parameters).map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  return [
    name,
    ...(temperature === null ? [] : [`temperature ${temperature}`]),
    ...(max_tokens === null ? [] : [`at most ${max_tokens} tokens`]),
    ...(system_prompt === null ? [] : [`a system prompt of ${system_prompt.length} characters`]),
    ...more,
  ].join(', ')
}
