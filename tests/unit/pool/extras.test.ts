import { afterEach, describe, expect, it } from 'vitest'
import { embeddedBackend, Pool } from '../../../src-main/pool/index.ts'
import { demoCartridge, owner, until } from './support.ts'

const GAME = demoCartridge()
const PERSON = { owner: owner('a-run') }

let pool: Pool

afterEach(() => pool.close())

describe('emulators beyond the size of the pool', () => {
  it('should be found warm by who comes right after another, and go when nobody comes', async () => {
    pool = new Pool({ backend: embeddedBackend(), size: 1 })
    const first = await pool.acquire(GAME, PERSON)
    const second = await pool.acquire(GAME, PERSON)
    await second.close()
    const third = await pool.acquire(GAME, PERSON)
    expect(third.seat).toBe(second.seat)
    expect(pool.seats).toHaveLength(2)
    await third.close()
    await until(() => pool.seats.length === 1, 60_000)
    await first.close()
  })

  it('should not be added for who comes while one is made ready again, but for everybody beyond that', async () => {
    pool = new Pool({ backend: embeddedBackend(), size: 1 })
    const first = await pool.acquire(GAME, PERSON)
    await first.advance({ steps: [{ buttons: 0, hold: 0, frames: 60 }], observe: [] })
    // Not waited for: who asks now meets an emulator that is being restored.
    const given = first.close()
    const [one, other] = await Promise.all([pool.acquire(GAME, PERSON), pool.acquire(GAME, PERSON)])
    await given
    expect([one.seat, other.seat].filter((seat) => seat === first.seat)).toHaveLength(1)
    expect(pool.seats).toHaveLength(2)
    await Promise.all([one.close(), other.close()])
  })

  it('should come after all when the one that was waited for is lost', async () => {
    pool = new Pool({ backend: embeddedBackend(), size: 1 })
    const held = await pool.acquire(GAME, PERSON)
    const extra = await pool.acquire(GAME, PERSON)
    await extra.close()
    expect(pool.require(extra.seat).state).toBe('restoring')
    const waiting = pool.acquire(GAME, PERSON)
    pool.restart(extra.seat)
    const lease = await waiting
    expect(lease.seat).not.toBe(extra.seat)
    await Promise.all([lease.close(), held.close()])
  })
})
