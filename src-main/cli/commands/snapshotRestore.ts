import { PtpError, withSettings } from '../../../src-preload/contract/index.ts'
import { ScriptAgent } from '../../agent/index.ts'
import { readMetadata } from '../../recorder/index.ts'
import { readSettings } from '../../run/index.ts'
import { Workbench } from '../../workbench.ts'
import { playRun } from '../playRun.ts'
import type { GlobalOptions } from '../flags.ts'
import { placeOnLine, requireSnapshot, screenshotPlace, whichSnapshot } from '../whichSnapshot.ts'
import { restoreLive } from './live/restore.ts'
import { finish, isVisible } from './run.ts'

interface RestoreFlags extends GlobalOptions {
  run?: string
  script?: string
  maxTicks?: number
  hold?: boolean
}

/** Goes back to a snapshot, or to the tick of a screenshot, and plays on from there on a branch. */
export async function restoreSnapshot(words: string[], flags: RestoreFlags): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const { dir, snapshot } = await whichSnapshot(workbench, words, flags.run)
  if (workbench.isLive(dir)) {
    await restoreWhereItPlays(dir, snapshot, flags)
    return
  }
  if (flags.hold === true) {
    throw new PtpError('bad-input', `run ${readMetadata(dir).run_id} is not live: there is nobody who would hold it at the snapshot`, { hint: 'leave --hold out; the run is played on from there' })
  }
  const at = await placeOf(workbench, dir, snapshot)
  const settings = withSettings(readSettings(dir), flags.maxTicks === undefined ? {} : { limits: { max_ticks: flags.maxTicks } })
  const run = await workbench.resumeRun(dir, { at, settings })
  if (flags.script) {
    const script = workbench.loadScript(flags.script, await workbench.gameOf(run.files.metadata))
    await run.give(new ScriptAgent(script.source.name, script.program), true, script.source)
  }
  if (run.live.driver === 'none') {
    await run.close(run.files.lastStatus())
    throw new PtpError('bad-input', `nothing drives run ${run.id} at this snapshot`, { hint: 'give --script FILE to run from here' })
  }
  finish(await playRun(run, isVisible(flags)), flags)
}

/** The run is played by another process: that one is asked, and the run plays on there. */
async function restoreWhereItPlays(dir: string, snapshot: string, flags: RestoreFlags): Promise<void> {
  const { run_id } = readMetadata(dir)
  if (flags.script !== undefined || flags.maxTicks !== undefined) {
    throw new PtpError('busy', `run ${run_id} is being played by another process, which --script and --max-ticks cannot be given to`, { hint: 'stop that run first' })
  }
  await restoreLive(snapshot, { ...flags, run: run_id, resume: flags.hold !== true })
}

async function placeOf(workbench: Workbench, dir: string, snapshot: string): Promise<{ branch: number; tick: number }> {
  await using archive = await workbench.openArchive(dir)
  const shot = screenshotPlace(archive.reader, snapshot)
  if (shot) return shot
  return placeOnLine(requireSnapshot(archive, snapshot))
}
