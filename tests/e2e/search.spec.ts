import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
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

test('should search for a goal, tell how it goes, and show the way there on the timeline', async ({ page }) => {
  await search(page, 'party_count >= 1', '3')
  const band = page.getByRole('group', { name: 'Search', exact: true })
  await expect(page.getByText('The search has reached its goal: party_count >= 1')).toBeVisible({ timeout: 120_000 })
  await expect(band).toBeHidden()
  await expect(page.locator('.top-bar-status')).toContainText('completed')
  await expect(page.locator('.top-bar-place')).toContainText(/tick [1-9]/)
  await expect(page.getByRole('img', { name: 'Game picture' })).toHaveAttribute('data-shown', 'exact')
  await page.screenshot({ path: `${PICTURES}/found.png` })
})

test('should be stopped, with the best it found', async ({ page }) => {
  await search(page, 'badges >= 9', '5')
  const band = page.getByRole('group', { name: 'Search', exact: true })
  await expect(band).toContainText('Searching badges >= 9')
  await expect(band.locator('.search-band-figure').first()).toContainText(/[1-9]\d+ cells/, { timeout: 120_000 })
  await page.screenshot({ path: `${PICTURES}/searching.png` })
  await band.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('The search has ended before its goal')).toBeVisible({ timeout: 120_000 })
  await expect(band).toBeHidden()
  await expect(page.locator('.top-bar-status')).toContainText('stopped')
})
