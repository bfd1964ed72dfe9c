import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { startGymServer, type GymServer } from '../../src-main/gym/index.ts'
import { DEFAULT_CORE } from '../../src-main/emulator/index.ts'
import { embeddedBackend, gymBackend, Pool, requireServers, type AcquireOptions } from '../../src-main/pool/index.ts'
import type { RunOutcome } from '../../src-main/run/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { BadWire, type WireMode } from '../support/badWire.ts'
import { longScript, playMany, playOnPool } from '../support/batchRuns.ts'
import { makeHome, removeHome } from '../support/engine.ts'
import { demoCartridge, owner, until } from '../unit/pool/support.ts'

const GAME = demoCartridge()
const BATCH: AcquireOptions = { owner: owner(null, 'batch'), inTurn: true }
const PROFILES = [path.resolve('resources', 'profiles')]
const SCRIPT = longScript(150)

let sessions: string
let home: string
let workbench: Workbench
let reference: RunOutcome
const open: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  sessions = mkdtempSync(path.join(os.tmpdir(), 'ptp-sessions-'))
  home = makeHome()
  workbench = new Workbench({ home, poolSize: 2, makeBackend: (wish) => (wish.backend === 'gym' ? gymBackend(wish.urls ?? []) : embeddedBackend()) })
  reference = await playOnPool(workbench, 'reference', SCRIPT)
})

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

afterAll(async () => {
  await workbench.closed()
  removeHome(home)
  rmSync(sessions, { recursive: true, force: true })
})

async function serve(port = 0): Promise<GymServer> {
  const server = await startGymServer({
    host: '127.0.0.1', port, rom: null, profileDirs: PROFILES, core: DEFAULT_CORE, model: 'auto', sound: false,
    sessionsDir: sessions, sessionMinutes: 60, allowOrigin: [],
  })
  open.push(() => server.close())
  return server
}

async function wired(): Promise<BadWire> {
  const wire = await BadWire.to((await serve()).url)
  open.push(() => wire.close())
  return wire
}

async function poolOf(urls: readonly string[], size = urls.length): Promise<Pool> {
  const pool = new Pool({ backend: gymBackend(urls), size })
  open.push(() => pool.close())
  await pool.ready()
  return pool
}

describe('a pool of worker threads', () => {
  it('should leave nothing behind after 200 leases that were returned or lost: no thread, no timer, no file', async () => {
    await until(() => workbench.pools.status.emulators.every(({ state }) => state === 'idle'))
    const threads = new Set<unknown>()
    const notice = (worker: NodeJS.EventEmitter): void => {
      threads.add(worker)
      worker.once('exit', () => threads.delete(worker))
    }
    process.on('worker', notice)
    const before = resources()
    const pool = new Pool({ backend: embeddedBackend(), size: 2 })
    for (let round = 0; round < 200; round++) {
      const lease = await pool.acquire(GAME, { ...BATCH, again: round % 10 === 1 })
      await lease.advance({ steps: [{ buttons: round % 256, hold: 2, frames: 4 }], observe: [] })
      if (round % 10 === 0) pool.restart(lease.seat)
      await lease.close()
    }
    expect(threads.size).toBeLessThanOrEqual(4)
    await pool.close()
    process.off('worker', notice)
    expect(threads.size).toBe(0)
    expect(resources()).toEqual(before)
  })

  it('should play twelve runs on two emulators to the same end, though emulators fail again and again', async () => {
    const pool = workbench.pools.current
    let isOver = false
    const harm = (async () => {
      for (let at = 0; !isOver; at++) {
        await new Promise((resolve) => setTimeout(resolve, 1000))
        const leased = pool.status.emulators.filter(({ state }) => state === 'leased')
        const victim = leased[at % Math.max(1, leased.length)]
        if (victim) pool.restart(victim.id)
      }
    })()
    const outcomes = await playMany(workbench, 'embedded', 12, SCRIPT, 12).finally(() => (isOver = true))
    await harm
    expect(new Set(outcomes.map(({ finalStateHash, tick }) => `${finalStateHash} at ${tick}`))).toEqual(new Set([`${reference.finalStateHash} at ${reference.tick}`]))
    expect(pool.status.statistics.replaced).toBeGreaterThan(0)
    expect(pool.status.statistics.recovery.calls).toBeGreaterThan(0)
  })
})

/** What keeps this process up, by kind. */
function resources(): Record<string, number> {
  const count: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) if (/Worker|TCP|Pipe|MessagePort|FSReq/.test(kind)) count[kind] = (count[kind] ?? 0) + 1
  return count
}

