import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Engine } from '../client.ts'
import { keepAlive } from '../keepAlive.ts'
import { actionEndpoints } from './actions.ts'
import { configEndpoints } from './config.ts'
import { PREFIX, serve, type Endpoint } from './endpoint.ts'
import { LiveFeed } from './live.ts'
import { openApiOf } from './openapi.ts'
import { Exposition } from './prometheus.ts'
import { referenceOf } from './reference.ts'
import { runEndpoints } from './runs.ts'
import { screenshotEndpoints } from './screenshots.ts'
import { snapshotEndpoints } from './snapshots.ts'
import { statusEndpoints } from './status.ts'
import { steeringEndpoints } from './steer.ts'

/** Requests a minute that one address may make. */
const MAX_REQUESTS = 3000

export const endpoints: readonly Endpoint[] = [...statusEndpoints, ...screenshotEndpoints, ...actionEndpoints, ...runEndpoints, ...snapshotEndpoints, ...configEndpoints, ...steeringEndpoints]

const liveQuery = z.object({ run: z.string().max(80).optional() })

/** The interface for other programs, below `/api`: JSON over HTTP, live events over a WebSocket, its own reference, and `/metrics`. */
export async function registerRest(app: FastifyInstance, engine: Engine, maxRequests = MAX_REQUESTS): Promise<void> {
  const document = openApiOf(endpoints)
  const exposition = new Exposition()
  const feed = new LiveFeed(engine)
  const ending = new AbortController()
  app.addHook('preClose', async () => ending.abort())
  app.addHook('onClose', async () => feed.close())
  await app.register(async (rest) => {
    await rest.register(rateLimit, { max: maxRequests, timeWindow: '1 minute' })
    for (const one of endpoints) serve(rest, engine, one, ending.signal)
    rest.get('/api/openapi.json', async () => document)
    rest.get('/api/reference', async (_request, reply) => reply.type('text/html; charset=utf-8').send(referenceOf(document)))
    rest.get('/metrics', async (_request, reply) => reply.type(exposition.type).send(await exposition.text(engine)))
    rest.get(`${PREFIX}/live`, { websocket: true }, (socket, request) => {
      const query = liveQuery.safeParse(request.query)
      if (!query.success) {
        socket.close(1007, 'run is the id of a run')
        return
      }
      keepAlive(socket)
      feed.add(socket, query.data.run ?? null, engine.observe.live())
    })
  })
}
