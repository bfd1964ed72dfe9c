import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ExperimentSummary } from '../../src-preload/contract/index.ts'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { Decider, type Said } from '../support/decider.ts'
import { answerOf, makeHome, openWorkbench, ptp, ptpBundle, ptpJson, removeHome, startPtp, ticksOf, untilRecorded } from '../support/engine.ts'
import { read } from '../support/policyRuns.ts'

const STEP = { json: { actions: [{ buttons: ['DOWN'] }, { buttons: ['UP'] }], reasoning: 'there and back', confidence: 0.75, cost: 0.25, tokens: 40 } }
const FAST = ['--tick-rate-base', '2000', '--tick-rate-battle', '2000']

let home: string
const open: Decider[] = []

beforeAll(async () => {
  home = makeHome()
  await ptpBundle()
})
afterEach(() => {
  for (const decider of open.splice(0)) decider.close()
})
afterAll(() => removeHome(home))

async function decider(answer: (n: number) => Said | null | Promise<Said | null>): Promise<Decider> {
  const made = await Decider.start(answer)
  open.push(made)
  return made
}

/** @returns a port that nobody has */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 90_000; !isSo(); ) {
    if (Date.now() > end) throw new Error(`waited too long: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What the run has logged so far. */
function logOf(dir: string): string {
  const file = path.join(dir, 'logs', 'run.log')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

describe('a run whose decisions are made by another program', () => {
  it('should play what that says, and keep what each decision cost, how sure it was, and why', async () => {
    const { url, asked } = await decider((n) => (n < 5 ? STEP : { json: { end: true } }))
    const end = await ptpJson<RunReport>(home, 'run', '--agent', url, '--id', 'asked', ...FAST)
    expect(end).toMatchObject({ status: 'completed', ticks: 10 })
    expect(asked.map(({ decision }) => decision)).toEqual([1, 2, 3, 4, 5, 6])
    expect(asked[0]?.state).toMatchObject({ screen: expect.any(String) as string, party: [] })
    const rows = read(end.dir, (reader) => reader.query('SELECT action, decision_type, reasoning, confidence_score AS confidence, api_cost AS cost, tokens_used AS tokens, decision_latency_ms AS latency FROM action_history ORDER BY tick'))
    expect(rows.filter(({ cost }) => cost !== null)).toHaveLength(5)
    expect(rows[0]).toMatchObject({ action: 'DOWN', decision_type: 'NAVIGATION_MOVE', reasoning: 'there and back', confidence: 0.75, cost: 0.25, tokens: 40 })
    expect(rows[1]).toMatchObject({ action: 'UP', cost: null })
    expect(Number(rows[0]?.['latency'])).toBeGreaterThanOrEqual(0)
    // Played again it needs nobody to ask.
    expect((await ptp(home, 'verify', 'asked')).code).toBe(0)
  })

  it('should keep the models that the program says it decides by, each once, and name them with their decisions', async () => {
    const small = { name: 'small-1', temperature: 0.2, max_tokens: 512, system_prompt: 'You play.', parameters: { top_p: 0.9, stop: ['END'] } }
    const said = [{ ...STEP.json, model: small }, STEP.json, { ...STEP.json, model: { name: 'large-1' } }, { ...STEP.json, model: small }]
    const { url } = await decider((n) => ({ json: said[n] ?? { end: true } }))
    const end = await ptpJson<RunReport>(home, 'run', '--agent', url, '--id', 'modelled', ...FAST)
    expect(end).toMatchObject({ status: 'completed', ticks: 8 })
    const large = { name: 'large-1', temperature: null, max_tokens: null, system_prompt: null, parameters: {} }
    const { models } = await ptpJson<{ models: object[] }>(home, 'runs', 'show', 'modelled')
    expect(models).toHaveLength(2)
    expect(models).toEqual(expect.arrayContaining([small, large]))
    expect((await ptp(home, 'runs', 'show', 'modelled')).stdout).toContain('model     small-1, temperature 0.2, at most 512 tokens, a system prompt of 9 characters, top_p 0.9, stop ["END"]')
    expect(read(end.dir, (reader) => reader.query('SELECT model_used AS model FROM action_history WHERE api_cost IS NOT NULL ORDER BY tick').map(({ model }) => model))).toEqual(['small-1', 'small-1', 'large-1', 'small-1'])
    expect(read(end.dir, (reader) => reader.query('SELECT model_name AS name FROM runs'))).toEqual([{ name: 'small-1' }])
    expect(logOf(end.dir)).toContain('decided by small-1, temperature 0.2, at most 512 tokens')
  })

  it('should end when it has cost too much, and when its budget is spent', async () => {
    const { url } = await decider(() => STEP)
    expect(await ptpJson<RunReport>(home, 'run', '--agent', url, '--max-cost', '1', '--limit-grace-period', '0', ...FAST)).toMatchObject({ status: 'limit', message: 'spent $1.25 of $1.00' })
    expect(await ptpJson<RunReport>(home, 'run', '--agent', url, '--tick-rate-budget', 'hourly', '--tick-rate-budget-limit', '0.6', '--limit-grace-period', '0', ...FAST)).toMatchObject({ status: 'limit', message: 'spent $0.75 of the budget of $0.60' })
  })

  it('should let the decision in flight be made and played when a limit is reached', async () => {
    const { url, asked } = await decider((n) => (n < 4 ? STEP : null))
    const end = await ptpJson<RunReport>(home, 'run', '--agent', url, '--max-ticks', '3', ...FAST)
    expect(end).toMatchObject({ status: 'limit', ticks: 4 })
    expect(asked).toHaveLength(2)
  })

  it('should wait for the decision that is being made when a limit is reached, and play it', async () => {
    const reached = Promise.withResolvers<true>()
    const { url, asked } = await decider(async (n) => {
      if (n === 1) await reached.promise
      return STEP
    })
    const child = await startPtp(home, ['run', '--agent', url, '--id', 'late', '--max-time', '6', '--json', ...FAST])
    const ended = answerOf(child)
    await until('the limit is reached', () => logOf(path.join(home, 'runs', 'late')).includes('limit:') || /finishing current decision/.test(logOf(path.join(home, 'runs', 'late'))))
    reached.resolve(true)
    expect(JSON.parse((await ended).stdout)).toMatchObject({ status: 'limit', message: 'reached 6 s', ticks: 4 })
    expect(asked).toHaveLength(2)
  })

  it('should go on after kill -9, asking at the same place', async () => {
    const { url, asked } = await decider((n) => (n < 80 ? STEP : { json: { end: true } }))
    const child = await startPtp(home, ['run', '--agent', url, '--id', 'killed', '--tick-rate-base', '5', '--quiet'])
    const gone = answerOf(child)
    await untilRecorded(home, 'killed', 10, child)
    child.kill('SIGKILL')
    await gone
    const before = asked.length
    const end = await ptpJson<RunReport>(home, 'run', '--resume', 'killed', ...FAST)
    expect(end.status).toBe('completed')
    expect(asked.length).toBeGreaterThan(before)
    expect(ticksOf(end.dir)).toHaveLength(end.ticks)
    expect((await ptp(home, 'verify', 'killed')).code).toBe(0)
  })

  it.each([
    ['no JSON', { text: 'press A' }, /is no JSON/],
    ['no answer', { json: { actions: [{ buttons: ['TURBO'] }] } }, /the answer of the agent: actions\.0\.buttons\.0/],
    ['no such model', { json: { model: { name: 'm', temperature: -1 } } }, /the answer of the agent: model\.temperature/],
    ['a refusal', { status: 401 }, /cannot be asked: it answers 401/],
  ])('should fail with the reason where it is given %s', async (_, said, reason) => {
    const { url } = await decider(() => said)
    const { code, stdout } = await ptp(home, 'run', '--agent', url, ...FAST)
    expect([code, stdout]).toEqual([3, expect.stringMatching(reason)])
  })

  it('should be played by the example of the docs', async () => {
    const docs = readFileSync(fileURLToPath(new URL('../../docs/agents.md', import.meta.url)), 'utf8')
    const file = path.join(home, 'example.mjs')
    writeFileSync(file, /```js\n([^]*?)```/.exec(docs)?.[1] ?? '')
    const port = await freePort()
    const example = spawn(process.execPath, [file], { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' })
    try {
      expect(await ptpJson<RunReport>(home, 'run', '--agent', `http://127.0.0.1:${port}/decide`, '--max-ticks', '20', ...FAST)).toMatchObject({ status: 'limit', ticks: 20 })
    } finally {
      example.kill()
    }
  })

  it('should refuse what is no agent, and an address with a password in it', async () => {
    expect((await ptp(home, 'run', '--agent', 'clever')).stderr).toContain('there is no agent "clever"')
    expect((await ptp(home, 'run', '--agent', 'http://me:secret@127.0.0.1:9/')).stderr).toContain('must not carry a password')
  })
})

