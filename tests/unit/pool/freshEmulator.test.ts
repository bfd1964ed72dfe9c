import { afterEach, describe, expect, it } from 'vitest'
import { embeddedBackend, Pool, RunEmulators } from '../../../src-main/pool/index.ts'
import { demoCartridge, until } from './support.ts'

const GAME = demoCartridge()
let pool: Pool

afterEach(() => pool.close())

function lender(): RunEmulators<null> {
  pool = new Pool({ backend: embeddedBackend(), size: 1 })
  return new RunEmulators<null>({ pool: () => pool, spares: () => pool, cartridge: () => GAME, check: () => undefined, run: 'a-run', options: { purpose: 'playing' } })
}

function loseIt(): void {
  const held = pool.seats.find(({ lease }) => lease?.owner.purpose === 'playing')
  pool.restart(held?.id ?? '')
}

describe('the emulator of a run', () => {
  it('should be replaced without a word as long as nothing was played on it', async () => {
    await using emulator = await lender().start(null)
    const { hash } = await emulator.save()
    loseIt()
    const [saved, picture] = await Promise.all([emulator.save(), emulator.picture()])
    expect(saved.hash).toBe(hash)
    expect(picture).toHaveLength(160 * 144 * 3)
    expect(pool.events.filter(({ kind }) => kind === 'resumed')).toHaveLength(1)
  })

  it('should be lost for all to see once it was played on', async () => {
    const emulators = lender()
    const emulator = await emulators.start(null)
    await emulator.advance({ steps: [{ buttons: 0, hold: 0, frames: 4 }], observe: [] })
    loseIt()
    await expect(emulator.save()).rejects.toMatchObject({ kind: 'recoverable' })
    await emulator.close()
    await using next = await emulators.start(null)
    expect(next.info.core.name).toBe('ptp-core')
  })

  it('should have another one beside it for proving, and only one place in the pool', async () => {
    const emulators = lender()
    const own = await emulators.start(null)
    const second = await emulators.start(null)
    expect(pool.status.emulators.map(({ purpose, run }) => `${purpose} ${run}`).sort()).toEqual(['playing a-run', 'proving a-run'])
    await second.close()
    await own.close()
    await until(() => pool.status.emulators.every(({ state }) => state === 'idle'))
  })

  it('should not be asked for again after it was given back', async () => {
    const emulator = await lender().start(null)
    await emulator.close()
    await expect(emulator.save()).rejects.toMatchObject({ code: 'emulator-gone' })
    expect(pool.counts.leases).toBe(1)
  })
})
