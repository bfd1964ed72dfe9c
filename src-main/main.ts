import path from 'node:path'
import { app } from 'electron'
import { Desk } from './api/index.ts'
import { shareEngine } from './dashboard/index.ts'
import { answerCalls, claimScheme, serveScheme } from './ipc/index.ts'
import { rendererDir } from './page/index.ts'
import { defaultHome } from './places.ts'
import { claimInstance, MainWindow, OpenedFiles, setupEmergency, setupLockdown, setupMenu, setupQuit, showError } from './shell/index.ts'
import { Workbench } from './workbench.ts'

let window: MainWindow | null = null
const files = new OpenedFiles()

claimScheme()
if (claimInstance(defaultHome(), showAgain)) {
  // Not awaited here: the runtime gets ready only after this file was evaluated.
  void app.whenReady().then(start).catch((error: unknown) => {
    showError(error)
    app.exit(1)
  })
} else {
  app.quit()
}

function start(): void {
  const workbench = new Workbench()
  const desk = new Desk(workbench, 'desktop')
  // Other terminals of this person can watch and steer what is played here; without that the window works as well.
  void shareEngine(desk, 'desktop').catch((error: unknown) => process.stderr.write(`ptp: other terminals cannot reach this engine: ${String(error)}\n`))
  setupLockdown()
  setupMenu(desk, workbench.home)
  serveScheme(desk, rendererDir())
  answerCalls(desk)
  window = new MainWindow(workbench.home, desk, path.join(import.meta.dirname, '../preload/bridge.cjs'))
  setupQuit(desk, window)
  setupEmergency(desk)
  app.on('activate', () => window?.show())
  window.show()
  files.connect(desk)
  files.open(process.argv)
}

function showAgain(args: readonly string[], cwd: string): void {
  window?.show()
  files.open(args, cwd)
}
