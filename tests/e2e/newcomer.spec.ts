import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startBrowserFace } from '../support/browserFace.ts'

const PICTURES = 'test-results/newcomer'

/** Where the play head is, as the top bar tells it. */
async function tickOf(page: Page): Promise<number> {
  const text = await page.locator('.top-bar-place').innerText()
  return Number((/tick ([\d\s,.\u202f\u00a0]+?)(?: ·|$)/.exec(text)?.[1] ?? '').replace(/\D/g, ''))
}

/** The picture on the stage. */
function screen(page: Page): Promise<Buffer> {
  return page.getByRole('region', { name: 'Game' }).locator('canvas').first().screenshot()
}

test('should take a newcomer from the bundled script to a branch, a comparison and a CSV', async ({ page }) => {
  mkdirSync(PICTURES, { recursive: true })
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-newcomer-'))
  const face = await startBrowserFace(home)
  let step = 0
  const picture = (name: string): Promise<Buffer> => page.screenshot({ path: `${PICTURES}/${String(++step).padStart(2, '0')}-${name}.png` })
  try {
    await page.goto(face.url)
    await expect(page.getByRole('button', { name: 'Scripts and their versions' }).or(page.locator('.editor-name'))).toContainText('demo.ptp')
    await picture('first-start')

    await page.getByRole('button', { name: 'Run the bundled script' }).click()
    await expect(page.locator('.top-bar-status')).toContainText('4×')
    const early = await screen(page)
    await expect.poll(() => tickOf(page)).toBeGreaterThan(20)
    expect(early.equals(await screen(page))).toBe(false)
    await picture('running')

    const controls = page.getByRole('toolbar', { name: 'Transport' })
    await controls.getByRole('button', { name: 'Pause', exact: true }).click()
    await expect(page.locator('.top-bar-status')).toContainText('paused')
    const paused = await tickOf(page)
    await picture('paused')

    const lanes = page.locator('.timeline canvas').last()
    const box = await lanes.boundingBox()
    if (box === null) throw new Error('The timeline is not on the page.')
    await page.mouse.move(box.x + box.width * 0.15, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.06, box.y + box.height / 2, { steps: 8 })
    await page.mouse.up()
    await expect.poll(() => tickOf(page)).toBeLessThan(paused)
    const scrubbed = await tickOf(page)
    await picture('scrubbed')

    await controls.getByRole('button', { name: 'Step a tick forward' }).click()
    await expect.poll(() => tickOf(page)).toBe(scrubbed + 1)
    await controls.getByRole('button', { name: 'Step a tick back' }).click()
    await expect.poll(() => tickOf(page)).toBe(scrubbed)
    await picture('stepped')

    await page.getByRole('tab', { name: 'Snapshots' }).click()
    const row = page.getByRole('list', { name: 'Snapshots' }).getByRole('listitem').first()
    const snapshotTick = Number(/tick (\d+)/.exec((await row.locator('.snapshot-main').getAttribute('aria-label')) ?? '')?.[1])
    await row.locator('.snapshot-main').click()
    await expect.poll(() => tickOf(page)).toBe(snapshotTick)
    await page.waitForTimeout(500)
    const seen = await screen(page)
    await row.getByRole('button', { name: /^Roll back to/ }).click()
    await expect(page.getByText(/Rolled back to tick/)).toBeVisible()
    expect(await tickOf(page)).toBe(snapshotTick)
    await expect.poll(async () => seen.equals(await screen(page))).toBe(true)
    await picture('rolled-back')

    await page.locator('.cm-content').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText('REPEAT 6\n  MOVE LEFT 1\n  MOVE RIGHT 1\nEND\n')
    // The estimate is that of the new text, not of the whole demo.
    await expect(page.locator('.editor-estimate')).not.toContainText('no bound')
    await picture('edited')
    await page.getByRole('button', { name: 'Run from the play head, on a new branch' }).click()
    await expect.poll(() => tickOf(page)).toBeGreaterThan(snapshotTick + 3)
    await expect(page.locator('.top-bar-status')).toContainText('completed')
    await expect(page.getByRole('region', { name: 'Timeline' })).toContainText(/main[^a-z]*[a-z]+/is)
    await picture('branched')

    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: 'Compare' }).click()
    await expect(page.getByRole('tabpanel').filter({ hasText: /differ|same|apart/i }).first()).toBeVisible()
    await page.waitForTimeout(600)
    await picture('compared')

    await page.locator('.top-bar-run').click()
    await page.getByRole('menuitem', { name: /^Export/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click()
    await expect.poll(() => readdirSync(home, { recursive: true }).filter((file) => String(file).endsWith('.csv')).length).toBeGreaterThanOrEqual(3)
    await page.waitForTimeout(300)
    await picture('exported')
  } finally {
    await face.close()
    rmSync(home, { recursive: true, force: true })
  }
})
