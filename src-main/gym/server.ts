import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asPtpError, PtpError } from '../../src-preload/contract/index.ts'
import { GymConsole, type MachineOptions } from './console.ts'
import { answerTo, json, readBody, refusal, send, type Answer, type Call, type Route } from './http.ts'
import { machineRoutes } from './machineRoutes.ts'
import { describeRoutes } from './openapi.ts'
import { PokemonGym } from './pokemonGym/pokemonGym.ts'
import { pokemonGymRoutes } from './pokemonGym/routes.ts'
import { StateFiles } from './pokemonGym/stateFiles.ts'
import { Sessions } from './session.ts'

/** Connections at a time; a client has six. */
const MAX_CONNECTIONS = 256
const NO_QUERY = new URLSearchParams()
/** How long a stop waits for what is under way, ms. */
const STOP_WAIT = 2000

export interface GymServerOptions extends MachineOptions {
  host: string
  /** 0: any free one */
  port: number
  /** the game to begin with; null: clients bring one */
  rom: Uint8Array | null
  /** folders of game profiles, the most important first */
  profileDirs: readonly string[]
  /** folder of the state files of pokemon-gym sessions */
  sessionsDir: string
  /** how long a pokemon-gym session may last */
  sessionMinutes: number
  /** pages that may call the server from a browser: their origins, or * */
  allowOrigin: readonly string[]
  /** leave the workbench's own protocol away, and what other servers do not have; the game then has to be given here. Default: false */
  onlyPokemonGym?: boolean
}

export interface GymServer {
  /** http://host:port */
  readonly url: string
  readonly port: number
  /** Answers what is under way, then frees everything. Idempotent. */
  close(): Promise<void>
}

/**
 * Serves one console over HTTP.
 * @throws PtpError `busy` when the port is taken, `bad-input` for an address this machine does not have, `bad-rom`
 */
export async function startGymServer(options: GymServerOptions): Promise<GymServer> {
  const { core, model, sound } = options
  const console = new GymConsole(options.profileDirs, { core, model, sound })
  const sessions = new Sessions(console)
  const gym = new PokemonGym(console, sessions, new StateFiles(options.sessionsDir), options.sessionMinutes * 60_000)
  if (options.onlyPokemonGym && !options.rom) throw new PtpError('bad-input', 'a server that speaks the pokemon-gym interface alone cannot be given its game later', { hint: 'start it with --rom' })
  if (options.rom) await console.insert(console.read(options.rom), console.defaults, null)
  const routes = options.onlyPokemonGym ? pokemonGymRoutes(gym).filter(({ path }) => path !== '/load_state') : [...machineRoutes(console, sessions), ...pokemonGymRoutes(gym)]
  const description = JSON.stringify(describeRoutes(routes))
  routes.push({
    method: 'GET', path: '/openapi.json', summary: 'This description', limit: 0, gives: { 'application/json': 'OpenAPI 3.1' },
    answer: () => ({ status: 200, type: 'application/json', body: description }),
  })
  const door = new Door(routes, options.allowOrigin)
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 15_000, requestTimeout: 60_000, noDelay: true }, (request, response) => {
    void door.admit(request, response)
  })
  server.maxConnections = MAX_CONNECTIONS
  try {
    await listen(server, options.host, options.port)
  } catch (error) {
    await console.close()
    throw error
  }
  const { port } = server.address() as AddressInfo
  let closing: Promise<void> | null = null
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    close: () => (closing ??= stop(server, gym, console)),
  }
}

/** Where requests come in: finds who answers them. */
class Door {
  readonly #routes = new Map<string, Route>()
  readonly #paths = new Map<string, string[]>()
  readonly #origins: readonly string[]

  constructor(routes: readonly Route[], origins: readonly string[]) {
    this.#origins = origins
    for (const route of routes) {
      this.#routes.set(`${route.method} ${route.path}`, route)
      this.#paths.set(route.path, [...(this.#paths.get(route.path) ?? []), route.method])
    }
  }

  async admit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/', method = 'GET', headers } = request
    const at = url.indexOf('?')
    const path = at < 0 ? url : url.slice(0, at)
    const refused = this.#refused(method, path, headers.origin)
    const route = this.#routes.get(`${method} ${path}`)
    if (refused || !route) {
      send(response, { ...(refused ?? notFound(method, path)), headers: { connection: 'close', ...refused?.headers } })
      request.resume()
      return
    }
    const query = at < 0 ? NO_QUERY : new URLSearchParams(url.slice(at + 1))
    let call: Call
    try {
      call = { path, query, headers, body: await readBody(request, route.limit) }
    } catch (error) {
      const known = asPtpError(error)
      const answer = (route.refuse ?? refusal)(known)
      send(response, { ...answer, status: known.details?.['status'] === 413 ? 413 : answer.status, headers: { connection: 'close' } })
      request.resume()
      return
    }
    const answer = await answerTo(route, call)
    send(response, headers.origin === undefined ? answer : { ...answer, headers: { ...answer.headers, ...this.#corsHeaders(headers.origin) } })
  }

  /** Pages of foreign sites must not play: a browser sends their origin along. */
  #refused(method: string, path: string, origin: string | undefined): Answer | null {
    if (origin !== undefined && !this.#allows(origin)) {
      return { ...refusal(new PtpError('bad-input', `pages of ${origin.slice(0, 200)} may not use this server`, { hint: 'start it with --allow-origin' })), status: 403 }
    }
    const methods = this.#paths.get(path)
    if (method === 'OPTIONS' && origin !== undefined && methods) {
      return { status: 204, type: 'text/plain', body: '', headers: { ...this.#corsHeaders(origin), 'access-control-allow-methods': methods.join(', '), 'access-control-allow-headers': 'content-type' } }
    }
    if (methods && !methods.includes(method)) {
      return { ...notFound(method, path), status: 405, headers: { allow: methods.join(', ') } }
    }
    return null
  }

  #allows(origin: string): boolean {
    return this.#origins.includes('*') || this.#origins.includes(origin)
  }

  #corsHeaders(origin: string): Record<string, string> {
    return { 'access-control-allow-origin': origin, vary: 'origin' }
  }
}

/** Read by both kinds of clients. */
function notFound(method: string, path: string): Answer {
  const error = new PtpError('not-found', `there is no ${method} ${path.slice(0, 200)}`, { hint: 'GET /openapi.json tells what there is' })
  return json({ detail: 'Not Found', error: { code: error.code, kind: error.kind, message: error.message, hint: error.hint } }, 404)
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const where = `port ${port} of ${host}`
      if (cause.code === 'EADDRINUSE') reject(new PtpError('busy', `${where} is taken`, { hint: 'use another --port, 0 for any free one', cause }))
      else if (cause.code === 'EACCES') reject(new PtpError('bad-input', `${where} is kept for the system`, { hint: 'use one above 1023', cause }))
      else reject(new PtpError('bad-input', `it is not possible to listen on ${where}: ${cause.message}`, { hint: 'use --host 127.0.0.1, or 0.0.0.0 for all', cause }))
    })
    server.listen(port, host, resolve)
  })
}

async function stop(server: Server, gym: PokemonGym, console: GymConsole): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeIdleConnections()
  const late = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => late.resolve(undefined), STOP_WAIT)
  try {
    await Promise.race([Promise.all([gym.close(), closed]), late.promise])
  } finally {
    clearTimeout(timer)
    server.closeAllConnections()
    await console.close()
  }
}
