import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { defaultSettings, withSettings } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../../src-main/emulator/index.ts'
import { createRun, type EmulatorFactory } from '../../src-main/run/index.ts'
import { SCRIPTS } from '../support/engine.ts'
import { PolicyRuns, read, type Played } from '../support/policyRuns.ts'

const ALL_EVENTS = readFileSync(path.join(SCRIPTS, 'all-events.ptp'), 'utf8')
const WALK = 'WAIT 60\nSTART\nWAIT 60\nREPEAT 1000 TIMES\n  MOVE LEFT 2\n  MOVE RIGHT 2\nEND\n'

const runs = new PolicyRuns()
const { play } = runs
afterAll(() => runs.close())

interface Shot {
  tick: number
  reason: string
  bytes: number
}

const shotsOf = (dir: string): Shot[] =>
  read(dir, (reader) => reader.query('SELECT tick, reason, file_size_bytes AS bytes FROM screenshots ORDER BY tick').map(({ tick, reason, bytes }) => ({ tick: Number(tick), reason: String(reason), bytes: Number(bytes) })))

const NONE = { interval: 0, battle_turn: 0, on_error: 0 }

describe('--screenshot-interval', () => {
  it('should picture every so many ticks, and none at 0', async () => {
    const ended = await play(WALK, { screenshot: { ...NONE, interval: 7 }, limits: { max_ticks: 50 } })
    expect(shotsOf(ended.dir).map(({ tick, reason }) => [tick, reason])).toEqual([7, 14, 21, 28, 35, 42, 49].map((tick) => [tick, 'interval']))
    expect(shotsOf((await play(WALK, { screenshot: NONE, limits: { max_ticks: 50 } })).dir)).toEqual([])
  })
})

describe('--screenshot-on-change', () => {
  it('should picture each transition of screen or location, and nothing else', async () => {
    const ended = await play(ALL_EVENTS, { screenshot: { ...NONE, on_change: true } })
    const transitions = read(ended.dir, (reader) => {
      let before = reader.stateAt(0, 0)
      return Array.from({ length: ended.tick }, (_, i) => i + 1).filter((tick) => {
        const after = reader.stateAt(0, tick)
        const isOne = after.screen !== before.screen || after.location !== before.location
        before = after
        return isOne
      })
    })
    expect(transitions.length).toBeGreaterThan(5)
    expect(shotsOf(ended.dir).filter(({ reason }) => reason !== 'script').map(({ tick, reason }) => [tick, reason])).toEqual(transitions.map((tick) => [tick, 'change']))
  })
})

describe('--screenshot-quality', () => {
  it('should make the files larger or smaller', async () => {
    const bytes = async (quality: number): Promise<number> => {
      const ended = await play(ALL_EVENTS, { screenshot: { ...NONE, interval: 20, quality }, limits: { max_ticks: 200 } })
      return shotsOf(ended.dir).reduce((sum, shot) => sum + shot.bytes, 0)
    }
    const [poor, usual, best] = [await bytes(10), await bytes(85), await bytes(100)]
    expect(poor).toBeLessThan(usual * 0.8)
    expect(best).toBeGreaterThan(usual * 1.1)
  })
})

describe('--screenshot-on-error', () => {
  it('should picture the error and what follows, so many in all, and none at 0', async () => {
    const failing = `${WALK.replace('1000', '20')}EXPECT badges == 9 "no badges"\n`
    const changes = { snapshot: { disk: 20, rollback_on_error: true } }
    const played = (on_error: number): Promise<Played> => play(failing, { ...changes, screenshot: { ...NONE, on_error } })
    expect(shotsOf((await played(0)).dir)).toEqual([])
    // It fails three times before it is given up.
    expect(shotsOf((await played(1)).dir)).toHaveLength(3)
    const ended = await played(3)
    const actions = read(ended.dir, (reader) => reader.errors().map(({ recovery_action }) => recovery_action ?? ''))
    const again = actions.map((text) => Number(/to tick (\d+)/.exec(text)?.[1] ?? ended.tick)).map((tick) => Math.min(2, ended.tick - tick))
    expect(Math.max(...again)).toBe(2)
    const shots = shotsOf(ended.dir)
    expect(new Set(shots.map(({ reason }) => reason))).toEqual(new Set(['error']))
    expect(shots).toHaveLength(3 + again.reduce((sum, count) => sum + count, 0))
  })
})

