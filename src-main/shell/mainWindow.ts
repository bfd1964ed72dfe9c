import path from 'node:path'
import { app, BrowserWindow, dialog } from 'electron'
import { DESKTOP } from '../../src-preload/contract/index.ts'
import { forwardEvents, type Engine } from '../ipc/index.ts'
import { showError } from './messages.ts'
import { readWindowState, writeWindowState } from './windowState.ts'

const FIRST_SIZE = { width: 1440, height: 900 }
/** So many crashes within a minute mean that loading the page again does not help. */
const MAX_CRASHES = 3
const MINUTE_MS = 60_000

/** The workbench's window: opened where it was last time, and again when its page crashed; runs do not notice. */
export class MainWindow {
  readonly #home: string
  readonly #desk: Engine
  readonly #preload: string
  #window: BrowserWindow | null = null
  #crashes: number[] = []
  /** Set when everything is closed already and the window may go without a question. */
  isQuitting = false

  /** @param preload absolute path of the built bridge */
  constructor(home: string, desk: Engine, preload: string) {
    this.#home = home
    this.#desk = desk
    this.#preload = path.resolve(preload)
  }

  /** Opens the window, or brings it to the front. */
  show(): void {
    if (!this.#window) this.#open()
    else {
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.focus()
    }
  }

  #open(): void {
    const state = readWindowState(this.#home)
    const window = new BrowserWindow({
      ...(state ? { x: state.x, y: state.y, width: state.width, height: state.height } : FIRST_SIZE),
      minWidth: 800,
      minHeight: 560,
      show: false,
      title: 'PTP Workbench',
      // Close to both themes, so that the first moment does not flash.
      backgroundColor: '#1b1d21',
      webPreferences: { preload: this.#preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
    })
    this.#window = window
    if (state?.maximized) window.maximize()
    const unforward = forwardEvents(this.#desk, window.webContents)
    window.once('ready-to-show', () => window.show())
    window.webContents.on('render-process-gone', (_, { reason }) => {
      if (reason !== 'clean-exit') void this.#recover(window)
    })
    window.on('close', (event) => {
      this.#remember(window)
      // Where closing the window ends the app, the question about a playing run comes before the window is gone.
      if (process.platform === 'darwin' || this.isQuitting) return
      event.preventDefault()
      app.quit()
    })
    window.on('closed', () => {
      unforward()
      this.#window = null
    })
    window.loadURL(`${DESKTOP.page}/`).catch((error: unknown) => {
      // Closed before it was loaded: nobody waits for it.
      if (!window.isDestroyed()) showError(error)
    })
  }

  #remember(window: BrowserWindow): void {
    writeWindowState(this.#home, { ...window.getNormalBounds(), maximized: window.isMaximized() })
  }

  async #recover(window: BrowserWindow): Promise<void> {
    const now = Date.now()
    this.#crashes = [...this.#crashes.filter((at) => now - at < MINUTE_MS), now]
    if (this.#crashes.length >= MAX_CRASHES) {
      const { response } = await dialog.showMessageBox({
        type: 'error',
        message: 'The window stopped working several times.',
        detail: 'Runs that play go on, and all that was recorded is kept.',
        buttons: ['Load it again', 'Quit'],
        defaultId: 0,
      })
      if (response === 1) {
        app.quit()
        return
      }
      this.#crashes = []
    }
    if (!window.isDestroyed()) window.webContents.reload()
  }
}
