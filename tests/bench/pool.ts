import path from 'node:path'
import type { Step } from '../../src-main/emulator/index.ts'
import { dockerBackend, embeddedBackend, Pool, type AcquireOptions, type Backend, type Lease } from '../../src-main/pool/index.ts'
import { baseImage } from '../support/baseImage.ts'
import { docker, requireEngine } from '../support/dockerEngine.ts'
import { demoCartridge } from '../unit/pool/support.ts'
import { median, percentile, result, saying, timed, type BenchResult } from './bench.ts'

const GAME = demoCartridge()
const BATCH: AcquireOptions = { owner: { run: null, purpose: 'batch' }, inTurn: true }
const FAST_BATCHES = 40
const ROUNDS = 5
/** A full batch: keys that change, of half a second each. */
const STEPS: readonly Step[] = Array.from({ length: 64 }, (_, i) => ({ buttons: [1, 0, 64, 0, 128, 0, 16, 0][i % 8] ?? 0, hold: 8, frames: 28 }))
const OBSERVE = [{ address: 0xc000, length: 512 }]
const FRAMES = STEPS.length * 28

/** The pool: side by side against one alone, containers against threads, and how soon it heals. */
export async function benches(): Promise<BenchResult[]> {
  return [...(await threads()), ...(await containers())]
}

async function withPool<T>(backend: Backend, size: number, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ backend, size })
  try {
    await pool.ready()
    return await work(pool)
  } finally {
    await pool.close()
  }
}

async function play(lease: Lease, batches: number): Promise<void> {
  for (let i = 0; i < batches; i++) await lease.advance({ steps: STEPS, observe: OBSERVE })
}

/** frames a second of so many leases side by side */
async function speed(leases: readonly Lease[], batches: number): Promise<number> {
  const ms = await timed(() => Promise.all(leases.map((lease) => play(lease, batches))))
  return (1000 * leases.length * batches * FRAMES) / ms
}

async function threads(): Promise<BenchResult[]> {
  return withPool(embeddedBackend(), 4, async (pool) => {
    const leases = await Promise.all([1, 2, 3, 4].map(() => pool.acquire(GAME, BATCH)))
    const [first] = leases
    if (!first) throw new Error('a pool of four gave none')
    const ratios: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      saying(`four emulators side by side against one, round ${round} of ${ROUNDS}`)
      const one = await speed([first], FAST_BATCHES)
      const four = await speed(leases, FAST_BATCHES)
      if (round > 0) ratios.push(four / one)
    }
    for (const lease of leases) await lease.close()
    while (pool.status.emulators.some(({ state }) => state !== 'idle')) await new Promise((resolve) => setTimeout(resolve, 5))
    saying('leases of an idle pool')
    const acquired: number[] = []
    for (let i = 0; i < 200; i++) {
      const began = performance.now()
      const lease = await pool.acquire(GAME, BATCH)
      acquired.push(performance.now() - began)
      await lease.close()
      while (pool.status.emulators.some(({ state }) => state !== 'idle')) await new Promise((resolve) => setImmediate(resolve))
    }
    return [
      result('pool of 4 embedded emulators / one', median(ratios), 'ratio', '>= 1.8'),
      result('acquire on an idle pool', median(acquired), 'ms', '<= 1'),
    ]
  })
}

async function containers(): Promise<BenchResult[]> {
  await requireEngine()
  const bundle = path.resolve('out', 'main')
  const backend = await dockerBackend({ base_image: baseImage(), bundle })
  const starts: number[] = []
  saying('image of the containers')
  await withPool(backend, 1, async (pool) => pool.ready())
  for (let i = 0; i < 20; i++) {
    saying(`container start to healthy, ${i + 1} of 20`)
    const again = await dockerBackend({ base_image: baseImage(), bundle })
    const pool = new Pool({ backend: again, size: 1 })
    starts.push(await timed(() => pool.ready()))
    await pool.close()
  }
  const ratio = await againstThreads(await dockerBackend({ base_image: baseImage(), bundle }))
  const recoveries = await healing(await dockerBackend({ base_image: baseImage(), bundle }))
  return [
    result('docker emulator, batched advance / embedded, frames/s', ratio, 'ratio', '>= 0.8'),
    result('container start to healthy, p95', percentile(starts, 0.95) / 1000, 's', '<= 1.5'),
    result('failure noticed to run resumed, p95', percentile(recoveries, 0.95) / 1000, 's', '<= 3'),
  ]
}

async function againstThreads(backend: Backend): Promise<number> {
  return withPool(backend, 1, (inContainer) =>
    withPool(embeddedBackend(), 1, async (inThread) => {
      await using far = await inContainer.acquire(GAME, BATCH)
      await using near = await inThread.acquire(GAME, BATCH)
      const ratios: number[] = []
      for (let round = 0; round <= ROUNDS; round++) {
        saying(`a container against a thread, round ${round} of ${ROUNDS}`)
        // As a run does: the next batch is sent before the one before has come back.
        const [a, b] = [await pipelined(far), await pipelined(near)]
        if (round > 0) ratios.push(a / b)
      }
      return median(ratios)
    }),
  )
}

async function pipelined(lease: Lease): Promise<number> {
  const ms = await timed(async () => {
    let before: Promise<unknown> = Promise.resolve()
    for (let i = 0; i < FAST_BATCHES; i++) {
      const next = lease.advance({ steps: STEPS, observe: OBSERVE })
      await before
      before = next
    }
    await before
  })
  return (1000 * FAST_BATCHES * FRAMES) / ms
}

/** Times from the pool noticing that a container is lost to its holder playing on another one. */
async function healing(backend: Backend): Promise<number[]> {
  return withPool(backend, 2, async (pool) => {
    const times: number[] = []
    for (let i = 0; i < 10; i++) {
      saying(`a container killed, ${i + 1} of 10`)
      const leases = await Promise.all([pool.acquire(GAME, BATCH), pool.acquire(GAME, BATCH)])
      const [lease, other] = leases
      if (!lease || !other) throw new Error('a pool of two gave none')
      const { state } = await lease.save()
      let noticed = 0
      const deaf = pool.listen({ changed: () => undefined, logged: () => undefined, event: ({ kind }) => (noticed = kind === 'failed' && noticed === 0 ? performance.now() : noticed) })
      await docker('kill', pool.require(lease.seat).host?.container ?? '')
      while (noticed === 0) await new Promise((resolve) => setTimeout(resolve, 1))
      await lease.close()
      const next = await pool.acquire(GAME, { ...BATCH, again: true })
      await next.load(state)
      await play(next, 1)
      times.push(performance.now() - noticed)
      deaf()
      await next.close()
      await other.close()
      // Not so soon again that it counts as a loop.
      await new Promise((resolve) => setTimeout(resolve, 5200))
    }
    return times
  })
}