describe('--snapshot-disk', () => {
  it('should make one every so many ticks, at any speed, and none at 0', async () => {
    const every = async (disk: number): Promise<number[]> => {
      const ended = await play(WALK, { snapshot: { disk }, limits: { max_ticks: 130 } })
      return read(ended.dir, (reader) => reader.snapshots().filter(({ reason }) => reason === 'interval').map(({ tick }) => tick))
    }
    expect(await every(10)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130])
    expect(await every(50)).toEqual([50, 100])
    expect(await every(0)).toEqual([])
  })
})

describe('--snapshot-max-disk', () => {
  it('should keep the folder within its size, and the table true', async () => {
    const ended = await play(WALK, { snapshot: { disk: 10, compress: false, max_disk: 0.0002 }, limits: { max_ticks: 400 } })
    const folder = path.join(ended.dir, 'snapshots')
    const files = readdirSync(folder).filter((name) => name.endsWith('.ptpsnap'))
    const bytes = files.map((name) => statSync(path.join(folder, name)).size)
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(200_000)
    const rows = read(ended.dir, (reader) => reader.snapshots())
    expect(rows.map(({ id }) => `${id}.ptpsnap`).sort()).toEqual(files.sort())
    expect(rows.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['start', 'final', 'interval']))
    const free = await play(WALK, { snapshot: { disk: 10, compress: false }, limits: { max_ticks: 400 } })
    expect(free.snapshots).toBeGreaterThan(ended.snapshots)
  })
})

describe('--snapshot-validate', () => {
  it('should take out what does not restore, say so, and go on without it', async () => {
    const { home, workbench } = runs
    const game = await workbench.loadGame('pocket-quest')
    let count = 0
    // The run plays on the first; snapshots are proven on the second, which is broken.
    const emulators: EmulatorFactory = {
      start: async (...args) => {
        const emulator = await workbench.emulators.start(...args)
        return count++ === 0 ? emulator : broken(emulator)
      },
    }
    const play = async (validate: boolean, runId: string): Promise<{ intervals: number; errors: string[] }> => {
      count = 0
      const settings = withSettings(defaultSettings(), { snapshot: { disk: 20, validate }, limits: { max_ticks: 100 } })
      const script = workbench.compileScript('walk.ptp', WALK, game)
      const { ScriptAgent } = await import('../../src-main/agent/index.ts')
      const run = await createRun({ home, game, emulators, settings, agent: new ScriptAgent('walk.ptp', script.program), source: script.source, workbenchVersion: '0', runId }).catch((error: unknown) => String(error))
      if (typeof run === 'string') return { intervals: 0, errors: [run] }
      await run.resume()
      await run.until((status) => status !== 'running')
      await run.files.flush()
      const found = read(run.files.dir, (reader) => ({ intervals: reader.snapshots().filter(({ reason }) => reason === 'interval').length, errors: reader.errors().map(({ error_type, recovery_action }) => `${error_type}: ${recovery_action ?? ''}`) }))
      await run.close().catch(() => undefined)
      return found
    }
    expect(await play(false, 'trusting')).toMatchObject({ errors: [] })
    const proven = await play(true, 'proving')
    expect(proven.intervals).toBe(0)
    expect(new Set(proven.errors)).toEqual(new Set(['bad-snapshot: went on without this snapshot']))
  })
})

/** An emulator that comes out of all restores but the first as another machine than was saved. */
function broken(emulator: Emulator): Emulator {
  let saves = 0
  return new Proxy(emulator, {
    get: (target, name) => {
      if (name === 'save') return async () => ({ ...(await target.save()), ...(saves++ === 0 ? {} : { hash: '0'.repeat(16) }) })
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
    },
  })
}
