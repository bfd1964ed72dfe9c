import { afterEach, describe, expect, it } from 'vitest'
import { embeddedBackend, Pool, type AcquireOptions } from '../../../src-main/pool/index.ts'
import { demoCartridge, owner, until } from './support.ts'

const GAME = demoCartridge()
const BATCH: AcquireOptions = { owner: owner(null, 'batch'), inTurn: true }
const PERSON: AcquireOptions = { owner: owner('a-run') }

let pool: Pool
const open = (size: number): Pool => (pool = new Pool({ backend: embeddedBackend(), size }))

afterEach(() => pool.close())

describe('a pool of worker threads', () => {
  it('should lend an emulator that plays, and say who holds it', async () => {
    open(2)
    await using lease = await pool.acquire(GAME, PERSON)
    const [result] = await lease.advance({ steps: [{ buttons: 0, hold: 0, frames: 30 }], observe: [] })
    expect(result?.frames).toBe(30)
    const held = pool.status.emulators.find(({ run }) => run === 'a-run')
    expect(held).toMatchObject({ state: 'leased', purpose: 'playing', health: 'healthy', core: 'ptp-core', game: 'POCKETQUEST', leases: 1 })
    expect(held?.frames_per_second).toBe(30)
    expect(held?.latency.calls).toBe(1)
  })

  it('should show what its threads take of the machine, also while they play', async () => {
    open(1)
    await using lease = await pool.acquire(GAME, BATCH)
    const shown = () => pool.status.emulators[0] ?? { cpu: null, memory_bytes: null }
    let isOver = false
    const playing = (async () => {
      while (!isOver) await lease.advance({ steps: Array.from({ length: 60 }, () => ({ buttons: 0, hold: 0, frames: 60 })), observe: [] })
    })()
    await until(() => (shown().cpu ?? 0) > 0, 60_000).finally(() => (isOver = true))
    // The memory of the core alone is some of it, and no thread has the whole machine.
    expect(shown().memory_bytes).toBeGreaterThan(1e6)
    expect(shown().memory_bytes).toBeLessThan(1e9)
    expect(shown().cpu).toBeLessThan(4)
    await playing
    expect(pool.require(lease.seat).trend.trend.memory_bytes.some((bytes) => bytes !== null)).toBe(true)
  }, 120_000)

  it('should give the next one a machine that keeps nothing of the run before: state, picture, batches left early', async () => {
    open(1)
    const first = await pool.acquire(GAME, BATCH)
    const fresh = { hash: (await first.save()).hash, picture: await first.picture() }
    const everything = [{ address: 0xc000, length: 0x2000 }]
    await first.advance({ steps: Array.from({ length: 60 }, () => ({ buttons: 8, hold: 4, frames: 8, picture: true })), observe: [], stopOnChange: everything })
    expect((await first.save()).hash).not.toBe(fresh.hash)
    await first.close()

    await using second = await pool.acquire(GAME, BATCH)
    expect((await second.save()).hash).toBe(fresh.hash)
    expect(Buffer.compare(await second.picture(), fresh.picture)).toBe(0)
    const played = await second.advance({ steps: [{ buttons: 0, hold: 0, frames: 1 }], observe: [], unlessCut: true })
    expect(played).toHaveLength(1)
    // It was restored: had anything been left, the log would say that it was started afresh.
    expect(pool.require('embedded-1').log.newest(10)).toEqual([])
  })

  it('should have an emulator that was used before ready at once', async () => {
    open(1)
    await (await pool.acquire(GAME, BATCH)).close()
    await until(() => pool.status.emulators[0]?.state === 'idle')
    const started: unknown[] = []
    const notice = (worker: unknown): void => void started.push(worker)
    process.on('worker', notice)
    await using lease = await pool.acquire(GAME, BATCH)
    process.off('worker', notice)
    expect(lease.seat).toBe('embedded-1')
    expect(started).toEqual([])
  })

  it('should refuse calls on an emulator that was given back', async () => {
    open(1)
    const lease = await pool.acquire(GAME, PERSON)
    const underWay = lease.advance({ steps: Array.from({ length: 50 }, () => ({ buttons: 0, hold: 0, frames: 60 })), observe: [] })
    await lease.close()
    await expect(underWay).rejects.toMatchObject({ code: 'emulator-gone' })
    await expect(lease.save()).rejects.toMatchObject({ code: 'emulator-gone' })
    await using next = await pool.acquire(GAME, BATCH)
    expect((await next.read([{ address: 0, length: 1 }])).length).toBe(1)
  })

  it('should serve those who wait in the order they came', async () => {
    open(1)
    const holder = await pool.acquire(GAME, BATCH)
    const served: number[] = []
    const waiting = [1, 2, 3].map(async (number) => {
      const lease = await pool.acquire(GAME, BATCH)
      served.push(number)
      await lease.close()
    })
    await until(() => pool.waiting === 3)
    await holder.close()
    await Promise.all(waiting)
    expect(served).toEqual([1, 2, 3])
  })

  it('should serve one whose emulator was lost before those who wait for their first', async () => {
    open(1)
    const holder = await pool.acquire(GAME, BATCH)
    const served: string[] = []
    const wait = async (name: string, again: boolean): Promise<void> => {
      const lease = await pool.acquire(GAME, { ...BATCH, again })
      served.push(name)
      await lease.close()
    }
    const waiting = [wait('new', false), wait('lost its own', true)]
    await until(() => pool.waiting === 2)
    await holder.close()
    await Promise.all(waiting)
    expect(served).toEqual(['lost its own', 'new'])
  })

  it('should give up waiting in time, and name who holds the emulators', async () => {
    open(1)
    await using lease = await pool.acquire(GAME, { owner: owner('first-badge-1', 'batch'), inTurn: true })
    expect(lease.owner.run).toBe('first-badge-1')
    await expect(pool.acquire(GAME, { ...BATCH, timeout: 30 })).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining('first-badge-1') as string })
    expect(pool.waiting).toBe(0)
  })

  it('should let go of a wait that is cancelled, before and while it waits', async () => {
    open(1)
    await using lease = await pool.acquire(GAME, BATCH)
    const abort = new AbortController()
    const waiting = pool.acquire(GAME, { ...BATCH, signal: abort.signal })
    await until(() => pool.waiting === 1)
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    await expect(pool.acquire(GAME, { ...BATCH, signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(pool.waiting).toBe(0)
    expect(lease.owner.purpose).toBe('batch')
  })

  it('should add emulators for persons rather than have them wait, and let them go afterwards', async () => {
    open(1)
    const batch = await pool.acquire(GAME, BATCH)
    const persons = await Promise.all([pool.acquire(GAME, PERSON), pool.acquire(GAME, PERSON)])
    expect(pool.status.emulators.filter(({ extra }) => extra)).toHaveLength(2)
    // And persons who hold emulators do not keep work in turn from its own.
    await batch.close()
    await (await pool.acquire(GAME, BATCH)).close()
    await Promise.all(persons.map((lease) => lease.close()))
    await until(() => pool.status.emulators.length === 1)
    expect(pool.status.emulators[0]?.extra).toBe(false)
  })

  it('should replace an emulator that fails, and tell whoever held it', async () => {
    open(1)
    const lease = await pool.acquire(GAME, BATCH)
    const underWay = lease.advance({ steps: Array.from({ length: 50 }, () => ({ buttons: 0, hold: 0, frames: 60 })), observe: [] })
    pool.restart('embedded-1')
    await expect(underWay).rejects.toMatchObject({ kind: 'recoverable' })
    await lease.close()
    await using next = await pool.acquire(GAME, { ...BATCH, again: true })
    expect(next.info.core.name).toBe('ptp-core')
    await until(() => pool.events.some(({ kind }) => kind === 'replaced'))
    expect(pool.status.emulators.find(({ id }) => id === 'embedded-1')).toMatchObject({ restarts: 1, health: 'healthy' })
    expect(pool.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['failed', 'replaced', 'resumed']))
    expect(pool.status.statistics.recovery.calls).toBe(1)
  })

  it('should keep serving when a cartridge is refused', async () => {
    open(1)
    await expect(pool.acquire(demoCartridge({ core: 'no-such-core' }), BATCH)).rejects.toMatchObject({ code: 'bad-input' })
    await using lease = await pool.acquire(GAME, BATCH)
    expect(lease.info.core.name).toBe('ptp-core')
  })

  it('should get smaller while emulators are held: they go when they are given back', async () => {
    open(3)
    const leases = await Promise.all([1, 2, 3].map(() => pool.acquire(GAME, BATCH)))
    pool.resize(1)
    expect(pool.status.emulators.filter(({ state }) => state === 'draining')).toHaveLength(2)
    await Promise.all(leases.map((lease) => lease.close()))
    await until(() => pool.status.emulators.length === 1)
    pool.resize(2)
    expect(pool.status.emulators).toHaveLength(2)
  })

  it('should refuse a size this machine cannot bear, and say what bounds it', () => {
    open(1)
    expect(() => pool.resize(10_000)).toThrow(/1 to \d+ emulators/)
    expect(pool.size).toBe(1)
  })

  it('should let leases end and give no new ones while it is drained', async () => {
    open(2)
    const lease = await pool.acquire(GAME, BATCH)
    pool.drain(null)
    await expect(pool.acquire(GAME, BATCH)).rejects.toMatchObject({ message: expect.stringContaining('drained') as string })
    expect((await lease.read([{ address: 0, length: 1 }])).length).toBe(1)
    await lease.close()
    await until(() => pool.status.emulators.length === 0)
    pool.resize(1)
    await using again = await pool.acquire(GAME, BATCH)
    expect(again.info.backend).toBe('embedded')
  })

  it('should leave no thread behind when it is closed, whoever holds what', async () => {
    open(2)
    const lease = await pool.acquire(GAME, PERSON)
    await pool.acquire(GAME, BATCH)
    const refused = expect(pool.acquire(GAME, { ...BATCH, timeout: 5000 })).resolves.toBeDefined()
    await refused
    await pool.close()
    await expect(lease.save()).rejects.toMatchObject({ code: 'emulator-gone' })
    await expect(pool.acquire(GAME, PERSON)).rejects.toMatchObject({ code: 'cancelled' })
  })
})
