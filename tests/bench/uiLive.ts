import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { Desk } from '../../src-main/api/index.ts'
import { startDashboard } from '../../src-main/dashboard/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import type { LiveRun } from '../../src-preload/contract/index.ts'
import { median, percentile, result, saying, type BenchResult } from './bench.ts'
import { WANDER } from './play.ts'
import { besidePage, inHome, inPage, until } from './uiPage.ts'
import { childrenSeconds } from './uiProcessor.ts'
import { screenTimes, watchLag, watchScreen } from './uiScreen.ts'

const ROLLBACKS = 40
const ROLLBACK_TICKS = 4000
const LAG_SECONDS = 8
const SPEED_SECONDS = 5
const SPEED_ROUNDS = 4
/** Watched and not, a run is measured from the same frame on: its first scenes are played faster than what follows. */
const SPEED_FROM = 250_000

/** A live run under the eyes of a page: how soon it shows what is, and what the watching costs. */
export function liveBenches(): Promise<BenchResult[]> {
  return inHome(async (home) => {
    const desk = new Desk(new Workbench({ home }), 'browser')
    const face = await startDashboard(desk)
    try {
      return [await rollback(desk, face.url), await lag(desk, face.url), ...(await watched(desk))]
    } finally {
      await face.close()
      await desk.close()
    }
  })
}

async function rollback(desk: Desk, url: string): Promise<BenchResult> {
  saying(`${ROLLBACKS} rollbacks over ${ROLLBACK_TICKS} ticks, by the menu of the timeline`)
  const run = await start(desk, 0)
  await until(`tick ${ROLLBACK_TICKS}`, async () => (await presentOf(desk, run)).tick >= ROLLBACK_TICKS)
  await desk.call('run.pause', { run })
  const times = await inPage(async (page) => {
    await page.goto(url)
    await page.locator('.screen-picture[data-shown="live"]').waitFor()
    await page.evaluate(watchScreen)
    const found: number[] = []
    for (let i = 1; found.length < ROLLBACKS && i < 3 * ROLLBACKS; i++) {
      const ms = await oneRollback(page, desk, run, 0.02 + 0.9 * ((i * 0.618034) % 1))
      if (ms !== null) found.push(ms)
    }
    return found
  })
  await desk.call('run.stop', { run })
  return result(`rollback, click to the exact picture on screen, p95 of ${times.length}`, percentile(times, 0.95), 'ms', '<= 150')
}

/** @returns ms, null when the picture there is the one that was on screen already */
async function oneRollback(page: Page, desk: Desk, run: string, share: number): Promise<number | null> {
  const plot = await page.locator('.timeline-base').boundingBox()
  if (plot === null) throw new Error('the timeline is not on the page')
  await page.mouse.click(plot.x + plot.width * share, plot.y + 40, { button: 'right' })
  const before = (await page.evaluate(screenTimes)).at(-1)
  const { frame } = await presentOf(desk, run)
  await page.getByRole('menuitem', { name: /^Roll back to/ }).click()
  await until('the run was rolled back', async () => (await presentOf(desk, run)).frame !== frame)
  // What comes after the right picture must not replace it.
  await sleep(400)
  const { branch, tick } = await presentOf(desk, run)
  const exact = await page.evaluate(async (path) => {
    const bitmap = await createImageBitmap(await (await fetch(path)).blob())
    const context = new OffscreenCanvas(160, 144).getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    return (globalThis as unknown as { hashOf: (pixels: Uint8ClampedArray | undefined) => number }).hashOf(context?.getImageData(0, 0, 160, 144).data)
  }, `/pictures/${run}/exact/${branch}/${tick}`)
  await until(`the screen shows the picture of tick ${tick}`, async () => (await page.evaluate(screenTimes)).at(-1)?.hash === exact)
  const shown = await page.evaluate(screenTimes)
  const clicked = await page.evaluate(() => (globalThis as unknown as { clickedAt: number }).clickedAt)
  if (before?.hash === exact) return null
  const wrong = shown.findLastIndex(({ hash }) => hash !== exact)
  return (shown[wrong + 1]?.time ?? Number.NaN) - clicked
}

