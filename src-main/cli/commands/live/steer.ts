import { PtpError } from '../../../../src-preload/contract/index.ts'
import { print } from '../../output.ts'
import type { GlobalOptions } from '../../flags.ts'
import { withLiveEngine } from './engine.ts'

interface Stands {
  run_id: string
  branch: number
  tick: number
  status: string
}

/** Pauses a live run between two ticks. */
export function pauseRun(run: string | undefined, flags: GlobalOptions): Promise<void> {
  return order('pause', 'paused', run, flags)
}

/** Lets a paused run go on. */
export function resumeLive(run: string | undefined, flags: GlobalOptions): Promise<void> {
  return order('resume', 'goes on', run, flags)
}

/** Ends a live run cleanly, wherever it is played. */
export function stopRun(run: string | undefined, flags: GlobalOptions): Promise<void> {
  return order('stop', 'ended', run, flags)
}

async function order(path: string, done: string, run: string | undefined, flags: GlobalOptions): Promise<void> {
  const stands = await withLiveEngine(flags, run, (engine) => engine.post<Stands>(`/${path}`, {}))
  print(flags, stands, [`${stands.run_id}: ${done}, tick ${stands.tick} of branch ${stands.branch}`])
}

/** Puts a live run back by so many snapshots or commands; it plays on from there on a branch. */
export async function rollBack(run: string | undefined, flags: GlobalOptions & { snapshots?: number; commands?: number; hold?: boolean }): Promise<void> {
  const { snapshots, commands, hold = false } = flags
  if (snapshots !== undefined && commands !== undefined) throw new PtpError('bad-input', '--snapshots and --commands both say how far to go back', { hint: 'give one of them' })
  const back = commands === undefined ? { path: '/rollback', count: snapshots ?? 1 } : { path: '/undo', count: commands }
  const stands = await withLiveEngine(flags, run, (engine) => engine.post<Stands & { undone?: number; snapshot?: string }>(back.path, { count: back.count, resume: !hold }))
  const how = stands.snapshot === undefined ? `${stands.undone ?? 0} commands taken back` : `back at ${stands.snapshot}`
  print(flags, stands, [`${stands.run_id}: ${how}, tick ${stands.tick} of branch ${stands.branch}, ${stands.status}`])
}
