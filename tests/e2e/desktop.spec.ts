import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test as base, type Page } from '@playwright/test'
import type { BridgeAnswer, DesktopBridge } from '../../src-preload/contract/index.ts'
import { statusesOf } from '../support/browserFace.ts'
import { DesktopApp } from '../support/electronStandIn/launch.ts'

interface Bridged {
  ptp: DesktopBridge
  seen: { name: string; event: unknown }[]
}

const test = base.extend<{ home: string; desktop: DesktopApp }>({
  home: async ({ browserName: _ }, use) => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-desktop-'))
    await use(home)
    rmSync(home, { recursive: true, force: true })
  },
  desktop: async ({ home }, use, info) => {
    const desktop = await DesktopApp.launch(home)
    await use(desktop)
    if (info.status !== info.expectedStatus) {
      await info.attach('output', { body: desktop.output })
      for (const page of desktop.pages()) await info.attach('window', { body: await page.screenshot(), contentType: 'image/png' })
    }
    await desktop.close()
  },
})

const call = (page: Page, name: string, input: unknown): Promise<BridgeAnswer> =>
  page.evaluate(([callName, callInput]) => (globalThis as unknown as Bridged).ptp.call(callName, callInput), [name, input] as const)

async function result<T>(page: Page, name: string, input: unknown): Promise<T> {
  const answer = await call(page, name, input)
  if ('error' in answer) throw new Error(`${name}: ${answer.error.message}`)
  return answer.result as T
}

async function startBundled(page: Page): Promise<string> {
  const [game] = await result<{ id: string }[]>(page, 'games.list', {})
  const { source } = await result<{ source: string }>(page, 'scripts.read', { name: 'demo.ptp' })
  const { run } = await result<{ run: string }>(page, 'run.start', { game: game?.id, script: 'demo.ptp', source, speed: 4, seed: null })
  return run
}

async function watch(page: Page, name: string): Promise<void> {
  await page.evaluate((eventName) => {
    const world = globalThis as unknown as Bridged
    world.seen ??= []
    world.ptp.subscribe(eventName, (event) => world.seen.push({ name: eventName, event }))
  }, name)
}

const newestTick = (page: Page): Promise<number> =>
  page.evaluate(() => ((globalThis as unknown as Bridged).seen.findLast(({ name }) => name === 'run.live')?.event as { tick: number } | undefined)?.tick ?? -1)

test('should open the workbench in a window, under its own policy', async ({ desktop }) => {
  const page = await desktop.window()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await expect(page.locator('#root > *').first()).toBeVisible()
  const blocked = await page.evaluate(() => fetch('https://example.org/').then(() => 'reached', () => 'refused'))
  expect(blocked).toBe('refused')
  expect(complaints.filter((text) => !text.includes('example.org'))).toEqual([])
})

test('should answer a call over the bridge, and refuse one the contract does not have', async ({ desktop }) => {
  const page = await desktop.window()
  expect(await result(page, 'app.info', {})).toMatchObject({ face: 'desktop' })
  expect(await call(page, 'app.erase', {})).toMatchObject({ error: { code: 'bad-input', message: 'there is no call "app.erase"' } })
  expect(await call(page, 'run.speed', { run: 'x', speed: -1 })).toMatchObject({ error: { code: 'bad-input' } })
})

test('should play the bundled script, tell of it and show its pictures', async ({ desktop }) => {
  const page = await desktop.window()
  await watch(page, 'run.live')
  const run = await startBundled(page)
  await expect.poll(() => newestTick(page)).toBeGreaterThan(10)
  const picture = await page.evaluate(async (path) => {
    const answer = await fetch((globalThis as unknown as Bridged).ptp.pictures + path)
    const bitmap = await createImageBitmap(await answer.blob())
    return { width: bitmap.width, height: bitmap.height }
  }, `/pictures/${run}/exact/0/5`)
  expect(picture).toEqual({ width: 160, height: 144 })
  const live = await page.evaluate(async (path) => {
    const answer = await fetch((globalThis as unknown as Bridged).ptp.pictures + path)
    return { bytes: (await answer.arrayBuffer()).byteLength, tick: Number(answer.headers.get('x-ptp-tick')) }
  }, `/pictures/${run}/live?after=-1`)
  expect(live.bytes).toBe(160 * 144 * 4)
  expect(live.tick).toBeGreaterThan(5)
})

