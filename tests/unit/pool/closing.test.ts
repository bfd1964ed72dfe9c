import { afterEach, expect, it } from 'vitest'
import { Desk } from '../../../src-main/api/index.ts'
import { RunReader } from '../../../src-main/recorder/index.ts'
import { Workbench } from '../../../src-main/workbench.ts'
import { BadWire } from '../../support/badWire.ts'
import { longScript } from '../../support/batchRuns.ts'
import { makeHome, removeHome } from '../../support/engine.ts'
import { gymServer } from '../../support/gymServer.ts'
import { until } from './support.ts'

/** An engine that is away is waited for longer than that. */
const BELOW_PATIENCE = { timeout: 100_000 }

const open: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

it('should close with a run whose server is gone without waiting until it is back, and let the run go on later', BELOW_PATIENCE, async () => {
  const home = makeHome()
  open.push(() => Promise.resolve(removeHome(home)))
  const server = await gymServer()
  const wire = await BadWire.to(server.url)
  open.push(async () => server[Symbol.asyncDispose](), () => wire.close())
  const workbench = new Workbench({ home })
  const desk = new Desk(workbench, 'browser')
  await desk.call('pool.open', { backend: 'gym', urls: [wire.url] })
  await until(() => workbench.pools.current.backend.name === 'gym', 60_000)
  const [game] = await desk.call('games.list', {})
  const { run } = await desk.call('run.start', { game: game?.id ?? '', script: 'long.ptp', source: longScript(4000), speed: 1, seed: null, settings: {} })
  await until(() => workbench.pools.current.seats.some(({ lease }) => lease !== null), 60_000)
  await wire.close()
  await until(() => workbench.pools.current.waiting > 0, 60_000)
  await desk.close()
  const dir = workbench.runDir(run)
  const reader = new RunReader(dir)
  const { status, ticks } = reader.summary()
  expect(reader.errors().at(-1)).toMatchObject({ error_type: 'cancelled', recovery_action: 'ended without a snapshot' })
  reader.close()
  expect(status).toBe('manual_stop')
  const later = new Workbench({ home })
  const on = await later.resumeRun(dir, {})
  expect(on.present.tick).toBe(ticks)
  await on.close()
  await later.closed()
})
