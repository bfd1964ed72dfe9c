import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { startBrowserFace } from '../support/browserFace.ts'

const PICTURES = 'test-results/newcomer'
/** Six steps to and fro: each is one tick, wherever it is played. */
const STEPS = 12
const SCRIPT = 'REPEAT 6\n  MOVE LEFT 1\n  MOVE RIGHT 1\nEND\n'

/** Where the play head is, as the top bar tells it. */
async function tickOf(page: Page): Promise<number> {
  const text = await page.locator('.top-bar-place').innerText()
  return Number((/tick ([\d\s\u202f]+?)(?: ·|$)/.exec(text)?.[1] ?? '').replace(/\D/g, ''))
}

/** The picture on the stage; `data-shown` says what it is. */
function screen(page: Page): Locator {
  return page.getByRole('img', { name: 'Game picture' })
}

/** The pixels of the picture on the stage, not those of the page around it. */
function pixels(page: Page): Promise<string> {
  return screen(page).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
}

/** Waits until the page has drawn what was done to it. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))))
}

/** Waits until the exact picture of a tick is on the stage. */
async function isExact(page: Page, tick: number): Promise<void> {
  await expect(screen(page)).toHaveAttribute('data-tick', String(tick))
  await expect(screen(page)).toHaveAttribute('data-shown', 'exact')
}

/** The rows of a CSV with simple quoting, by their column names. */
function readCsv(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split('\n')
  const cells = (line: string): string[] => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'))
  const names = cells(head)
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, at) => [names[at] ?? '', cell])))
}

