import { Workbench } from '../../workbench.ts'
import { centralDbFor, showAndDeliver } from '../delivery.ts'
import { exportEverything } from '../exports.ts'
import { playRun } from '../playRun.ts'
import type { GlobalOptions } from '../flags.ts'
import { settingsFor } from '../settingFlags.ts'
import { finish, isVisible } from './run.ts'

/** Plays the bundled game with the bundled script, then exports everything there is to look at. */
export async function demo(flags: GlobalOptions): Promise<void> {
  using workbench = new Workbench({ ...(flags.home ? { home: flags.home } : {}), ...centralDbFor(flags) })
  const game = await workbench.loadGame('pocket-quest')
  const script = workbench.loadScript('demo', game)
  const settings = settingsFor(flags, workbench.settings()).settings
  const run = await workbench.startRun({ game, script, settings, experiment: 'demo' })
  const report = await playRun(run, isVisible(flags))
  report.exports.push(...(await exportEverything(report.dir, report.branch, isVisible(flags))))
  await showAndDeliver(workbench, flags, (central) => finish(central ? { ...report, central } : report, flags))
}
