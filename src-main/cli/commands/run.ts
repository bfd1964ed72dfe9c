import { AskedAgent, RandomAgent } from '../../agent/index.ts'
import { readMetadata } from '../../recorder/index.ts'
import { readSettings, type Run, type RunSettings } from '../../run/index.ts'
import { PtpError, type LimitAction } from '../../../src-preload/contract/index.ts'
import { Workbench } from '../../workbench.ts'
import type { ConsoleModel } from '../../emulator/index.ts'
import { centralDbFor, showAndDeliver } from '../delivery.ts'
import { log } from '../log.ts'
import { describeReport, filesFailed, playRun, type RunReport } from '../playRun.ts'
import { watched } from './live/watched.ts'
import { mendIfDamaged } from './repair.ts'
import { print } from '../output.ts'
import { settingsFor, settingsOver } from '../settingFlags.ts'
import type { GlobalOptions } from '../flags.ts'
import { exportEverything } from '../exports.ts'

/** What is played where nobody says. */
const DEFAULT_SCRIPT = 'demo'

interface RunFlags extends GlobalOptions {
  script?: string
  /** `random`, or the address of a program that is asked */
  agent?: string
  game: string
  resume?: string
  id?: string
  core?: string
  model: ConsoleModel | 'auto'
  sound?: boolean
  bootRom?: string
  export?: boolean
}

interface Played {
  report: RunReport
  settings: RunSettings
}

export async function run(flags: RunFlags): Promise<void> {
  if (flags.script !== undefined && flags.resume !== undefined) {
    throw new PtpError('bad-input', '--script starts a new run, and --resume goes on with an old one: give one of them', {
      hint: 'to play a script from a place of a run: ptp snapshot restore RUN NAME --script FILE',
    })
  }
  if (flags.agent !== undefined && (flags.script !== undefined || flags.resume !== undefined)) {
    throw new PtpError('bad-input', `--agent starts a new run without a script: give it without ${flags.script === undefined ? '--resume' : '--script'}`, { hint: 'ptp run --agent random --random-seed 7 --max-ticks 600' })
  }
  using workbench = new Workbench({
    ...(flags.home ? { home: flags.home } : {}),
    ...(flags.core ? { core: flags.core } : {}),
    model: flags.model,
    sound: flags.sound ?? false,
    ...(flags.bootRom ? { bootRom: flags.bootRom } : {}),
    ...centralDbFor(flags),
  })
  const { report, settings } = flags.resume === undefined ? await startNew(workbench, flags) : await goOn(workbench, flags, flags.resume)
  if (flags.export) report.exports.push(...(await exportEverything(report.dir, report.branch, isVisible(flags))))
  await showAndDeliver(workbench, flags, (central) => finish(central ? { ...report, central } : report, flags, settings.limits.on_limit))
}

async function startNew(workbench: Workbench, flags: RunFlags): Promise<Played> {
  const resolved = settingsFor(flags)
  const { settings } = resolved
  for (const [setting, { source, at }] of resolved.origins) if (source !== 'default') log().debug(`${setting} from ${source}${at === null ? '' : ` ${at}`}`)
  const game = await workbench.loadGame(flags.game)
  // Kept with the run, so that what was drawn by lot can be drawn again.
  const seed = settings.system.random_seed ?? (flags.agent === undefined ? null : Math.floor(Math.random() * 0x1_0000_0000))
  const asked = flags.agent !== undefined && AskedAgent.isAddress(flags.agent) ? flags.agent : null
  if (flags.agent !== undefined && flags.agent !== 'random' && asked === null) {
    throw new PtpError('bad-input', `there is no agent "${flags.agent}"`, { hint: 'random, or the address of a program that is asked for decisions: http://127.0.0.1:9000/decide' })
  }
  const agent = flags.agent === undefined || asked ? null : new RandomAgent(game.profile.timing, seed ?? 0)
  const script = flags.agent !== undefined ? null : workbench.loadScript(flags.script ?? DEFAULT_SCRIPT, game)
  const started = await workbench.startRun({
    game,
    script,
    agent,
    ...(asked === null ? {} : { asked }),
    settings,
    experiment: settings.experiment.name,
    seed,
    onError: filesFailed,
    ...(flags.id ? { runId: flags.id } : {}),
  })
  return playedOut(workbench, started, flags)
}

async function goOn(workbench: Workbench, flags: RunFlags, run: string): Promise<Played> {
  const dir = workbench.runDir(run)
  mendIfDamaged(dir)
  const { settings } = settingsOver(flags, readSettings(dir))
  const resumed: Run = await workbench.resumeRun(dir, { settings, onError: filesFailed })
  if (resumed.live.driver === 'none') {
    await resumed.close(resumed.files.lastStatus())
    throw new PtpError('bad-input', `run ${readMetadata(dir).run_id} has no script to go on with`, { hint: 'open it in the workbench to go on by hand' })
  }
  return playedOut(workbench, resumed, flags)
}

/** The settings it ended with may be others than those it began with. */
async function playedOut(workbench: Workbench, run: Run, flags: GlobalOptions): Promise<Played> {
  const report = await watched(workbench, run, () => playRun(run, isVisible(flags)))
  return { report, settings: run.settings }
}

export function isVisible(flags: GlobalOptions): boolean {
  return !flags.json && !flags.quiet
}

/** @param onLimit what the settings want at a limit; only an abort is a failure */
export function finish(report: RunReport, flags: GlobalOptions, onLimit?: LimitAction): void {
  const lines = describeReport(report)
  print(flags, report, flags.quiet ? lines.slice(1, 2) : lines)
  if (report.status === 'failed') process.exitCode = 3
  if (report.status === 'limit' && onLimit === 'abort') process.exitCode = 1
}
