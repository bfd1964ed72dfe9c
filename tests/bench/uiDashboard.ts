import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Desk } from '../../src-main/api/index.ts'
import { startDashboard, type Dashboard } from '../../src-main/dashboard/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { syntheticRun } from '../support/syntheticRun.ts'
import { median, percentile, result, saying, type BenchResult } from './bench.ts'
import { WANDER } from './play.ts'
import { inHome } from './uiPage.ts'

const CLIENTS = 200
const ROUNDS = 4
const SECONDS = 4
const QUESTIONS = 60
const TICKS = 1_000_000

/** Clients in a process of their own that take what they are sent and throw it away. */
const CROWD = `
const { WebSocket } = require('ws')
const [url, count] = process.argv.slice(1)
let open = 0
let messages = 0
for (let i = 0; i < Number(count); i++) {
  const socket = new WebSocket(url)
  socket.on('open', () => { if (++open === Number(count)) process.stdout.write('ready') })
  socket.on('message', () => messages++)
}
process.on('SIGTERM', () => { process.stderr.write(String(messages)); process.exit() })
`

/** What watching by other programs costs a run, and how soon they are answered. */
export function dashboardBenches(): Promise<BenchResult[]> {
  return inHome(async (home) => {
    saying(`recording a run of ${TICKS} ticks`)
    await syntheticRun(home, { ticks: TICKS, runId: 'million' })
    const desk = new Desk(new Workbench({ home }), 'browser')
    const dashboard = await startDashboard(desk, { page: null, maxRequests: 1e6 })
    try {
      return [...(await questions(desk, dashboard)), await crowd(desk, dashboard)]
    } finally {
      await dashboard.close()
      await desk.close()
    }
  })
}

async function questions(desk: Desk, dashboard: Dashboard): Promise<BenchResult[]> {
  saying(`${QUESTIONS} questions of each kind while a run plays`)
  const run = await start(desk)
  const rows: [string, string, number][] = [
    ['status of a run that plays', `/api/v1/status?run=${run}`, 100],
    ['metrics of a run that plays', `/api/v1/metrics?run=${run}`, 100],
    ['a page of 100 actions of 1,000,000, anywhere', '/api/v1/actions?run=million&page=', 100],
    ['a page of screenshots of 1,000,000 ticks', '/api/v1/screenshots?run=million&page=250', 100],
    ['badges among 1,000,000 ticks', '/api/v1/actions?run=million&kinds=badge', 100],
  ]
  const results: BenchResult[] = []
  for (const [name, target, limit] of rows) {
    const times: number[] = []
    for (let i = 0; i < QUESTIONS; i++) {
      const page = target.endsWith('page=') ? String(1 + Math.floor(9000 * ((i * 0.618034) % 1))) : ''
      const began = performance.now()
      const answer = await fetch(`${dashboard.origin}${target}${page}`, { headers: { authorization: `Bearer ${dashboard.token ?? ''}` } })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${target} was answered with ${answer.status}`)
      if (i >= 5) times.push(performance.now() - began)
    }
    results.push(result(`dashboard: ${name}, p95`, percentile(times, 0.95), 'ms', `<= ${limit}`))
  }
  results.push(result('dashboard: time between two updates of a run that plays, p95', percentile(await gaps(dashboard, run), 0.95), 'ms', '<= 250'))
  await desk.call('run.stop', { run })
  return results
}

/** @returns ms between the updates one client is sent */
function gaps(dashboard: Dashboard, run: string): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = new WebSocket(addressOf(dashboard, run))
    const times: number[] = []
    socket.addEventListener('message', () => {
      times.push(performance.now())
      if (times.length < 50) return
      socket.close()
      resolve(times.slice(1).map((time, i) => time - (times[i] ?? time)))
    })
  })
}

async function crowd(desk: Desk, dashboard: Dashboard): Promise<BenchResult> {
  const ratios: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    saying(`frames a second alone and with ${CLIENTS} clients, round ${round} of ${ROUNDS}`)
    const run = await start(desk)
    const alone = await framesPerSecond(desk, run)
    const clients = await gather(addressOf(dashboard, run))
    const watched = await framesPerSecond(desk, run)
    clients.kill('SIGTERM')
    await desk.call('run.stop', { run })
    if (round > 0) ratios.push(watched / alone)
  }
  return result(`frames/s with ${CLIENTS} clients on the run / without`, median(ratios), 'ratio', '>= 0.9')
}

async function gather(url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', CROWD, url, String(CLIENTS)], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the clients ended with ${String(code)}`)))
  })
  return child
}

async function framesPerSecond(desk: Desk, run: string): Promise<number> {
  const frame = async (): Promise<number> => (await desk.call('runs.get', { run })).live?.frame ?? 0
  await sleep(1000)
  const [before, began] = [await frame(), performance.now()]
  await sleep(SECONDS * 1000)
  return ((await frame()) - before) / ((performance.now() - began) / 1000)
}

async function start(desk: Desk): Promise<string> {
  const game = (await desk.call('games.list', {})).find(({ bundled }) => bundled)
  return (await desk.call('run.start', { game: game?.id ?? '', script: 'wander.ptp', source: WANDER, speed: 0, seed: null })).run
}

function addressOf({ origin, token }: Dashboard, run: string): string {
  return `${origin.replace('http', 'ws')}/api/v1/live?run=${run}&token=${token ?? ''}`
}
