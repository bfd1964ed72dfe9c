import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test as base } from '@playwright/test'
import { startBrowserFace, startWorkbench, statusesOf, type BrowserFace } from '../support/browserFace.ts'
import { Wire } from '../support/wire.ts'

const test = base.extend<{ home: string; face: BrowserFace }>({
  home: async ({ browserName: _ }, use) => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-browser-'))
    await use(home)
    rmSync(home, { recursive: true, force: true })
  },
  face: async ({ home }, use) => {
    const face = await startBrowserFace(home)
    await use(face)
    await face.close()
  },
})

test('should open at the printed address, and take the token out of it', async ({ page, face }) => {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(face.url)
  await expect(page.locator('#root > *').first()).toBeVisible()
  await expect(page).toHaveTitle(/PTP Workbench/)
  expect(page.url()).not.toContain('token')
  // By then every view has asked what it shows at first.
  await expect(page.locator('.editor-estimate')).toContainText(/about 0:0\d:\d\d/)
  await expect(page.getByRole('region', { name: 'Pool' })).toContainText('idle')
  expect(errors).toEqual([])
})

test('should still be there after a reload, by its cookie', async ({ page, face }) => {
  await page.goto(face.url)
  await page.reload()
  await expect(page.locator('#root > *').first()).toBeVisible()
})

test('should say what to do when the token is missing', async ({ page, face }) => {
  const answer = await page.goto(new URL('/', face.url).href)
  expect(answer?.status()).toBe(401)
  await expect(page.getByText('open the address that `ptp start` printed')).toBeVisible()
})

test('should play the bundled script and tell of it', async ({ page, face }) => {
  await page.goto(face.url)
  const wire = await Wire.open(face.url)
  wire.subscribe('run.live')
  const run = await wire.startBundled(4)
  await expect.poll(() => wire.newestTick(run)).toBeGreaterThan(10)
  const [live] = wire.events('run.live')
  expect(live).toMatchObject({ run, driver: 'script' })
  const picture = await page.evaluate(async (url) => {
    const answer = await fetch(url)
    return { type: answer.headers.get('content-type'), bytes: (await answer.arrayBuffer()).byteLength }
  }, `/pictures/${run}/exact/0/5`)
  expect(picture.type).toBe('image/png')
  expect(picture.bytes).toBeGreaterThan(100)
  wire.close()
})

test('should show the screenshot nearest to a tick that cannot be drawn, and say why', async ({ page, face }) => {
  const wire = await Wire.open(face.url)
  const run = await wire.startBundled(0)
  await expect.poll(async () => (await wire.call('runs.get', { run })).live?.status).toBe('completed')
  wire.close()
  const error = { code: 'not-found', message: 'the ROM of this run is not here' }
  await page.route('**/pictures/*/exact/**', (route) => route.fulfill({ status: 404, json: { error } }))
  await page.goto(face.url)
  await expect(page.locator('.screen-picture')).toHaveAttribute('data-shown', 'near')
  await expect(page.locator('.screen-caption')).toHaveText(/^screenshot of tick [\d\s]+; no exact picture: the ROM of this run is not here$/)
})

test('should draw the film strip of a run of which no screenshots were taken', async ({ page, face }) => {
  const wire = await Wire.open(face.url)
  const [game] = await wire.call('games.list', {})
  const { source } = await wire.call('scripts.read', { name: 'walk.ptp' })
  const settings = { screenshot: { interval: 0, battle_turn: 0 } }
  const { run } = await wire.call('run.start', { game: game?.id ?? '', script: 'walk.ptp', source, speed: 0, seed: null, settings })
  await expect.poll(async () => (await wire.call('runs.get', { run })).live?.status).toBe('completed')
  wire.close()
  await page.goto(face.url)
  const pictures = page.locator('.filmstrip img')
  await expect.poll(async () => new Set(await pictures.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).src))).size).toBeGreaterThan(8)
  await expect.poll(() => pictures.evaluateAll((all) => all.every((image) => (image as HTMLImageElement).naturalWidth >= 80))).toBe(true)
})

test('should stop a playing run cleanly when it is ended', async ({ home, face }) => {
  const wire = await Wire.open(face.url)
  wire.subscribe('run.live')
  const run = await wire.startBundled(4)
  await expect.poll(() => wire.newestTick(run)).toBeGreaterThan(5)
  expect(await face.close()).toBe(0)
  expect(statusesOf(home)).toEqual({ [run]: 'manual_stop' })
})

test('npm start should say in one line that there is no Electron runtime, and open here', async ({ home, page }) => {
  test.skip(existsSync('node_modules/electron/path.txt'), 'it is here')
  const face = await startWorkbench(home)
  expect(face.said.split('\n').filter((line) => line.includes('Electron'))).toHaveLength(1)
  await page.goto(face.url)
  await expect(page.locator('#root > *').first()).toBeVisible()
  expect(await face.close()).toBe(0)
})

test('npm start should fall back to the browser when there is a screen, but no runtime and no way to fetch it', async ({ home, page }) => {
  test.skip(existsSync('node_modules/electron/path.txt'), 'it is here')
  const face = await startWorkbench(home, [], { DISPLAY: ':99', ELECTRON_MIRROR: 'http://127.0.0.1:9/', HTTPS_PROXY: '', https_proxy: '' })
  expect(face.said.split('\n').filter((line) => line.includes('Electron'))).toHaveLength(1)
  await page.goto(face.url)
  await expect(page.locator('#root > *').first()).toBeVisible()
  expect(await face.close()).toBe(0)
})
