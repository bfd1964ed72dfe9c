import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SearchOutcome } from '../../src-main/agent/index.ts'
import { RunReader } from '../../src-main/recorder/index.ts'
import { answerOf, makeHome, ptp, ptpJson, removeHome, startPtp } from '../support/engine.ts'

/** Near enough to be found in seconds: a creature of one's own. */
const GOAL = 'party_count >= 1'

interface VerifyReport {
  ok: boolean
  branches: { ok: boolean; ticks: number; final_state_hash: string }[]
}

describe('search', { timeout: 400_000 }, () => {
  let home: string

  beforeAll(() => {
    home = makeHome()
  })

  afterAll(() => removeHome(home))

  it('should find the same tree for the same seed, with one worker or two, and record it as a run that verifies', async () => {
    const search = (id: string, ...more: string[]): Promise<SearchOutcome> => ptpJson<SearchOutcome>(home, 'search', '--goal', GOAL, '--id', id, ...more)
    const two = await search('two', '--seed', '3', '--workers', '2')
    const one = await search('one', '--seed', '3', '--workers', '1')
    const other = await search('other', '--seed', '4', '--workers', '2')
    expect(two.found).toBe(true)
    expect(one).toMatchObject({ found: true, tree_hash: two.tree_hash, final_state_hash: two.final_state_hash, ticks: two.ticks, restores: two.restores, lines: two.lines })
    expect(other.tree_hash).not.toBe(two.tree_hash)

    const verified = await ptpJson<VerifyReport>(home, 'verify', 'two')
    expect(verified.ok).toBe(true)
    expect(verified.branches).toHaveLength(new Set(verified.branches.map((_, branch) => branch)).size)
    expect(verified.branches[two.branch]?.final_state_hash).toBe(two.final_state_hash)

    const reader = new RunReader(two.dir)
    expect(reader.stateAt(two.branch, two.ticks).party).toHaveLength(1)
    expect(reader.stateAt(two.branch, two.ticks - 1).party).toHaveLength(0)
    expect(reader.branches().every(({ agent }) => agent === 'search')).toBe(true)
    expect(reader.snapshots().some(({ name, tick }) => name === 'goal' && tick === two.ticks)).toBe(true)
    expect(reader.summary().status).toBe('completed')
    reader.close()
  })

  it('should come to the same end when it is killed and resumed', async () => {
    const whole = await ptpJson<SearchOutcome>(home, 'search', '--goal', GOAL, '--id', 'whole', '--seed', '8')
    const journal = path.join(home, 'runs', 'killed', 'search', 'journal.ndjson')
    const child = await startPtp(home, ['search', '--goal', GOAL, '--id', 'killed', '--seed', '8'])
    const gone = answerOf(child)
    while (child.exitCode === null && (!existsSync(journal) || readFileSync(journal, 'utf8').split('\n').length < 4)) await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill('SIGKILL')
    await gone
    const resumed = await ptpJson<SearchOutcome>(home, 'search', '--resume', 'killed')
    expect(resumed).toMatchObject({ found: true, tree_hash: whole.tree_hash, final_state_hash: whole.final_state_hash, restores: whole.restores, lines: whole.lines })
    expect((await ptpJson<VerifyReport>(home, 'verify', 'killed')).ok).toBe(true)
  })

  it('should stop at a limit with the best line recorded, and find the goal later', async () => {
    const stopped = await ptpJson<SearchOutcome>(home, 'search', '--goal', GOAL, '--id', 'limited', '--seed', '8', '--max-restores', '128')
    expect(stopped).toMatchObject({ found: false, end: 'limit', restores: 128 })
    expect(stopped.ticks).toBeGreaterThan(0)
    const resumed = await ptpJson<SearchOutcome>(home, 'search', '--resume', 'limited')
    expect(resumed.found).toBe(true)
    expect(resumed.lines).toBeGreaterThanOrEqual(stopped.lines)
    expect((await ptpJson<VerifyReport>(home, 'verify', 'limited')).ok).toBe(true)
  })

  it('should begin at a snapshot of another run', async () => {
    const first = await ptpJson<SearchOutcome>(home, 'search', '--goal', GOAL, '--id', 'first', '--seed', '3')
    const on = await ptpJson<SearchOutcome>(home, 'search', '--goal', 'location == "FERNWAY"', '--id', 'second', '--from', 'first:goal', '--seed', '1')
    expect(on.found).toBe(true)
    const reader = new RunReader(on.dir)
    expect(reader.stateAt(0, 0).party).toHaveLength(1)
    reader.close()
    expect(first.final_state_hash).not.toBe(on.final_state_hash)
    expect((await ptpJson<VerifyReport>(home, 'verify', 'second')).ok).toBe(true)
  })

  it('should say what is wrong with a goal, and with a run that is none of a search', async () => {
    const wrong = await ptp(home, 'search', '--goal', 'bagdes >= 1')
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toMatch(/bagdes/)
    expect(wrong.stderr).toMatch(/badges/)
    mkdirSync(path.join(home, 'runs', 'one', 'search'), { recursive: true })
    writeFileSync(path.join(home, 'runs', 'one', 'search', 'plan.json'), '{"goal":')
    const broken = await ptp(home, 'search', '--resume', 'one')
    expect(broken.code).toBe(2)
    expect(broken.stderr).toMatch(/plan\.json/)
    // A plan of a former way of searching would lead elsewhere than its journal tells.
    writeFileSync(path.join(home, 'runs', 'one', 'search', 'plan.json'), '{"goal":"badges >= 1","seed":3}')
    const old = await ptp(home, 'search', '--resume', 'one')
    expect(old.code).toBe(2)
    expect(old.stderr).toMatch(/older way of searching/)
  })
})
