import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { startBrowserFace, type BrowserFace } from '../support/browserFace.ts'
import { Wire } from '../support/wire.ts'

let home: string
let face: BrowserFace

test.beforeEach(async ({ page }) => {
  home = mkdtempSync(path.join(os.tmpdir(), 'ptp-settings-'))
  face = await startBrowserFace(home)
  await page.goto(face.url)
})

test.afterEach(async () => {
  await face.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 3 })
})

test('should change the limits of a live run, keep the buttons in sight, tell what was changed, and take it back', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  const wire = await Wire.open(face.url)
  await wire.startBundled(1)
  await page.reload()
  const open = page.getByRole('button', { name: 'Settings…' })
  await open.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Limits', { exact: true }).click()
  await dialog.getByLabel('max ticks').fill('100000')
  const change = dialog.getByRole('button', { name: 'Change 1' })
  await expect(change).toBeInViewport({ ratio: 1 })
  await change.click()
  await expect(dialog).toBeHidden()
  const [{ run_id: run } = { run_id: '' }] = (await wire.call('runs.list', {})).runs
  expect((await wire.call('run.settings', { run })).present.limits.max_ticks).toBe(100_000)

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await wire.call('run.settings', { run })).present.limits.max_ticks).toBeNull()
  await open.click()
  await dialog.getByText('Changed 2 times so far').click()
  await expect(dialog.getByRole('listitem')).toContainText([/by undo in the window: max ticks 100000 → none/, /by the window: max ticks none → 100000/])
  await page.keyboard.press('Escape')

  // Where the run stands already, it ends as the limit says.
  await open.click()
  await dialog.getByText('Limits', { exact: true }).click()
  await dialog.getByLabel('max ticks').fill('1')
  await dialog.getByRole('button', { name: 'Change 1' }).click()
  await expect(page.locator('.top-bar-status')).toContainText('limit')
  await expect(open).toBeHidden()
})
