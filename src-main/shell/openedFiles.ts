import path from 'node:path'
import { app } from 'electron'
import type { Desk } from '../api/index.ts'
import { showError } from './messages.ts'

/** Opens the run bundles the person gives to the app: on its command line, or with a double click. */
export class OpenedFiles {
  readonly #early: string[] = []
  #desk: Pick<Desk, 'call' | 'show'> | null = null

  /** To be made before the app is ready: macOS tells of files very early. */
  constructor() {
    app.on('open-file', (event, file) => {
      event.preventDefault()
      this.open([file])
    })
  }

  /** Opens what came so far and what comes from now on. */
  connect(desk: Pick<Desk, 'call' | 'show'>): void {
    this.#desk = desk
    this.open(this.#early.splice(0))
  }

  /** @param args paths, or a whole command line; anything but run bundles is left alone */
  open(args: readonly string[], cwd = process.cwd()): void {
    const files = args.filter((arg) => arg.endsWith('.ptprun')).map((file) => path.resolve(cwd, file))
    const desk = this.#desk
    if (!desk) this.#early.push(...files)
    else for (const file of files) openRun(desk, file).catch(showError)
  }
}

/** Takes a run in and has the window look at it. */
export async function openRun(desk: Pick<Desk, 'call' | 'show'>, path: string): Promise<void> {
  const { run } = await desk.call('runs.open', { path })
  desk.show(run)
}
