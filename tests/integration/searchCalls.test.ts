import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { decode } from 'fast-png'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Desk } from '../../src-main/api/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { pictureUrl, type CallName, type InputOf, type LiveRun, type LiveSearch, type OutputOf } from '../../src-preload/contract/index.ts'

/** Near enough to be found in seconds: a creature of one's own. */
const NEAR = 'party_count >= 1'
const NEVER = 'badges >= 9'

describe('a search started from a window', { timeout: 400_000 }, () => {
  let home: string
  let workbench: Workbench
  let desk: Desk
  let told: LiveSearch[]
  let seen: LiveRun[]

  const call = <N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => desk.call(name, input)
  const game = async (): Promise<string> => (await call('games.list', {}))[0]?.id ?? ''

  async function until(what: string, isSo: () => boolean): Promise<void> {
    for (const end = Date.now() + 300_000; !isSo(); ) {
      if (Date.now() > end) throw new Error(`waited too long: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), 'ptp-searching-'))
    workbench = new Workbench({ home })
    desk = new Desk(workbench, 'browser')
    told = []
    seen = []
    desk.listen((name, event) => {
      if (name === 'search.progress') told.push(event as LiveSearch)
      if (name === 'run.live') seen.push(event as LiveRun)
    })
  })

  afterEach(async () => {
    await desk.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 3 })
  })

  it('should tell how it stands until it has found its goal, and leave a run that can be looked at', async () => {
    const { run } = await call('search.start', { game: await game(), goal: NEAR, seed: 3 })
    expect(await call('search.list', {})).toMatchObject([{ run, goal: NEAR, phase: 'exploring', found: null }])
    expect((await call('runs.get', { run })).live).toMatchObject({ run, status: 'paused' })
    await until('it has ended', () => told.at(-1)?.phase === 'ended')
    expect(told.at(-1)).toMatchObject({ run, found: true, message: null })
    expect(told.at(-1)?.restores).toBeGreaterThan(0)
    expect(await call('search.list', {})).toEqual([])

    const { summary, metadata, branches, live, opens_at, search } = await call('runs.get', { run })
    expect(search).toEqual({ goal: NEAR, found: true, problem: null })
    expect(live).toBeNull()
    expect(summary.status).toBe('completed')
    expect(metadata.seed).toBe(3)
    const snapshots = await call('snapshots.list', { run })
    const goal = snapshots.find(({ name }) => name === 'goal')
    expect(goal).toBeDefined()
    const { branch = 0, tick = 0 } = goal ?? {}
    expect(branches.map(({ agent }) => agent)).toContain('search')
    expect((await call('tick.get', { run, branch, tick })).state.party).toHaveLength(1)
    expect(opens_at).toEqual({ branch, tick })
    // The way there is a line like any other: what is before its end can be looked at as well.
    expect((await call('tick.get', { run, branch, tick: tick - 1 })).state.party).toHaveLength(0)
  })

  it('should be opened at its goal, also where other lines were recorded after it', async () => {
    const { run } = await call('search.start', { game: await game(), goal: 'in_battle', seed: 3 })
    await until('it has ended', () => told.at(-1)?.phase === 'ended')
    const { branches, opens_at } = await call('runs.get', { run })
    const goal = (await call('snapshots.list', { run })).find(({ name }) => name === 'goal')
    expect(branches.at(-1)?.branch).toBeGreaterThan(goal?.branch ?? Infinity)
    expect(opens_at).toEqual({ branch: goal?.branch, tick: goal?.tick })
    // Who follows it is there as well.
    expect(seen.at(-1)).toMatchObject({ run, status: 'completed', branch: goal?.branch, tick: goal?.tick })
    expect((await call('tick.get', { run, ...opens_at })).state.battle).not.toBeNull()
  })

  it('should be stopped like any other run, keep what it has found, and go on later', async () => {
    const { run } = await call('search.start', { game: await game(), goal: NEVER, seed: 5 })
    await until('something is found', () => (told.at(-1)?.cells ?? 0) > 20)
    // The run is where the lines will be recorded: nobody plays it meanwhile.
    await expect(call('run.resume', { run })).rejects.toMatchObject({ code: 'busy' })
    await expect(call('run.rollback', { run, branch: 0, tick: 0 })).rejects.toMatchObject({ code: 'busy' })
    await call('run.stop', { run })
    await until('it has ended', () => told.at(-1)?.phase === 'ended')
    expect(told.at(-1)).toMatchObject({ found: false, message: null })
    const { summary } = await call('runs.get', { run })
    expect(summary.status).toBe('manual_stop')
    expect(summary.ticks).toBeGreaterThan(0)

    const stopped = await call('runs.get', { run })
    expect(stopped.search).toEqual({ goal: NEVER, found: false, problem: null })
    const last = (await call('snapshots.list', { run })).find(({ reason }) => reason === 'final')
    expect(stopped.opens_at).toEqual({ branch: last?.branch, tick: last?.tick })
    const before = told.at(-1)?.restores ?? 0
    await call('search.resume', { run })
    await expect(call('search.resume', { run })).rejects.toMatchObject({ code: 'busy' })
    await until('it has come further than before', () => told.at(-1)?.phase === 'exploring' && (told.at(-1)?.restores ?? 0) > before)
    await call('run.stop', { run })
    await until('it has ended again', () => told.at(-1)?.phase === 'ended')
    expect((await call('runs.get', { run })).branches.length).toBeGreaterThanOrEqual(1)
  })

  it('should show the best and the newest cell while it explores, each with its own picture', async () => {
    const { run } = await call('search.start', { game: await game(), goal: NEVER, seed: 5 })
    await until('it is somewhere', () => (told.at(-1)?.sights?.newest.frames ?? 0) > 600)
    const sights = told.at(-1)?.sights
    expect(sights?.newest.place).toMatch(/ \(\d+, \d+\)$/)
    expect(sights?.best.progress).toBeCloseTo(told.at(-1)?.best ?? NaN, 6)
    const { status, type, body } = await desk.picture(pictureUrl.search(run, 'newest', sights?.newest.number ?? 0))
    expect([status, type]).toEqual([200, 'image/png'])
    const { width, height, data } = decode(body ?? new Uint8Array())
    expect([width, height]).toEqual([160, 144])
    expect(new Set(data).size).toBeGreaterThan(1)
    await until('something else is the newest', () => (told.at(-1)?.sights?.newest.number ?? 0) > (sights?.newest.number ?? 0))
    await expect(desk.picture(pictureUrl.search(run, 'best', 999_999))).rejects.toMatchObject({ code: 'not-found' })
    await call('run.stop', { run })
    await until('it has ended', () => told.at(-1)?.phase === 'ended')
    // Nothing of it is kept: what it found is in its run now.
    await expect(desk.picture(pictureUrl.search(run, 'newest', sights?.newest.number ?? 0))).rejects.toMatchObject({ code: 'not-found' })
  })

  it('should say why a search cannot be gone on with before anybody tries', async () => {
    const { run } = await call('search.start', { game: await game(), goal: NEVER, seed: 1, max_restores: 64 })
    await until('it has ended', () => told.at(-1)?.phase === 'ended')
    const file = path.join(workbench.runDir(run), 'search', 'plan.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), method: 1 }))
    const { search } = await call('runs.get', { run })
    expect(search?.problem).toContain('older way of searching')
    expect(search?.problem).toContain('begin a new search')
    await expect(call('search.resume', { run })).rejects.toMatchObject({ code: 'bad-run' })
  })

  it('should end at its limit, and when the engine is closed', async () => {
    const limited = await call('search.start', { game: await game(), goal: NEVER, seed: 1, max_restores: 256 })
    await until('the limit is reached', () => told.at(-1)?.phase === 'ended')
    expect((await call('runs.get', limited)).summary.status).toBe('limit')
    const { run } = await call('search.start', { game: await game(), goal: NEVER, seed: 2 })
    await until('it explores', () => (told.at(-1)?.restores ?? 0) > 0 && told.at(-1)?.run === run)
    await desk.leave()
    expect(told.at(-1)).toMatchObject({ run, phase: 'ended' })
    expect(workbench.isLive(workbench.runDir(run))).toBe(false)
  })

  it('should say what is wrong with a goal before anything is made', async () => {
    await expect(call('search.start', { game: await game(), goal: 'bagdes >= 1', seed: null })).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('bagdes') })
    expect((await call('runs.list', {})).total).toBe(0)
  })

  it('should leave a choice: an agent that presses keys by lot needs no script', async () => {
    const { run } = await call('run.start', { game: await game(), script: 'random', source: null, agent: 'random', speed: 0, seed: 11, settings: { limits: { max_ticks: 200 } } })
    const status = async (): Promise<string> => (await call('runs.get', { run })).summary.status
    for (const end = Date.now() + 300_000; (await status()) === 'running' && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20))
    const { summary, metadata, branches, opens_at, search } = await call('runs.get', { run })
    expect({ opens_at, search }).toEqual({ opens_at: { branch: 0, tick: 200 }, search: null })
    expect(summary).toMatchObject({ status: 'limit', ticks: 200 })
    expect(metadata.seed).toBe(11)
    expect(branches[0]?.agent).toBe('random')
  })
})
