import type { RunStatus, RunSummary } from '../api/contract.ts'
import { type Look, SHARED_LOOKS } from '../ui/index.ts'

/** The experiment of runs that were started without one. */
const NO_EXPERIMENT = 'default'

type Titled = Pick<RunSummary, 'run_id' | 'experiment_name' | 'script' | 'agent' | 'goal' | 'seed'>

/** @returns what a run is called in lists: its experiment with its place there and what drove it, else what drove it, else its id */
export function runTitle(run: Titled): string {
  const experiment = run.experiment_name === NO_EXPERIMENT ? '' : run.experiment_name
  const driver = driverTitle(run)
  if (experiment === '') return driver ?? run.run_id
  // The runs of an experiment end in their place in its plan; a single run with a name ends in four random digits.
  const [, place] = /-\d{6}-(\d+)$/.exec(run.run_id) ?? []
  if (place === undefined) return experiment
  return `${experiment} ${place}${driver === null ? '' : ` · ${driver}`}`
}

/** What drives a run, and what tells it from others that are driven by the same; null when nobody knows. */
function driverTitle({ script, agent, goal, seed }: Titled): string | null {
  if (script !== null) return script
  if (goal !== null) return `search: ${goal}`
  if (agent === 'keyboard') return 'by hand'
  // Without a seed it cannot be told what its lots were.
  if (agent === 'random' && seed !== null) return `random, seed ${seed}`
  return agent
}

/** How a status is told to people. */
export const STATUS_LOOKS: Record<RunStatus, Look> = {
  running: SHARED_LOOKS.running,
  paused: { title: 'paused', glyph: '❙❙', color: '--warn' },
  completed: SHARED_LOOKS.completed,
  failed: SHARED_LOOKS.failed,
  crashed: { title: 'crashed', glyph: '!', color: '--bad' },
  manual_stop: SHARED_LOOKS.stopped,
  limit: { title: 'limit reached', glyph: '◷', color: '--text-2' },
}
