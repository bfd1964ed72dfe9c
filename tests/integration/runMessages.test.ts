import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Desk } from '../../src-main/api/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import type { CallName, EventOf, InputOf, OutputOf, RunMessage } from '../../src-preload/contract/index.ts'

const TALKING = 'WAIT 10\nLOG "begins"\nREPEAT 40 TIMES\n  WAIT 2\n  LOG "again"\nEND\nLOG "line one\\nline two"\nEXPECT badges >= 5 "not one badge"\n'

const saidIn = (messages: readonly RunMessage[]): RunMessage[] => messages.map(({ branch = -1, tick, level, text }) => ({ branch, tick, level, text }))

describe('what a run said', { timeout: 240_000 }, () => {
  let home: string
  let workbench: Workbench
  let desk: Desk
  let told: EventOf<'run.message'>[]

  const call = <N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => desk.call(name, input)

  function open(): void {
    workbench = new Workbench({ home })
    desk = new Desk(workbench, 'browser')
    told = []
    desk.listen((name, event) => {
      if (name === 'run.message') told.push(event as EventOf<'run.message'>)
    })
  }

  async function play(source: string): Promise<string> {
    const [game] = await call('games.list', {})
    const { run } = await call('run.start', { game: game?.id ?? '', script: 'talk.ptp', source, speed: 0, seed: null })
    return run
  }

  async function ended(run: string): Promise<void> {
    for (const end = Date.now() + 120_000; (await call('runs.get', { run })).summary.status === 'running'; ) {
      if (Date.now() > end) throw new Error('the run does not end')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), 'ptp-messages-'))
    open()
  })

  afterEach(async () => {
    await desk.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 3 })
  })

  it('should be there for a page that comes later, word for word and error by error, also in another engine', async () => {
    const run = await play(TALKING)
    await ended(run)
    const live = saidIn(told.filter((message) => message.run === run))
    expect(live.length).toBeGreaterThan(40)
    expect(live.at(-1)).toMatchObject({ level: 'error', text: expect.stringContaining('not one badge') })
    const { messages, is_cut, up_to } = await call('runs.messages', { run })
    expect(saidIn(messages)).toEqual(live)
    expect(is_cut).toBe(false)
    expect(up_to).toBe(told.at(-1)?.serial)

    await desk.close()
    open()
    expect(await call('runs.messages', { run })).toEqual({ messages, is_cut: false, up_to: 0 })
  })

  it('should say up to which it has told, so that a page that hears the others shows none twice', async () => {
    const run = await play('WAIT 10\nREPEAT 2000 TIMES\n  WAIT 1\n  LOG "again"\nEND\n')
    while (told.length < 50) await new Promise((resolve) => setTimeout(resolve, 5))
    const { messages, up_to } = await call('runs.messages', { run, limit: 5000 })
    await ended(run)
    expect(messages.length).toBeGreaterThanOrEqual(50)
    expect(messages.length + told.filter(({ serial = 0 }) => serial > up_to).length).toBe(2000)
  })

  it('should give the newest when there are more than are asked for', async () => {
    const run = await play('WAIT 4\nLOG "one"\nLOG "two"\nLOG "three"\n')
    await ended(run)
    expect(await call('runs.messages', { run, limit: 2 })).toMatchObject({ messages: [{ text: 'two' }, { text: 'three' }], is_cut: true })
  })

  it('should keep how serious a policy found what it did', async () => {
    const [game] = await call('games.list', {})
    const { run } = await call('run.start', { game: game?.id ?? '', script: 'limit.ptp', source: 'REPEAT 500 TIMES\n  WAIT 1\nEND\n', speed: 0, seed: null, settings: { limits: { max_ticks: 20 } } })
    await ended(run)
    const live = saidIn(told.filter((message) => message.run === run))
    expect(live.map(({ text }) => text).join()).toContain('limit')
    expect(saidIn((await call('runs.messages', { run })).messages)).toEqual(live)
  })

  it('should tell the branch that it is said on', async () => {
    const run = await play('WAIT 4\nLOG "first"\nREPEAT 5 TIMES\n  WAIT 2\nEND\n')
    await ended(run)
    const { branch } = await call('run.script', { run, from: { branch: 0, tick: 2 }, script: 'other.ptp', source: 'WAIT 4\nLOG "other"\n' })
    for (const end = Date.now() + 120_000; !told.some(({ text }) => text === 'other'); ) {
      if (Date.now() > end) throw new Error('the other script says nothing')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(told.filter(({ text }) => text === 'first' || text === 'other').map(({ branch: on, text }) => [on, text])).toEqual([[0, 'first'], [branch, 'other']])
    expect(branch).toBeGreaterThan(0)
    const { messages } = await call('runs.messages', { run })
    expect(messages.filter(({ text }) => text === 'first' || text === 'other').map(({ branch: on, text }) => [on, text])).toEqual([[0, 'first'], [branch, 'other']])
  })

  it('should still be read where an older workbench has logged it, which did not say the branch', async () => {
    const run = await play('WAIT 4\nLOG "first"\n')
    await ended(run)
    const log = path.join(home, 'runs', run, 'logs', 'run.log')
    writeFileSync(log, readFileSync(log, 'utf8').replaceAll(' branch 0 tick', ' tick') + '2026-01-01T00:00:00.000Z tick 2 warning: of old\n')
    const { messages } = await call('runs.messages', { run })
    expect(messages).toContainEqual({ tick: 2, level: 'warning', text: 'of old' })
    expect(messages.find(({ text }) => text === 'first')).not.toHaveProperty('branch')
  })

  it('should be nothing for a run that said nothing', async () => {
    const run = await play('WAIT 4\n')
    await ended(run)
    expect((await call('runs.messages', { run })).messages).toEqual([])
    await expect(call('runs.messages', { run: 'no-such-run' })).rejects.toMatchObject({ code: 'not-found' })
  })
})
