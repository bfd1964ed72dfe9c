import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, makeHome, ptp, ptpJson, removeHome, startPtp, type Answer } from '../support/engine.ts'

const SCRIPT = 'WAIT UNTIL mode == "title" MAX 120\nSTART\nWAIT UNTIL standing MAX 120\nREPEAT 100000 TIMES\n  MOVE DOWN 1\n  MOVE UP 1\n  LOG "there and back"\nEND\n'

let home: string
let playing: ChildProcess
let ended: Promise<Answer>

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !isSo(); ) {
    if (Date.now() > end) throw new Error(`waited too long: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Starts a command that goes on; tells what it printed so far. */
async function following(...args: string[]): Promise<{ printed: () => string; ended: Promise<Answer> }> {
  const child = await startPtp(home, args)
  let text = ''
  child.stdout?.on('data', (data: Buffer) => (text += data.toString()))
  return { printed: () => text, ended: answerOf(child) }
}

beforeAll(async () => {
  home = makeHome()
  const script = path.join(home, 'steps.ptp')
  writeFileSync(script, SCRIPT)
  playing = await startPtp(home, ['run', '--script', script, '--id', 'walker', '--speed', '4', '--screenshot-interval', '4', '--quiet'])
  ended = answerOf(playing)
  const file = path.join(home, 'engines', `${playing.pid ?? 0}.json`)
  await until('the run is announced', () => existsSync(file))
})
afterAll(async () => {
  playing.kill('SIGINT')
  await ended
  removeHome(home)
})

describe('a run that is played in another terminal', () => {
  it('should be announced in a file that nobody else can read', () => {
    const file = path.join(home, 'engines', `${playing.pid ?? 0}.json`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: playing.pid, face: 'terminal', origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
  })

  it('should tell where it stands, and how it goes', async () => {
    const first = await ptpJson<{ run_id: string; tick: number; live: boolean }>(home, 'status')
    expect(first).toMatchObject({ run_id: 'walker', live: true, status: 'running', current_state: { location: 'HOME' } })
    const { stdout } = await ptp(home, 'status')
    expect(stdout).toContain('walker: running, tick')
    expect((await ptpJson<{ tick: number }>(home, 'status', 'walk')).tick).toBeGreaterThan(first.tick)
    const { performance } = await ptpJson<{ performance: { tick_rate_actual: number } }>(home, 'metrics')
    expect(performance.tick_rate_actual).toBeGreaterThan(1)
  })

  it('should show its actions, its screenshots and its log', async () => {
    const page = await ptpJson<{ actions: { action: string }[]; total_count: number }>(home, 'actions', '--types', 'NAVIGATION_MOVE', '--page-size', '3')
    expect(page.actions.map(({ action }) => action)).toEqual(['MOVE_DOWN', 'MOVE_UP', 'MOVE_DOWN'])
    const file = path.join(home, 'latest.jpg')
    expect(await ptpJson(home, 'screenshot', 'latest', '--output', file)).toMatchObject({ screenshot_id: expect.any(String), file })
    expect(readFileSync(file).subarray(0, 2).toString('hex')).toBe('ffd8')
    expect((await ptp(home, 'screenshot', 'list', '--page-size', '2')).stdout).toContain('shot_')
    expect((await ptpJson<{ lines: string[] }>(home, 'logs', '-n', '2')).lines.at(-1)).toContain('there and back')
  })

  it('should be followed until it ends, and then there be a plain word that none is live', async () => {
    const stream = await following('actions', '--stream', '--json')
    const log = await following('logs', '--follow', '-n', '0')
    await until('both tell something', () => stream.printed().split('\n').length > 5 && log.printed().includes('there and back'))
    playing.kill('SIGINT')
    expect((await ended).code).toBe(0)
    const { code: streamCode, stdout } = await stream.ended
    expect([streamCode, (await log.ended).code]).toEqual([0, 0])
    const entries = stdout.trim().split('\n').map((line) => JSON.parse(line) as { tick: number })
    expect(entries.length).toBeGreaterThan(3)
    expect(entries.every(({ tick }, i) => i === 0 || tick - (entries[i - 1]?.tick ?? 0) <= 1)).toBe(true)
    expect(readdirSync(path.join(home, 'engines'))).toEqual([])
    const { code, stderr } = await ptp(home, 'status')
    expect([code, stderr]).toEqual([2, expect.stringContaining('ptp: no run is live')])
  })

  it('should be looked at by its id once it is recorded, without any engine', async () => {
    expect(await ptpJson(home, 'status', 'walker')).toMatchObject({ run_id: 'walker', live: false, status: 'manual_stop' })
    expect((await ptpJson<{ total_count: number }>(home, 'actions', 'walker')).total_count).toBeGreaterThan(20)
  })
})

it('should take no notice of an engine that was killed', async () => {
  const folder = path.join(home, 'engines')
  mkdirSync(folder, { recursive: true })
  const gone = { pid: 2 ** 22 - 3, origin: 'http://127.0.0.1:9', token: 'x', face: 'terminal', version: '0', started_at: '2026-01-01T00:00:00.000Z' }
  writeFileSync(path.join(folder, `${gone.pid}.json`), JSON.stringify(gone))
  // This one's process lives, but nobody answers there.
  writeFileSync(path.join(folder, '1.json'), JSON.stringify({ ...gone, pid: 1 }))
  expect((await ptp(home, 'status')).stderr).toContain('no run is live')
  expect(readdirSync(folder)).toEqual(['1.json'])
})
