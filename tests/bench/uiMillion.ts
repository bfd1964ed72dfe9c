import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { startBrowserFace } from '../support/browserFace.ts'
import { syntheticRun } from '../support/syntheticRun.ts'
import { percentile, result, saying, type BenchResult } from './bench.ts'
import { inHome, inPage, until } from './uiPage.ts'

const TICKS = 1_000_000
const ROUNDS = 3
const DRAG_STEPS = 240

/** A run of a million ticks in the browser face as it is started by hand: opening it, dragging over it, what the page holds. */
export function millionBenches(): Promise<BenchResult[]> {
  return inHome(async (home) => {
    saying(`recording a run of ${TICKS} ticks`)
    await syntheticRun(home, { ticks: TICKS, runId: 'million', anchorEvery: 40 })
    // So short that nothing happens in it: what is looked for is not on the page before.
    await syntheticRun(home, { ticks: 20, runId: 'other', anchorEvery: 4 })
    const opened: number[] = []
    const frames: number[] = []
    let memory = 0
    for (let round = 1; round <= ROUNDS; round++) {
      saying(`opening it and dragging the play head over it, round ${round} of ${ROUNDS}`)
      // Nothing of the run may be warm but what the system keeps of its files.
      const face = await startBrowserFace(home)
      try {
        await inPage(async (page) => {
          opened.push(await openRun(page, face.url))
          frames.push(...(await drag(page)))
          memory = Math.max(memory, await rendererMemory(page))
        })
      } finally {
        await face.close()
      }
    }
    return [
      result('open a run of 1,000,000 ticks: click to timeline, log and picture painted, worst', Math.max(...opened), 'ms', '<= 1000'),
      result('drag the play head over 1,000,000 ticks, frame p95', percentile(frames, 0.95), 'ms', '<= 25'),
      result('renderer process after that (resident, shared libraries too)', memory, 'MB', '<= 300'),
    ]
  })
}

/** @returns ms from the click on the run in the list until everything of it is on screen */
async function openRun(page: Page, url: string): Promise<number> {
  // Another run is open, so that the page is up before the measured click.
  await page.addInitScript(() => localStorage.setItem('ptp.run', '"other"'))
  await page.goto(url)
  await page.locator('.screen-picture[data-shown="exact"]').waitFor()
  const row = page.locator('[data-run="million"]')
  await row.waitFor()
  return page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    const canvasOf = (selector: string): HTMLCanvasElement | null => document.querySelector<HTMLCanvasElement>(selector)
    const hasPicture = (): boolean =>
      canvasOf('.screen-picture')?.dataset['tick'] === '1000000' && (canvasOf('.screen-picture')?.getContext('2d')?.getImageData(80, 72, 1, 1).data[3] ?? 0) > 0
    const hasLog = (): boolean => {
      const rows = [...document.querySelectorAll('.log-row[aria-label]')]
      return rows.length > 4 && rows.every((row) => /^Tick (999\d{3}|1000000):/.test(row.getAttribute('aria-label') ?? '')) && document.querySelector('.log-row-empty') === null
    }
    const hasStrip = (): boolean => {
      const pictures = [...document.querySelectorAll<HTMLImageElement>('.filmstrip img')]
      return pictures.length > 4 && pictures.every((picture) => picture.src.includes('/million/') && picture.complete && picture.naturalWidth > 0)
    }
    // Lanes alone have few colours; marks of events bring more.
    const hasMarks = (): boolean => {
      const canvas = canvasOf('.timeline-base')
      if (canvas === null || canvas.width === 0) return false
      const { data } = canvas.getContext('2d')?.getImageData(0, 18, canvas.width, 40) ?? { data: [] }
      const colours = new Set<number>()
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) colours.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0))
      return colours.size > 5
    }
    const began = performance.now()
    document.querySelector<HTMLElement>('[data-run="million"]')?.click()
    while (!(hasPicture() && hasLog() && hasStrip() && hasMarks())) {
      if (performance.now() - began > 20_000) throw new Error(`not painted: picture ${hasPicture()}, log ${hasLog()}, strip ${hasStrip()}, marks ${hasMarks()}`)
      await frame()
    }
    // What was found there is on screen when the next frame begins.
    await frame()
    return performance.now() - began
  })
}

/** @returns ms between the frames while the play head is dragged to and fro over the whole run */
async function drag(page: Page): Promise<number[]> {
  const plot = await page.getByTestId('timeline-plot').boundingBox()
  const ruler = await page.locator('.timeline-base').boundingBox()
  if (plot === null || ruler === null) throw new Error('the timeline is not on the page')
  const y = ruler.y + 6
  await page.mouse.move(plot.x + plot.width / 2, y)
  await page.mouse.down()
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(globalThis, { frameTimes: times })
    const note = (now: number): void => {
      times.push(now)
      requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  })
  for (let step = 0; step < DRAG_STEPS; step++) {
    await page.mouse.move(plot.x + plot.width * (0.5 + 0.48 * Math.sin(step / 18)), y)
    await page.waitForTimeout(8)
  }
  const times = await page.evaluate(() => [...(globalThis as unknown as { frameTimes: number[] }).frameTimes])
  await page.mouse.up()
  await until('the play head moved', () => page.evaluate(() => document.querySelector('.screen-caption')?.textContent?.includes('1,000,000') !== true))
  return times.slice(1).map((time, i) => time - (times[i] ?? time))
}

/** @returns MB of the page's own process, as the system counts them */
async function rendererMemory(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const browser = await page.context().browser()?.newBrowserCDPSession()
  const { processInfo } = (await browser?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] }
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1])
  return Math.max(...sizes.map(Number)) / 1024
}
