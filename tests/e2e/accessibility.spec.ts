import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Locator, type Page } from '@playwright/test'
import { startBrowserFace, type BrowserFace } from '../support/browserFace.ts'

const PICTURES = 'test-results/accessibility'

/** Looks at the page as it is now, light and dark, and keeps a picture of each. */
type Look = (state: string) => Promise<void>

const test = base.extend<{ face: BrowserFace; look: Look }>({
  face: async ({ browserName: _ }, use) => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-accessibility-'))
    const face = await startBrowserFace(home)
    await use(face)
    await face.close()
    rmSync(home, { recursive: true, force: true })
  },
  look: async ({ page }, use) => {
    mkdirSync(PICTURES, { recursive: true })
    const found: Record<string, string[]> = {}
    await use(async (state) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        found[`${state}, ${colorScheme}`] = await violations(page, colorScheme === 'dark')
        await page.screenshot({ path: `${PICTURES}/${state.replaceAll(' ', '-')}-${colorScheme}.png` })
      }
    })
    expect(Object.keys(found).length, 'states looked at').toBeGreaterThan(0)
    expect(Object.entries(found).filter(([, rules]) => rules.length > 0)).toEqual([])
  },
})
// A trace of all that axe does would cost more than axe itself.
test.use({ trace: 'off' })
test.setTimeout(400_000)

/**
 * @param onlyColors the rest does not hang on the colours, and was looked at before
 * @returns what axe finds serious or critical, a line for each rule
 */
async function violations(page: Page, onlyColors: boolean): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  const { violations: found } = await (onlyColors ? axe.withRules(['color-contrast']) : axe).analyze()
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`)
}

const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click()
const view = (page: Page, name: string): Promise<void> => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click()

/** Starts the bundled script and pauses it a little later. */
async function startAndPause(page: Page, face: BrowserFace): Promise<void> {
  await page.goto(face.url)
  await page.getByRole('button', { name: 'Run the bundled script' }).click()
  await expect(page.locator('.top-bar-status')).toContainText('running')
  await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(5)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.locator('.top-bar-status')).toContainText('paused')
}

test('should have no serious accessibility violation in the workbench', async ({ page, face, look }) => {
  await page.goto(face.url)
  await page.getByRole('button', { name: 'Run the bundled script' }).waitFor()
  await look('first start')
  await startAndPause(page, face)
  await look('paused')
  await tab(page, 'Snapshots')
  await expect(page.getByRole('list', { name: 'Snapshots' }).getByRole('listitem').first()).toBeVisible()
  await tab(page, 'Tiles')
  await page.getByRole('button', { name: 'meaning', exact: true }).click()
  await expect(page.getByRole('grid', { name: 'Tiles on screen' })).toBeVisible()
  await look('snapshots and tiles')
  await tab(page, 'Charts')
  await expect(page.locator('.recharts-surface').first()).toBeVisible()
  await tab(page, 'Compare')
  await expect(page.getByRole('tabpanel', { name: 'Compare' }).getByText(/^State: /)).toBeVisible()
  await look('charts and compare')
  await tab(page, 'Memory')
  await page.getByRole('button', { name: 'search', exact: true }).click()
  await tab(page, 'Messages')
  await page.locator('.cm-content').focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('MOV UP 3\n')
  await expect(page.getByRole('button', { name: /1 error/ })).toBeVisible()
  await look('memory search and a mistake')
})

test('should have no serious accessibility violation in its dialogs', async ({ page, face, look }) => {
  const dialog = page.getByRole('dialog')
  const inDialog = async (keys: string, state: string, prepare?: (dialog: Locator) => Promise<void>): Promise<void> => {
    await page.keyboard.press(keys)
    await dialog.waitFor()
    await prepare?.(dialog)
    await look(state)
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
  await startAndPause(page, face)
  await inDialog('?', 'keyboard sheet')
  await inDialog('Control+k', 'command palette', (palette) => palette.getByRole('option').first().waitFor())
  await inDialog('Control+e', 'export', async (exporting) => {
    await exporting.getByRole('button', { name: 'Export', exact: true }).click()
    await expect(exporting.getByText(/files.* written/)).toBeVisible()
  })
  await inDialog('n', 'new snapshot')
  await inDialog('Alt+n', 'new run', async (starting) => {
    await starting.getByText('Advanced').click()
    await starting.getByText('Limits', { exact: true }).click()
    await expect(starting.getByLabel('max ticks')).toBeVisible()
  })
  await inDialog('Control+o', 'script library', (library) => library.getByRole('button', { name: /demo\.ptp/ }).waitFor())
})

test('should have no serious accessibility violation while a search explores, nor once it was stopped', async ({ page, face, look }) => {
  await page.goto(face.url)
  await page.getByRole('button', { name: 'New run…' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New run' })
  await dialog.getByLabel('Played by').selectOption({ label: 'Search for a goal' })
  await dialog.getByRole('textbox', { name: /^Goal/ }).fill('badges >= 9')
  await look('new search')
  await dialog.getByRole('button', { name: 'Search' }).click()
  await expect(page.getByRole('group', { name: 'What the search has found' }).getByRole('img')).toHaveCount(2)
  await look('searching')
  await page.getByRole('group', { name: 'Search', exact: true }).getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('button', { name: 'Search on' })).toBeVisible({ timeout: 120_000 })
  await tab(page, 'Messages')
  await expect(page.getByRole('list', { name: 'Messages of the run' })).toBeVisible()
  await look('search stopped')
})

test('should have no serious accessibility violation in the pool and in experiments', async ({ page, face, look }) => {
  await startAndPause(page, face)
  await view(page, 'Pool')
  await page.getByRole('button', { name: /^Emulator / }).first().click()
  await expect(page.getByRole('complementary')).toBeVisible()
  await look('pool')
  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await look('pool table')
  await page.getByRole('button', { name: 'Another pool…' }).click()
  await page.getByRole('dialog').getByLabel(/^Docker/).check()
  await look('another pool')
  await page.keyboard.press('Escape')
  await view(page, 'Experiments')
  await page.getByRole('button', { name: 'Plan an experiment', exact: true }).last().click()
  const plan = page.getByRole('form', { name: 'Plan an experiment' })
  await plan.getByLabel('Seeds').fill('2')
  await plan.getByText('Limits', { exact: true }).click()
  await plan.getByLabel('max ticks').fill('60')
  await expect(plan.getByRole('button', { name: 'Start 2 runs' })).toBeEnabled()
  await look('plan')
  for (const [at, plays] of [[2, 'a search, seeded'], [3, 'a program behind HTTP']] as const) {
    await plan.getByRole('button', { name: 'Add an arm' }).click()
    await plan.getByRole('group', { name: `Arm ${at}` }).getByLabel('Played by').selectOption({ label: plays })
  }
  await look('plan of agents')
  for (const at of [3, 2]) await plan.getByRole('button', { name: `Remove arm ${at}` }).click()
  await expect(plan.getByRole('button', { name: 'Start 2 runs' })).toBeEnabled()
  await plan.getByRole('button', { name: 'Start 2 runs' }).click()
  await expect(page.getByText('2 of 2 runs', { exact: true })).toBeVisible()
  await expect(page.getByRole('table').first()).toBeVisible()
  await look('results')
  await tab(page, 'Runs')
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('listitem')).toHaveCount(2)
  await look('runs of an experiment')
})
