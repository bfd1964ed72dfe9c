import { randomInt } from 'node:crypto'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PoolEvent } from '../../src-preload/contract/index.ts'
import { dockerBackend, makeBackend, type DockerBackend, type Pool } from '../../src-main/pool/index.ts'
import type { RunOutcome } from '../../src-main/run/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { baseImage } from '../support/baseImage.ts'
import { gymBundle } from '../support/gymServer.ts'
import { longScript, playMany, playOnPool } from '../support/batchRuns.ts'
import { CHAOS_SIZE, expectToSurvive } from '../support/chaos.ts'
import { containers, docker, PrivateEngine, requireEngine } from '../support/dockerEngine.ts'
import { makeHome, removeHome } from '../support/engine.ts'

const LONG = { timeout: 240_000 }
/** Some 5,000 ticks: long enough that runs are hit again and again. */
const SCRIPT = longScript(400)

let home: string
let workbench: Workbench
let reference: RunOutcome
const events: PoolEvent[] = []

beforeAll(async () => {
  await requireEngine()
  const bundle = await gymBundle()
  home = makeHome()
  workbench = new Workbench({ home, poolSize: CHAOS_SIZE, makeBackend: (wish) => (wish.backend === 'docker' ? dockerBackend({ ...wish, bundle }) : makeBackend(wish)) })
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

/** Harms one of the containers that are played on. @returns whether there was one */
async function harmOne(pool: Pool, nth: number): Promise<boolean> {
  const kinds = Object.values(MISFORTUNES)
  const up = pool.status.emulators.filter(({ container, run }) => container !== null && run !== null)
  const victim = up[randomInt(Math.max(1, up.length))]?.container
  if (!victim) return false
  // It may be on its way out by itself.
  await kinds[nth % kinds.length]?.(victim).catch(() => undefined)
  return true
}

describe('runs on containers', () => {
  it('should all end in the state of an undisturbed run, whatever happens to the containers', LONG, async () => {
    const pool = await workbench.pools.open({ backend: 'docker', size: CHAOS_SIZE, base_image: baseImage() })
    await expectToSurvive(workbench, SCRIPT, reference, { everyMs: 2000, most: 8, strike: (nth) => harmOne(pool, nth) })
  })

  it('should leave no container behind', async () => {
    const { backend } = workbench.pools.current
    await workbench.pools.open({ backend: 'embedded' })
    await until(async () => (await containers(`ptp-gym-${(backend as DockerBackend).id}`)).length === 0)
  })
})

describe('runs on an engine that is stopped and started again', () => {
  it('should wait for it, and end in the same state', LONG, async () => {
    const engine = await PrivateEngine.start()
    try {
      await engine.docker('load', '-i', await archiveOf(baseImage()))
      const pool = await workbench.pools.open({ backend: 'docker', size: 2, base_image: baseImage(), docker_hosts: [engine.host] })
      const playing = playMany(workbench, 'stopped', 2, SCRIPT, 2)
      await new Promise((resolve) => setTimeout(resolve, 1500))
      await engine.stop()
      await until(() => pool.state === 'waiting' && pool.message.includes('does not answer'))
      await engine.resume()
      const outcomes = await playing
      expect(outcomes.map(({ finalStateHash }) => finalStateHash)).toEqual([reference.finalStateHash, reference.finalStateHash])
      expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['engine-gone', 'engine-back', 'resumed']))
      await workbench.pools.open({ backend: 'embedded' })
      await until(async () => (await engine.docker('ps', '-aq')) === '')
    } finally {
      await engine.remove()
    }
  })
})

/** An image as a file, to be carried into another engine. */
async function archiveOf(image: string): Promise<string> {
  const file = path.join(home, 'base.tar')
  await docker('save', '-o', file, image)
  return file
}

async function until(isSo: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${String(isSo)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
