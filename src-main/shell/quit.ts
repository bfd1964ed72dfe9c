import { app, dialog } from 'electron'
import type { Desk } from '../api/index.ts'
import type { MainWindow } from './mainWindow.ts'
import { showError } from './messages.ts'

/** Asks before a playing run is ended, stops it cleanly, and only then lets the app go. */
export function setupQuit(desk: Pick<Desk, 'isPlaying' | 'close'>, window: MainWindow): void {
  let ending: Promise<void> | null = null
  const end = (ask: boolean): void => {
    ending ??= stop(desk, ask).then(
      (stopped) => {
        ending = null
        if (!stopped) return
        window.isQuitting = true
        app.quit()
      },
      (error: unknown) => {
        showError(error)
        app.exit(1)
      },
    )
  }
  app.on('before-quit', (event) => {
    if (window.isQuitting) return
    event.preventDefault()
    end(true)
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  // Somebody who ends it from a terminal, or a machine that goes down, is not asked.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(false))
}

/** @returns false when the person wants to go on */
async function stop(desk: Pick<Desk, 'isPlaying' | 'close'>, ask: boolean): Promise<boolean> {
  if (ask && desk.isPlaying) {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: 'A run is being played. Stop it and quit?',
      detail: 'It is stopped cleanly and keeps all that was recorded; it can go on from there later.',
      buttons: ['Stop and quit', 'Cancel'],
      defaultId: 0,
      cancelId: 1,
    })
    if (response === 1) return false
  }
  await desk.close()
  return true
}
