import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desk } from '../../src-main/api/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import type { EventName, InputOf, CallName, Job, OutputOf } from '../../src-preload/contract/index.ts'

const DEMO_ROM = fileURLToPath(new URL('../../resources/games/pocket-quest/pocket-quest.gb', import.meta.url))
const SCRIPT = `START
WAIT 60
REPEAT 20 TIMES
  A
  WAIT 20
END
SNAPSHOT "middle"
REPEAT 200 TIMES
  MOVE DOWN 1
  MOVE UP 1
END
`

class Room {
  readonly home = mkdtempSync(path.join(os.tmpdir(), 'ptp-api-'))
  readonly desk: Desk
  readonly told: { name: EventName; event: unknown }[] = []

  constructor() {
    this.desk = new Desk(new Workbench({ home: this.home }), 'browser')
    this.desk.listen((name, event) => this.told.push({ name, event }))
  }

  call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    return this.desk.call(name, input)
  }

  async game(): Promise<string> {
    const [game] = await this.call('games.list', {})
    return game?.id ?? ''
  }

  async until(fits: () => Promise<boolean>, what: string): Promise<void> {
    const end = Date.now() + 20_000
    while (!(await fits())) {
      if (Date.now() > end) throw new Error(`waited too long for ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
  }

  async job(id: string): Promise<Job> {
    let found: Job | undefined
    await this.until(async () => {
      found = (await this.call('jobs.list', {})).find((job) => job.id === id)
      return found !== undefined && found.state !== 'running'
    }, `job ${id}`)
    if (!found) throw new Error('no job')
    return found
  }

  async close(): Promise<void> {
    await this.desk.close()
    rmSync(this.home, { recursive: true, force: true })
  }
}

let room: Room
let run = ''
let end = 0
let branch = 0

beforeAll(() => {
  room = new Room()
})
afterAll(() => room.close())

const live = async () => (await room.call('runs.get', { run })).live
const place = (at: { branch?: number; tick: number }) => ({ run, branch: at.branch ?? 0, tick: at.tick })

describe('the calls of the contract, on the real engine', () => {
  it('should play a script from start to end and tell of it', async () => {
    run = (await room.call('run.start', { game: await room.game(), script: 'walk.ptp', source: SCRIPT, speed: 0, seed: 1 })).run
    await room.until(async () => (await live())?.status !== 'running', 'the end of the script')
    const { summary, branches } = await room.call('runs.get', { run })
    end = branches[0]?.head_tick ?? 0
    expect((await live())?.message).toBeNull()
    expect(summary.status).toBe('completed')
    expect(end).toBeGreaterThan(400)
    expect(room.told.some(({ name }) => name === 'run.live')).toBe(true)
    expect((await room.call('runs.script', { run, branch: 0 }))?.source).toBe(SCRIPT)
    const { runs, total } = await room.call('runs.list', { search: 'walk', sort: 'script' })
    expect([runs.map((each) => each.run_id), total]).toEqual([[run], 1])
  })

  it('should show any tick with its action, state and exact picture', async () => {
    const tick = end - 10
    const found = await room.call('tick.get', place({ tick }))
    expect(found.action?.tick).toBe(tick)
    expect(found.state.screen).not.toBe('unknown')
    expect(found.previous).not.toBeNull()
    const picture = await room.desk.picture(found.exact)
    expect([picture.status, picture.type, Buffer.from(picture.body ?? []).subarray(1, 4).toString()]).toEqual([200, 'image/png', 'PNG'])
    if (found.shot) expect((await room.desk.picture(`/pictures/${run}/thumbs/${found.shot.id}`)).type).toBe('image/webp')
    expect((await room.call('tick.memory', { ...place({ tick }), address: 0xc005, length: 1 })).hex).toMatch(/^[0-9a-f]{2}$/)
    expect((await room.call('tick.tiles', place({ tick }))).hex).toHaveLength(18 * 20 * 2)
    expect((await room.call('tick.get', place({ tick: 0 }))).previous).toBeNull()
    expect((await room.desk.picture(`/pictures/${run}/exact/0/0`)).status).toBe(200)
  })

  it('should list the log by row, with and without a filter', async () => {
    const whole = { run, branch: 0, from: 0, to: end }
    const page = await room.call('actions.page', { ...whole, offset: 100, limit: 50 })
    expect([page.total, page.rows.length, page.rows[0]?.tick]).toEqual([end, 50, 101])
    const moves = await room.call('actions.page', { ...whole, offset: 0, limit: 500, text: 'move down' })
    expect(moves.total).toBeGreaterThan(0)
    expect(moves.total).toBeLessThan(end)
    expect(moves.rows.every(({ action }) => action.startsWith('MOVE DOWN'))).toBe(true)
    const third = moves.rows[2]
    expect((await room.call('actions.index', { ...whole, tick: third?.tick ?? 0, text: 'move down' })).index).toBe(2)
    expect((await room.call('actions.index', { ...whole, tick: 101 })).index).toBe(100)
    const events = await room.call('actions.page', { ...whole, offset: 0, limit: 500, events_only: true })
    expect(events.rows.every((row) => row.events.length > 0)).toBe(true)
  })

  it('should draw the timeline, its screenshots, jumps and charts', async () => {
    const timeline = await room.call('timeline.get', { run, from: 0, to: end, buckets: 300 })
    expect(timeline.end).toBe(end)
    expect(timeline.snapshots.some(({ name }) => name === 'middle')).toBe(true)
    expect(timeline.coverage).toEqual([{ branch: 0, from: 0, to: end }])
    const shots = await room.call('timeline.shots', { run, branch: 0, after: -1 })
    expect(shots.ids.length).toBe(shots.ticks.length)
    expect(shots.ticks.length).toBeGreaterThan(0)
    expect((await room.call('timeline.jump', { ...place({ tick: end }), to: 'snapshot', direction: -1 }))?.tick).toBeLessThan(end)
    const names = (await room.call('series.names', { run })).map(({ name }) => name)
    expect(names).toContain('x')
    const series = await room.call('series.get', { run, branch: 0, from: 0, to: end, name: 'y', buckets: 50 })
    expect(series.last).toHaveLength(series.ticks.length)
    const { state } = await room.call('tick.get', place({ tick: end }))
    expect(series.last.at(-1)).toBe(state.y)
  })

  it('should roll back, and make a branch of what a script does from there', async () => {
    const at = Math.floor(end / 2)
    const back = await room.call('run.rollback', place({ tick: at }))
    expect(back).toMatchObject({ branch: 0, tick: at })
    expect((await room.desk.picture(back.picture)).status).toBe(200)
    expect(await live()).toMatchObject({ tick: at, status: 'paused' })
    branch = (await room.call('run.script', { run, from: { branch: 0, tick: at }, script: 'try.ptp', source: 'WAIT 30\nA\nWAIT 200\nSTART\nWAIT 100\n' })).branch
    await room.until(async () => (await live())?.status !== 'running', 'the end of the second script')
    const { branches } = await room.call('runs.get', { run })
    expect(branches.find((each) => each.branch === branch)).toMatchObject({ parent: 0, fork_tick: at, agent: 'try.ptp' })
    expect((await room.call('runs.script', { run, branch }))?.name).toBe('try.ptp')
    const head = branches.find((each) => each.branch === branch)?.head_tick ?? 0
    const difference = await room.call('compare', { a: place({ tick: end }), b: place({ branch, tick: head }) })
    expect(difference.first_difference).toBe(at + 1)
    expect(difference.memory_differing).toBeGreaterThan(0)
    const same = await room.call('compare', { a: place({ tick: at }), b: place({ branch, tick: at }) })
    expect(same).toEqual({ changes: [], memory: [], memory_differing: 0, pixels: 0, first_difference: null })
    const diff = await room.desk.picture(`/pictures/${run}/diff/0/${end}/${run}/${branch}/${head}`)
    expect(diff.type).toBe('image/png')
  })

  it('should find the variable that a byte is, and add it to a copy of the profile', async () => {
    const { hex } = await room.call('tick.memory', { ...place({ tick: end }), address: 0xc012, length: 1 })
    const search = await room.call('memory.search', { run, steps: [{ branch: 0, tick: 5, is: 'any' }, { branch: 0, tick: end, is: 'equals', value: parseInt(hex, 16) }] })
    expect(search.found.some(({ address }) => address === 0xc012) || search.total > search.found.length).toBe(true)
    const { file } = await room.call('profile.add', { game: await room.game(), name: 'my_find', address: 0xc7f0, type: '|u1', doc: 'found by search' })
    expect(file.startsWith(room.home)).toBe(true)
    const { names } = await room.call('games.vocabulary', { game: await room.game() })
    expect(names.some(({ path: name }) => name === 'my_find')).toBe(true)
    await expect(room.call('profile.add', { game: await room.game(), name: 'my_find', address: 0xc7f0, type: '|u1', doc: '' })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(room.call('profile.add', { game: await room.game(), name: 'other', address: 0xc7f1, type: 'nonsense', doc: '' })).rejects.toMatchObject({ code: 'bad-profile' })
  })

  it('should make, rename, export, delete and restore snapshots of any tick', async () => {
    const made = await room.call('snapshots.create', { ...place({ tick: 33 }), name: 'before the door' })
    expect(made).toMatchObject({ tick: 33, name: 'before the door', reason: 'named' })
    expect(made).not.toHaveProperty('agent')
    const edited = await room.call('snapshots.edit', { run, id: made.id, name: 'the door', pinned: true })
    expect(edited).toMatchObject({ name: 'the door', pinned: true })
    const [own, bess] = [await room.call('snapshots.export', { run, id: made.id, format: 'ptp' }), await room.call('snapshots.export', { run, id: made.id, format: 'bess' })]
    expect(readFileSync(bess.file).subarray(-4).toString()).toBe('BESS')
    await room.call('snapshots.delete', { run, id: made.id })
    expect((await room.call('snapshots.list', { run })).some(({ id }) => id === made.id)).toBe(false)
    await room.call('snapshots.restore', { run, id: made.id })
    expect((await room.call('snapshots.list', { run })).some(({ id }) => id === made.id)).toBe(true)
    const imported = await room.call('snapshots.import', { run, path: own.file })
    expect(imported.tick).toBe(33)
  })

  it('should let a person play, one tick at a time, on a branch of the keys', async () => {
    await room.call('run.takeover', { run, on: true })
    await room.call('run.keys', { run, buttons: 128 })
    const before = (await live())?.tick ?? 0
    await room.until(async () => ((await live())?.tick ?? 0) > before + 3, 'ticks played by hand')
    await room.call('run.pause', { run })
    const paused = await live()
    await room.call('run.step', { run })
    expect((await live())?.tick).toBe((paused?.tick ?? 0) + 1)
    expect((await live())?.driver).toBe('keyboard')
    expect(await room.call('runs.script', { run, branch: paused?.branch ?? 0 })).toBeNull()
  })

  it('should give the live picture once there is another one', async () => {
    const first = await room.desk.picture(`/pictures/${run}/live?after=-1`)
    expect([first.status, first.body?.length]).toEqual([200, 160 * 144 * 4])
    const again = await room.desk.picture(`/pictures/${run}/live?after=${first.headers['x-ptp-serial']}`)
    expect(again.status).toBe(204)
  })

  it('should export tables and a bundle, and open the bundle in another home', async () => {
    const { job } = await room.call('export.start', { run, tables: ['actions', 'events'], format: 'csv', branch: 0, from: null, to: null })
    const exported = await room.job(job)
    expect(exported.state).toBe('done')
    expect(exported.files.map((file) => path.basename(file))).toContain('actions.csv')
    const bundled = await room.job((await room.call('runs.bundle', { run })).job)
    expect([bundled.state, bundled.message]).toEqual(['done', null])
    const other = new Room()
    try {
      const opened = await other.call('runs.open', { path: bundled.files[0] ?? '' })
      expect(opened.run).toBe(run)
      expect((await other.call('runs.open', { path: bundled.files[0] ?? '' })).run).toBe(run)
      const there = await other.call('tick.get', { run, branch, tick: end - 100 > 0 ? Math.floor(end / 2) + 2 : 1 })
      const here = await room.call('tick.get', { run, branch, tick: Math.floor(end / 2) + 2 })
      expect(there.state).toEqual(here.state)
      const [a, b] = [await other.desk.picture(there.exact), await room.desk.picture(here.exact)]
      expect(Buffer.from(a.body ?? []).equals(Buffer.from(b.body ?? []))).toBe(true)
      await other.call('run.load', { run })
      expect((await other.call('runs.get', { run })).live?.status).toBe('paused')
    } finally {
      await other.close()
    }
  })

  it('should stop the run, bin it and bring it back', async () => {
    await room.call('runs.tag', { run, tags: ['kept'] })
    await room.call('runs.note', { run, note: 'went well' })
    await room.call('run.stop', { run })
    expect((await room.call('pool.status', {})).emulators.every(({ id }) => !id.startsWith('run:'))).toBe(true)
    const made = await room.call('snapshots.create', { ...place({ tick: 12 }), name: 'after the end' })
    await room.call('runs.delete', { run })
    expect((await room.call('runs.list', {})).total).toBe(0)
    await room.call('runs.restore', { run })
    const { summary } = await room.call('runs.get', { run })
    expect(summary).toMatchObject({ tags: ['kept'], note: 'went well', status: 'manual_stop' })
    const listed = await room.call('snapshots.list', { run })
    expect(listed.some(({ id }) => id === made.id)).toBe(true)
    // Once the run is loaded again, its own table has caught up with the files.
    await room.call('run.load', { run })
    const [inList] = (await room.call('runs.list', {})).runs
    expect(inList?.snapshots).toBe(listed.length)
    await room.call('run.stop', { run })
  })
})

describe('what comes over the wire', () => {
  it('should be refused with words when it is malformed or names what is not there', async () => {
    const bad = (name: string, input: unknown) => room.desk.call(name as CallName, input)
    await expect(bad('no.such', {})).rejects.toMatchObject({ code: 'bad-input' })
    await expect(bad('constructor', {})).rejects.toMatchObject({ code: 'bad-input' })
    await expect(bad('tick.get', { run, branch: -1, tick: 0 })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(bad('tick.get', { run: '../../etc', branch: 0, tick: 0 })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(bad('runs.get', { run: 'none' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(bad('tick.get', { run, branch: 0, tick: 10_000_000 })).rejects.toMatchObject({ code: 'not-found' })
    await expect(bad('tick.get', { run, branch: 77, tick: 1 })).rejects.toMatchObject({ code: 'not-found' })
    await expect(bad('run.start', { game: 'abc', script: 'x', source: 'A', speed: 0, seed: null })).rejects.toMatchObject({ code: 'not-found' })
    await expect(bad('run.start', { game: await room.game(), script: 'x', source: 'FLY 3', speed: 0, seed: null })).rejects.toMatchObject({ code: 'bad-script' })
    await expect(bad('run.pause', { run })).rejects.toMatchObject({ code: 'not-found' })
    await expect(bad('memory.search', { run, steps: [{ branch: 0, tick: 1, is: 'changed' }] })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(bad('snapshots.delete', { run, id: '../x' })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(bad('snapshots.delete', { run, id: 'snap_0_0' })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(bad('runs.open', { path: '/nowhere' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(bad('games.add', { name: 'x.gb', bytes: 'AAAA' })).rejects.toMatchObject({ code: 'bad-rom' })
  })

  it('should never lead a picture URL outside the run', async () => {
    for (const url of ['/etc/passwd', `/pictures/..%2f..%2fetc/shots/x`, `/pictures/${run}/shots/..%2f..%2fmetadata.json`, `/pictures/${run}/shots/../../metadata.json`, `/pictures/${run}/exact/0/x`]) {
      await expect(room.desk.picture(url)).rejects.toMatchObject({ code: 'bad-input' })
    }
    await expect(room.desk.picture(`/pictures/${run}/shots/shot_b0_99999999`)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('the settings of a new run', () => {
  const source = 'REPEAT 100 TIMES\n  WAIT 8\nEND\n'

  it('should hold for that run', async () => {
    const wish = { game: await room.game(), script: 'short.ptp', source, speed: 0, seed: null, settings: { limits: { max_ticks: 30 } } }
    const started = (await room.call('run.start', wish)).run
    const present = async () => (await room.call('runs.get', { run: started })).live
    await room.until(async () => (await present())?.status === 'limit', 'the limit')
    expect((await present())?.tick).toBe(30)
  })

  it('should be refused by name when they are unknown or out of range', async () => {
    const start = async (settings: Record<string, Record<string, unknown>>) => room.call('run.start', { game: await room.game(), script: 'short.ptp', source, speed: 0, seed: null, settings })
    await expect(start({ limits: { max_tick: 30 } })).rejects.toMatchObject({ code: 'bad-input', hint: 'did you mean limits.max_ticks?' })
    await expect(start({ screenshot: { quality: 300 } })).rejects.toThrow('screenshot.quality: expected a whole number from 0 to 100, got 300')
  })
})

describe('games and breakpoints', () => {
  it('should take a ROM in by its bytes or its path, once', async () => {
    const rom = readFileSync(DEMO_ROM)
    // Another game by its bytes, so that it is not the bundled one.
    rom[rom.length - 1] = (rom[rom.length - 1] ?? 0) ^ 0xff
    const added = await room.call('games.add', { name: '../my game?.gb', bytes: rom.toString('base64') })
    expect(added).toMatchObject({ bundled: false, profile: 'pocket-quest', file: path.join(room.home, 'roms', 'my game_.gb') })
    const file = path.join(room.home, 'copy.gb')
    writeFileSync(file, rom)
    expect(await room.call('games.add', { path: file })).toEqual(added)
    expect((await room.call('games.list', {})).map(({ id }) => id)).toContain(added.id)
    await expect(room.call('games.add', { path: path.join(room.home, 'nowhere.gb') })).rejects.toMatchObject({ code: 'not-found' })
    await expect(room.call('games.add', {})).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('should stop before a line with a breakpoint, each time it comes by', async () => {
    const source = 'WAIT 30\nREPEAT 3 TIMES\n  WAIT 10\n  A\nEND\n'
    const wish = { game: await room.game(), script: 'stops.ptp', source, speed: 0, seed: null, breakpoints: [4] }
    const started = (await room.call('run.start', wish)).run
    const present = async () => (await room.call('runs.get', { run: started })).live
    const ticks: number[] = []
    for (const lines of [[4], []]) {
      await room.until(async () => (await present())?.message === 'breakpoint at line 4', 'the breakpoint')
      const now = await present()
      expect(now).toMatchObject({ status: 'paused', line: 4 })
      ticks.push(now?.tick ?? 0)
      await room.call('run.breakpoints', { run: started, lines })
      await room.call('run.resume', { run: started })
    }
    await room.until(async () => (await present())?.status === 'completed', 'the end, past the third time')
    expect(new Set(ticks).size).toBe(2)
  })
})
