import { PtpError, type SnapshotMeta } from '../../src-preload/contract/index.ts'
import type { Emulator, Step } from '../emulator/index.ts'
import type { Line } from '../snapshot/index.ts'
import type { EmulatorFactory } from './emulatorFactory.ts'
import type { LoadedGame } from './loadedGame.ts'
import type { RunArchive } from './runArchive.ts'

const CHUNK = 64

/** What re-executing a branch showed. */
export interface Verification {
  branch: number
  ok: boolean
  /** ticks played again */
  ticks: number
  frames: number
  /** snapshots whose whole state was compared */
  snapshots: number
  /** first tick whose outcome was another one, null when all agree */
  first_diverging_tick: number | null
  /** hash of the machine at the end */
  final_state_hash: string
  /** what differed, for people */
  message: string
}

/**
 * Plays a line again from the start state of the run with its recorded inputs, and compares the
 * fingerprint of each tick and the whole state at each durable snapshot.
 * @param onProgress told of ticks done
 */
export async function verifyLine(
  archive: RunArchive, game: LoadedGame, emulators: EmulatorFactory, branch: number, onProgress: (tick: number, end: number) => void = () => undefined,
): Promise<Verification> {
  const line = archive.line(branch)
  const end = archive.branches().find((each) => each.branch === branch)?.head_tick
  if (end === undefined) throw new PtpError('not-found', `run ${archive.metadata.run_id} has no branch ${branch}`)
  const snapshots = snapshotsOf(archive, line)
  await using emulator = await emulators.start(game, archive.metadata)
  const start = await archive.nearest(line, 0)
  if (!start) throw new PtpError('bad-run', `run ${archive.metadata.run_id} has lost its start state`, { hint: 'its snapshots/ folder is damaged' })
  await emulator.load(start.state)

  const out: Verification = {
    branch, ok: true, ticks: 0, frames: 0, snapshots: 0, first_diverging_tick: null, final_state_hash: '', message: 'every tick and every snapshot agrees',
  }
  let steps: Step[] = []
  let recorded: number[] = []
  const flush = async (): Promise<boolean> => {
    const agreed = await playAndCompare(emulator, steps, recorded, snapshots, out)
    steps = []
    recorded = []
    onProgress(out.ticks, end)
    return agreed
  }
  let tick = 0
  for (const input of archive.inputs(line, 1, end)) {
    tick++
    steps.push({ buttons: input.buttons, hold: input.hold, frames: input.frames, save: snapshots.has(tick) })
    recorded.push(input.fingerprint)
    if (steps.length === CHUNK && !(await flush())) break
  }
  if (out.ok && steps.length > 0) await flush()
  out.final_state_hash = (await emulator.save()).hash
  return out
}

async function playAndCompare(
  emulator: Emulator, steps: readonly Step[], recorded: readonly number[], snapshots: ReadonlyMap<number, SnapshotMeta>, out: Verification,
): Promise<boolean> {
  const results = await emulator.advance({ steps, observe: [] })
  for (const [i, result] of results.entries()) {
    out.ticks++
    out.frames += result.frames
    if (recorded[i] !== result.fingerprint) return diverged(out, `the working memory after tick ${out.ticks} is another one`)
    const meta = snapshots.get(out.ticks)
    if (!meta || !result.saved) continue
    out.snapshots++
    if (meta.state_hash !== result.saved.hash) return diverged(out, `the state at snapshot ${meta.id} is another one`)
  }
  return true
}

function diverged(out: Verification, message: string): false {
  out.ok = false
  out.first_diverging_tick = out.ticks
  out.message = message
  return false
}

/** The durable snapshots on a line, by tick; those at tick 0 are where the replay starts. */
function snapshotsOf(archive: RunArchive, line: Line): Map<number, SnapshotMeta> {
  const found = new Map<number, SnapshotMeta>()
  for (const meta of archive.store.list()) {
    const isOnLine = line.some(({ branch, from, to }) => branch === meta.branch && meta.tick >= from && meta.tick <= to)
    if (isOnLine && meta.tick > 0 && meta.reason !== 'imported') found.set(meta.tick, meta)
  }
  return found
}
