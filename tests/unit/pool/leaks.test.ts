import { describe, expect, it } from 'vitest'
import { embeddedBackend, Pool } from '../../../src-main/pool/index.ts'
import { footprint, leftBeyond, ownTempFolder } from './footprint.ts'
import { demoCartridge, owner } from './support.ts'

const GAME = demoCartridge()
/** Pools one after the other, and leases of each: an emulator that is killed too often in one would rest between its starts. */
const ROUNDS = 5
const LEASES = 40
const KILL_EVERY = 10

describe.skipIf(process.platform !== 'linux')('200 leases of worker threads', () => {
  it('should leave no thread, no file handle and no file behind, whether they are returned or their emulator is killed', { timeout: 240_000 }, async () => {
    using temp = ownTempFolder()
    // What Node itself keeps from the first time on: its threads for files, the compiled core.
    await play(8)
    const before = footprint()
    for (let round = 0; round < ROUNDS; round++) await play(LEASES)
    expect(await leftBeyond(before)).toEqual([])
    expect(temp.files()).toEqual([])
  })
})

async function play(leases: number): Promise<void> {
  await using pool = new Pool({ backend: embeddedBackend(), size: 4, strategy: 'round-robin' })
  for (let nth = 0; nth < leases; nth++) {
    const isKilled = nth % KILL_EVERY === 3
    await using lease = await pool.acquire(GAME, { owner: owner(), inTurn: true, again: isKilled })
    const playing = lease.advance({ steps: [{ buttons: nth % 256, hold: 2, frames: 4 }], observe: [] })
    if (!isKilled) await playing
    else {
      pool.restart(lease.seat)
      await expect(playing).rejects.toMatchObject({ kind: 'recoverable' })
    }
  }
  expect(pool.counts.failures).toBeGreaterThan(0)
}