test('should take a newcomer from the bundled script to a branch, a comparison and a CSV', async ({ page }) => {
  mkdirSync(PICTURES, { recursive: true })
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-newcomer-'))
  const face = await startBrowserFace(home)
  let step = 0
  const picture = (name: string): Promise<Buffer> => page.screenshot({ path: `${PICTURES}/${String(++step).padStart(2, '0')}-${name}.png` })
  const status = page.locator('.top-bar-status')
  const branches = page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name: 'Branches' }).getByRole('button')
  const log = page.getByRole('region', { name: 'Records' })
  try {
    await page.goto(face.url)
    await expect(page.locator('.editor-name')).toContainText('demo.ptp')
    await expect(page.locator('.editor-estimate')).toContainText(/about 0:0\d:\d\d/)
    await picture('first-start')

    await page.getByRole('button', { name: 'Run the bundled script' }).click()
    await expect(status).toContainText('running 4×')
    const seen = new Set<string>()
    await expect.poll(async () => seen.add(await pixels(page)).size, { message: 'the game moves on the screen' }).toBeGreaterThanOrEqual(5)
    await expect.poll(() => tickOf(page)).toBeGreaterThan(20)
    await picture('running')

    const controls = page.getByRole('toolbar', { name: 'Transport' })
    await controls.getByRole('button', { name: 'Pause', exact: true }).click()
    await expect(status).toContainText('paused')
    const paused = await tickOf(page)
    await expect(branches).toHaveText([/main/])
    await picture('paused')

    const lanes = page.locator('.timeline canvas').last()
    const box = await lanes.boundingBox()
    if (box === null) throw new Error('The timeline is not on the page.')
    await page.mouse.move(box.x + box.width * 0.15, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.06, box.y + box.height / 2, { steps: 8 })
    await page.mouse.up()
    await drawn(page)
    const scrubbed = await tickOf(page)
    expect(scrubbed).toBeLessThan(paused)
    await isExact(page, scrubbed)
    const there = await pixels(page)
    await picture('scrubbed')

    await controls.getByRole('button', { name: 'Step a tick forward' }).click()
    await expect.poll(() => tickOf(page)).toBe(scrubbed + 1)
    await controls.getByRole('button', { name: 'Step a tick back' }).click()
    await expect.poll(() => tickOf(page)).toBe(scrubbed)
    await isExact(page, scrubbed)
    await expect.poll(() => pixels(page), { message: 'a step back shows what was there before' }).toBe(there)
    await picture('stepped')

    await page.getByRole('tab', { name: 'Snapshots' }).click()
    const row = page.getByRole('list', { name: 'Snapshots' }).getByRole('listitem').first()
    const label = (await row.locator('.snapshot-main').getAttribute('aria-label')) ?? ''
    const snapshotTick = Number(/tick (\d+)/.exec(label)?.[1])
    await row.locator('.snapshot-main').click()
    await expect.poll(() => tickOf(page)).toBe(snapshotTick)
    await isExact(page, snapshotTick)
    const recorded = await pixels(page)
    await row.getByRole('button', { name: /^Roll back to/ }).click()
    await expect(page.getByText(`Rolled back to tick ${snapshotTick}.`)).toBeVisible()
    await expect(screen(page)).toHaveAttribute('data-shown', 'live')
    await expect.poll(() => tickOf(page)).toBe(snapshotTick)
    await expect.poll(() => pixels(page), { message: 'the emulator stands where the record did' }).toBe(recorded)
    await picture('rolled-back')

    await page.locator('.cm-content').focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(SCRIPT.replace('MOVE RIGHT', 'MOV RIGHT'))
    const fromHere = page.getByRole('button', { name: 'Run from the play head, on a new branch' })
    await expect(page.getByRole('button', { name: /1 error/ })).toBeVisible()
    await expect(fromHere).toBeDisabled()
    await picture('mistake')
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(SCRIPT)
    await expect(page.getByText('no errors')).toBeVisible()
    await expect(fromHere).toBeEnabled()
    await picture('edited')
    await fromHere.click()
    await expect(status).toContainText('completed')
    await expect.poll(() => tickOf(page)).toBe(snapshotTick + STEPS)
    await expect(page.getByText(/^Rolled back to tick/), 'what was undone is no longer offered').toBeHidden()
    await expect(branches).toHaveText([/main/, /try-2/])
    await expect(branches.nth(1)).toHaveAttribute('aria-pressed', 'true')
    await log.getByRole('tab', { name: 'Actions' }).click()
    await expect(log.getByRole('row', { name: new RegExp(`^Tick ${snapshotTick + STEPS}: MOVE RIGHT`) })).toBeVisible()
    await picture('branched')

    await page.getByRole('tab', { name: 'Compare' }).click()
    const compared = page.getByRole('tabpanel', { name: 'Compare' })
    const first = Number((await compared.getByText(/First difference at tick/).innerText()).replace(/\D/g, ''))
    expect(first).toBeGreaterThan(snapshotTick)
    expect(first).toBeLessThanOrEqual(snapshotTick + STEPS)
    for (const name of [/^Picture of A/, /^Picture of B/, 'Pixels that differ, in red']) {
      await expect.poll(() => compared.getByRole('img', { name }).evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(160)
    }
    await picture('compared')

    await page.locator('.top-bar-run').click()
    await page.getByRole('menuitem', { name: /^Export/ }).click()
    const dialog = page.getByRole('dialog', { name: /^Export/ })
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await expect(dialog.getByText(/4 files, .+ written/)).toBeVisible()
    await picture('exported')
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: 'actions.csv' }).click()])
    const rows = readCsv(readFileSync(await download.path(), 'utf8'))
    const mine = rows.filter(({ branch }) => branch === '1')
    expect(mine.map(({ action }) => action?.replace(/ \d+$/, ''))).toEqual(Array.from({ length: STEPS }, (_, at) => (at % 2 === 0 ? 'MOVE LEFT' : 'MOVE RIGHT')))
    expect(mine.map(({ tick }) => Number(tick))).toEqual(Array.from({ length: STEPS }, (_, at) => snapshotTick + 1 + at))
    expect(rows.filter(({ branch }) => branch === '0').length).toBeGreaterThanOrEqual(paused)
  } finally {
    await picture('end').catch((error: unknown) => console.warn('There is no last picture.', error))
    await face.close()
    rmSync(home, { recursive: true, force: true })
  }
})

