import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { Library, RunRecorder } from '../../../src-main/recorder/index.ts'
import { openTogether } from '../../support/libraryOpeners.ts'
import { syntheticMetadata } from '../../support/syntheticRun.ts'
import { newHome, newRun, tick } from './support.ts'

function homeWithRuns(...ids: string[]): string {
  const home = newHome()
  ids.forEach((id, n) => {
    const recorder = newRun(id, home)
    for (let i = 1; i <= n + 1; i++) recorder.tick(tick(i))
    recorder.updateRun(n === 0 ? 'manual_stop' : 'completed')
    recorder.close()
  })
  return home
}

test('should list, search and sort the runs that are there', () => {
  const home = homeWithRuns('alpha', 'beta', 'gamma')
  const library = Library.open(home)
  expect(library.list({ sort: 'ticks' }).runs.map(({ run_id, ticks }) => [run_id, ticks])).toEqual([['gamma', 3], ['beta', 2], ['alpha', 1]])
  expect(library.list({ status: 'manual_stop' }).runs.map(({ run_id }) => run_id)).toEqual(['alpha'])
  expect(library.list({ text: 'BET' }).runs.map(({ run_id }) => run_id)).toEqual(['beta'])
  expect(library.list({ limit: 1 })).toMatchObject({ total: 3, runs: { length: 1 } })
  library.close()
})

test('should see runs that are new, that went on, and that were cut off', () => {
  const home = homeWithRuns('alpha')
  const library = Library.open(home)
  expect(library.get('alpha').ticks).toBe(1)
  const recorder = RunRecorder.open(path.join(home, 'runs', 'alpha'))
  recorder.tick(tick(2))
  recorder.flush()
  expect(library.get('alpha')).toMatchObject({ ticks: 2, status: 'running' })
  recorder.close()
  expect(library.get('alpha').status).toBe('crashed')
  newRun('beta', home).close()
  expect(library.list().total).toBe(2)
  rmSync(path.join(home, 'runs', 'beta'), { recursive: true })
  expect(library.list().total).toBe(1)
  library.close()
})

test('should find a run by the beginning of its id, or name the nearest ones', () => {
  const library = Library.open(homeWithRuns('route-1-a', 'route-1-b', 'gym-hunt'))
  expect(library.get('gym').run_id).toBe('gym-hunt')
  expect(() => library.get('route')).toThrow(expect.objectContaining({ code: 'bad-input', hint: expect.stringContaining('route-1-a') }))
  expect(() => library.get('gim-hunt')).toThrow(expect.objectContaining({ code: 'not-found', hint: expect.stringContaining('gym-hunt') }))
  library.close()
})

test('should keep tags and notes even when the index is lost or damaged', () => {
  const home = homeWithRuns('alpha', 'beta')
  const library = Library.open(home)
  library.tag('alpha', ['gym', ' best ', 'gym'])
  expect(library.note('alpha', 'reached the 2nd badge')).toMatchObject({ tags: ['gym', 'best'], note: 'reached the 2nd badge' })
  library.close()
  writeFileSync(path.join(home, 'library.db'), 'garbage '.repeat(2000))
  const again = Library.open(home)
  expect(again.list({ tags: ['best'] }).runs).toMatchObject([{ run_id: 'alpha', note: 'reached the 2nd badge' }])
  expect(again.list({ text: '2nd badge' }).total).toBe(1)
  again.close()
})

test('should remove a run and take that back', () => {
  const home = homeWithRuns('alpha', 'beta')
  const library = Library.open(home)
  library.remove('alpha')
  expect(library.list().runs.map(({ run_id }) => run_id)).toEqual(['beta'])
  expect(library.restore('alpha')).toMatchObject({ run_id: 'alpha', ticks: 1 })
  expect(() => library.restore('../beta')).toThrow(expect.objectContaining({ code: 'not-found' }))
  const recorder = RunRecorder.open(path.join(home, 'runs', 'beta'))
  expect(() => library.remove('beta')).toThrow(expect.objectContaining({ code: 'busy' }))
  recorder.close()
  library.close()
})

test('should list the other runs when one is damaged, and say which and why', () => {
  const home = homeWithRuns('alpha', 'beta')
  const file = path.join(home, 'runs', 'alpha', 'game_data.db')
  writeFileSync(file, readFileSync(file).subarray(0, 5000))
  const library = Library.open(home)
  expect(library.list().runs.map(({ run_id }) => run_id)).toEqual(['beta'])
  expect(library.brokenRuns()).toMatchObject([{ run_id: 'alpha', message: expect.stringContaining('alpha') }])
  expect(() => library.get('alpha')).toThrow(expect.objectContaining({ code: 'bad-run' }))
  library.close()
})

