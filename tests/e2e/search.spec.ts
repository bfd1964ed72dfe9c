import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { startBrowserFace, type BrowserFace } from '../support/browserFace.ts'

const PICTURES = 'test-results/search'

let home: string
let face: BrowserFace

test.beforeEach(async ({ page }) => {
  mkdirSync(PICTURES, { recursive: true })
  home = mkdtempSync(path.join(os.tmpdir(), 'ptp-searching-'))
  face = await startBrowserFace(home)
  await page.goto(face.url)
})

test.afterEach(async () => {
  await face.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 3 })
})

async function search(page: Page, goal: string, seed: string): Promise<void> {
  await page.getByRole('button', { name: 'New run…' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New run' })
  await dialog.getByLabel('Played by').selectOption({ label: 'Search for a goal' })
  await dialog.getByRole('textbox', { name: /^Goal/ }).fill(goal)
  await dialog.getByRole('textbox', { name: /^Seed/ }).fill(seed)
  await page.screenshot({ path: `${PICTURES}/dialog.png` })
  await dialog.getByRole('button', { name: 'Search' }).click()
  await expect(dialog).toBeHidden()
}

const place = (page: Page): Locator => page.locator('.top-bar-place')

/** Where the play head is. */
async function tickOf(page: Page): Promise<string> {
  return (await place(page).innerText()).replace(/ ·.*/s, '')
}

test('should search for a goal, tell how it goes, and show the way there on the timeline', async ({ page }) => {
  await search(page, 'party_count >= 1', '3')
  const band = page.getByRole('group', { name: 'Search', exact: true })
  await expect(page.getByText('The search has reached its goal: party_count >= 1')).toBeVisible({ timeout: 120_000 })
  await expect(band).toBeHidden()
  await expect(page.locator('.top-bar-status')).toContainText('completed')
  await expect(place(page)).toContainText(/tick [1-9]/)
  await expect(page.getByRole('img', { name: 'Game picture' })).toHaveAttribute('data-shown', 'exact')
  await page.screenshot({ path: `${PICTURES}/found.png` })
})

test('should be opened at its goal later, whatever else was recorded after it', async ({ page }) => {
  await search(page, 'in_battle', '3')
  await expect(page.getByText('The search has reached its goal: in_battle')).toBeVisible({ timeout: 120_000 })
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(/battle/i)
  const goal = await tickOf(page)
  await page.reload()
  await expect(place(page)).toContainText(goal)
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText(/battle/i)
  await expect(page.getByRole('group', { name: 'Branches' }).getByRole('button', { pressed: true })).toHaveText('main')
})

test('should show what it finds while it explores; stopped, it keeps the best, and goes on when asked to', async ({ page }) => {
  await search(page, 'badges >= 9', '5')
  const band = page.getByRole('group', { name: 'Search', exact: true })
  await expect(band).toContainText('Searching badges >= 9')
  await expect(band.locator('.search-band-figure').first()).toContainText(/[1-9]\d+ cells/, { timeout: 120_000 })
  const sights = page.getByRole('group', { name: 'What the search has found' })
  await expect(sights.getByRole('img', { name: /^Best so far: / })).toBeVisible()
  const newest = sights.getByRole('img', { name: /^Found last: / })
  const first = await newest.getAttribute('src')
  await expect(newest).not.toHaveAttribute('src', first ?? '', { timeout: 120_000 })
  expect(await newest.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([160, 144])
  await page.screenshot({ path: `${PICTURES}/searching.png` })
  await band.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('The search has ended before its goal')).toBeVisible({ timeout: 120_000 })
  await expect(sights).toBeHidden()
  await expect(page.locator('.top-bar-status')).toContainText('stopped')
  await expect(band).toBeHidden()
  await page.screenshot({ path: `${PICTURES}/stopped.png` })

  await page.reload()
  await page.getByRole('button', { name: 'Search on' }).click()
  await expect(band).toContainText('Searching badges >= 9')
  await expect(band.locator('.search-band-figure').first()).toContainText(/[1-9]\d+ cells/, { timeout: 120_000 })
  await band.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('button', { name: 'Search on' })).toBeVisible({ timeout: 120_000 })
})

test('should say why a search cannot go on, and what to do', async ({ page }) => {
  await search(page, 'badges >= 9', '5')
  const band = page.getByRole('group', { name: 'Search', exact: true })
  await expect(band.locator('.search-band-figure').first()).toContainText(/[1-9]\d+ cells/, { timeout: 120_000 })
  await band.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('button', { name: 'Search on' })).toBeVisible({ timeout: 120_000 })
  const [run = ''] = readdirSync(path.join(home, 'runs'))
  const plan = path.join(home, 'runs', run, 'search', 'plan.json')
  const text = readFileSync(plan, 'utf8')
  writeFileSync(plan, '{')
  await page.getByRole('button', { name: 'Search on' }).click()
  await expect(page.getByRole('region', { name: 'Notices' }).getByRole('alert')).toContainText('begin a new search')
  await page.screenshot({ path: `${PICTURES}/cannot.png` })
  await expect(page.getByRole('button', { name: 'Search on' })).toBeEnabled()
  writeFileSync(plan, text)
  await page.getByRole('button', { name: 'Search on' }).click()
  await expect(band).toContainText('Searching badges >= 9')
})
