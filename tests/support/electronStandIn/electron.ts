/** What the workbench's main bundle imports as `electron` in tests. A name that is not here fails when the bundle is linked. */
import { EventEmitter } from 'node:events'
import { BrowserWindow, connectWindows } from './browserWindow.ts'
import { startChromium } from './chromium.ts'
import { protocol, setReady } from './protocol.ts'
import { PreventableEvent, strict } from './strict.ts'

export { ipcMain } from './ipc.ts'
export { BrowserWindow, protocol }

const paths = new Map<string, string>()
const chromium = startChromium()
export const endpoint: Promise<string> = chromium.then((running) => running.endpoint)

class App extends EventEmitter {
  #quitting = false
  #exiting = false
  // The main bundle is evaluated while Chromium starts, so `ready` comes after it, as with Electron.
  readonly #ready = chromium.then(({ context }) => {
    setReady()
    connectWindows(Promise.resolve(context), (contents) => this.emit('web-contents-created', {}, contents), () => this.#allClosed())
  })

  whenReady = (): Promise<void> => this.#ready
  requestSingleInstanceLock = (): boolean => true
  setPath = (name: string, path: string): void => void paths.set(name, path)
  getPath = (name: string): string => paths.get(name) ?? ''

  quit(): void {
    const event = new PreventableEvent()
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.#quitting = true
    if (BrowserWindow.getAllWindows().length === 0) this.exit(0)
    for (const window of BrowserWindow.getAllWindows()) window.close()
  }

  exit(code: number): void {
    if (this.#exiting) return
    this.#exiting = true
    void chromium.then((running) => running.close()).finally(() => process.exit(code))
  }

  #allClosed(): void {
    if (this.#quitting) this.exit(0)
    else if (!this.emit('window-all-closed')) this.quit()
  }
}

class Session extends EventEmitter {
  #request: (contents: object, permission: string, answer: (granted: boolean) => void) => void = (_contents, _permission, answer) => answer(true)
  setPermissionRequestHandler = (handler: typeof this.asks): void => {
    this.#request = handler
  }
  setPermissionCheckHandler = (_handler: unknown): void => undefined
  setDevicePermissionHandler = (_handler: unknown): void => undefined
  /** For tests: a page asks for a permission. */
  asks = (contents: object, permission: string, answer: (granted: boolean) => void): void => this.#request(contents, permission, answer)
}

export interface Item {
  label?: string
  role?: string
  submenu?: Item[]
}
let menu: Item[] = []

export const app = strict('app', new App())
export const session = strict('session', { defaultSession: strict('session', new Session()) })
export const Menu = strict('Menu', {
  buildFromTemplate: (template: Item[]): Item[] => template,
  setApplicationMenu: (items: Item[]): void => {
    menu = items
  },
  getApplicationMenu: (): Item[] => menu,
})
export const screen = strict('screen', { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] })
export const shell = strict('shell', { openPath: async (): Promise<string> => 'the stand-in shows no folders' })

/** A test replaces what it expects to be asked; a question nobody expects is a failure. */
export const dialog = strict('dialog', {
  showMessageBox: (options: object): never => unexpected(options),
  showOpenDialog: (options: object): never => unexpected(options),
  showErrorBox: (title: string, text: string): void => {
    process.stderr.write(`${title}: ${text}\n`)
  },
})

function unexpected(options: object): never {
  throw new Error(`nobody expected the dialog ${JSON.stringify(options)}`)
}
