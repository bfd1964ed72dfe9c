import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { answerOf, makeHome, ptp, ptpBundle, ptpJson, removeHome, runScript, SCRIPTS, startPtp, ticksOf, untilRecorded } from '../support/engine.ts'
import { read } from '../support/policyRuns.ts'

let home: string
/** long enough to be caught in the act, also on a fast machine: some fifteen hundred ticks */
let script: string
/** the run that nobody disturbed */
let whole: RunReport

beforeAll(async () => {
  home = makeHome()
  await ptpBundle()
  script = path.join(home, 'long.ptp')
  const text = readFileSync(path.join(SCRIPTS, 'all-events.ptp'), 'utf8')
  writeFileSync(script, text.replace('party[0].level < 8 MAX 30', 'party[0].level < 13 MAX 200'))
  whole = await runScript(home, script, '--id', 'whole')
  expect(whole.ticks).toBeGreaterThan(1400)
})

afterAll(() => removeHome(home))

function begin(id: string): Promise<ChildProcess> {
  return startPtp(home, ['run', '--script', script, '--speed', '0', '--id', id, '--json'])
}

function goOn(id: string): Promise<ChildProcess> {
  return startPtp(home, ['run', '--resume', id, '--json'])
}

/** Kills a run as the system would: no signal it could answer. */
async function kill(id: string, child: ChildProcess, atTick: number): Promise<void> {
  const ended = answerOf(child)
  await untilRecorded(home, id, atTick, child)
  child.kill('SIGKILL')
  await ended
}

function dirOf(id: string): string {
  return path.join(home, 'runs', id)
}

function expectSameAsWhole(id: string, end: RunReport): void {
  expect(end).toMatchObject({ status: 'completed', branch: 0, ticks: whole.ticks, frames: whole.frames, final_state_hash: whole.final_state_hash })
  expect(end.final_state).toEqual(whole.final_state)
  expect(ticksOf(dirOf(id))).toEqual(ticksOf(dirOf('whole')))
}

describe('a run whose process is killed', () => {
  it('should go on from there, again and again, and end where the undisturbed one ended', async () => {
    await kill('killed', await begin('killed'), 1)
    await kill('killed', await goOn('killed'), 300)
    await kill('killed', await goOn('killed'), 301)
    await kill('killed', await goOn('killed'), 1000)
    const { stdout, stderr } = await answerOf(await goOn('killed'))
    expect(stderr).toBe('')
    expectSameAsWhole('killed', JSON.parse(stdout) as RunReport)
  })

  it('should have every event exactly once', () => {
    expect(eventsOf('killed')).toEqual(eventsOf('whole'))
  })

  it('should be a run like any other to verify', async () => {
    expect((await ptp(home, 'verify', 'killed')).code).toBe(0)
  })

  it('should be listed as crashed until somebody goes on with it', async () => {
    await kill('left', await begin('left'), 50)
    const { summary } = await ptpJson<{ summary: { status: string } }>(home, 'runs', 'show', 'left')
    expect(summary.status).toBe('crashed')
  })
})

describe('a run of many branches whose process is killed', () => {
  let ways: RunReport

  beforeAll(async () => {
    ways = await runScript(home, 'rollback', '--id', 'ways')
  })

  it.each([1, 2, 3])('should come to all of them all the same when it happens with %i branches made', async (branches) => {
    const id = `branches-${branches}`
    const child = await startPtp(home, ['run', '--script', 'rollback', '--speed', '20', '--id', id, '--json'])
    const ended = answerOf(child)
    await untilRecorded(home, id, 20, child)
    while (child.exitCode === null && branchesOf(id).length < branches) await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill('SIGKILL')
    await ended
    const end = await ptpJson<RunReport>(home, 'run', '--resume', id, '--speed', '0')
    expect(end).toMatchObject({ status: 'completed', ticks: ways.ticks, frames: ways.frames, final_state_hash: ways.final_state_hash })
    expect((await ptp(home, 'verify', id)).code).toBe(0)
  })

  it.each([0, 5, 10, 20, 40, 60, 150])('should be resumable, or refused with a reason and advice, %i ms after its directory appeared', async (delay) => {
    const id = `early-${delay}`
    const child = await startPtp(home, ['run', '--script', 'rollback', '--id', id, '--json'])
    const ended = answerOf(child)
    while (!existsSync(dirOf(id))) await new Promise((resolve) => setTimeout(resolve, 1))
    await new Promise((resolve) => setTimeout(resolve, delay))
    child.kill('SIGKILL')
    const { code } = await ended
    if (code === 0) return
    const end = await ptpJson<RunReport>(home, 'run', '--resume', id)
    if (end.error) {
      expect(end.error).toMatchObject({ code: 'bad-run', hint: expect.stringContaining('start the run again') as string })
    } else expect(end).toMatchObject({ status: 'completed', final_state_hash: ways.final_state_hash })
  })
})

describe('a run stopped with Ctrl-C', () => {
  let stopped: RunReport
  let stderr: string

  beforeAll(async () => {
    const child = await begin('stopped')
    const ended = answerOf(child)
    await untilRecorded(home, 'stopped', 200, child)
    child.kill('SIGINT')
    const answer = await ended
    stderr = answer.stderr
    stopped = JSON.parse(answer.stdout) as RunReport
  })

  it('should say so and stop cleanly', () => {
    expect(stderr).toContain('stopping')
    expect(stopped).toMatchObject({ status: 'manual_stop', final_state_hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string })
    expect(stopped.ticks).toBeGreaterThanOrEqual(200)
    expect(ticksOf(dirOf('stopped'))).toHaveLength(stopped.ticks)
  })

  it('should be recorded as stopped by hand, with a final snapshot', async () => {
    const { summary } = await ptpJson<{ summary: { status: string } }>(home, 'runs', 'show', 'stopped')
    expect(summary.status).toBe('manual_stop')
    const { snapshots } = await ptpJson<{ snapshots: { reason: string; tick: number }[] }>(home, 'snapshot', 'list', 'stopped')
    expect(snapshots.at(-1)).toMatchObject({ reason: 'final', tick: stopped.ticks })
  })

  it('should go on to the end of the undisturbed one', async () => {
    expectSameAsWhole('stopped', await ptpJson<RunReport>(home, 'run', '--resume', 'stopped'))
    expect(eventsOf('stopped')).toEqual(eventsOf('whole'))
  })
})

describe('a run stopped by a limit', () => {
  it('should end at that very tick and go on with a higher limit', async () => {
    const limited = await runScript(home, script, '--id', 'limited', '--max-ticks', '77')
    expect(limited).toMatchObject({ status: 'limit', ticks: 77 })
    const longer = await ptpJson<RunReport>(home, 'run', '--resume', 'limited', '--max-ticks', '130')
    expect(longer).toMatchObject({ status: 'limit', ticks: 130 })
    expect(ticksOf(dirOf('limited'))).toEqual(ticksOf(dirOf('whole')).slice(0, 130))
  })
})

function branchesOf(id: string): unknown[] {
  return read(dirOf(id), (reader) => reader.branches())
}

function eventsOf(id: string): unknown[] {
  return read(dirOf(id), (reader) => reader.events().map(({ tick, kind, title }) => [tick, kind, title]))
}
