import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startBrowserFace, type BrowserFace } from '../support/browserFace.ts'
import { syntheticRun } from '../support/syntheticRun.ts'

const TICKS = 1_000_000

test.describe.configure({ mode: 'serial' })

let home: string
let face: BrowserFace
let page: Page

test.beforeAll(async ({ browser }) => {
  // Recording that many ticks takes some 20 s on an ordinary machine.
  test.setTimeout(400_000)
  home = mkdtempSync(path.join(os.tmpdir(), 'ptp-million-'))
  await syntheticRun(home, { ticks: TICKS, runId: 'million', anchorEvery: 50 })
  face = await startBrowserFace(home)
  page = await browser.newPage()
  await page.goto(face.url)
})

test.afterAll(async () => {
  await page.close()
  await face.close()
  rmSync(home, { recursive: true, force: true })
})

/** Where the play head is, as those hear it who do not see it. */
const tick = async (): Promise<number> => Number(await page.getByRole('slider', { name: 'Play head' }).getAttribute('aria-valuenow'))

/** The picture of the tick the play head is at, once it is there. */
const isExact = async (): Promise<void> => {
  const picture = page.locator('.screen-picture')
  await expect.poll(async () => (await picture.getAttribute('data-shown')) === 'exact' && Number(await picture.getAttribute('data-tick')) === (await tick())).toBe(true)
}

const log = () => page.getByRole('grid', { name: 'Actions' })

test('should open a run of a million ticks, at its end', async () => {
  await expect(page.locator('.timeline-base')).toBeVisible()
  await expect.poll(tick).toBe(TICKS)
  await expect(log()).toHaveAttribute('aria-rowcount', String(TICKS + 1))
  await expect(page.getByRole('row', { name: /^Tick 1000000:/ })).toBeVisible()
  await isExact()
  expect(await page.locator('.filmstrip img').count()).toBeLessThan(40)
})

test('should go along when the play head is dragged over it, and end on the exact picture', async () => {
  const box = await page.locator('.timeline-base').boundingBox()
  if (box === null) throw new Error('the timeline is not on the page')
  await page.mouse.move(box.x + box.width * 0.9, box.y + 6)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.25, box.y + 6, { steps: 40 })
  await page.mouse.up()
  await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))))
  expect(await tick()).toBeLessThan(TICKS * 0.3)
  expect(await tick()).toBeGreaterThan(TICKS * 0.2)
  await isExact()
  await expect(page.getByRole('row', { name: new RegExp(`^Tick ${await tick()}:`) })).toBeVisible()
})

test('should step a single tick in the middle of it', async () => {
  const before = await tick()
  await page.getByRole('button', { name: 'Step a tick forward' }).click()
  await expect.poll(tick).toBe(before + 1)
  await isExact()
})

test('should find the few rows a filter lets through', async () => {
  const all = Number(await log().getAttribute('aria-rowcount'))
  await page.getByRole('searchbox', { name: 'Filter the log by text' }).fill('Stone Badge')
  await expect.poll(async () => Number(await log().getAttribute('aria-rowcount'))).toBeLessThan(10)
  await expect(page.getByRole('row', { name: /Stone Badge/ }).first()).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter the log by text' }).fill('')
  await expect.poll(async () => Number(await log().getAttribute('aria-rowcount'))).toBe(all)
})
