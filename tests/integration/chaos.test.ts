import { randomInt } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PoolEvent } from '../../src-preload/contract/index.ts'
import { dockerBackend, type Pool } from '../../src-main/pool/index.ts'
import type { RunOutcome } from '../../src-main/run/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { baseImage } from '../support/baseImage.ts'
import { gymBundle } from '../support/gymServer.ts'
import { longScript, playMany, playOnPool } from '../support/batchRuns.ts'
import { containers, docker, PrivateEngine, requireEngine } from '../support/dockerEngine.ts'
import { makeHome, removeHome } from '../support/engine.ts'

const RUNS = 12
const SIZE = 4
const EVERY_MS = 2000
/** Some 20,000 ticks: long enough that runs are hit again and again. */
const SCRIPT = longScript(700)

let home: string
let workbench: Workbench
let reference: RunOutcome
const events: PoolEvent[] = []

beforeAll(async () => {
  await requireEngine()
  const bundle = await gymBundle()
  home = makeHome()
  workbench = new Workbench({ home, poolSize: SIZE, makeBackend: (wish) => dockerBackend({ ...wish, bundle }) })
  workbench.pools.listen({ changed: () => undefined, logged: () => undefined, event: (event) => void events.push(event) })
  reference = await playOnPool(workbench, 'reference', SCRIPT)
  expect(reference.status).toBe('completed')
})

afterEach(() => void events.splice(0))

afterAll(async () => {
  await workbench.closed()
  removeHome(home)
})

/** What befalls the emulator of a container. */
const MISFORTUNES: Record<string, (container: string) => Promise<unknown>> = {
  killed: (container) => docker('kill', container),
  paused: (container) => docker('pause', container),
  'cut off': (container) => docker('network', 'disconnect', '-f', 'bridge', container),
}

/** Does harm to one container after the other until it is told to stop. @returns how often */
async function wreak(pool: Pool, isOver: () => boolean): Promise<number> {
  let done = 0
  const kinds = Object.values(MISFORTUNES)
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    const up = pool.status.emulators.filter(({ container, state }) => container !== null && state === 'leased')
    const victim = up[randomInt(Math.max(1, up.length))]?.container
    if (isOver() || !victim) continue
    // It may be on its way out by itself.
    await kinds[done % kinds.length]?.(victim).catch(() => undefined)
    done++
  }
  return done
}

describe('runs on containers', () => {
  it('should all end in the state of an undisturbed run, whatever happens to the containers', async () => {
    const pool = await workbench.pools.open({ backend: 'docker', size: SIZE, base_image: baseImage() })
    let isOver = false
    const t0 = performance.now()
    const harm = wreak(pool, () => isOver)
    const outcomes = await playMany(workbench, 'chaos', RUNS, SCRIPT, RUNS).finally(() => (isOver = true))
    console.log('took', performance.now() - t0, 'harm', await harm, pool.status.statistics)
    for (const e of events) console.log(e.at.slice(17), e.kind, e.emulator, e.run, e.text)
    expect(outcomes.map(({ finalStateHash, tick, status }) => ({ finalStateHash, tick, status }))).toEqual(
      Array.from({ length: RUNS }, () => ({ finalStateHash: reference.finalStateHash, tick: reference.tick, status: 'completed' })),
    )
    expect(await harm).toBeGreaterThan(3)
    expect(pool.status.statistics.replaced).toBeGreaterThan(0)
  })
})
void PrivateEngine
void containers
