import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, openSync, closeSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SerializedError, SnapshotMeta } from '../../src-preload/contract/index.ts'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { backupDatabase, integrityProblems, type DatabaseRecovery, type EmergencyReport } from '../../src-main/run/index.ts'
import { answerOf, ptp, ptpJson, startPtp, ticksOf, untilRecorded } from '../support/engine.ts'
import { playedHome } from '../support/wholeRun.ts'

const isRoot = process.getuid?.() === 0

const played = playedHome('all-events', '--id', 'whole', '--snapshot-disk', '100')
const { home } = played

/** Writes rubbish over a part of a file. */
function scribble(file: string, from: number, bytes: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(bytes, 0xa5), 0, bytes, from)
  closeSync(handle)
}

/** Pages of the database that hold a table, in their order. */
function pagesOf(file: string, table: string): number[] {
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', `
    import Database from 'better-sqlite3'
    const database = new Database(${JSON.stringify(file)}, { readonly: true })
    console.log(JSON.stringify(database.prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path").pluck().all(${JSON.stringify(table)})))
  `], { encoding: 'utf8', cwd: process.cwd() })
  return JSON.parse(text) as number[]
}

describe('a database that is damaged', () => {
  it('should be cut back to where it is whole, and the run end as if nothing had happened', async () => {
    const dir = played.copy('torn')
    const file = path.join(dir, 'game_data.db')
    const pages = pagesOf(file, 'inputs')
    expect(pages.length).toBeGreaterThan(2)
    const middle = pages[Math.floor(pages.length / 2)] ?? 1
    scribble(file, (middle - 1) * 8192, 8192)
    expect(integrityProblems(file)).not.toEqual([])
    const recovery = await ptpJson<DatabaseRecovery>(home, 'repair', dir)
    expect(recovery).toMatchObject({ status: 'restored_from_snapshot' })
    expect(recovery.lostTicks).toBeGreaterThan(0)
    expect(recovery.lostTicks).toBeLessThan(played.whole.ticks)
    expect(integrityProblems(file)).toEqual([])
    expect(existsSync(`${file}.damaged`)).toBe(true)
    const end = await ptpJson<RunReport>(home, 'run', '--resume', dir)
    expect(end).toMatchObject({ status: 'completed', ticks: played.whole.ticks, final_state_hash: played.whole.final_state_hash })
    expect(ticksOf(dir)).toEqual(ticksOf(played.whole.dir))
    expect((await ptp(home, 'verify', dir)).code).toBe(0)
  })

  it('should be repaired without a loss where only an index is torn', async () => {
    const dir = played.copy('index')
    const file = path.join(dir, 'game_data.db')
    const [page = 1] = pagesOf(file, 'idx_events_kind')
    scribble(file, (page - 1) * 8192, 8192)
    expect(await ptpJson<DatabaseRecovery>(home, 'repair', dir)).toMatchObject({ status: 'repaired', lostTicks: 0 })
    expect(ticksOf(dir)).toEqual(ticksOf(played.whole.dir))
    expect((await ptp(home, 'verify', dir)).code).toBe(0)
  })

  it('should be taken from its backup when nothing of it can be read, as the run is resumed', async () => {
    const dir = played.copy('rubble')
    await backupDatabase(dir)
    const file = path.join(dir, 'game_data.db')
    scribble(file, 0, statSync(file).size)
    const { stdout, stderr, code } = await ptp(home, 'run', '--resume', dir, '--json')
    expect(code).toBe(0)
    expect(stderr).toContain('last backup')
    expect(JSON.parse(stdout)).toMatchObject({ final_state_hash: played.whole.final_state_hash })
  })

  it('should leave the run marked as failed when there is no backup either', async () => {
    const dir = played.copy('lost')
    const file = path.join(dir, 'game_data.db')
    scribble(file, 0, statSync(file).size)
    const { error } = await ptpJson<{ error: SerializedError }>(home, 'run', '--resume', dir)
    expect(error).toMatchObject({ code: 'bad-run', hint: expect.stringContaining('backup') as string })
    expect(JSON.parse(readFileSync(path.join(dir, 'failed.json'), 'utf8'))).toMatchObject({ reason: 'database_corruption' })
  })

  it('should be told by the list of runs, with what may mend it', async () => {
    const dir = path.join(home, 'runs', 'listed')
    cpSync(played.copy('listed'), dir, { recursive: true })
    const file = path.join(dir, 'game_data.db')
    scribble(file, 0, statSync(file).size)
    const { stdout, code } = await ptp(home, 'runs', 'list')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^whole /m)
    expect(stdout).toContain('listed cannot be read')
    expect(stdout).toContain('ptp repair listed')
    expect(await ptpJson(home, 'runs', 'list')).toMatchObject({ total: 1, broken: [{ run_id: 'listed', can_repair: true }] })
    rmSync(dir, { recursive: true })
  })

  it('should be left alone when it is whole', async () => {
    expect(await ptpJson<DatabaseRecovery>(home, 'repair', 'whole')).toMatchObject({ status: 'false_alarm', kept: null })
  })
})

describe('a snapshot that is damaged', () => {
  it('should be skipped for the next older one, and named', async () => {
    const dir = played.copy('shot')
    rmSync(path.join(dir, 'snapshots', 'anchors.pack'))
    const { snapshots } = await ptpJson<{ snapshots: SnapshotMeta[] }>(home, 'snapshot', 'list', dir)
    const last = snapshots.filter(({ reason }) => reason === 'interval').at(-1)
    if (!last) throw new Error('the run has no snapshot by interval')
    const file = path.join(dir, 'snapshots', `${last.id}.ptpsnap`)
    scribble(file, statSync(file).size - 2000, 500)
    const at = await ptpJson<RunReport>(home, 'replay', dir, '--to', String(last.tick + 1))
    const there = await ptpJson<RunReport>(home, 'replay', 'whole', '--to', String(last.tick + 1))
    expect(at.final_state).toEqual(there.final_state)
    expect((await ptp(home, 'snapshot', 'verify', dir)).stdout).toMatch(new RegExp(`BAD ${last.id}`))
  })
})

describe('a config file with a mistake', () => {
  it('should keep a run from starting, with file, line and column', async () => {
    const file = path.join(home, 'broken.yaml')
    writeFileSync(file, 'version: "3.0"\nlimits:\n  max_tick: 5\n')
    const { code, stderr } = await ptp(home, 'run', '--config-file', file)
    expect(code).toBe(2)
    expect(stderr).toContain(`${file}:3:3: unknown key limits.max_tick, did you mean limits.max_ticks?`)
    const { stdout, code: checked } = await ptp(home, 'config', 'validate', file)
    expect(checked).toBe(3)
    expect(stdout).toBe(`${file}:3:3: unknown key limits.max_tick, did you mean limits.max_ticks?\n`)
  })
})

describe('a process that runs out of memory', () => {
  it('should save everything first, and go on later as if nothing had happened', async () => {
    const child = await startPtp(home, ['run', '--script', 'all-events', '--id', 'heavy', '--speed', '20', '--snapshot-disk', '100', '--json'], { PTP_PARALLEL_MEMORY_LIMIT: '0.06' })
    const { code, stdout, stderr } = await answerOf(child)
    expect(code).toBe(1)
    expect(stderr).toContain('emergency shutdown: memory')
    expect((JSON.parse(stdout) as { error: SerializedError }).error.message).toContain('everything is saved')
    const dir = path.join(home, 'runs', 'heavy')
    const report = JSON.parse(readFileSync(path.join(dir, 'logs', 'emergency.json'), 'utf8')) as EmergencyReport
    expect(report).toMatchObject({ data_saved: true, failures: [], snapshot: expect.stringMatching(/^snap_/) as string })
    expect(readFileSync(path.join(dir, 'report.md'), 'utf8')).toContain('emergency shutdown: memory')
    const end = await ptpJson<RunReport>(home, 'run', '--resume', 'heavy', '--speed', '0')
    expect(end).toMatchObject({ status: 'completed', ticks: played.whole.ticks, final_state_hash: played.whole.final_state_hash })
  })
})

describe('a run that is told to stop by the system', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)('should write everything before it goes: %s', async (signal) => {
    const id = `told-${signal.toLowerCase()}`
    const child = await startPtp(home, ['run', '--script', 'all-events', '--id', id, '--speed', '20', '--json'])
    const ended = answerOf(child)
    await untilRecorded(home, id, 30, child)
    child.kill(signal)
    const { stdout } = await ended
    const report = JSON.parse(stdout) as RunReport
    expect(report.status).toBe('manual_stop')
    expect(ticksOf(report.dir)).toHaveLength(report.ticks)
    const end = await ptpJson<RunReport>(home, 'run', '--resume', id, '--speed', '0')
    expect(end).toMatchObject({ status: 'completed', final_state_hash: played.whole.final_state_hash })
  })
})

describe.skipIf(!isRoot)('a disk that is full', () => {
  let small: string

  beforeAll(() => {
    small = path.join(home, 'small')
    mkdirSync(small)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'tmpfs', small])
  })

  afterAll(() => {
    spawnSync('umount', ['-l', small])
  })

  /** Leaves so many bytes free. */
  function fill(name: string, free: number): string {
    const file = path.join(small, name)
    const { bavail, bsize } = statfsSync(small)
    try {
      writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - free)))
    } catch (error) {
      // A run that writes at the same time may be quicker: then it is full all the same.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
    return file
  }

  const play = (id: string): string[] => ['run', '--script', 'all-events', '--id', id, '--speed', '20', '--screenshot-interval', '1', '--screenshot-quality', '100']

  afterEach(() => {
    for (const name of readdirSync(small)) rmSync(path.join(small, name), { recursive: true, force: true })
  })

  it('should be cleared up step by step while the run goes on, and the run end well', async () => {
    // An earlier part of the run took many pictures, days ago.
    await ptpJson<RunReport>(small, ...play('tidy').map((word) => (word === '20' ? '0' : word)), '--max-ticks', '200')
    const dir = path.join(small, 'runs', 'tidy')
    const shots = path.join(dir, 'screenshots', '000')
    const noise = await sharp({ create: { width: 160, height: 144, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 90 } } }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
    for (let i = 0; i < 500; i++) writeFileSync(path.join(shots, `shot_b0_0000000${i}_old.jpg`), noise)
    const daysAgo = Date.now() / 1000 - 3 * 24 * 3600
    for (const name of readdirSync(shots)) utimesSync(path.join(shots, name), daysAgo, daysAgo)
    const ballast = fill('ballast-1', 2_000_000)
    const { code, stdout, stderr } = await ptp(small, 'run', '--resume', 'tidy', '--max-ticks', '1000000', '--speed', '20', '--screenshot-interval', '20', '--json')
    expect(stderr).toContain('making room')
    expect(stderr).toMatch(/made room \((recovered|emergency recovered)\): compress screenshots: \d+ files/)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', final_state_hash: played.whole.final_state_hash })
    rmSync(ballast)
    expect((await ptp(small, 'verify', path.join(small, 'runs', 'tidy'))).code).toBe(0)
  })

  it('should stop the run cleanly when clearing up is not enough, and let it go on later', async () => {
    const child = await startPtp(small, [...play('stuck'), '--json'])
    const ended = answerOf(child)
    await untilRecorded(small, 'stuck', 40, child)
    const ballast = fill('ballast-2', 60_000)
    const { code, stdout } = await ended
    expect(code).toBe(1)
    const { error } = JSON.parse(stdout) as { error: SerializedError }
    expect(error).toMatchObject({ code: 'disk-full' })
    expect(error.hint).toContain('--resume stuck')
    rmSync(ballast)
    const end = await ptpJson<RunReport>(small, 'run', '--resume', 'stuck', '--speed', '0')
    expect(end).toMatchObject({ status: 'completed', ticks: played.whole.ticks, final_state_hash: played.whole.final_state_hash })
    expect((await ptp(small, 'verify', 'stuck')).code).toBe(0)
  })
})
