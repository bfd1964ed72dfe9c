import { EventEmitter } from 'node:events'
import type { BrowserContext, Page, Route } from 'playwright-core'
import { fromWeb, isWeb, toWeb } from './addresses.ts'
import { fromPage } from './ipc.ts'
import { fulfill } from './protocol.ts'
import { PreventableEvent, strict } from './strict.ts'

const taken = new WeakSet<Page>()

type OpenAnswer = { action: 'allow' | 'deny' }

/** A window's page: a page of Chromium with the preload in it. */
export class WebContents extends EventEmitter {
  readonly #context: Promise<BrowserContext>
  readonly #script: string | null
  #page: Promise<Page>
  #url = ''
  /** the address that the app itself loads now; anything else is the page's own wish */
  #loading = ''
  #onOpen: (details: { url: string }) => OpenAnswer = () => ({ action: 'allow' })
  #destroyed = false
  /** as the app sees it: with what it does not know refused */
  readonly face: this

  constructor(context: Promise<BrowserContext>, script: string | null) {
    super()
    this.#context = context
    this.#script = script
    this.face = strict('webContents', this)
    this.#page = this.#open()
  }

  get page(): Promise<Page> {
    return this.#page
  }

  async loadURL(url: string): Promise<void> {
    this.#url = url
    this.#loading = toWeb(url)
    const page = await this.#page
    await page.goto(this.#loading)
    this.#loading = ''
    this.emit('did-finish-load')
  }

  reload(): void {
    this.#page = this.#page.then(async (page) => {
      // A crashed page of Playwright stays crashed: its window gets a new one.
      await page.close()
      return this.#open()
    })
    this.loadURL(this.#url).catch(gone)
  }

  send(channel: string, ...args: unknown[]): void {
    void this.#page.then((page) =>
      page.evaluate(([name, values]) => (globalThis as unknown as { __fromMain?: (name: string, values: unknown[]) => void }).__fromMain?.(name, values), [channel, args] as const).catch(gone),
    )
  }

  getURL(): string {
    return this.#url
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  setWindowOpenHandler(answer: (details: { url: string }) => OpenAnswer): void {
    this.#onOpen = answer
  }

  async destroy(): Promise<void> {
    this.#destroyed = true
    await (await this.#page).close()
  }

  async #open(): Promise<Page> {
    const context = await this.#context
    // Chromium opens with an empty page, which becomes the first window's.
    const empty = context.pages().find((page) => page.url() === 'about:blank' && !taken.has(page))
    const page = empty ?? (await context.newPage())
    taken.add(page)
    await page.exposeBinding('__toMain', ({ frame }, kind: 'send' | 'invoke', channel: string, args: unknown[]) => {
      const senderFrame = { url: fromWeb(frame.url()), parent: frame.parentFrame() }
      return fromPage(kind, channel, { sender: this.face, senderFrame }, args)
    })
    if (this.#script !== null) await page.addInitScript(this.#script)
    await page.route('**/*', (route) => this.#answer(route))
    page.on('popup', (popup) => {
      if (this.#onOpen({ url: popup.url() }).action === 'deny') void popup.close()
    })
    page.on('pageerror', (error) => process.stderr.write(`page: ${error.message}\n`))
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    return page
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const url = request.url()
    if (request.isNavigationRequest() && url !== this.#loading) {
      const event = new PreventableEvent(fromWeb(url))
      if (request.frame().parentFrame() === null) this.emit('will-navigate', event)
      this.emit('will-frame-navigate', event)
      if (event.defaultPrevented) {
        await route.abort('aborted')
        return
      }
    }
    if (isWeb(url)) await fulfill(route)
    else await route.continue()
  }
}

/** A page may go away while something is said to it. */
function gone(error: unknown): void {
  if (!(error instanceof Error && /closed|crashed|destroyed|navigation/i.test(error.message))) throw error
}
