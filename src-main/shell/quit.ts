import { app, dialog } from 'electron'
import type { Desk } from '../api/index.ts'
import type { MainWindow } from './mainWindow.ts'
import { showError } from './messages.ts'

/** Asks before a playing run is ended, stops it cleanly, and only then lets the app go. */
export function setupQuit(desk: Pick<Desk, 'isPlaying' | 'close'>, window: MainWindow): void {
  let asking = false
  let closing: Promise<void> | null = null
  const close = (): void => {
    closing ??= desk.close().then(
      () => {
        window.isQuitting = true
        app.quit()
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
