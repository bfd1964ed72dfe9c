import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { startBrowserFace } from '../support/browserFace.ts'

/** @returns what axe finds serious or critical, a line for each rule */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`)
}

test('should have no serious accessibility violation in its main states, light and dark', async ({ page }) => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-accessibility-'))
  const face = await startBrowserFace(home)
  const found: Record<string, string[]> = {}
  const look = async (state: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      found[`${state}, ${colorScheme}`] = await violations(page)
    }
  }
  try {
    await page.goto(face.url)
    await page.getByRole('button', { name: 'Run the bundled script' }).waitFor()
    await look('first start')
    await page.getByRole('button', { name: 'Run the bundled script' }).click()
    await expect(page.locator('.top-bar-status')).toContainText('running')
    await page.waitForTimeout(1500)
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await expect(page.locator('.top-bar-status')).toContainText('paused')
    await look('paused')
    await page.getByRole('tab', { name: 'Snapshots' }).click()
    await look('snapshots')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await look('keyboard sheet')
  } finally {
    await face.close()
    rmSync(home, { recursive: true, force: true })
  }
  expect(Object.entries(found).filter(([, rules]) => rules.length > 0)).toEqual([])
})