describe('a pool of gym servers', () => {
  it('should play runs on them as on worker threads', async () => {
    const servers = [await serve(), await serve()]
    const pool = await workbench.pools.open({ backend: 'gym', urls: servers.map(({ url }) => url) })
    expect(pool.size).toBe(2)
    const outcomes = await playMany(workbench, 'gym', 4, SCRIPT, 4)
    expect(outcomes.map(({ finalStateHash }) => finalStateHash)).toEqual(Array.from({ length: 4 }, () => reference.finalStateHash))
    expect(pool.status.emulators.map(({ url }) => url).sort()).toEqual(servers.map(({ url }) => url).sort())
    await workbench.pools.open({ backend: 'embedded' })
  })

  it('should look at what is recorded on worker threads, however busy the servers are', async () => {
    const server = await serve()
    const pool = await workbench.pools.open({ backend: 'gym', urls: [server.url] })
    const game = await workbench.loadGame('pocket-quest')
    await using lease = await pool.acquire(GAME, BATCH)
    await using looking = await workbench.emulators.start(game)
    expect([lease.info.backend, looking.info.backend]).toEqual(['gym', 'embedded'])
    expect(workbench.pools.status.emulators.map(({ purpose }) => purpose).sort()).toEqual(['batch', 'looking'])
    await lease.close()
    await workbench.pools.open({ backend: 'embedded' })
  })

  it('should refuse what is no server, or none of ours, and say which', async () => {
    const stranger = createServer((_, response) => response.end('hello'))
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    open.push(() => new Promise((resolve) => stranger.close(resolve)))
    const { port } = stranger.address() as AddressInfo
    await expect(requireServers([`http://127.0.0.1:${port}`])).rejects.toMatchObject({ kind: 'fatal', message: expect.stringContaining(`${port}`) as string })
    const wire = await wired()
    wire.mode = 'garbage'
    await expect(requireServers([wire.url])).rejects.toMatchObject({ kind: 'fatal', hint: expect.stringContaining('address') as string })
    expect(() => gymBackend(['ftp://somewhere'])).toThrow(/no address/)
    expect(() => gymBackend([])).toThrow(/addresses/)
  })

  it('should call a slow server degraded, say why, and call it healthy again once it is fast', async () => {
    const wire = await wired()
    const pool = await poolOf([wire.url])
    wire.mode = 'slow'
    await until(() => pool.status.emulators[0]?.health === 'degraded', 15_000)
    expect(pool.status.emulators[0]?.reason).toMatch(/answers slowly: \d+ ms/)
    wire.mode = 'pass'
    await until(() => pool.status.emulators[0]?.health === 'healthy', 15_000)
    const { history } = pool.require('gym-1').judge
    expect(history.map(({ health }) => health)).toEqual(['degraded', 'healthy'])
  })

  it.each<WireMode>(['garbage', 'silent', 'half-closed'])('should move a lease to another server when its wire turns bad: %s', async (mode) => {
    const wire = await wired()
    const other = await serve()
    const pool = await poolOf([wire.url, other.url])
    const leases = await Promise.all([pool.acquire(GAME, BATCH), pool.acquire(GAME, BATCH)])
    const [bad, good] = leases.map((lease) => ({ lease, url: pool.require(lease.seat).host?.url })).sort((a, b) => Number(b.url === wire.url) - Number(a.url === wire.url))
    await good?.lease.close()
    wire.mode = mode
    await expect(bad?.lease.advance({ steps: [{ buttons: 0, hold: 0, frames: 1 }], observe: [] })).rejects.toMatchObject({ kind: 'recoverable' })
    await bad?.lease.close()
    await using next = await pool.acquire(GAME, { ...BATCH, again: true })
    expect(pool.require(next.seat).host?.url).toBe(other.url)
    expect(pool.events.some(({ kind }) => kind === 'failed')).toBe(true)
  })

  it('should come back to a server that was away', async () => {
    const first = await serve()
    const pool = await poolOf([first.url])
    const lease = await pool.acquire(GAME, BATCH)
    await first.close()
    await expect(lease.save()).rejects.toMatchObject({ kind: 'recoverable' })
    await lease.close()
    const waiting = pool.acquire(GAME, { ...BATCH, again: true })
    await until(() => pool.state === 'waiting', 10_000)
    expect(pool.message).not.toBe('')
    await serve(first.port)
    await using again = await waiting
    expect((await again.read([{ address: 0, length: 1 }])).length).toBe(1)
    expect(pool.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['engine-gone', 'engine-back', 'resumed']))
  })

  it('should say so, and who waits is refused, when what is away does not come back in time', async () => {
    const first = await serve()
    const pool = new Pool({ backend: gymBackend([first.url]), patience: 500 })
    open.push(() => pool.close())
    await pool.ready()
    const lease = await pool.acquire(GAME, BATCH)
    await first.close()
    await expect(lease.save()).rejects.toMatchObject({ kind: 'recoverable' })
    await lease.close()
    await expect(pool.acquire(GAME, { ...BATCH, again: true })).rejects.toMatchObject({ kind: 'fatal' })
    expect(pool.state).toBe('stopped')
    // Whoever asks again, once it is there, is served.
    await serve(first.port)
    await using later = await pool.acquire(GAME, BATCH)
    expect(later.info.backend).toBe('gym')
  })
})
