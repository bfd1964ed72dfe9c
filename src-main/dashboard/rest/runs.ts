import { setTimeout as sleep } from 'node:timers/promises'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { PtpError, type SnapshotSummary } from '../../../src-preload/contract/index.ts'
import type { Engine } from '../client.ts'
import { stream } from './actions.ts'
import { endpoint, runQuery, type Endpoint } from './endpoint.ts'
import { configSchema, logSchema, metricsSchema, restoredSchema, snapshotListSchema, snapshotSchema } from './schemas.ts'

/** How often a followed log is looked at, ms. */
const LOOK_MS = 250

export const runEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/metrics',
    summary: 'How a run goes, and what was reached in it',
    response: metricsSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, ...(await engine.observe.meters(run)) }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/snapshot/list',
    summary: 'Places to go back to',
    response: snapshotListSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, snapshots: (await engine.observe.snapshots(run)).map(withoutPicture) }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/snapshot',
    summary: 'Makes a named snapshot of where a run stands',
    body: z.object({ name: z.string().min(1).max(200), note: z.string().max(10_000).optional() }),
    response: snapshotSchema,
    handle: async ({ engine, query, body }) => {
      const run = engine.observe.which(query.run)
      const { branch, tick } = await engine.observe.facts(run)
      return withoutPicture(await engine.call('snapshots.create', { run, branch, tick, ...body }))
    },
  }),
  endpoint({
    method: 'POST',
    path: '/snapshot/restore/:id',
    summary: 'Puts a run back to a snapshot',
    about: 'The run stands there paused unless `resume` says otherwise; what is played next makes a branch, and nothing of the old line is lost. `id` is an id or a name.',
    params: z.object({ id: z.string().min(1).max(200) }),
    body: z.object({ resume: z.boolean().default(false).describe('play on at once') }),
    response: restoredSchema,
    handle: async ({ engine, params, query, body }) => {
      const run = engine.observe.which(query.run)
      const found = (await engine.observe.snapshots(run)).find(({ id, name }) => id === params.id || name === params.id)
      if (!found) throw new PtpError('not-found', `run ${run} has no snapshot ${params.id}`, { hint: 'the list of snapshots tells their ids and names' })
      const { branch, tick } = await engine.call('run.rollback', { run, branch: found.branch, tick: found.tick })
      if (body.resume) await engine.call('run.resume', { run })
      return { run_id: run, snapshot_id: found.id, branch, tick, status: body.resume ? 'running' : 'paused' }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/config',
    summary: 'The configuration a run was started with',
    response: configSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, config: (parseYaml(await engine.observe.config(run)) ?? {}) as object }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/logs',
    summary: 'The last lines of a run’s log',
    query: runQuery.extend({ lines: z.coerce.number().int().min(1).max(2000).default(100) }),
    response: logSchema,
    handle: async ({ engine, query }) => {
      const run = engine.observe.which(query.run)
      return { run_id: run, lines: linesOf((await engine.observe.log(run, null, query.lines)).text) }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/logs/stream',
    summary: 'A run’s log as it is written, one JSON string a line',
    query: runQuery.extend({ lines: z.coerce.number().int().min(0).max(2000).default(10).describe('to begin with') }),
    response: 'application/x-ndjson',
    handle: async ({ engine, query, request, reply, ending }) => {
      const run = engine.observe.which(query.run)
      return stream(request, reply, (signal) => follow(engine, run, query.lines, signal, ending))
    },
  }),
]

async function* follow(engine: Engine, run: string, lines: number, signal: AbortSignal, ending: AbortSignal): AsyncGenerator<string[]> {
  let piece = await engine.observe.log(run, null, lines)
  while (!signal.aborted) {
    yield linesOf(piece.text).map((line) => JSON.stringify(line))
    if (ending.aborted || !engine.observe.live().some((live) => live.run === run)) return
    await sleep(LOOK_MS, undefined, { signal: AbortSignal.any([signal, ending]) }).catch(() => undefined)
    piece = await engine.observe.log(run, piece.end)
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function withoutPicture({ thumbnail: _, ...rest }: SnapshotSummary): Omit<SnapshotSummary, 'thumbnail'> {
  return rest
}
