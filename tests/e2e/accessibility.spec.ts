import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { startBrowserFace } from '../support/browserFace.ts'

const PICTURES = 'test-results/accessibility'

/** @returns what axe finds serious or critical, a line for each rule */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`)
}

test('should have no serious accessibility violation in its views and dialogs, light and dark', async ({ page }) => {
  test.setTimeout(180_000)
  mkdirSync(PICTURES, { recursive: true })
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-accessibility-'))
  const face = await startBrowserFace(home)
  const found: Record<string, string[]> = {}
  const look = async (state: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      found[`${state}, ${colorScheme}`] = await violations(page)
      await page.screenshot({ path: `${PICTURES}/${state.replaceAll(' ', '-')}-${colorScheme}.png` })
    }
  }
  const dialog = page.getByRole('dialog')
  const close = async (): Promise<void> => {
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
  const tab = (name: string): Promise<void> => page.getByRole('tab', { name }).click()
  const view = (name: string): Promise<void> => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click()
  try {
    await page.goto(face.url)
    await page.getByRole('button', { name: 'Run the bundled script' }).waitFor()
    await look('first start')
    await page.getByRole('button', { name: 'Run the bundled script' }).click()
    await expect(page.locator('.top-bar-status')).toContainText('running')
    await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(5)
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await expect(page.locator('.top-bar-status')).toContainText('paused')
    await look('paused')

    await tab('Snapshots')
    await expect(page.getByRole('list', { name: 'Snapshots' }).getByRole('listitem').first()).toBeVisible()
    await look('snapshots')
    await tab('Charts')
    await expect(page.locator('.recharts-surface').first()).toBeVisible()
    await look('charts')
    await tab('Tiles')
    await page.getByRole('button', { name: 'meaning', exact: true }).click()
    await expect(page.getByRole('grid', { name: 'Tiles on screen' })).toBeVisible()
    await look('tiles')
    await tab('Memory')
    await page.getByRole('button', { name: 'search', exact: true }).click()
    await look('memory search')
    await tab('Compare')
    await expect(page.getByRole('tabpanel', { name: 'Compare' }).getByText(/^State: /)).toBeVisible()
    await look('compare')

    await page.keyboard.press('?')
    await dialog.waitFor()
    await look('keyboard sheet')
    await close()
    await page.keyboard.press('Control+k')
    await page.getByRole('option').first().waitFor()
    await look('command palette')
    await close()
    await page.keyboard.press('Control+e')
    await dialog.waitFor()
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await expect(dialog.getByText(/files.* written/)).toBeVisible()
    await look('export')
    await close()
    await page.keyboard.press('n')
    await dialog.waitFor()
    await look('new snapshot')
    await close()
    await page.keyboard.press('Alt+n')
    await dialog.getByText('Advanced').click()
    await dialog.getByText('Limits', { exact: true }).click()
    await expect(dialog.getByLabel('max ticks')).toBeVisible()
    await look('new run')
    await close()
    await page.keyboard.press('Control+o')
    await dialog.waitFor()
    await look('script library')
    await close()

    await view('Pool')
    await page.getByRole('button', { name: /^Emulator / }).first().click()
    await expect(page.getByRole('complementary')).toBeVisible()
    await look('pool')
    await page.getByRole('button', { name: 'Table' }).click()
    await look('pool table')
    await page.getByRole('button', { name: 'Another pool…' }).click()
    await dialog.waitFor()
    await look('another pool')
    await close()
    await view('Experiments')
    await page.getByRole('button', { name: 'Plan an experiment' }).first().click()
    await expect(page.getByRole('form', { name: 'Plan an experiment' })).toBeVisible()
    await look('plan')
  } finally {
    await face.close()
    rmSync(home, { recursive: true, force: true })
  }
  expect(Object.entries(found).filter(([, rules]) => rules.length > 0)).toEqual([])
})
