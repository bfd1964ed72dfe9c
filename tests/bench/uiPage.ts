import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../support/chromium.ts'

/** A page of a headless Chromium of its own, closed afterwards. */
export async function inPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  try {
    return await work(await browser.newPage({ viewport: { width: 1440, height: 900 } }))
  } finally {
    await browser.close()
  }
}

/**
 * A page of a headless Chromium that nobody steers: whoever drives one hears of all it does, which takes both of them time that
 * a person's browser does not need.
 */
export async function besidePage<T>(url: string, work: () => Promise<T>): Promise<T> {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'ptp-chromium-'))
  const quiet = ['--headless', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions']
  const browser = spawn(CHROMIUM, [...quiet, `--user-data-dir=${profile}`, '--window-size=1440,900', ...CHROMIUM_ARGS, url], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve, reject) => {
    browser.once('exit', () => resolve())
    browser.once('error', reject)
  })
  try {
    return await Promise.race([work(), ended.then(() => Promise.reject(new Error('Chromium ended by itself')))])
  } finally {
    browser.kill('SIGTERM')
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

/** A folder for runs, gone afterwards. */
export async function inHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-bench-'))
  try {
    return await work(home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Asks the page from outside until it is so. @throws Error that says what was waited for */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 30): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`the page did not come so far: ${what}`)
}
