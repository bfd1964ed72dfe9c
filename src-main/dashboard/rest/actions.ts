import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { LogEntry } from '../../api/index.ts'
import { endpoint, runQuery, type Endpoint } from './endpoint.ts'
import { actionPageSchema, kindsQuery, listOf, pageQuery, type ActionJson } from './schemas.ts'

/** A quiet stream says so now and then, so that nothing between the two ends takes it for dead. */
const KEEP_ALIVE_MS = 15_000

const filterQuery = {
  branch: z.coerce.number().int().min(0).optional(),
  text: z.string().max(200).optional().describe('in the action, where it led, the reasoning, or the title of an event'),
  kinds: kindsQuery.optional().describe('only events of these kinds, comma separated'),
  types: listOf(z.string().max(60)).optional().describe('only actions of these types, comma separated, such as BATTLE_MOVE'),
  from: z.coerce.number().int().min(0).optional().describe('first tick'),
  to: z.coerce.number().int().min(0).optional().describe('last tick'),
}

export const actionEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/actions',
    summary: 'A page of the action log',
    about: 'Each tick’s action, then what happened by it, in the order they came.',
    query: runQuery.extend({ ...filterQuery, ...pageQuery(100, 1000), order: z.enum(['asc', 'desc']).default('asc') }),
    response: actionPageSchema,
    handle: async ({ engine, query }) => {
      const { run, page, page_size, ...filter } = query
      const { entries, total } = await engine.observe.entries.page(engine.observe.which(run), { ...filter, offset: (page - 1) * page_size, limit: page_size })
      return { actions: entries.map(actionOf), total_count: total, page, page_size }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/actions/stream',
    summary: 'The action log as it comes',
    about: 'One JSON object a line, until the run ends; as server-sent events where text/event-stream is accepted. A reader that is slow falls behind, and loses nothing.',
    query: runQuery.extend({ after: z.coerce.number().int().min(0).optional().describe('begin behind this tick; default: the present one') }),
    response: 'application/x-ndjson',
    handle: async ({ engine, query, request, reply, ending }) => {
      const run = engine.observe.which(query.run)
      return stream(request, reply, (signal) => lines(engine.observe.entries.follow(run, query.after ?? null, signal, ending)))
    },
  }),
]

async function* lines(batches: AsyncIterable<LogEntry[]>): AsyncGenerator<string[]> {
  for await (const batch of batches) yield batch.map((entry) => JSON.stringify(actionOf(entry)))
}

/** Sends lines as they come, as slowly as they are taken. */
export function stream(request: FastifyRequest, reply: FastifyReply, start: (signal: AbortSignal) => AsyncIterable<string[]>): FastifyReply {
  const isEvents = request.headers.accept?.includes('text/event-stream') ?? false
  const abort = new AbortController()
  request.raw.socket.once('close', () => abort.abort())
  const pieces = async function* (): AsyncGenerator<string> {
    let sentAt = Date.now()
    for await (const batch of start(abort.signal)) {
      if (batch.length === 0 && Date.now() - sentAt < KEEP_ALIVE_MS) continue
      sentAt = Date.now()
      if (batch.length === 0) yield isEvents ? ': still here\n\n' : '\n'
      else yield batch.map((line) => (isEvents ? `data: ${line}\n\n` : `${line}\n`)).join('')
    }
  }
  reply.header('cache-control', 'no-store').type(isEvents ? 'text/event-stream; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
  return reply.send(Readable.from(pieces(), { objectMode: false, highWaterMark: 64 * 1024 }))
}

/** An entry of the log as the interface gives it. */
export function actionOf(entry: LogEntry): ActionJson {
  const { timestamp, tick, branch } = entry
  if (entry.kind === 'event') {
    const { kind, title, data } = entry.event
    return { timestamp, tick, action: nameOf(kind), context: { branch, title, ...data }, confidence: null, latency_ms: null, cost: null }
  }
  const { row, before, after } = entry
  const place = (state: typeof before): object | undefined => (state === null || state.location === '' ? undefined : { x: state.x, y: state.y })
  const context = {
    branch, type: row.type, line: row.line, result: row.result || undefined, location: after?.location || undefined,
    from: place(before), to: place(after), reasoning: row.reasoning ?? undefined,
  }
  const known = Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined))
  return { timestamp, tick, action: nameOf(row.action), context: known, confidence: row.confidence, latency_ms: row.latency_ms, cost: row.cost }
}

/** @returns `MOVE UP` as MOVE_UP */
function nameOf(text: string): string {
  return text.trim().toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')
}
