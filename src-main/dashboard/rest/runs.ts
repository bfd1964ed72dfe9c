import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Engine } from '../client.ts'
import { stream } from './actions.ts'
import { endpoint, runQuery, type Endpoint } from './endpoint.ts'
import { logSchema, metricsSchema } from './schemas.ts'

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
