import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desk } from '../../src-main/api/index.ts'
import { startDashboard, type Dashboard, type DashboardOptions } from '../../src-main/dashboard/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { fileUrl } from '../../src-preload/contract/index.ts'
import { syntheticRun } from '../support/syntheticRun.ts'
import { Wire } from '../support/wire.ts'

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

const root = mkdtempSync(path.join(os.tmpdir(), 'ptp-dashboard-'))
const page = path.join(root, 'page')
let desk: Desk
let dashboard: Dashboard
let base: URL
let token: string

const start = (options: DashboardOptions = {}): Promise<Dashboard> => startDashboard(desk, { page, ...options })

/** As it goes over the wire: `fetch` would tidy the path and choose its own host. */
function get(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: base.hostname, port: base.port, path: target, headers, method }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (data: string) => (body += data))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

beforeAll(async () => {
  mkdirSync(path.join(page, 'assets'), { recursive: true })
  writeFileSync(path.join(page, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(path.join(page, 'assets', 'main.js'), 'export {}')
  writeFileSync(path.join(root, 'secret.json'), '{"secret":true}')
  desk = new Desk(new Workbench({ home: path.join(root, 'home') }), 'browser')
  dashboard = await start()
  base = new URL(dashboard.url)
  token = base.searchParams.get('token') ?? ''
})

afterAll(async () => {
  await dashboard.close()
  await desk.close()
  rmSync(root, { recursive: true, force: true })
})

describe('the page', () => {
  it('should come with a strict policy and a cookie that no script and no other site can use', async () => {
    const { status, headers, body } = await get(`/?token=${token}`)
    expect(status).toBe(200)
    expect(body).toContain('<title>page</title>')
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['set-cookie']?.[0]).toMatch(/^ptp-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  it('should open by the cookie alone', async () => {
    expect((await get('/assets/main.js', { cookie: `ptp-${base.port}=${token}` })).status).toBe(200)
    expect((await get('/', { cookie: `ptp-${base.port}=wrong` })).status).toBe(401)
  })

  it('should not be there without the token, and say how to get in', async () => {
    for (const target of ['/', '/assets/main.js', '/pictures/x/shots/1', '/api/socket', '/?token=wrong', '/?token=']) {
      const { status, body, headers } = await get(target)
      expect(status, target).toBe(401)
      expect(body).toContain('ptp start')
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('should not lead out of its folder', async () => {
    for (const target of ['/../secret.json', '/%2e%2e/secret.json', '/..%2fsecret.json', '/assets/..%2f..%2fsecret.json', '/%00', '/%zz', '/assets/']) {
      const { status, body } = await get(`${target}?token=${token}`)
      expect([400, 404], target).toContain(status)
      expect(body).not.toContain('"secret"')
    }
  })

  it('should take no other method', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await get(`/?token=${token}`, {}, method)).status, method).toBe(404)
  })
})

describe('a page of another site', () => {
  it('should be refused by the name it asked for', async () => {
    expect((await get(`/?token=${token}`, { host: `evil.example:${base.port}` })).status).toBe(403)
  })

  it('should be refused by where it comes from', async () => {
    expect((await get(`/pictures/x/shots/1?token=${token}`, { origin: 'http://evil.example' })).status).toBe(403)
  })

  it('should get no socket', async () => {
    await expect(Wire.open(dashboard.url, { headers: { origin: 'http://evil.example' } })).rejects.toThrow('refused')
    await expect(Wire.open(`${base.origin}/?token=wrong`)).rejects.toThrow('refused')
    await expect(Wire.open(base.origin)).rejects.toThrow('refused')
  })
})

describe('a picture that is not there', () => {
  it('should answer as an error that says so', async () => {
    const { status, body } = await get(`/pictures/no-such-run/shots/1?token=${token}`)
    expect(status).toBe(404)
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'not-found' } })
    expect((await get(`/pictures/..%2f..%2fx/shots/1?token=${token}`)).status).toBeGreaterThanOrEqual(400)
  })
})

describe('the socket', () => {
  it('should answer calls, and tell errors as the engine does', async () => {
    const wire = await Wire.open(dashboard.url)
    expect(await wire.call('app.info', {})).toMatchObject({ face: 'browser', home: path.join(root, 'home') })
    await expect(wire.call('runs.get', { run: 'nobody' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(wire.call('toString' as 'app.info', {})).rejects.toMatchObject({ code: 'bad-input', message: 'there is no call "toString"' })
    await expect(wire.call('run.speed', { run: 'x', speed: 1000 })).rejects.toMatchObject({ code: 'bad-input' })
    wire.close()
  })

  it('should be closed on what is no message of ours, and nobody else notices', async () => {
    const other = await Wire.open(dashboard.url)
    for (const nonsense of ['', '{', '[]', 'null', '{"id":-1,"call":"app.info"}', '{"subscribe":"__proto__"}', '{"id":1}']) {
      const wire = await Wire.open(dashboard.url)
      wire.socket.send(nonsense)
      expect(await wire.closed(), nonsense).toBe(1007)
    }
    expect(await other.call('games.list', {})).toHaveLength(1)
    other.close()
  })

  it('should be closed on a message that is too big', async () => {
    const wire = await Wire.open(dashboard.url)
    wire.socket.send('x'.repeat(17 * 1024 * 1024))
    expect([1006, 1009]).toContain(await wire.closed())
  })

  it('should tell only what was asked for', async () => {
    const wire = await Wire.open(dashboard.url)
    wire.subscribe('scripts.changed')
    await wire.call('scripts.save', { name: 'mine.ptp', source: 'WAIT 1\n' })
    await expect.poll(() => wire.events('scripts.changed').length).toBeGreaterThan(0)
    expect(wire.events('runs.changed')).toEqual([])
    wire.close()
  })
})

describe('files that were made on a wish', () => {
  let run: string
  beforeAll(async () => {
    run = (await syntheticRun(path.join(root, 'home'), { ticks: 300, runId: 'walked' })).runId
  })

  it('should be handed out once their job is done, under their names', async () => {
    const { job } = await desk.call('export.start', { run, tables: ['actions'], format: 'csv', branch: null, from: null, to: null })
    await expect.poll(async () => (await desk.call('jobs.list', {})).find(({ id }) => id === job)?.state).toBe('done')
    const { headers, body, status } = await get(fileUrl.ofJob(job, 0), { cookie: `ptp-${base.port}=${token}` })
    expect([status, headers['content-type'], headers['content-disposition']]).toEqual([200, 'text/csv; charset=utf-8', expect.stringMatching(/^attachment; filename="[\w.-]+\.csv"$/)])
    expect(body.split('\n').length).toBeGreaterThan(300)
    expect((await get(fileUrl.ofJob(job, 0))).status).toBe(401)
    expect((await get(fileUrl.ofJob(job, 9), { cookie: `ptp-${base.port}=${token}` })).status).toBe(404)
  })

  it('should be only what lies in the exports of a run', async () => {
    const folder = path.join(root, 'home', 'runs', run)
    writeFileSync(path.join(folder, 'exports', 'mine.ptpsnap'), 'a snapshot')
    symlinkSync(path.join(folder, 'metadata.json'), path.join(folder, 'exports', 'link.json'))
    const status = async (target: string): Promise<number> => (await get(target, { cookie: `ptp-${base.port}=${token}` })).status
    expect(await status(fileUrl.ofRun(run, 'mine.ptpsnap'))).toBe(200)
    const others = [fileUrl.ofRun(run, '../metadata.json'), fileUrl.ofRun(run, 'link.json'), `/files/runs/${run}/..%2Fmetadata.json`, `/files/runs/..%2F..%2Fsecret/x.json`, '/files/jobs/none/0', '/files/%E0%A4%A']
    expect(await Promise.all(others.map(status))).toEqual([400, 404, 400, 400, 404, 400])
  })
})

describe('a page that does not read', () => {
  it('should not slow a run, nor make the engine hold what it did not take', async () => {
    const listeners = new Set<Parameters<Desk['listen']>[0]>()
    const flood = await startDashboard(
      { call: (name, input) => desk.call(name, input), picture: (url) => desk.picture(url), file: (url) => desk.file(url), observe: desk.observe, home: desk.home, listen: (listener) => (listeners.add(listener), () => listeners.delete(listener)) },
      { page },
    )
    const target = new URL(flood.url)
    const asked = request({
      host: target.hostname, port: target.port, path: `/api/socket${target.search}`,
      headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' },
    })
    const socket = await new Promise<Duplex>((resolve) => {
      asked.on('upgrade', (_, upgraded) => resolve(upgraded))
      asked.end()
    })
    const text = Buffer.from('{"subscribe":"run.message"}')
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]))
    await expect.poll(() => listeners.size).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.pause()
    const line = 'x'.repeat(1000)
    const before = process.memoryUsage()
    for (let round = 0; round < 200; round++) {
      for (let at = 0; at < 1000; at++) for (const listener of listeners) listener('run.message', { run: 'r', tick: at, level: 'info', text: line })
      await new Promise((resolve) => setImmediate(resolve))
    }
    globalThis.gc?.()
    const grown = process.memoryUsage().rss - before.rss
    // 200 MB were told; the kernel's buffers, our high-water mark and 500 lines are all that may wait.
    expect(grown).toBeLessThan(100 * 1024 * 1024)
    socket.destroy()
    await expect.poll(() => listeners.size).toBe(0)
    await flood.close()
  })
})

describe('the address', () => {
  it('should say that a port is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    await expect(start({ port })).rejects.toMatchObject({ code: 'busy', hint: expect.stringContaining('--port') as unknown })
    await new Promise((resolve) => taken.close(resolve))
  })

  it('should say that this machine does not have it', async () => {
    await expect(start({ host: '203.0.113.1' })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('should carry no token when none is wanted, and be open then', async () => {
    const open = await start({ token: false })
    expect(open.url).not.toContain('token')
    expect((await fetch(open.url)).status).toBe(200)
    await open.close()
  })
})
