import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { nearest, PtpError } from '../../../src-preload/contract/index.ts'
import type { Engine } from '../client.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One address of the REST interface: what it takes, what it gives and how it is answered. The reference is made of the same. */
export interface Endpoint {
  method: Method
  /** below {@link PREFIX}, with `:name` for parts that vary */
  path: string
  summary: string
  about?: string
  params: z.ZodObject
  query: z.ZodObject
  body: z.ZodObject | null
  /** a schema of the JSON it gives, or the type of something else */
  response: z.ZodType | string
  handle(call: Call): Promise<unknown>
}

interface Call {
  engine: Engine
  params: unknown
  query: unknown
  body: unknown
  request: FastifyRequest
  reply: FastifyReply
  /** aborted when the server is about to close: streams say what there is to say, and end */
  ending: AbortSignal
}

interface Typed<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject> {
  method: Method
  path: string
  summary: string
  about?: string
  params?: P
  query?: Q
  body?: B
  response: z.ZodType | string
  handle: (call: { engine: Engine; params: z.output<P>; query: z.output<Q>; body: z.output<B>; request: FastifyRequest; reply: FastifyReply; ending: AbortSignal }) => Promise<unknown>
}

type Nothing = z.ZodObject<Record<never, never>>

export const PREFIX = '/api/v1'

/** Which run is meant: every endpoint takes it. */
export const runQuery = z.object({ run: z.string().max(80).optional().describe('id of the run; may be left out while exactly one is live') })

/** @returns the endpoint, its handler given only what its schemas let through */
export function endpoint<P extends z.ZodObject = Nothing, Q extends z.ZodObject = typeof runQuery, B extends z.ZodObject = Nothing>(typed: Typed<P, Q, B>): Endpoint {
  const { params = z.object({}), query = runQuery, body = null, handle, ...rest } = typed
  // The schemas below are those the types above were made of.
  return { ...rest, params, query, body, handle: (call) => handle(call as unknown as Parameters<typeof handle>[0]) }
}

/** @returns how a run stands after an order; one that is not live any more has ended */
export function standingOf(engine: Engine, run: string): string {
  return engine.observe.live().find((each) => each.run === run)?.status ?? 'manual_stop'
}

/** Lets an endpoint be asked for. */
export function serve(app: FastifyInstance, engine: Engine, one: Endpoint, ending: AbortSignal): void {
  app.route({
    method: one.method,
    url: PREFIX + one.path,
    handler: async (request, reply) => {
      const params = parse(one.params, request.params, 'path')
      const query = parse(one.query, withoutToken(request.query), 'query')
      const body = one.body ? parse(one.body, request.body ?? {}, 'body') : {}
      return one.handle({ engine, params, query, body, request, reply, ending })
    },
  })
}

function parse(schema: z.ZodObject, value: unknown, where: string): unknown {
  const parsed = z.strictObject(schema.shape).safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const [unknown] = issue?.code === 'unrecognized_keys' ? issue.keys : []
  if (unknown !== undefined) {
    const near = nearest(unknown, Object.keys(schema.shape))
    throw new PtpError('bad-input', `${where}: there is no "${unknown.slice(0, 100)}"`, { hint: near === null ? `what is taken: ${Object.keys(schema.shape).join(', ') || 'nothing'}` : `did you mean ${near}?` })
  }
  const name = issue?.path.join('.')
  throw new PtpError('bad-input', `${where}${name ? ` ${name}` : ''}: ${issue?.message ?? 'malformed'}`, { hint: 'the reference at /api/reference tells what is taken' })
}

function withoutToken(query: unknown): unknown {
  const { token: _, ...rest } = query as Record<string, unknown>
  return rest
}
