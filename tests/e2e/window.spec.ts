import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import Database from 'better-sqlite3'
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

test('should show a run that cannot be read, mend it, and bin one that cannot be mended', async ({ page }) => {
  const wire = await Wire.open(face.url)
  const played = [await playToEnd(wire), await playToEnd(wire)]
  const [damaged = '', nameless = ''] = played
  // Nothing that is unwritten may come after the damage.
  await face.close()
  const database = path.join(home, 'runs', damaged, 'game_data.db')
  // As the backups that runs make of it themselves.
  const backups = path.join(home, 'runs', damaged, 'backups')
  mkdirSync(backups, { recursive: true })
  const whole = new Database(database)
  whole.prepare('VACUUM INTO ?').run(path.join(backups, 'game_data.db'))
  whole.close()
  writeFileSync(database, Buffer.alloc(statSync(database).size, 0xa5))
  writeFileSync(path.join(home, 'runs', nameless, 'metadata.json'), '{')
  face = await startBrowserFace(home)
  await page.goto(face.url)

  await expect(page.getByRole('button', { name: '2 runs cannot be read' })).toBeVisible()
  const broken = page.getByRole('list', { name: 'Cannot be read' })
  const row = broken.getByRole('listitem').filter({ hasText: damaged })
  await expect(row).toContainText(/game_data\.db is /)
  await row.getByRole('button', { expanded: false }).first().click()
  await expect(row).toContainText('Take the run from a backup')
  await page.screenshot({ path: 'test-results/damaged-run.png' })
  await row.getByRole('button', { name: 'Repair' }).click()
  await expect(page.getByText(/as it was at its last backup/)).toBeVisible()
  await expect(page.getByRole('button', { name: '1 run cannot be read' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Runs' }).getByRole('listitem')).toHaveCount(1)
  await expect(page.locator('.top-bar-status')).toContainText('completed')

  const other = broken.getByRole('listitem').filter({ hasText: nameless })
  await other.getByRole('button', { expanded: false }).first().click()
  await expect(other.getByRole('button', { name: 'Repair' })).toHaveCount(0)
  await other.getByRole('button', { name: 'Delete' }).click()
  await expect(broken).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(other).toBeVisible()
})

test('should jump from a message to the branch it was said on', async ({ page }) => {
  const wire = await Wire.open(face.url)
  const run = await playToEnd(wire)
  await page.reload()
  await expect(page.locator('.top-bar-status')).toContainText('completed')
  await wire.call('run.script', { run, from: { branch: 0, tick: 3 }, script: 'more.ptp', source: 'WAIT 30\nLOG "said on the branch"\n' })
  await page.getByRole('tab', { name: /^MESSAGES/ }).click()
  const message = page.getByRole('list', { name: 'Messages of the run' }).getByRole('button', { name: 'said on the branch' })
  await expect(message).toBeVisible()
  const lanes = page.getByRole('group', { name: 'Branches' }).getByRole('button')
  await lanes.filter({ hasText: 'main' }).click()
  await expect(lanes.filter({ hasText: 'main' })).toHaveAttribute('aria-pressed', 'true')
  await message.click()
  await expect(lanes.filter({ hasText: 'main' })).toHaveAttribute('aria-pressed', 'false')
  await expect(lanes.and(page.locator('[aria-pressed=true]'))).toHaveCount(1)
  await expect(page.locator('.top-bar-place')).toContainText('tick 4')
})

test('should say what drives each run, and what a search and a run that has ended hold emulators for', async ({ page }) => {
  const wire = await Wire.open(face.url)
  const [game] = await wire.call('games.list', {})
  const start = { game: game?.id ?? '', source: null, speed: 0, settings: { limits: { max_ticks: 30 } } }
  await wire.call('run.start', { ...start, script: 'random', agent: 'random', seed: 42 })
  const runs = page.getByRole('list', { name: 'Runs' }).getByRole('listitem')
  await expect(runs.filter({ hasText: 'random, seed 42' })).toHaveCount(1)
  const pool = page.getByRole('region', { name: 'Pool', exact: true }).getByRole('list', { name: 'Emulators' }).getByRole('listitem')
  await expect(pool.filter({ hasText: 'kept random, seed 42' })).toHaveCount(1)

  const { run } = await wire.call('search.start', { game: game?.id ?? '', goal: 'badges >= 9', seed: 1, max_seconds: null })
  await expect(runs.filter({ hasText: 'search: badges >= 9' })).toHaveCount(1)
  await runs.filter({ hasText: 'search: badges >= 9' }).getByRole('button').first().click()
  await expect(page.locator('.top-bar-run')).toContainText('search: badges >= 9')
  await expect(page).toHaveTitle(/^search: badges >= 9/)
  const inspector = page.getByRole('region', { name: 'Inspector' })
  await inspector.getByRole('tab', { name: 'STATE' }).click()
  await expect(inspector).toContainText('Nothing is played yet: a search explores')
  await expect(inspector).toContainText('Best so far', { timeout: 120_000 })
  await expect(pool.filter({ hasText: 'exploring search: badges >= 9' })).not.toHaveCount(0)
  await expect(pool.filter({ hasText: 'waiting search: badges >= 9' })).toHaveCount(1)
  await page.screenshot({ path: 'test-results/search-state.png' })
  await wire.call('run.stop', { run })
  await expect(page.locator('.top-bar-status')).not.toContainText('searching')
  await expect(inspector).not.toContainText('Nothing is played yet')
})

/** Plays the bundled script and closes its run. @returns its id */
async function playToEnd(wire: Wire): Promise<string> {
  const run = await wire.startBundled(0)
  await expect.poll(async () => (await wire.call('runs.get', { run })).summary.status, { timeout: 120_000 }).toBe('completed')
  await wire.call('run.stop', { run })
  return run
}