test('should stay on its own page', async ({ desktop }) => {
  const page = await desktop.window()
  const before = page.url()
  const refused = page.waitForEvent('requestfailed', (request) => request.isNavigationRequest())
  await page.evaluate(() => {
    location.href = 'http://127.0.0.1:1/elsewhere'
  })
  await refused
  expect(page.url()).toBe(before)
  await page.evaluate(() => void open('http://127.0.0.1:1/elsewhere'))
  await expect.poll(() => desktop.pages().length).toBe(1)
})

test('should grant the page nothing but the clipboard', async ({ desktop }) => {
  await desktop.window()
  const granted = await desktop.evaluate(({ BrowserWindow, session }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents ?? {}
    const asked: Record<string, boolean> = {}
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-sanitized-write']) {
      session.defaultSession.asks(contents, permission, (answer) => {
        asked[permission] = answer
      })
    }
    return asked
  })
  expect(granted).toEqual({ media: false, geolocation: false, notifications: false, 'clipboard-sanitized-write': true })
})

test('should refuse a page that is not its own', async ({ desktop }) => {
  await desktop.window()
  const preload = path.resolve('out/preload/bridge.cjs')
  await desktop.evaluate(async ({ BrowserWindow }, file) => {
    const webPreferences = { preload: file, sandbox: true, contextIsolation: true, nodeIntegration: false }
    await new BrowserWindow({ webPreferences }).loadURL('about:blank')
  }, preload)
  await expect.poll(() => desktop.pages().length).toBe(2)
  const foreign = desktop.pages().find((page) => page.url() === 'about:blank')
  if (!foreign) throw new Error('the second window did not open')
  expect(await call(foreign, 'app.info', {})).toMatchObject({ error: { code: 'bad-input', message: "a page that is not the workbench's own asked for app.info" } })
})

test('should serve nothing but its own files and pictures', async ({ desktop }) => {
  const page = await desktop.window()
  const statuses = await page.evaluate(async () => {
    const engine = (globalThis as unknown as Bridged).ptp.pictures
    const targets = ['/..%2f..%2fpackage.json', '/assets/..%2f..%2f..%2fpackage.json', '/nothing', `${engine}/pictures/..%2f..%2fx/shots/1`, `${engine}/index.html`]
    return Promise.all(targets.map((target) => fetch(target).then(({ status }) => status)))
  })
  expect(statuses.filter((status) => status < 400)).toEqual([])
})

test('should come to the front when it is started again', async ({ desktop }) => {
  await desktop.window()
  const focused = await desktop.evaluate(
    ({ app, BrowserWindow }) =>
      new Promise<boolean>((resolve) => {
        BrowserWindow.getAllWindows()[0]?.once('focus', () => resolve(true))
        app.emit('second-instance', {}, ['workbench'], '/')
      }),
  )
  expect(focused).toBe(true)
  expect(desktop.pages()).toHaveLength(1)
})

test('should say what is wrong with a file it was given', async ({ desktop, home }) => {
  await desktop.window()
  writeFileSync(path.join(home, 'broken.ptprun'), 'this is no bundle')
  const told = await desktop.evaluate(
    ({ app, dialog }, cwd) =>
      new Promise<string>((resolve) => {
        Object.assign(dialog, { showErrorBox: (_: string, text: string) => resolve(text) })
        app.emit('second-instance', {}, ['workbench', 'broken.ptprun'], cwd)
      }),
    home,
  )
  expect(told).toContain('broken.ptprun')
})

test('should show the run of a bundle that is double-clicked', async ({ desktop, home }) => {
  const page = await desktop.window()
  const first = await startBundled(page)
  await result(page, 'run.stop', { run: first })
  const { job } = await result<{ job: string }>(page, 'runs.bundle', { run: first })
  await expect.poll(async () => (await result<{ id: string; state: string }[]>(page, 'jobs.list', {})).find(({ id }) => id === job)?.state).toBe('done')
  const second = await startBundled(page)
  const shown = page.locator('[data-run][aria-current=true]')
  await page.locator(`[data-run="${second}"]`).click()
  await expect(shown).toHaveAttribute('data-run', second)
  await desktop.evaluate(({ app }, file) => void app.emit('second-instance', {}, ['workbench', file], '/'), path.join(home, 'runs', first, 'exports', `${first}.ptprun`))
  await expect(shown).toHaveAttribute('data-run', first)
})

