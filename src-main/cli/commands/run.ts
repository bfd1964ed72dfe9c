import { readMetadata } from '../../recorder/index.ts'
import { defaultSettings, readSettings, type Run } from '../../run/index.ts'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { Workbench } from '../../workbench.ts'
import type { ConsoleModel } from '../../emulator/index.ts'
import { describeReport, playRun, type RunReport } from '../playRun.ts'
import { settingsOf, type PlayFlags } from '../playOptions.ts'
import { print } from '../output.ts'
import type { GlobalOptions } from '../program.ts'
import { exportEverything } from '../exports.ts'

interface RunFlags extends GlobalOptions, PlayFlags {
  script?: string
  game: string
  resume?: string
  id?: string
  experimentName: string
  randomSeed?: number
  core?: string
  model: ConsoleModel | 'auto'
  sound?: boolean
  export?: boolean
}

export async function run(flags: RunFlags): Promise<void> {
  if ((flags.script === undefined) === (flags.resume === undefined)) {
    throw new PtpError('bad-input', 'give either --script FILE or --resume RUN', { hint: 'ptp run --script first-badge' })
  }
  using workbench = new Workbench({
    ...(flags.home ? { home: flags.home } : {}),
    ...(flags.core ? { core: flags.core } : {}),
    model: flags.model,
    sound: flags.sound ?? false,
  })
  const report = flags.resume === undefined ? await startNew(workbench, flags, flags.script ?? '') : await goOn(workbench, flags, flags.resume)
  if (flags.export) report.exports.push(...(await exportEverything(report.dir, report.branch, !flags.json && !flags.quiet)))
  finish(report, flags)
}

async function startNew(workbench: Workbench, flags: RunFlags, script: string): Promise<RunReport> {
  const game = await workbench.loadGame(flags.game)
  const loaded = workbench.loadScript(script, game)
  const started = await workbench.startRun({
    game,
    script: loaded,
    settings: settingsOf(flags, defaultSettings()),
    experiment: flags.experimentName,
    seed: flags.randomSeed ?? null,
    onError: warn,
    ...(flags.id ? { runId: flags.id } : {}),
  })
  return playRun(started, isVisible(flags))
}

async function goOn(workbench: Workbench, flags: RunFlags, run: string): Promise<RunReport> {
  const dir = workbench.runDir(run)
  const settings = settingsOf(flags, readSettings(dir))
  const resumed: Run = await workbench.resumeRun(dir, { settings, onError: warn })
  if (resumed.live.driver === 'none') {
    await resumed.close(resumed.files.lastStatus())
    throw new PtpError('bad-input', `run ${readMetadata(dir).run_id} has no script to go on with`, { hint: 'open it in the workbench to go on by hand' })
  }
  return playRun(resumed, isVisible(flags))
}

export function isVisible(flags: GlobalOptions): boolean {
  return !flags.json && !flags.quiet
}

export function finish(report: RunReport, flags: GlobalOptions): void {
  print(flags, report, describeReport(report))
  if (report.status === 'failed') process.exitCode = 3
}

function warn(error: PtpError): void {
  process.stderr.write(`ptp: ${error.message}\n`)
}
