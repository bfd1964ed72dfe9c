import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../chromium.ts'

export interface Running {
  context: BrowserContext
  /** where a test can connect to the same browser */
  endpoint: string
  close(): Promise<void>
}

/** Starts the browser whose pages are the app's windows. */
export async function startChromium(): Promise<Running> {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'ptp-stand-in-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS, '--remote-debugging-port=0'],
    viewport: null,
    // Signals are the app's to answer; it closes the browser itself.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  const [port = ''] = readFileSync(path.join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
  return {
    context,
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      await context.close()
      // Chromium may still be writing its last files.
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}
