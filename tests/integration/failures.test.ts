import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import type { SerializedError } from '../../src-preload/contract/index.ts'
import type { EmergencyReport } from '../../src-main/run/index.ts'
import { answerOf, ptp, ptpJson, startPtp, ticksOf, untilRecorded } from '../support/engine.ts'
import { playedHome } from '../support/wholeRun.ts'

const SCHEMA_20 = fileURLToPath(new URL('../support/schema-2.0.sql', import.meta.url))

const played = playedHome('all-events', '--id', 'whole', '--snapshot-disk', '100')
const { home } = played

/** A copy of the run beside it, its database changed. */
function copyOf(id: string, change: (database: Database.Database, file: string) => void): string {
  const dir = played.copy(id)
  const file = path.join(dir, 'game_data.db')
  const database = new Database(file)
  try {
    change(database, file)
  } finally {
    database.close()
  }
  return dir
}

describe('an error that nobody caught', () => {
  it.each([
    ['an exception', "setTimeout(() => { throw new Error('the roof is on fire') })"],
    ['a rejection', "void Promise.reject(new Error('the roof is on fire'))"],
  ])('should end the run in an emergency, with everything saved, and let it go on later: %s', async (what, mishap) => {
    const id = `mishap-${what.replace(/^an? /, '')}`
    // Loaded into the process before the program, as a faulty library would be.
    const fault = path.join(home, `${id}.mjs`)
    writeFileSync(fault, `import { isMainThread } from 'node:worker_threads'\nif (isMainThread) process.on('SIGUSR2', () => { ${mishap} })\n`)
    const child = await startPtp(home, ['run', '--script', 'all-events', '--id', id, '--speed', '20', '--snapshot-disk', '100', '--json'], { NODE_OPTIONS: `--import ${pathToFileURL(fault).href}` })
    const ended = answerOf(child)
    await untilRecorded(home, id, 40, child)
    child.kill('SIGUSR2')
    const { code, stdout, stderr } = await ended
    expect(code).toBe(1)
    expect(stderr).toContain('emergency shutdown: the roof is on fire')
    const { error } = JSON.parse(stdout) as { error: SerializedError }
    expect(error).toMatchObject({ code: 'cancelled', message: expect.stringContaining('everything is saved') as string, hint: expect.stringContaining(`ptp run --resume ${id}`) as string })
    const dir = path.join(home, 'runs', id)
    const report = JSON.parse(readFileSync(path.join(dir, 'logs', 'emergency.json'), 'utf8')) as EmergencyReport
    expect(report).toMatchObject({ reason: 'the roof is on fire', data_saved: true, failures: [] })
    expect(existsSync(path.join(dir, 'snapshots', `${report.snapshot ?? ''}.ptpsnap`))).toBe(true)
    expect(readFileSync(path.join(dir, 'report.md'), 'utf8')).toContain('emergency shutdown: the roof is on fire')
    const end = await ptpJson<RunReport>(home, 'run', '--resume', id, '--speed', '0')
    expect(end).toMatchObject({ status: 'completed', ticks: played.whole.ticks, final_state_hash: played.whole.final_state_hash })
  })
})

describe('an error that nobody caught in an engine with a window', () => {
  it('should end every run it plays in an emergency, with everything saved', async () => {
    const fault = path.join(home, 'fault.mjs')
    writeFileSync(fault, "import { isMainThread } from 'node:worker_threads'\nif (isMainThread) process.on('SIGUSR2', () => { setTimeout(() => { throw new Error('the roof is on fire') }) })\n")
    const child = await startPtp(home, ['start', '--json'], { NODE_OPTIONS: `--import ${pathToFileURL(fault).href}` })
    const ended = answerOf(child)
    const address = new URL(await new Promise<string>((resolve) => {
      let text = ''
      child.stdout?.on('data', (piece: Buffer) => {
        text += piece.toString()
        if (text.trimEnd().endsWith('}')) resolve((JSON.parse(text) as { url: string }).url)
      })
    }))
    const call = caller(`ws://${address.host}/api/socket${address.search}`)
    const [game] = await call<{ id: string }[]>('games.list', {})
    const start = (script: string): Promise<{ run: string }> => call('run.start', { game: game?.id, script: `${script}.ptp`, source: 'WAIT 60\nSTART\nREPEAT 100000 TIMES\n  MOVE DOWN 1\n  MOVE UP 1\nEND\n', speed: 8, seed: null })
    const runs = [(await start('one')).run, (await start('two')).run]
    for (const run of runs) await untilRecorded(home, run, 20, child)
    child.kill('SIGUSR2')
    expect((await ended).code).toBe(1)
    for (const run of runs) {
      const dir = path.join(home, 'runs', run)
      expect(JSON.parse(readFileSync(path.join(dir, 'logs', 'emergency.json'), 'utf8'))).toMatchObject({ reason: 'the roof is on fire', data_saved: true, failures: [] })
      expect((await ptpJson<{ summary: { status: string } }>(home, 'runs', 'show', run)).summary.status).toBe('crashed')
      expect((await ptp(home, 'verify', run)).code).toBe(0)
    }
  })
})

