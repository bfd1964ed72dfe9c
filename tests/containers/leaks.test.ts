import { beforeAll, describe, expect, it } from 'vitest'
import { dockerBackend, Pool } from '../../src-main/pool/index.ts'
import { baseImage } from '../support/baseImage.ts'
import { containers, docker, requireEngine } from '../support/dockerEngine.ts'
import { gymBundle } from '../support/gymServer.ts'
import { footprint, leftBeyond, ownTempFolder } from '../unit/pool/footprint.ts'
import { demoCartridge, owner, until } from '../unit/pool/support.ts'

const GAME = demoCartridge()
const SIZE = 4
/** Pools one after the other, and leases of each: an emulator that is killed too often in one would rest between its starts. */
const ROUNDS = 4
const LEASES = 50
/** Every so many leases the container under one is killed. */
const KILL_EVERY = 10

let bundle: string

beforeAll(async () => {
  await requireEngine()
  bundle = await gymBundle()
})

describe.skipIf(process.platform !== 'linux')('200 leases of containers', () => {
  it('should leave no container, volume, socket, thread or file behind, whether they are returned or their container is killed', { timeout: 240_000 }, async () => {
    using temp = ownTempFolder()
    const volumes = await docker('volume', 'ls', '-q')
    // What Node itself keeps from the first time on.
    await play(8)
    const before = footprint()
    const prefixes: string[] = []
    for (let round = 0; round < ROUNDS; round++) prefixes.push(await play(LEASES))
    expect(await leftBeyond(before)).toEqual([])
    expect((await Promise.all(prefixes.map(containers))).flat()).toEqual([])
    expect(await docker('volume', 'ls', '-q')).toBe(volumes)
    expect(temp.files()).toEqual([])
  })
})

/** @returns what the names of its containers begin with */
async function play(leases: number): Promise<string> {
  const backend = await dockerBackend({ base_image: baseImage(), bundle })
  const prefix = `ptp-gym-${backend.id}`
  await using pool = new Pool({ backend, size: SIZE, strategy: 'round-robin' })
  await pool.ready()
  for (let nth = 0; nth < leases; nth++) {
    const isKilled = nth % KILL_EVERY === KILL_EVERY - 1
    await using lease = await pool.acquire(GAME, { owner: owner(), inTurn: true, again: isKilled })
    await lease.advance({ steps: [{ buttons: nth % 256, hold: 2, frames: 4 }], observe: [] })
    if (!isKilled) continue
    await docker('kill', pool.require(lease.seat).host?.container ?? '')
    await until(() => lease.isOver, 30_000)
  }
  await pool.ready()
  await until(() => pool.seats.every(({ isIdle }) => isIdle), 30_000)
  expect(await containers(prefix)).toHaveLength(SIZE)
  return prefix
}
