import { runSummarySchema } from '../../../src-preload/contract/index.ts'
import type { RunMetadata, RunSummary } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'
import { isRunLocked } from '../lock.ts'
import { countEvents } from './events.ts'
import { goalIn } from './searchGoal.ts'

/**
 * The line of a run list. A run that says `running` while nobody records it was cut off: `crashed`.
 * Ticks and frames are those of all branches together. Tags and note are kept by the library.
 */
export function readSummary(database: RunDatabase, dir: string, metadata: RunMetadata): RunSummary {
  const run = database.get('SELECT status, started_at, completed_at FROM runs')
  const size = database.get('SELECT sum(head_tick - fork_tick) AS ticks, sum(head_frame - fork_frame) AS frames, count(*) AS branches FROM branches')
  const said = String(run?.['status'] ?? 'crashed')
  const isOpen = said === 'running' || said === 'paused'
  return runSummarySchema.parse({
    run_id: metadata.run_id,
    dir,
    experiment_name: metadata.experiment_name,
    game: metadata.rom.title,
    script: metadata.script?.name ?? null,
    agent: firstDriver(database),
    goal: goalIn(dir),
    seed: metadata.seed,
    status: isOpen && !isRunLocked(dir) ? 'crashed' : said,
    started_at: run?.['started_at'] ?? metadata.created_at,
    completed_at: run?.['completed_at'] ?? null,
    ticks: size?.['ticks'] ?? 0,
    frames: size?.['frames'] ?? 0,
    branches: size?.['branches'] ?? 0,
    snapshots: database.count('SELECT count(*) FROM snapshots'),
    screenshots: database.count('SELECT count(*) FROM screenshots'),
    events: countEvents(database),
    tags: [],
    note: '',
  })
}

/** A run that is played by hand begins with nobody at it, and the keys are a branch of its own. */
function firstDriver(database: RunDatabase): string | null {
  const row = database.get("SELECT agent FROM branches WHERE agent NOT IN ('none', 'unknown') ORDER BY branch LIMIT 1")
  return row ? String(row['agent']) : null
}
