import { createReadStream } from 'node:fs'
import type { AddressInfo } from 'node:net'
import cookie from '@fastify/cookie'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { asPtpError, PtpError, serializeError } from '../../src-preload/contract/index.ts'
import type { FileReply } from '../api/index.ts'
import { fileOfPage, pageHeaders, rendererDir, statusOfError } from '../page/index.ts'
import { Access, namesOf } from './access.ts'
import { announce, type Announcement } from './announce.ts'
import { serveClient, type Engine } from './client.ts'
import { keepAlive } from './keepAlive.ts'
import { registerRest } from './rest/index.ts'

/** The biggest message is a ROM of 8 MB in base64. */
const MAX_MESSAGE = 16 * 1024 * 1024
const MAX_URL = 2048
/** The biggest body is a snapshot with a long note. */
const MAX_BODY = 64 * 1024
/** So long answers that are under way may take when the server is closed, ms. */
const LAST_WORDS_MS = 2_000

export interface DashboardOptions {
  /** default: 127.0.0.1, this machine alone */
  host?: string
  /** default: 0, any free one */
  port?: number
  /** whether the address must carry a token; default: true */
  token?: boolean
  /** more names this server may be asked by, say that of a proxy before it */
  names?: readonly string[]
  /** folder of the built page; default: the one of this build; null: none is served, only the interface for programs */
  page?: string | null
  /** requests a minute that one address may make of the interface for programs; default: 3000 */
  maxRequests?: number
  /** as what it is announced to the other terminals of this home; default: browser */
  face?: Announcement['face']
}

export interface Dashboard {
  /** to be opened in a browser; carries the token */
  url: string
  /** for programs: the same address, and the token apart from it */
  origin: string
  token: string | null
  close(): Promise<void>
}

/**
 * Serves the workbench to browsers: the page, its pictures, and the contract's calls and events over a socket.
 * @throws PtpError `busy` when the port is taken, `bad-input` for an address this machine does not have
 */
export async function startDashboard(desk: Engine, options: DashboardOptions = {}): Promise<Dashboard> {
  const host = options.host ?? '127.0.0.1'
  const page = options.page === undefined ? rendererDir() : options.page
  const access = new Access(options.token ?? true, [...namesOf(host), ...(options.names ?? [])])
  const app = fastify({ forceCloseConnections: 'idle', bodyLimit: MAX_BODY, connectionTimeout: 60_000, requestTimeout: 30_000 })
  await app.register(cookie)
  await app.register(websocket, { options: { maxPayload: MAX_MESSAGE } })
  guard(app, access)
  // Before any route: what is registered later inherits it.
  app.setErrorHandler((error, _request, reply) => {
    const known = asPtpError(error)
    return reply.code(known.code === 'internal' ? clientMistake(error) : statusOfError(known)).send({ error: serializeError(known) })
  })
  app.get('/api/socket', { websocket: true }, (socket) => {
    keepAlive(socket)
    serveClient(socket, desk)
  })
  await registerRest(app, desk, options.maxRequests)
  app.get('/pictures/*', async (request, reply) => {
    const { status, type, headers, body } = await desk.picture(withoutToken(request.url))
    return reply.code(status).headers(headers).type(type).send(body === null ? undefined : Buffer.from(body.buffer, body.byteOffset, body.byteLength))
  })
  app.get('/files/*', async (request, reply) => sendFile(reply, await desk.file(request.url)))
  app.get('/*', (request, reply) => sendPage(page, request, reply))
  await listen(app, host, options.port ?? 0)
  const { port } = app.server.address() as AddressInfo
  const origin = `http://${urlHost(host)}:${port}`
  const retract = await orClosed(app, () => announce(desk.home, { origin, token: access.token }, options.face ?? 'browser'))
  return {
    url: `${origin}/${access.token === null ? '' : `?token=${access.token}`}`,
    origin,
    token: access.token,
    close: async () => {
      retract()
      // Streams of a run that just ended may still say so; then whoever is left is cut off.
      const timer = setTimeout(() => app.server.closeAllConnections(), LAST_WORDS_MS)
      try {
        await app.close()
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** A server nobody can be told of, as on a full disk, must not go on: it would keep its process alive. */
async function orClosed<T>(app: FastifyInstance, work: () => T): Promise<T> {
  try {
    return work()
  } catch (error) {
    await app.close()
    throw error
  }
}

/** Every request, the socket's too, passes here first. */
function guard(app: FastifyInstance, access: Access): void {
  app.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of Object.entries(pageHeaders())) reply.header(name, value)
    reply.header('cross-origin-resource-policy', 'same-origin')
    const { token } = request.query as { token?: unknown }
    const { host, origin, authorization } = request.headers
    const cookieName = `ptp-${(app.server.address() as AddressInfo).port}`
    const refusal = request.url.length > MAX_URL
      ? { status: 403, message: 'the address is too long' }
      : access.refusal({ host, origin, token: token ?? bearerOf(authorization), cookie: request.cookies[cookieName] })
    if (refusal) return reply.code(refusal.status).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(`PTP Workbench: ${refusal.message}\n`)
    // Cookies do not tell ports apart, so two workbenches of one machine need two names.
    if (access.isToken(token)) reply.setCookie(cookieName, String(token), { httpOnly: true, sameSite: 'strict', path: '/' })
    return undefined
  })
}

/** @returns the token of `Authorization: Bearer TOKEN` */
function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}

async function sendPage(page: string | null, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const [pathname = '/'] = request.url.split('?', 1)
  const file = page === null ? null : await fileOfPage(page, pathname)
  if (!file) throw new PtpError('not-found', `there is nothing at ${pathname}`)
  // The build gives the files of assets/ names made of their contents.
  const keep = pathname.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store'
  return reply.header('cache-control', keep).type(file.type).send(file.body)
}

function sendFile(reply: FastifyReply, { file, name, type, bytes }: FileReply): FastifyReply {
  reply.header('content-disposition', `attachment; filename="${name.replaceAll('"', '')}"`).header('content-length', bytes).header('cache-control', 'no-store')
  // A live run may append meanwhile: what was announced is sent.
  return reply.type(type).send(bytes === 0 ? Buffer.alloc(0) : createReadStream(file, { end: bytes - 1 }))
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    await app.close()
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new PtpError('busy', `port ${port} of ${host} is taken`, { hint: 'leave --port away, then any free one is used', cause })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new PtpError('bad-input', `this machine has no address ${host}`, { hint: 'use 127.0.0.1, or 0.0.0.0 for all', cause })
    if (code === 'EACCES') throw new PtpError('bad-input', `port ${port} is kept for the system`, { hint: 'use one above 1023', cause })
    throw cause
  }
}

/** @returns the status of an error that fastify itself threw at a malformed request, else 500 */
function clientMistake(error: unknown): number {
  const status = (error as { statusCode?: unknown }).statusCode
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

function withoutToken(url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  searchParams.delete('token')
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams.toString()}`
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