/** Makes the calls of a page over the socket of an engine. */
function caller(address: string): <T>(name: string, input: object) => Promise<T> {
  const socket = new WebSocket(address)
  const opened = new Promise((resolve) => socket.addEventListener('open', resolve))
  let count = 0
  return async <T>(name: string, input: object) => {
    await opened
    const id = ++count
    const answer = new Promise<T>((resolve, reject) => {
      socket.addEventListener('message', ({ data }) => {
        const message = JSON.parse(String(data)) as { id?: number; result?: T; error?: SerializedError }
        if (message.id !== id) return
        if (message.error) reject(new Error(message.error.message))
        else resolve(message.result as T)
      })
    })
    socket.send(JSON.stringify({ id, call: name, input }))
    return answer
  }
}

describe('an engine that was killed', () => {
  it('should leave nothing that stands in the way: what it left is found, told of and taken away', async () => {
    const child = await startPtp(home, ['run', '--script', 'all-events', '--id', 'killed', '--speed', '4', '--quiet'])
    const ended = answerOf(child)
    const announcement = path.join(home, 'engines', `${child.pid ?? 0}.json`)
    await untilRecorded(home, 'killed', 20, child)
    while (!existsSync(announcement)) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill('SIGKILL')
    await ended
    expect(existsSync(announcement)).toBe(true)
    // The run was cut off, nobody plays it, and its announcement is taken away by who finds it.
    expect((await ptp(home, 'status')).stderr).toContain('no run is live')
    expect(readdirSync(path.join(home, 'engines'))).toEqual([])
    expect((await ptpJson<{ summary: { status: string } }>(home, 'runs', 'show', 'killed')).summary.status).toBe('crashed')
    expect((await ptpJson<object>(home, 'pause', 'killed')).error).toMatchObject({ code: 'not-found', hint: expect.stringContaining('--resume killed') as string })
    const end = await ptpJson<RunReport>(home, 'run', '--resume', 'killed', '--speed', '0')
    expect(end).toMatchObject({ status: 'completed', final_state_hash: played.whole.final_state_hash })
    expect(ticksOf(end.dir)).toEqual(ticksOf(played.whole.dir))
  })
})

describe('a place where engines cannot be announced', () => {
  it('should not keep a run from being played, nor its process from ending', async () => {
    const full = path.join(home, 'unannounced')
    mkdirSync(full)
    writeFileSync(path.join(full, 'engines'), 'no folder')
    const child = await startPtp(full, ['run', '--script', 'all-events', '--speed', '2', '--json'])
    const ended = answerOf(child)
    await new Promise<void>((resolve) => {
      let told = ''
      child.stderr?.on('data', (piece: Buffer) => {
        told += piece.toString()
        if (told.includes('other terminals cannot watch this run')) resolve()
      })
    })
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ status: 'manual_stop' })])
  })
})

describe('a database of another schema', () => {
  it('should be refused when it is newer, by whoever opens it, and left as it is', async () => {
    const dir = copyOf('newer', (database) => database.prepare("INSERT INTO _schema_version (version, created_at) VALUES ('9.1', '2999-01-01T00:00:00.000Z')").run())
    const before = readFileSync(path.join(dir, 'game_data.db'))
    for (const command of [['runs', 'show'], ['run', '--resume'], ['verify'], ['export']]) {
      const { error } = await ptpJson<object>(home, ...command, dir)
      expect(error, command.join(' ')).toMatchObject({ code: 'newer-format', message: expect.stringContaining('has schema 9.1, and this workbench knows 2.1') as string, hint: expect.stringContaining('a later one') as string })
    }
    expect(readFileSync(path.join(dir, 'game_data.db')).equals(before)).toBe(true)
  })

  it('should be refused when it is so old that there is no way from it, with what to do, and not be taken for damaged', async () => {
    const dir = copyOf('older', (database, file) => {
      database.close()
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
      const old = new Database(file)
      old.exec(readFileSync(SCHEMA_20, 'utf8'))
      old.close()
    })
    for (const command of [['runs', 'show'], ['run', '--resume'], ['verify']]) {
      const { error } = await ptpJson<object>(home, ...command, dir)
      expect(error, command.join(' ')).toMatchObject({ code: 'bad-run', message: expect.stringContaining('has the old schema 2.0') as string, hint: expect.stringContaining('the version of the workbench that wrote it') as string })
    }
    expect(readdirSync(dir)).not.toContain('failed.json')
    const kept = new Database(path.join(dir, 'game_data.db'), { readonly: true })
    expect(kept.prepare('SELECT duration_ticks FROM runs').pluck().get()).toBe(300)
    kept.close()
  })
})

describe('a config file that is no YAML', () => {
  it('should be refused with file, line and column, wherever it comes from', async () => {
    const file = path.join(home, 'torn.yaml')
    writeFileSync(file, 'version: "3.0"\nlimits:\n  max_ticks: [5\nscreenshot:\n  interval: 3\n')
    const place = new RegExp(`${file}:4:1: `)
    for (const args of [['run', '--config-file', file], ['run', '--experiment-config', file], ['experiment', 'run', '--config', file]]) {
      const { code, stderr } = await ptp(home, ...args)
      expect([code, stderr], args.join(' ')).toEqual([2, expect.stringMatching(place)])
    }
    const own = path.join(home, 'other')
    mkdirSync(own)
    writeFileSync(path.join(own, 'config.yaml'), 'limits:\n\tmax_ticks: 5\n')
    const { code, stderr } = await ptp(own, 'run')
    expect([code, stderr]).toEqual([2, expect.stringMatching(/config\.yaml:2:1: /)])
  })
})