test('should show the screenshots of a run along its timeline', async ({ desktop }) => {
  const page = await desktop.window()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  const run = await startBundled(page)
  await page.locator(`[data-run="${run}"]`).click()
  const widths = (): Promise<number[]> => page.locator('.filmstrip img').evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth))
  await expect.poll(async () => (await widths()).some((width) => width > 0)).toBe(true)
  expect(complaints).toEqual([])
})

test('should be announced to the terminals of the same person', async ({ desktop, home }) => {
  await desktop.window()
  const folder = path.join(home, 'engines')
  await expect.poll(() => (existsSync(folder) ? readdirSync(folder) : [])).toHaveLength(1)
  const { origin, token, face } = JSON.parse(readFileSync(path.join(folder, readdirSync(folder)[0] ?? ''), 'utf8')) as { origin: string; token: string; face: string }
  const answer = await fetch(`${origin}/api/v1/runs`, { headers: { authorization: `Bearer ${token}` } })
  expect([face, await answer.json()]).toEqual(['desktop', { runs: [] }])
})

test('should offer only menu entries that do something', async ({ desktop }) => {
  await desktop.window()
  const dead = await desktop.evaluate(({ Menu }) => {
    const all = (items: ReturnType<typeof Menu.getApplicationMenu>): typeof items => items.flatMap((item) => [item, ...all(item.submenu ?? [])])
    return all(Menu.getApplicationMenu()).filter((item) => !item.role && !item.submenu && !('click' in item) && !('type' in item))
  })
  expect(dead).toEqual([])
})

test('should load a crashed page again while the run plays on', async ({ desktop }) => {
  const page = await desktop.window()
  await watch(page, 'run.live')
  await startBundled(page)
  await expect.poll(() => newestTick(page)).toBeGreaterThan(5)
  const tick = await newestTick(page)
  await desktop.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
  })
  await expect.poll(() => page.isClosed()).toBe(true)
  const again = await desktop.window()
  await watch(again, 'run.live')
  await expect.poll(() => newestTick(again)).toBeGreaterThan(tick)
})

test('should ask before it quits while a run plays, and stop the run cleanly', async ({ desktop, home }) => {
  const page = await desktop.window()
  await watch(page, 'run.live')
  const run = await startBundled(page)
  await expect.poll(() => newestTick(page)).toBeGreaterThan(5)
  const asked = await desktop.evaluate(async ({ app, dialog }) => {
    const questions: object[] = []
    Object.assign(dialog, { showMessageBox: async (question: object) => (questions.push(question), { response: 1 }) })
    app.quit()
    while (questions.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    return questions.length
  })
  expect(asked).toBe(1)
  const tick = await newestTick(page)
  await expect.poll(() => newestTick(page)).toBeGreaterThan(tick)
  await desktop.evaluate(({ app, dialog }) => {
    Object.assign(dialog, { showMessageBox: async () => ({ response: 0 }) })
    setTimeout(() => app.quit(), 10)
  })
  expect(await desktop.exited).toBe(0)
  expect(statusesOf(home)).toEqual({ [run]: 'manual_stop' })
})

test('should save what plays when something fails that nobody caught', async ({ desktop, home }) => {
  const page = await desktop.window()
  await watch(page, 'run.live')
  const run = await startBundled(page)
  await expect.poll(() => newestTick(page)).toBeGreaterThan(10)
  await desktop.evaluate(() => void setTimeout(() => {
    throw new Error('the roof is on fire')
  }))
  expect(await desktop.exited).toBe(1)
  expect(desktop.output).toContain('the roof is on fire')
  const report = JSON.parse(readFileSync(path.join(home, 'runs', run, 'logs', 'emergency.json'), 'utf8')) as object
  expect(report).toMatchObject({ reason: 'the roof is on fire', data_saved: true, failures: [] })
})

test('should remember the window, and quit without a question when nothing plays', async ({ desktop, home }) => {
  await desktop.window()
  await desktop.evaluate(({ BrowserWindow }) => setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 10) && undefined)
  expect(await desktop.exited).toBe(0)
  const state = JSON.parse(readFileSync(path.join(home, 'desktop', 'window.json'), 'utf8')) as object
  expect(state).toEqual({ x: 0, y: 0, width: 1440, height: 900, maximized: false })
})
