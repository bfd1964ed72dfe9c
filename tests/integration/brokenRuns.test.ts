import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Desk } from '../../src-main/api/index.ts'
import { backupDatabase } from '../../src-main/run/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import type { CallName, InputOf, OutputOf } from '../../src-preload/contract/index.ts'

describe('runs that cannot be read', { timeout: 240_000 }, () => {
  let home: string
  let desk: Desk
  let whole: string
  let damaged: string

  const call = <N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => desk.call(name, input)
  const dirOf = (run: string): string => path.join(home, 'runs', run)

  async function play(script: string): Promise<string> {
    const [game] = await call('games.list', {})
    const { run } = await call('run.start', { game: game?.id ?? '', script, source: 'REPEAT 60 TIMES\n  WAIT 2\nEND\n', speed: 0, seed: null })
    for (const end = Date.now() + 120_000; (await call('runs.get', { run })).summary.status === 'running'; ) {
      if (Date.now() > end) throw new Error('the run does not end')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await call('run.stop', { run })
    return run
  }

  function scribble(run: string): void {
    const file = path.join(dirOf(run), 'game_data.db')
    const handle = openSync(file, 'r+')
    writeSync(handle, Buffer.alloc(statSync(file).size, 0xa5))
    closeSync(handle)
  }

  beforeEach(async () => {
    home = mkdtempSync(path.join(os.tmpdir(), 'ptp-broken-'))
    desk = new Desk(new Workbench({ home }), 'browser')
    whole = await play('whole.ptp')
    damaged = await play('damaged.ptp')
  })

  afterEach(async () => {
    await desk.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 3 })
  })

  it('should be listed apart from the others, with what is wrong and what to do', async () => {
    scribble(damaged)
    const { runs, total, broken } = await call('runs.list', {})
    expect([runs.map(({ run_id }) => run_id), total]).toEqual([[whole], 1])
    expect(broken).toEqual([{ run_id: damaged, dir: dirOf(damaged), message: expect.stringContaining('game_data.db'), hint: expect.stringMatching(/./), can_repair: true }])
    expect((await call('runs.list', { search: 'damaged', sort: 'script' })).broken).toHaveLength(1)
    expect((await call('runs.list', { search: 'whole' })).broken).toEqual([])
  })

  it('should be mended from their backup, and be in the list again', async () => {
    await backupDatabase(dirOf(damaged))
    scribble(damaged)
    expect(await call('runs.repair', { run: damaged })).toEqual({ status: 'restored_from_backup', lost_ticks: 0 })
    const { total, broken } = await call('runs.list', {})
    expect([total, broken]).toEqual([2, []])
    expect((await call('tick.get', { run: damaged, branch: 0, tick: 30 })).state).toEqual((await call('tick.get', { run: whole, branch: 0, tick: 30 })).state)
    expect(existsSync(path.join(dirOf(damaged), 'game_data.db.damaged'))).toBe(true)
  })

  it('should say so when nothing of them can be saved, and when they are whole', async () => {
    scribble(damaged)
    await expect(call('runs.repair', { run: damaged })).rejects.toMatchObject({ code: 'bad-run', hint: expect.stringContaining('backup') })
    expect((await call('runs.list', {})).broken).toHaveLength(1)
    expect(await call('runs.repair', { run: whole })).toEqual({ status: 'false_alarm', lost_ticks: 0 })
    await expect(call('runs.repair', { run: 'none' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('should be binned and brought back as they were, also without what says which run they are', async () => {
    writeFileSync(path.join(dirOf(damaged), 'metadata.json'), '{')
    rmSync(path.join(dirOf(whole), 'metadata.json'))
    expect((await call('runs.list', {})).broken.map(({ run_id, can_repair }) => [run_id, can_repair]).sort()).toEqual([[damaged, false], [whole, false]].sort())
    for (const run of [damaged, whole]) await call('runs.delete', { run })
    expect(await call('runs.list', {})).toEqual({ runs: [], total: 0, broken: [] })
    for (const run of [damaged, whole]) await call('runs.restore', { run })
    expect((await call('runs.list', {})).broken).toHaveLength(2)
    await expect(call('runs.delete', { run: '../runs' })).rejects.toMatchObject({ code: 'bad-input' })
  })
})
