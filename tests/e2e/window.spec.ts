import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { startBrowserFace, startGym, type BrowserFace } from '../support/browserFace.ts'
import { Decider } from '../support/decider.ts'
import { Wire } from '../support/wire.ts'

let home: string
let face: BrowserFace

test.beforeEach(async ({ page }) => {
  home = mkdtempSync(path.join(os.tmpdir(), 'ptp-window-'))
  face = await startBrowserFace(home)
  await page.goto(face.url)
})

test.afterEach(async () => {
  await face.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 3 })
})

test('should have the messages of a run again after a reload and in another window, and none twice', async ({ page, context }) => {
  const wire = await Wire.open(face.url)
  await wire.startBundled(0)
  await page.reload()
  await expect(page.locator('.top-bar-status')).toContainText('completed', { timeout: 120_000 })
  await page.getByRole('tab', { name: /^MESSAGES/ }).click()
  const list = page.getByRole('list', { name: 'Messages of the run' })
  await expect(list.getByRole('listitem').first()).toBeVisible()
  const said = await list.getByRole('listitem').allInnerTexts()
  expect(said.length).toBeGreaterThan(1)
  await page.reload()
  await expect(list.getByRole('listitem')).toHaveText(said, { useInnerText: true })

  const other = await context.newPage()
  await other.goto(page.url())
  await other.getByRole('tab', { name: /^MESSAGES/ }).click()
  const there = other.getByRole('list', { name: 'Messages of the run' })
  await expect(there.getByRole('listitem')).toHaveText(said, { useInnerText: true })

  // What is said from now on reaches both, once.
  const [{ run_id: run } = { run_id: '' }] = (await wire.call('runs.list', {})).runs
  await wire.call('run.script', { run, from: null, script: 'more.ptp', source: 'REPEAT 30 TIMES\n  WAIT 2\n  LOG "more"\nEND\n' })
  for (const each of [list, there]) {
    await expect(each.getByRole('listitem').filter({ hasText: 'more' })).toHaveCount(30)
    await expect(each.getByRole('listitem')).toHaveCount(said.length + 30)
  }
})

test('should plan a search against a program behind HTTP, and play both', async ({ page }) => {
  const decider = await Decider.start(() => ({ json: { actions: [{ frames: 8 }] } }))
  try {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Experiments' }).click()
    const main = page.getByRole('region', { name: 'Experiments' })
    await main.getByRole('button', { name: 'Plan an experiment', exact: true }).last().click()
    const plan = page.getByRole('form', { name: 'Plan an experiment' })
    await plan.getByLabel('Name', { exact: true }).fill('search or mine')
    const first = plan.getByRole('group', { name: 'Arm 1' })
    await first.getByLabel('Played by').selectOption({ label: 'a search, seeded' })
    await first.getByRole('textbox', { name: 'Goal' }).fill('party_count >= 1')
    await first.getByRole('textbox', { name: 'Restores at most' }).fill('20000')
    await plan.getByRole('button', { name: 'Add an arm' }).click()
    const second = plan.getByRole('group', { name: 'Arm 2' })
    await second.getByLabel('Played by').selectOption({ label: 'a program behind HTTP' })
    await expect(plan.getByText('at which address the program of arm 2')).toBeVisible()
    await second.getByLabel('Address of the program').fill('127.0.0.1:9000')
    await expect(plan.getByRole('list', { name: 'What is wrong with the plan' })).toContainText(/arm 2 agent.*the address of a program/)
    await second.getByLabel('Address of the program').fill(decider.url)
    await second.getByLabel('Name in the results').fill('mine')
    await second.getByLabel('Settings of this arm').fill('settings.limits.max_ticks = 12')
    await plan.getByLabel('Seeds').fill('3')
    await plan.getByLabel('Start wait').fill('0')
    await expect(plan.getByRole('button', { name: 'Start 6 runs' })).toBeEnabled()
    await page.screenshot({ path: 'test-results/plan-search.png' })
    await plan.getByRole('button', { name: 'Start 6 runs' }).click()
    await expect(main.getByText('6 of 6 runs', { exact: true })).toBeVisible({ timeout: 180_000 })
    await main.getByLabel('metric').selectOption('ticks')
    await expect(main.getByRole('img', { name: /^mine: mean 12, .* 3 runs$/ })).toBeVisible()
    expect(decider.asked.length).toBeGreaterThanOrEqual(36)
  } finally {
    decider.close()
  }
})

test('should hold gym servers to an answer time, and say which of them are slow', async ({ page }) => {
  const gym = await startGym(home)
  try {
    const views = page.getByRole('navigation', { name: 'Views' })
    await views.getByRole('button', { name: 'Pool' }).click()
    const pool = page.getByRole('region', { name: 'Pool', exact: true })
    await pool.getByRole('button', { name: 'Another pool…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Another pool' })
    await expect(dialog.getByLabel(/^Answer time/)).toHaveCount(0)
    await dialog.getByLabel(/^Gym servers/).check()
    await dialog.getByRole('textbox', { name: /^Size/ }).fill('')
    await dialog.getByRole('textbox', { name: /^Servers/ }).fill(gym.url)
    await dialog.getByRole('textbox', { name: /^Answer time/ }).fill('0.001')
    await dialog.getByRole('button', { name: 'Bring it up' }).click()
    await expect(pool.locator('.pool-backend')).toHaveText('gym', { timeout: 120_000 })
    await views.getByRole('button', { name: 'Workbench' }).click()
    await page.getByRole('button', { name: 'Run the bundled script' }).click()
    await views.getByRole('button', { name: 'Pool' }).click()
    const events = pool.getByRole('region', { name: 'Events' })
    await expect(events.getByRole('listitem').filter({ hasText: /slow.*at most 0\.001 ms/ })).toHaveCount(1, { timeout: 120_000 })
    await expect(pool.getByRole('list', { name: 'Emulators' })).toContainText('slow')
    await page.screenshot({ path: 'test-results/pool-slow.png' })
  } finally {
    // First who plays on it: a server that is gone would be waited for.
    await face.close()
    await gym.close()
  }
})
