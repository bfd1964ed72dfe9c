import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import type * as Electron from './electron.ts'

const MAIN = fileURLToPath(new URL('../../../out/main/main.js', import.meta.url))
const REGISTER = new URL('./register.ts', import.meta.url).href

/** The built desktop app, running under the stand-in. */
export class DesktopApp {
  readonly process: ChildProcess
  /** all it printed */
  output = ''
  readonly exited: Promise<number | null>
  readonly #browser: Browser
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>()
  #serial = 0

  private constructor(child: ChildProcess, browser: Browser) {
    this.process = child
    this.#browser = browser
    this.exited = new Promise((resolve) => child.once('exit', resolve))
    child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(result as never)
      else waiting?.reject(new Error(error))
    })
  }

  /** @param home PTP_HOME of the app */
  static async launch(home: string): Promise<DesktopApp> {
    const child = fork(MAIN, { execArgv: ['--import', REGISTER], env: { ...process.env, PTP_HOME: home }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    let output = ''
    const keep = (data: Buffer): void => {
      output += data.toString()
      if (app) app.output = output
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    let app: DesktopApp | null = null
    const endpoint = await new Promise<string>((resolve, reject) => {
      child.once('message', (message: { endpoint: string }) => resolve(message.endpoint))
      child.once('exit', (code) => reject(new Error(`the app ended with ${code}:\n${output}`)))
    })
    app = new DesktopApp(child, await chromium.connectOverCDP(endpoint))
    app.output = output
    return app
  }

  /** Runs a function in the app's process, with what it knows as `electron`. */
  evaluate<R, A = undefined>(run: (electron: typeof Electron, argument: A) => R | Promise<R>, argument?: A): Promise<R> {
    const id = this.#serial++
    return new Promise<R>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.process.send({ id, source: run.toString(), argument })
    })
  }

  /** The page of the newest window that shows the workbench. */
  async window(): Promise<Page> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const page = this.#browser.contexts()[0]?.pages().findLast((each) => each.url().startsWith('https://app.ptp.invalid'))
      if (page) return page
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`no window opened:\n${this.output}`)
  }

  pages(): Page[] {
    return this.#browser.contexts()[0]?.pages() ?? []
  }

  async close(): Promise<void> {
    await this.#browser.close()
    if (this.process.exitCode === null) this.process.kill('SIGTERM')
    await this.exited
  }
}