test('should say of each directory that cannot be read what is wrong, and whether mending may help', () => {
  const home = homeWithRuns('cut', 'nameless', 'newer', 'whole')
  const at = (...parts: string[]): string => path.join(home, 'runs', ...parts)
  writeFileSync(at('cut', 'game_data.db'), readFileSync(at('cut', 'game_data.db')).subarray(0, 5000))
  // Without a state beside it, a small database is one that was never begun.
  writeFileSync(at('cut', 'snapshots', 'snap_0_0.lz4'), 'a state')
  rmSync(at('nameless', 'metadata.json'))
  writeFileSync(at('newer', 'metadata.json'), readFileSync(at('newer', 'metadata.json'), 'utf8').replace('"version": 1', '"version": 9'))
  mkdirSync(at('unfinished'))
  writeFileSync(at('unfinished', 'metadata.json'), readFileSync(at('whole', 'metadata.json')))
  mkdirSync(at('my notes'))
  const library = Library.open(home)
  const { runs, total, broken } = library.list()
  expect([runs.map(({ run_id }) => run_id), total]).toEqual([['whole'], 1])
  expect(broken).toMatchObject([
    { run_id: 'cut', can_repair: true },
    { run_id: 'nameless', can_repair: false, message: expect.stringContaining('metadata.json is missing') },
    { run_id: 'newer', can_repair: false, hint: expect.stringContaining('later version') },
    { run_id: 'unfinished', can_repair: false, message: expect.stringContaining('nothing of it was played') },
  ])
  expect(library.list({ text: 'NAMELESS' }).broken.map(({ run_id }) => run_id)).toEqual(['nameless'])
  library.close()
})

test('should remove a damaged run and take that back, as it was', () => {
  const home = homeWithRuns('alpha', 'beta')
  const metadata = path.join(home, 'runs', 'alpha', 'metadata.json')
  writeFileSync(metadata, '{')
  const library = Library.open(home)
  library.remove('alpha')
  expect(library.list()).toMatchObject({ total: 1, broken: [] })
  expect(library.restore('alpha')).toBeNull()
  expect(library.list().broken).toMatchObject([{ run_id: 'alpha', message: expect.stringContaining('is no JSON') }])
  expect(readFileSync(metadata, 'utf8')).toBe('{')
  library.close()
})

test('should say what drives each run: a script, the keys, a search and what it is after', () => {
  const home = newHome()
  const make = (id: string, agent: string): RunRecorder => RunRecorder.create(path.join(home, 'runs', id), { ...syntheticMetadata(id), script: null, seed: 7 }, 'version: "3.0"\n', { agent })
  make('lot', 'random').close()
  const byHand = make('hand', 'none')
  byHand.branch({ name: 'keys', parent: 0, forkTick: 0, forkFrame: 0, agent: 'keyboard' })
  byHand.close()
  make('found', 'search').close()
  mkdirSync(path.join(home, 'runs', 'found', 'search'))
  writeFileSync(path.join(home, 'runs', 'found', 'search', 'plan.json'), '{"goal":"badges >= 1","seed":7,"of":"another version"}')
  make('nobody', 'none').close()
  const library = Library.open(home)
  expect(Object.fromEntries(library.list().runs.map(({ run_id, agent, goal, seed }) => [run_id, [agent, goal, seed]]))).toEqual({
    lot: ['random', null, 7], hand: ['keyboard', null, 7], found: ['search', 'badges >= 1', 7], nobody: [null, null, 7],
  })
  library.close()
})

test('should say so too of runs that an older workbench has put into the index', () => {
  const home = homeWithRuns('alpha')
  Library.open(home).close()
  const index = new Database(path.join(home, 'library.db'))
  const old = Library.open(home)
  const { agent, goal, seed, ...summary } = old.get('alpha')
  old.close()
  index.prepare('UPDATE runs SET summary = ?').run(JSON.stringify(summary))
  // Written by an older one while this one has the index open: it is told of without what is not known.
  const meanwhile = Library.open(home)
  expect(meanwhile.get('alpha')).toMatchObject({ ticks: 1, agent: null })
  meanwhile.close()
  index.pragma('user_version = 0')
  index.close()
  const now = Library.open(home)
  expect(now.get('alpha')).toMatchObject({ agent, goal, seed })
  expect(agent).not.toBeNull()
  now.close()
})

test('should not open runs of which nothing changed, and still see that one of them was cut off', () => {
  const home = homeWithRuns('alpha')
  const live = newRun('live', home)
  live.tick(tick(1))
  live.flush()
  const library = Library.open(home)
  expect(library.list().runs.map(({ run_id, status }) => [run_id, status])).toEqual(expect.arrayContaining([['alpha', 'manual_stop'], ['live', 'running']]))
  // With its lock file gone nobody could ask whether it is recorded; nothing of an idle run asks for that.
  const lock = path.join(home, 'runs', 'alpha', 'recorder.lock')
  rmSync(lock)
  mkdirSync(lock)
  expect(library.get('alpha').status).toBe('manual_stop')
  live.close()
  expect(library.get('live').status).toBe('crashed')
  library.close()
})

test('should be opened by all who open it first, at the same moment', { timeout: 120_000 }, async () => {
  const home = newHome()
  const homes = Array.from({ length: 80 }, (_, at) => path.join(home, `home-${at}`))
  expect(await openTogether(homes, 2)).toEqual([])
  for (const each of homes) expect(readdirSync(each).filter((name) => name.endsWith('.tmp'))).toEqual([])
})
