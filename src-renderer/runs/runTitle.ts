import type { RunStatus, RunSummary } from '../api/contract.ts'

/** The experiment of runs that were started without one. */
const NO_EXPERIMENT = 'default'

/** @returns what a run is called in lists: its experiment, else what drove it, else its id */
export function runTitle(run: Pick<RunSummary, 'run_id' | 'experiment_name' | 'script'>): string {
  const experiment = run.experiment_name === NO_EXPERIMENT ? '' : run.experiment_name
  return experiment || run.script || run.run_id
}

/** How a status is told to people. */
export const STATUS_LOOKS: Record<RunStatus, { title: string; glyph: string; color: string }> = {
  running: { title: 'running', glyph: '●', color: '--good' },
  paused: { title: 'paused', glyph: '❙❙', color: '--warn' },
  completed: { title: 'completed', glyph: '✓', color: '--text-2' },
  failed: { title: 'failed', glyph: '✕', color: '--bad' },
  crashed: { title: 'crashed', glyph: '!', color: '--bad' },
  manual_stop: { title: 'stopped', glyph: '■', color: '--text-2' },
  limit: { title: 'limit reached', glyph: '◷', color: '--text-2' },
}
