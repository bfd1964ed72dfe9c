import { print } from '../../output.ts'
import type { GlobalOptions } from '../../flags.ts'
import { withLiveEngine } from './engine.ts'

/** Puts a run that is live in another process back to a snapshot, by its id or name; it plays on from there with `resume`. */
export async function restoreLive(snapshot: string, flags: GlobalOptions & { run?: string; resume?: boolean }): Promise<void> {
  const done = await withLiveEngine(flags, flags.run, (engine) =>
    engine.post<{ run_id: string; snapshot_id: string; branch: number; tick: number; status: string }>(`/snapshot/restore/${encodeURIComponent(snapshot)}`, { resume: flags.resume ?? false }))
  print(flags, done, [`${done.run_id} stands at tick ${done.tick} of branch ${done.branch} (${done.snapshot_id}), ${done.status}`])
}
