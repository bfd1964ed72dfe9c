import { app, dialog } from 'electron'
import type { Desk } from '../api/index.ts'
import type { MainWindow } from './mainWindow.ts'
import { showError } from './messages.ts'
import { doneWithin } from './timeLimit.ts'

/** So long closing may take. Rows, states and pictures are written as the run goes, so what is lost then is the last moment's. */
const CLOSE_MS = 10_000

/** Asks before a playing run is ended, stops it cleanly, and only then lets the app go. */
export function setupQuit(desk: Pick<Desk, 'isPlaying' | 'close'>, window: MainWindow): void {
  let asking = false
  let closing: Promise<void> | null = null
  const close = (): void => {
    closing ??= doneWithin(CLOSE_MS, desk.close()).then(
      (isDone) => {
        window.isQuitting = true
        if (isDone) app.quit()
        else {
          process.stderr.write(`ptp: closing took longer than ${CLOSE_MS / 1000} s; it ends with what is written, and the run can be resumed\n`)
          app.exit(1)
        }
      },
      (error: unknown) => {
        showError(error)
        app.exit(1)
      },
    )
  }
  const ask = async (): Promise<void> => {
    if (asking || closing) return
    asking = true
    if (!desk.isPlaying || (await mayStop())) close()
    asking = false
  }
  app.on('before-quit', (event) => {
    if (window.isQuitting) return
    event.preventDefault()
    ask().catch(showError)
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  // Somebody who ends it from a terminal, or a machine that goes down, is not asked.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, close)
}

async function mayStop(): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'A run is being played. Stop it and quit?',
    detail: 'It is stopped cleanly and keeps all that was recorded; it can go on from there later.',
    buttons: ['Stop and quit', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
  })
  return response === 0
}
