import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test'
import type { BridgeAnswer, DesktopBridge } from '../../src-preload/contract/index.ts'
import { statusesOf } from '../support/browserFace.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The runtime that was fetched with `npx install-electron`, or the one that ELECTRON_OVERRIDE_DIST_PATH names. */
function electronRuntime(): string | null {
  const home = path.join(ROOT, 'node_modules', 'electron')
  if (!existsSync(path.join(home, 'path.txt'))) return null
  const file = path.join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(home, 'dist'), readFileSync(path.join(home, 'path.txt'), 'utf8').trim())
  return existsSync(file) ? file : null
}

const runtime = electronRuntime()
const hasScreen = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
base.skip(runtime === null || !hasScreen, 'needs the Electron runtime (`npx install-electron`) and a screen')

const test = base.extend<{ home: string; app: ElectronApplication; page: Page }>({
  home: async ({ browserName: _ }, use) => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-electron-'))
    await use(home)
    rmSync(home, { recursive: true, force: true })
  },
  app: async ({ home }, use) => {
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const app = await _electron.launch({ executablePath: runtime ?? '', args: [...asRoot, ROOT], env: { ...(process.env as Record<string, string>), PTP_HOME: home } })
    await use(app)
    await app.close()
  },
  page: async ({ app }, use) => use(await app.firstWindow()),
})

async function result<T>(page: Page, name: string, input: object): Promise<T> {
  const answer: BridgeAnswer = await page.evaluate(([call, given]) => (globalThis as unknown as { ptp: DesktopBridge }).ptp.call(call, given), [name, input] as const)
  if ('error' in answer) throw new Error(`${name}: ${answer.error.message}`)
  return answer.result as T
}

async function play(page: Page): Promise<string> {
  const [game] = await result<{ id: string }[]>(page, 'games.list', {})
  const { source } = await result<{ source: string }>(page, 'scripts.read', { name: 'demo.ptp' })
  const { run } = await result<{ run: string }>(page, 'run.start', { game: game?.id, script: 'demo.ptp', source, speed: 4, seed: null })
  await expect.poll(async () => (await result<{ live: { tick: number } | null }>(page, 'runs.get', { run })).live?.tick ?? 0).toBeGreaterThan(10)
  return run
}

test('should open the workbench in a window of the real runtime, sandboxed and under its own policy', async ({ app, page }) => {
  await expect(page.locator('#root > *').first()).toBeVisible()
  expect(await result(page, 'app.info', {})).toMatchObject({ face: 'desktop' })
  expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined')
  expect(await page.evaluate(() => fetch('https://example.org/').then(() => 'reached', () => 'refused'))).toBe('refused')
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('should play the bundled script and show its pictures', async ({ page }) => {
  const run = await play(page)
  const picture = await page.evaluate(async (url) => {
    const bitmap = await createImageBitmap(await (await fetch((globalThis as unknown as { ptp: DesktopBridge }).ptp.pictures + url)).blob())
    return { width: bitmap.width, height: bitmap.height }
  }, `/pictures/${run}/exact/0/5`)
  expect(picture).toEqual({ width: 160, height: 144 })
})

test('should load a crashed page again while the run plays on', async ({ app, page }) => {
  const run = await play(page)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isCrashed())).toBe(false)
  const again = await app.firstWindow()
  expect((await result<{ live: object | null }>(again, 'runs.get', { run })).live).not.toBeNull()
})

test('should stop a playing run cleanly when it is ended', async ({ app, page, home }) => {
  const run = await play(page)
  const exited = new Promise((resolve) => app.process().once('exit', resolve))
  app.process().kill('SIGTERM')
  await exited
  expect(statusesOf(home)).toEqual({ [run]: 'manual_stop' })
})
