import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desk } from '../../src-main/api/index.ts'
import { startDashboard, type Dashboard } from '../../src-main/dashboard/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { readHeader } from '../../src-main/snapshot/index.ts'
import { ptpJson } from '../support/engine.ts'
import { syntheticRun } from '../support/syntheticRun.ts'

const SCRIPT = 'WAIT UNTIL mode == "title" MAX 120\nSTART\nWAIT UNTIL standing MAX 120\nREPEAT 100000 TIMES\n  MOVE DOWN 1\n  MOVE UP 1\nEND\n'
const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-rest-'))
let desk: Desk
let dashboard: Dashboard

interface Answer<T> {
  status: number
  type: string
  json: T
}

async function ask<T = Record<string, unknown>>(target: string, init: RequestInit = {}): Promise<Answer<T>> {
  const answer = await fetch(`${dashboard.origin}${target}`, { ...init, headers: { authorization: `Bearer ${dashboard.token ?? ''}`, ...init.headers } })
  const type = answer.headers.get('content-type') ?? ''
  return { status: answer.status, type, json: (type.includes('json') && !type.includes('ndjson') ? await answer.json() : await answer.text()) as T }
}

const post = <T = Record<string, unknown>>(target: string, body: object = {}): Promise<Answer<T>> => ask<T>(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

async function start(speed = 4, settings: Record<string, Record<string, unknown>> = {}): Promise<string> {
  const [game] = await desk.call('games.list', {})
  const { run } = await desk.call('run.start', { game: game?.id ?? '', script: 'walk.ptp', source: SCRIPT, speed, seed: null, settings })
  await expect.poll(async () => (await desk.call('runs.get', { run })).live?.tick, { timeout: 20_000 }).toBeGreaterThan(12)
  return run
}

beforeAll(async () => {
  desk = new Desk(new Workbench({ home }), 'browser')
  dashboard = await startDashboard(desk, { page: null })
  await syntheticRun(home, { ticks: 4000, runId: 'walked' })
})
afterAll(async () => {
  await dashboard.close()
  await desk.close()
  rmSync(home, { recursive: true, force: true })
})

interface Entry {
  timestamp: string
  tick: number
  action: string
  context: Record<string, unknown>
  confidence: number | null
}
interface Actions {
  actions: Entry[]
  total_count: number
  page: number
  page_size: number
}

describe('who may ask', () => {
  it('should be those with the token, as a header or in the address, and no page of another site', async () => {
    const status = async (target: string, headers: Record<string, string> = {}): Promise<number> => (await fetch(`${dashboard.origin}${target}`, { headers })).status
    expect(await status('/api/v1/runs')).toBe(401)
    expect(await status('/api/v1/runs', { authorization: 'Bearer wrong' })).toBe(401)
    expect(await status(`/api/v1/runs?token=${dashboard.token ?? ''}`)).toBe(200)
    expect(await status('/api/v1/runs', { authorization: `Bearer ${dashboard.token ?? ''}`, origin: 'https://elsewhere.example' })).toBe(403)
    expect(await status('/metrics')).toBe(401)
    const options = await fetch(`${dashboard.origin}/api/v1/runs?token=${dashboard.token ?? ''}`)
    expect(options.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('should be told to slow down when they ask too often', async () => {
    const strict = await startDashboard(desk, { page: null, maxRequests: 3 })
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await fetch(`${strict.origin}/api/v1/runs?token=${strict.token ?? ''}`)).status)
    await strict.close()
    expect(statuses).toEqual([200, 200, 200, 429, 429])
  })
})

describe('a recorded run', () => {
  it('should be meant by its id, and there be a plain word when no run is live', async () => {
    expect((await ask('/api/v1/status')).json).toMatchObject({ error: { code: 'not-found', message: 'no run is live' } })
    expect((await ask('/api/v1/status?run=none')).status).toBe(404)
    const { json } = await ask('/api/v1/status?run=walked')
    expect(json).toMatchObject({
      run_id: 'walked', experiment_name: 'Synthetic walk', live: false, status: 'completed', tick: 4000,
      decision_pipeline: { current_decision_status: 'completed', last_decision_confidence: null },
    })
    const { json: state } = await ask<{ money: number; badges: number }>('/api/v1/state?run=walked')
    const current = json['current_state'] as { party: object[] }
    expect(current).toMatchObject({ badges: state.badges, inventory: { orb: 24, balm: 2, pokeballs: 24, potions: 2 } })
    expect(current.party[0]).toMatchObject({ name: 'SPRIG', status: null, max_hp: expect.any(Number) })
  })

  it('should give its log page by page without missing or doubling an entry, from either end', async () => {
    const all: Entry[] = []
    let total = Infinity
    for (let page = 1; all.length < total; page++) {
      const { json } = await ask<Actions>(`/api/v1/actions?run=walked&page=${page}&page_size=700`)
      total = json.total_count
      all.push(...json.actions)
    }
    expect(all).toHaveLength(total)
    expect(all.filter(({ action }) => action === 'BATTLE_START')).toHaveLength(20)
    expect(new Set(all.map((entry) => JSON.stringify([entry.tick, entry.action, entry.context]))).size).toBe(total)
    expect(all.every(({ tick }, i) => tick >= (all[i - 1]?.tick ?? 0))).toBe(true)
    const middle = await ask<Actions>('/api/v1/actions?run=walked&page=33&page_size=41')
    expect(middle.json.actions).toEqual(all.slice(32 * 41, 33 * 41))
    const last = await ask<Actions>('/api/v1/actions?run=walked&order=desc&page_size=10')
    expect(last.json.actions).toEqual(all.slice(-10).reverse())
  })

  it('should tell where a move led, and filter by what was done, what happened and words', async () => {
    const moves = await ask<Actions>('/api/v1/actions?run=walked&types=NAVIGATION_MOVE&text=MOVE%20UP&page_size=1000')
    expect(moves.json.actions.every(({ action }) => action === 'MOVE_UP')).toBe(true)
    expect(moves.json.total_count).toBe(moves.json.actions.length)
    const [first] = moves.json.actions.filter(({ context }) => JSON.stringify(context['from']) !== JSON.stringify(context['to']))
    const { x, y } = first?.context['from'] as { x: number; y: number }
    expect(first?.context['to']).toEqual({ x, y: y - 1 })
    const events = await ask<Actions>('/api/v1/actions?run=walked&kinds=catch,badge')
    expect(new Set(events.json.actions.map(({ action }) => action))).toEqual(new Set(['CATCH', 'BADGE']))
    expect(events.json.actions[0]).toMatchObject({ confidence: null, context: { species: expect.any(String) } })
    expect((await ask('/api/v1/actions?run=walked&kinds=nonsense')).status).toBe(400)
    expect((await ask('/api/v1/actions?run=walked&pagesize=3')).json).toMatchObject({ error: { code: 'bad-input' } })
  })

  it('should show its screenshots by page, with their facts, pictures and thumbnails', async () => {
    const { json } = await ask<{ screenshots: { id: string; thumbnail_url: string }[]; total_count: number }>('/api/v1/screenshots?run=walked&page=2&page_size=10')
    expect([json.total_count, json.screenshots.length]).toEqual([40, 10])
    const [shot] = json.screenshots
    expect((await ask(shot?.thumbnail_url ?? '')).type).toBe('image/webp')
    const facts = await ask(`/api/v1/screenshots/${shot?.id ?? ''}?run=walked`)
    expect(facts.json).toMatchObject({ screenshot_id: shot?.id, tick: 1100, resolution: { width: 160, height: 144 }, compression: 'png', annotations: { detected_text: [], detected_sprites: [], menu_regions: [] } })
    expect((await ask(`/api/v1/screenshots/latest?run=walked`, { headers: { accept: 'image/*' } })).type).toBe('image/png')
    expect((await ask('/api/v1/screenshots/latest?run=walked')).json).toMatchObject({ tick: 4000 })
    expect((await ask('/api/v1/screenshots/none?run=walked')).status).toBe(404)
  })

  it('should have its metrics, snapshots and configuration', async () => {
    const { json } = await ask('/api/v1/metrics?run=walked')
    expect(json).toMatchObject({ run_id: 'walked', performance: { tick_rate_actual: 0, error_rate: 0, decision_latency_p95: null }, game: { badges_earned: 1, battles_won: expect.any(Number) } })
    expect((json['game'] as { battles_won: number }).battles_won).toBeGreaterThan(5)
    expect((await ask('/api/v1/snapshot/list?run=walked')).json).toEqual({ run_id: 'walked', snapshots: [] })
    expect((await ask('/api/v1/config?run=walked')).json).toMatchObject({ config: { version: '3.0', script: 'walk.ptp' } })
  })
})

describe('live runs', () => {
  it('should be the one that is meant while it is the only one, and else be told apart', async () => {
    const run = await start()
    expect((await ask('/api/v1/status')).json).toMatchObject({ run_id: run, live: true, status: 'running', system_health: { tick_rate_target: 0 } })
    expect((await ask('/api/v1/metrics')).json).toMatchObject({ performance: { screenshot_queue_size: expect.any(Number) }, game: { pokemon_party_size: 0, money: 500 } })
    const other = await start()
    expect((await ask('/api/v1/status')).json).toMatchObject({ error: { code: 'bad-input', details: { runs: [run, other] } } })
    expect((await ask<{ runs: object[] }>('/api/v1/runs')).json.runs).toHaveLength(2)
    expect((await ask(`/api/v1/status?run=${other}`)).json).toMatchObject({ run_id: other })
    await desk.call('run.stop', { run: other })
    await desk.call('run.stop', { run })
  })

  it('should stream what is done until the run ends, as lines or as events', async () => {
    const run = await start()
    const open = (accept: string): Promise<Response> => fetch(`${dashboard.origin}/api/v1/actions/stream?after=0`, { headers: { authorization: `Bearer ${dashboard.token ?? ''}`, accept } })
    const [asLines, asEvents] = [await open('*/*'), await open('text/event-stream')]
    setTimeout(() => void desk.call('run.stop', { run }), 400)
    const entries = (await asLines.text()).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Entry)
    const events = (await asEvents.text()).split('\n\n').filter((block) => block.startsWith('data: '))
    const { branches } = await desk.call('runs.get', { run })
    const ticks = entries.filter(({ action }) => action !== 'LOCATION_CHANGE').map(({ tick }) => tick)
    expect(new Set(ticks)).toEqual(new Set(Array.from({ length: branches[0]?.head_tick ?? 0 }, (_, i) => i + 1)))
    expect(events.map((block) => (JSON.parse(block.slice('data: '.length)) as Entry))).toEqual(entries)
    expect(asEvents.headers.get('content-type')).toContain('text/event-stream')
  })

  it('should be put back to a named snapshot, and go on from there on a branch', async () => {
    const run = await start()
    const made = await post<{ id: string; tick: number; name: string }>('/api/v1/snapshot', { name: 'here' })
    expect(made.json).toMatchObject({ name: 'here', reason: 'named' })
    const restored = await post('/api/v1/snapshot/restore/here', { resume: true })
    expect(restored.json).toEqual({ run_id: run, snapshot_id: made.json.id, branch: 0, tick: made.json.tick, status: 'running' })
    await expect.poll(async () => (await desk.call('runs.get', { run })).branches.length, { timeout: 20_000 }).toBe(2)
    expect((await post('/api/v1/snapshot/restore/nowhere')).status).toBe(404)
    const { json } = await ask<{ screenshots: { id: string }[] }>('/api/v1/screenshots?page_size=2')
    expect((await ask(`/api/v1/screenshots/diff?a=${json.screenshots[0]?.id ?? ''}&b=latest`)).type).toBe('image/png')
    await desk.call('run.stop', { run })
  })

  it('should give out the files of its snapshots only where it shares them', async () => {
    const mine = await start()
    const { json: kept } = await post<{ id: string }>('/api/v1/snapshot', { name: 'mine' })
    const refused = await ask('/api/v1/snapshot/mine/file')
    expect(refused).toMatchObject({ status: 403, json: { error: { message: `the snapshots of run ${mine} are not shared`, hint: 'start the run with --snapshot-share' } } })
    await desk.call('run.stop', { run: mine })
    const shared = await start(4, { snapshot: { share: true } })
    const { json: made } = await post<{ id: string }>('/api/v1/snapshot', { name: 'ours' })
    const url = `${dashboard.origin}/api/v1/snapshot/ours/file?run=${shared}&token=${dashboard.token ?? ''}`
    const answer = await fetch(url)
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([200, `attachment; filename="${made.id}.ptpsnap"`])
    await desk.call('run.stop', { run: shared })
    const file = path.join(home, 'fetched.ptpsnap')
    writeFileSync(file, new Uint8Array(await answer.arrayBuffer()))
    expect(await readHeader(file)).toMatchObject({ id: made.id, run_id: shared, name: 'ours' })
    // On another machine, which is another home here.
    expect(await ptpJson(home, 'snapshot', 'import', mine, url)).toMatchObject({ run_id: shared, reason: 'imported', name: 'ours' })
    expect((await ptpJson<object>(home, 'snapshot', 'import', mine, url.replace('/ours/', '/mine/').replace(shared, mine))).error).toMatchObject({ message: expect.stringContaining('not shared') as string })
    expect((await ptpJson<object>(home, 'snapshot', 'restore', '--run', mine, 'ours')).error).toMatchObject({ message: expect.stringContaining('comes from another run') as string })
    expect(kept.id).not.toBe('')
  })

  it('should be put back by snapshots and commands, paused and ended, and change its pace', async () => {
    const run = await start()
    expect((await post('/api/v1/pause')).json).toMatchObject({ run_id: run, status: 'paused' })
    const { json: made } = await post<{ tick: number }>('/api/v1/snapshot', { name: 'here' })
    expect((await post('/api/v1/undo', { count: 3 })).json).toMatchObject({ undone: 3, tick: made.tick - 3, status: 'paused' })
    expect((await post('/api/v1/rollback', { count: 1, resume: true })).json).toMatchObject({ snapshot: expect.stringMatching(/^snap_/), status: 'running' })
    const patch = (body: object): Promise<Answer<Record<string, unknown>>> => ask('/api/v1/config', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const { json: changed } = await patch({ tick_rate: { normal: 30 }, limits: { max_level: 90 }, by: 'a notebook' })
    expect(changed).toMatchObject({ config: { tick_rate: { normal: 30, pace: 'ticks' }, limits: { max_level: 90 } }, tick_rate_target: 30, change: { by: 'a notebook' } })
    const { json: config } = await ask('/api/v1/config')
    expect(config).toMatchObject({ config: { tick_rate: { normal: 30, pace: 'ticks' }, limits: { max_level: 90 } }, started: { limits: { max_level: null } }, changes: [changed['change']] })
    for (const [body, message, hint] of [
      [{ tick_rate: { normal: 'fast' } }, 'tick_rate.normal: expected a whole number from 1', '--tick-rate-base'],
      [{ limits: { max_levl: 3 } }, 'there is no setting limits.max_levl', 'limits.max_level'],
      [{ limts: { max_level: 3 } }, 'there is no "limts"', 'did you mean limits?'],
      [{ system: { random_seed: 3 } }, 'system.random_seed is decided when a run starts', '--random-seed'],
    ] as const) {
      const refused = await patch(body)
      expect(refused).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining(message) as string, hint: expect.stringContaining(hint) as string } } })
    }
    expect(await desk.call('run.settings', { run })).toMatchObject({ started: { limits: { max_level: null } }, present: { limits: { max_level: 90 } }, target: 30, changes: [{ by: 'a notebook' }] })
    expect((await ask('/api/v1/snapshot/here', { method: 'DELETE' })).json).toMatchObject({ deleted: expect.stringMatching(/^snap_/) })
    expect((await post('/api/v1/stop')).json).toMatchObject({ run_id: run, status: 'manual_stop' })
    expect((await ask(`/api/v1/status?run=${run}`)).json).toMatchObject({ live: false, status: 'manual_stop' })
    expect((await post(`/api/v1/undo?run=${run}`)).status).toBe(404)
  })

  it('should be told of over a socket, to whom it may concern', async () => {
    const run = await start()
    const heard: { event: string; data: { run: string; tick: number } }[] = []
    const socket = new WebSocket(`${dashboard.origin.replace('http', 'ws')}/api/v1/live?run=${run}&token=${dashboard.token ?? ''}`)
    socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data)) as (typeof heard)[number]))
    await expect.poll(() => new Set(heard.filter(({ event }) => event === 'status').map(({ data }) => data.tick)).size, { timeout: 20_000 }).toBeGreaterThan(3)
    expect(heard.every(({ data }) => data.run === run)).toBe(true)
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
    socket.send('run.stop')
    expect(await closed).toBe(1003)
    await desk.call('run.stop', { run })
  })

  it('should be scraped by Prometheus, by run', async () => {
    const run = await start()
    const { json, type } = await ask<string>('/metrics')
    expect(type).toContain('text/plain')
    expect(json).toMatch(new RegExp(`ptp_tick\\{run="${run}"\\} [1-9]`))
    expect(json).toContain('ptp_live_runs 1')
    await desk.call('run.stop', { run })
    expect((await ask<string>('/metrics')).json).not.toContain(run)
  })
})

describe('the reference', () => {
  it('should tell of every address of the interface, for people and for programs', async () => {
    const { json } = await ask<{ openapi: string; paths: Record<string, object> }>('/api/openapi.json')
    const wanted = ['status', 'screenshots/latest', 'screenshots/{id}', 'actions', 'metrics', 'snapshot/list', 'snapshot/restore/{id}', 'config']
    expect(json.openapi).toBe('3.1.0')
    expect(Object.keys(json.paths)).toEqual(expect.arrayContaining(wanted.filter((each) => each !== 'screenshots/latest').map((each) => `/api/v1/${each}`)))
    const { json: page, type } = await ask<string>('/api/reference')
    expect(type).toContain('text/html')
    for (const each of Object.keys(json.paths)) expect(page).toContain(each)
  })
})
