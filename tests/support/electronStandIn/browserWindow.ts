import { EventEmitter } from 'node:events'
import type { BrowserContext } from 'playwright-core'
import { preloadScript } from './preload.ts'
import { PreventableEvent, strict } from './strict.ts'
import { WebContents } from './webContents.ts'

interface Options {
  width?: number
  height?: number
  x?: number
  y?: number
  webPreferences?: { preload?: string; sandbox?: boolean; contextIsolation?: boolean; nodeIntegration?: boolean }
}

const windows = new Set<BrowserWindow>()
let context: Promise<BrowserContext> | null = null
let onContents: (contents: object) => void = () => undefined
let onLast: () => void = () => undefined

/** Called once by the app part: where pages come from, and who wants to know of them. */
export function connectWindows(source: Promise<BrowserContext>, created: (contents: object) => void, allClosed: () => void): void {
  context = source
  onContents = created
  onLast = allClosed
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents
  readonly #contents: WebContents
  readonly #bounds: { x: number; y: number; width: number; height: number }
  #maximized = false
  #closed = false

  constructor({ width = 800, height = 600, x = 0, y = 0, webPreferences = {} }: Options) {
    super()
    const { preload, sandbox, contextIsolation, nodeIntegration } = webPreferences
    if (!sandbox || !contextIsolation || nodeIntegration !== false) throw new Error('a window must be sandboxed and isolated, without Node')
    if (!context) throw new Error('Cannot create BrowserWindow before app is ready')
    this.#bounds = { x, y, width, height }
    this.#contents = new WebContents(context, preload === undefined ? null : preloadScript(preload))
    this.webContents = this.#contents.face
    this.#contents.once('did-finish-load', () => this.emit('ready-to-show'))
    windows.add(this)
    onContents(this.webContents)
    return strict('BrowserWindow', this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  loadURL(url: string): Promise<void> {
    return this.#contents.loadURL(url)
  }

  close(): void {
    const event = new PreventableEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) void this.#destroy()
  }

  async #destroy(): Promise<void> {
    this.#closed = true
    windows.delete(this)
    await this.#contents.destroy()
    this.emit('closed')
    if (windows.size === 0) onLast()
  }

  isDestroyed = (): boolean => this.#closed
  getNormalBounds = (): object => this.#bounds
  isMaximized = (): boolean => this.#maximized
  isMinimized = (): boolean => false
  restore = (): void => undefined
  show = (): void => undefined
  focus = (): void => void this.emit('focus')
  maximize = (): void => {
    this.#maximized = true
  }
}
