import { afterEach, describe, expect, it } from 'vitest'
import { probeGym, openGymSession } from '../../../src-main/emulator/index.ts'
import { carryOut, gymBackend, Pool, requireServers } from '../../../src-main/pool/index.ts'
import { BadWire } from '../../support/badWire.ts'
import { GAME, gymServer } from '../../support/gymServer.ts'
import { demoCartridge, owner, until } from './support.ts'

const open: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A server that speaks the pokemon-gym interface alone, behind a wire that can be made a bad one. */
async function plainServer(): Promise<BadWire> {
  const server = await gymServer({ rom: GAME, onlyPokemonGym: true })
  const wire = await BadWire.to(server.url)
  open.push(async () => server[Symbol.asyncDispose](), () => wire.close())
  return wire
}

describe('a server that speaks the pokemon-gym interface alone', () => {
  it('should have nothing of the protocol of the workbench, and be known by that', async () => {
    const { url } = await plainServer()
    expect(await probeGym(url)).toEqual({ dialect: 'pokemon-gym', status: { status: 'not_initialized' } })
    const asked = await Promise.all([['GET', '/health'], ['POST', '/load_state'], ['PUT', '/rom'], ['POST', '/advance'], ['GET', '/state']].map(([method = '', at = '']) => fetch(url + at, { method })))
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    await expect(gymServer({ onlyPokemonGym: true })).rejects.toMatchObject({ code: 'bad-input', hint: expect.stringContaining('--rom') as string })
  })

  it('should be attached to and looked after, refused for runs with what can be done instead, and playable', async () => {
    const { url } = await plainServer()
    await requireServers([url])
    await using pool = new Pool({ backend: gymBackend([url]) })
    await pool.ready()
    expect(pool.status.emulators).toMatchObject([{ state: 'idle', health: 'healthy', core: 'pokemon-gym' }])
    await expect(pool.acquire(demoCartridge(), { owner: owner() })).rejects.toMatchObject({
      code: 'bad-input', kind: 'fatal', message: expect.stringContaining('no run can be recorded on it') as string, hint: expect.stringContaining('ptp gym play') as string,
    })
    expect(pool.status.emulators).toMatchObject([{ state: 'idle', restarts: 0 }])
    await using session = await openGymSession({ url })
    await session.initialize()
    expect(await session.press('START A')).toMatchObject({ step_number: 1 })
    await expect(carryOut({ url, container: null, engine: null })).rejects.toMatchObject({ code: 'bad-input', hint: expect.stringContaining('session_dir') as string })
  })

  it('should not count as lost while it is only too busy to answer', { timeout: 60_000 }, async () => {
    const wire = await plainServer()
    await using pool = new Pool({ backend: gymBackend([wire.url]) })
    await pool.ready()
    const seat = pool.require('gym-1')
    wire.mode = 'silent'
    await until(() => seat.judge.health === 'degraded', 30_000)
    // Three silent looks in a row are the end of any other.
    const looks = seat.trend.trend.at.length
    await until(() => seat.trend.trend.at.length >= looks + 4, 30_000)
    expect(pool.status.emulators).toMatchObject([{ health: 'degraded', restarts: 0, reason: expect.stringContaining('answers slowly') as string }])
    wire.mode = 'pass'
    await until(() => seat.judge.health === 'healthy', 30_000)
  })

  it('should be lost when it is gone', { timeout: 60_000 }, async () => {
    const wire = await plainServer()
    await using pool = new Pool({ backend: gymBackend([wire.url]) })
    await pool.ready()
    await wire.close()
    await until(() => pool.state === 'waiting', 30_000)
    expect(pool.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['failed', 'engine-gone']))
  })
})