describe('an API that limits its rate', () => {
  it('should be left alone for as long as it asks, which is told and recorded, and be asked again then', async () => {
    const { url, asked } = await decider((n) => (n === 1 || n === 2 ? { status: 429, retryAfter: '1' } : n === 5 ? { status: 503 } : n < 8 ? STEP : { json: { end: true } }))
    const { code, stdout, stderr } = await ptp(home, 'run', '--agent', url, '--id', 'patient', '--tick-rate-timeout', '1', ...FAST)
    expect(code).toBe(0)
    expect(stdout).toContain('patient: completed')
    expect(stderr).toContain('API rate limit: waiting 1.1 s')
    const log = logOf(path.join(home, 'runs', 'patient'))
    expect(log.match(/API rate limit: waiting 1\.1 s/g)).toHaveLength(2)
    expect(log).toContain('agent: it answers 503: waiting 1.0 s')
    // Not sooner than it was told to, and the question is the same one.
    expect((asked[2]?.at ?? 0) - (asked[1]?.at ?? 0)).toBeGreaterThan(1000)
    expect(new Set(asked.slice(1, 4).map(({ decision }) => decision)).size).toBe(1)
  })

  it('should have the decision queued when it asks for long, while the run still hears orders', async () => {
    const { url, asked } = await decider((n) => (n === 0 ? STEP : { status: 429, retryAfter: '900' }))
    const child = await startPtp(home, ['run', '--agent', url, '--id', 'queued', '--json', ...FAST])
    const ended = answerOf(child)
    await untilRecorded(home, 'queued', 2, child)
    const log = (): string => logOf(path.join(home, 'runs', 'queued'))
    await until('it is told', () => log().includes('the decision is queued for 901.0 s'))
    await until('it is announced', () => existsSync(path.join(home, 'engines', `${child.pid ?? 0}.json`)))
    expect(await ptpJson(home, 'status', 'queued')).toMatchObject({ status: 'running', decision_pipeline: { last_decision_type: 'NAVIGATION_MOVE', last_decision_confidence: 0.75, tokens_this_decision: 40, cost_this_decision: 0.25 }, system_health: { api_calls_remaining: 0 } })
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ status: 'manual_stop', ticks: 2 })])
    expect(asked).toHaveLength(2)
  })

  it('should be asked again after a while when nobody answers, which is told too', async () => {
    const made = await decider(() => STEP)
    const { url } = made
    const child = await startPtp(home, ['run', '--agent', url, '--id', 'alone', '--tick-rate-base', '20'])
    const ended = answerOf(child)
    await untilRecorded(home, 'alone', 4, child)
    made.close()
    await until('it is told', () => logOf(path.join(home, 'runs', 'alone')).includes('agent: nobody answers there: waiting'))
    child.kill('SIGINT')
    expect((await ended).code).toBe(0)
  })

  it('should get no more calls a minute from all workers together than --parallel-api-rate-limit says, the others wait', async () => {
    const { url, asked } = await decider(() => STEP)
    const workbench = openWorkbench(home)
    const { configOf } = await import('../../src-main/experiment/index.ts')
    const told: ExperimentSummary[] = []
    workbench.experiments.listen((summary) => told.push(summary))
    const { id } = await workbench.experiments.start(configOf({ arms: [{ name: 'asked', agent: url }], seeds: [1, 2] }, {
      experiment: { name: 'bounded', parallel_workers: 2, parallel_api_rate_limit: 5 }, tick_rate: { normal: 2000, battle: 2000 }, limits: { max_ticks: 1000 },
    }))
    await until('the calls are used up, and somebody waits', () => told.some(({ api_waiting }) => api_waiting > 0))
    await until('both have played', () => asked.length >= 5)
    await workbench.experiments.stop(id)
    await workbench.closed()
    expect(asked).toHaveLength(5)
  })
})
