import { Workbench } from '../../workbench.ts'
import { exportEverything } from '../exports.ts'
import { settingsOf, type PlayFlags } from '../playOptions.ts'
import { playRun } from '../playRun.ts'
import type { GlobalOptions } from '../program.ts'
import { finish, isVisible } from './run.ts'

/** Plays the bundled game with the bundled script, then exports everything there is to look at. */
export async function demo(flags: GlobalOptions & PlayFlags): Promise<void> {
  using workbench = new Workbench(flags.home ? { home: flags.home } : {})
  const game = await workbench.loadGame('pocket-quest')
  const script = workbench.loadScript('demo', game)
  const settings = settingsOf(flags, workbench.settings())
  const run = await workbench.startRun({ game, script, settings, experiment: 'demo' })
  const report = await playRun(run, isVisible(flags))
  report.exports.push(...(await exportEverything(report.dir, report.branch, isVisible(flags))))
  finish(report, flags)
}