test('should plan an experiment, watch it, and compare what came of its arms', async ({ page }) => {
  mkdirSync(PICTURES, { recursive: true })
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-newcomer-'))
  const face = await startBrowserFace(home)
  const picture = (name: string): Promise<Buffer> => page.screenshot({ path: `${PICTURES}/experiment-${name}.png` })
  const views = page.getByRole('navigation', { name: 'Views' })
  const main = page.getByRole('region', { name: 'Experiments' })
  try {
    await page.goto(face.url)
    await views.getByRole('button', { name: 'Experiments' }).click()
    await main.getByRole('button', { name: 'Plan an experiment', exact: true }).last().click()
    const plan = page.getByRole('form', { name: 'Plan an experiment' })
    await plan.getByLabel('Name', { exact: true }).fill('walk or chance')
    await plan.getByRole('group', { name: 'Arm 1' }).getByLabel('Played by').selectOption('script:walk.ptp')
    await plan.getByRole('button', { name: 'Add an arm' }).click()
    await plan.getByRole('group', { name: 'Arm 2' }).getByLabel('Played by').selectOption('agent:random')
    await plan.getByLabel('Seeds').fill('2')
    await plan.getByLabel('Start wait').fill('0')
    await plan.getByText('Limits', { exact: true }).click()
    await plan.getByLabel('max ticks').fill('-5')
    await expect(plan.getByText('At least')).toBeVisible()
    await plan.getByLabel('max ticks').fill('60')
    await expect(plan.getByRole('button', { name: 'Start 4 runs' })).toBeEnabled()
    await picture('plan')
    await plan.getByRole('button', { name: 'Start 4 runs' }).click()

    await expect(main.getByRole('heading', { name: 'walk-or-chance' })).toBeVisible()
    await expect(main.getByText('4 of 4 runs', { exact: true })).toBeVisible()
    await expect(main.getByText('completed').first()).toBeVisible()
    await main.getByLabel('metric').selectOption('ticks')
    // The walk takes its fifteen ticks every time; chance goes on until the limit.
    await expect(main.getByRole('img', { name: /^random: mean 60, .* 2 runs$/ })).toBeVisible()
    await expect(main.getByRole('row', { name: /^walk 2 15 / })).toBeVisible()
    await expect(main.getByRole('region', { name: 'Comparisons' }).getByRole('row').nth(1)).toContainText(/random is higher, large|walk/)
    await picture('results')

    await main.getByRole('button', { name: 'Report' }).click()
    const report = page.getByRole('dialog', { name: /^Report of/ })
    await expect(report.frameLocator('iframe').getByRole('heading', { name: 'walk-or-chance' })).toBeVisible()
    await picture('report')
    await report.getByRole('button', { name: 'Close' }).last().click()

    await main.getByRole('tab', { name: 'Runs' }).click()
    await expect(main.getByRole('region', { name: 'Runs' }).getByRole('listitem')).toHaveCount(4)
    await picture('runs')
    await main.getByRole('region', { name: 'Runs' }).getByRole('button', { name: 'walk' }).first().click()
    await expect(page.locator('.top-bar-place')).toContainText('tick 15')
    await expect(page.getByRole('list', { name: 'Runs' }).getByRole('listitem')).toHaveCount(4)
    await picture('opened')
  } finally {
    await face.close()
    rmSync(home, { recursive: true, force: true })
  }
})

test('should show the emulators at work, and make the pool larger', async ({ page }) => {
  mkdirSync(PICTURES, { recursive: true })
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-newcomer-'))
  const face = await startBrowserFace(home)
  const picture = (name: string): Promise<Buffer> => page.screenshot({ path: `${PICTURES}/pool-${name}.png` })
  try {
    await page.goto(face.url)
    await page.getByRole('button', { name: 'Run the bundled script' }).click()
    await expect(page.locator('.top-bar-status')).toContainText('running')
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Pool' }).click()
    const pool = page.getByRole('region', { name: 'Pool', exact: true })
    const cards = pool.getByRole('list', { name: 'Emulators' }).getByRole('listitem')
    const busy = cards.filter({ hasText: 'playing' })
    await expect(busy).toHaveCount(1)
    await expect(busy.getByRole('definition').first()).toHaveText(/^[1-9]\d*$/)
    const size = Number(await pool.getByRole('group', { name: 'Size' }).locator('strong').innerText())
    await pool.getByRole('button', { name: 'One emulator more' }).click()
    await expect(pool.getByRole('group', { name: 'Size' }).locator('strong')).toHaveText(String(size + 1))
    await expect(cards).toHaveCount(size + 1)
    await busy.getByRole('button', { name: /^Emulator / }).click()
    const detail = page.getByRole('complementary', { name: /^Emulator / })
    await expect(detail.getByText('POCKETQUEST')).toBeVisible()
    await picture('cards')
    await pool.getByRole('button', { name: 'Table' }).click()
    await expect(pool.getByRole('row')).toHaveCount(size + 2)
    await picture('table')
    await busy.or(pool.getByRole('row')).getByRole('button', { name: /^demo/ }).first().click()
    await expect(page.getByRole('region', { name: 'Game' })).toBeVisible()
    await expect(page.locator('.top-bar-status')).toContainText(/running|completed/)
  } finally {
    await face.close()
    rmSync(home, { recursive: true, force: true })
  }
})

test('should say what to do when the server was started anew and knows the page no more', async ({ page }) => {
  mkdirSync(PICTURES, { recursive: true })
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-newcomer-'))
  const first = await startBrowserFace(home)
  const { port } = new URL(first.url)
  try {
    await page.goto(first.url)
    await expect(page.getByRole('button', { name: 'Run the bundled script' })).toBeVisible()
  } finally {
    await first.close()
  }
  await expect(page.getByText(/does not answer/)).toBeVisible()
  const second = await startBrowserFace(home, ['--port', port])
  try {
    await expect(page.getByRole('alert').filter({ hasText: 'Open the address' })).toContainText('?token=')
    await page.screenshot({ path: `${PICTURES}/locked-out.png` })
    await page.goto(second.url)
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Run the bundled script' })).toBeVisible()
  } finally {
    await second.close()
    rmSync(home, { recursive: true, force: true })
  }
})