async function lag(desk: Desk, url: string): Promise<BenchResult> {
  saying('watching a run at 4 times the speed')
  const run = await start(desk, 4)
  const ages = await inPage(async (page) => {
    await page.addInitScript(watchLag)
    await page.goto(url)
    await page.locator('.screen-picture[data-shown="live"]').waitFor()
    await sleep(1500)
    const made = new Map<number, number>()
    let serial = -1
    for (const end = Date.now() + LAG_SECONDS * 1000; Date.now() < end; ) {
      const picture = await desk.picture(`/pictures/${run}/live?after=${serial}`)
      if (picture.status !== 200) continue
      serial = Number(picture.headers['x-ptp-serial'])
      made.set(serial, Date.now())
    }
    const painted = await page.evaluate(() => (globalThis as unknown as { painted: { serial: number; at: number }[] }).painted)
    // A picture is oldest in the moment before the next one replaces it.
    return painted.flatMap(({ serial: each }, i) => {
      const [madeAt, replacedAt] = [made.get(each), painted[i + 1]?.at]
      return madeAt === undefined || replacedAt === undefined ? [] : [replacedAt - madeAt]
    })
  })
  await desk.call('run.stop', { run })
  return result(`live screen at 4×, age of a picture when it is replaced, p95 of ${ages.length}`, percentile(ages, 0.95), 'ms', '<= 100')
}

async function watched(desk: Desk): Promise<BenchResult[]> {
  let pictures = 0
  const face = await startDashboard({
    home: desk.home,
    observe: desk.observe,
    call: (name, input) => desk.call(name, input),
    listen: (listener) => desk.listen(listener),
    file: (path) => desk.file(path),
    picture: (path) => {
      pictures++
      return desk.picture(path)
    },
  })
  const ratios: number[] = []
  const cores: number[] = []
  for (let round = 0; round <= SPEED_ROUNDS; round++) {
    saying(`frames a second alone and watched, round ${round} of ${SPEED_ROUNDS}`)
    const alone = await start(desk, 0)
    const headless = await framesPerSecond(desk, alone)
    await desk.call('run.stop', { run: alone })
    const seen = await start(desk, 0)
    const first = pictures + 1
    const shown = await besidePage(face.url, async () => {
      await until('the page shows the run', async () => pictures > first + 10)
      await until(`frame ${SPEED_FROM}`, async () => (await presentOf(desk, seen)).frame >= SPEED_FROM, 120)
      const [before, began] = [childrenSeconds(), performance.now()]
      const found = await framesPerSecond(desk, seen)
      const after = childrenSeconds()
      if (round > 0 && before !== null && after !== null) cores.push((after - before) / ((performance.now() - began) / 1000))
      return found
    })
    await desk.call('run.stop', { run: seen })
    if (round > 0) ratios.push(shown / headless)
  }
  await face.close()
  return [
    result('frames/s watched in the page / headless', median(ratios), 'ratio', '>= 0.85'),
    // Hardly hangs on what else the machine does.
    ...(cores.length === 0 ? [] : [result('Chromium while a run at full speed is watched', median(cores), 'cores', '<= 0.4')]),
  ]
}

async function framesPerSecond(desk: Desk, run: string): Promise<number> {
  await until(`frame ${SPEED_FROM}`, async () => (await presentOf(desk, run)).frame >= SPEED_FROM, 120)
  const [before, began] = [(await presentOf(desk, run)).frame, performance.now()]
  await sleep(SPEED_SECONDS * 1000)
  return ((await presentOf(desk, run)).frame - before) / ((performance.now() - began) / 1000)
}

async function start(desk: Desk, speed: number): Promise<string> {
  const game = (await desk.call('games.list', {})).find(({ bundled }) => bundled)
  const { run } = await desk.call('run.start', { game: game?.id ?? '', script: 'wander.ptp', source: WANDER, speed, seed: null })
  return run
}

async function presentOf(desk: Desk, run: string): Promise<LiveRun> {
  const { live } = await desk.call('runs.get', { run })
  if (live === null) throw new Error(`run ${run} is not live`)
  return live
}
