import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { z } from 'zod'
import { asPtpError, parseError, poolEventSchema, poolStatusSchema, PtpError, serializeError, type PoolEvent, type PoolStatus, type SerializedError } from '../../src-preload/contract/index.ts'
import { isAlive } from '../isAlive.ts'

const MAX_BODY = 10_000
const PATIENCE = 5000

/** How a pool that is up is found by other processes: `pool.json` in the home. */
const cardSchema = z.object({ pid: z.number().int(), url: z.string(), token: z.string(), backend: z.string(), docker_hosts: z.array(z.string()), started_at: z.string() })
export type PoolCard = z.infer<typeof cardSchema>

/** What others may ask of a pool that is up. */
export interface PoolOrders {
  status(): PoolStatus
  /** the newest, oldest first */
  events(): readonly PoolEvent[]
  resize(size: number): void
  /** Somebody who plays on one of its emulators tells how its calls do. */
  paced(report: PaceReport): void
  stop(): void
}

const paceSchema = z.object({ url: z.string().max(200), run: z.string().max(200).nullable(), is_slow: z.boolean(), text: z.string().max(2000) })
export type PaceReport = z.infer<typeof paceSchema>

/** Serves a pool's status and orders to this user's other processes. @returns a function that ends it */
export async function openPoolDoor(home: string, facts: Pick<PoolCard, 'backend' | 'docker_hosts'>, orders: PoolOrders): Promise<() => void> {
  const token = randomBytes(24).toString('hex')
  const answer = (method: string, url: string, body: string): unknown => {
    if (method === 'GET' && url === '/status') return orders.status()
    if (method === 'GET' && url === '/events') return orders.events()
    if (method === 'POST' && url === '/resize') orders.resize(z.object({ size: z.number().int() }).parse(JSON.parse(body)).size)
    else if (method === 'POST' && url === '/pace') orders.paced(paceSchema.parse(JSON.parse(body)))
    else if (method === 'POST' && url === '/stop') orders.stop()
    else throw new PtpError('not-found', `there is nothing at ${method} ${url}`)
    return {}
  }
  const server = createServer((request, response) => {
    const send = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(value))
    }
    if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
      send(401, { error: serializeError(new PtpError('bad-input', 'this pool is another user’s')) })
      return
    }
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
      if (body.length > MAX_BODY) request.destroy()
    })
    request.on('end', () => {
      try {
        send(200, answer(request.method ?? '', request.url ?? '', body))
      } catch (error) {
        send(400, { error: serializeError(asPtpError(error)) })
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const card: PoolCard = { pid: process.pid, url: `http://127.0.0.1:${port}`, token, started_at: new Date().toISOString(), ...facts }
  mkdirSync(home, { recursive: true })
  writeFileSync(cardFile(home), JSON.stringify(card, null, 2), { mode: 0o600 })
  return () => {
    rmSync(cardFile(home), { force: true })
    server.close()
  }
}

/** @returns the card of the pool that was brought up last in this home, null without one */
export function readCard(home: string): PoolCard | null {
  try {
    return cardSchema.parse(JSON.parse(readFileSync(cardFile(home), 'utf8')))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new PtpError('storage', `${cardFile(home)} cannot be read`, { hint: 'remove it if no pool is up', cause })
  }
}

export function removeCard(home: string): void {
  rmSync(cardFile(home), { force: true })
}

/** @returns whether the process of a pool still lives */
export function isUp({ pid }: PoolCard): boolean {
  return isAlive(pid)
}

/** Asks a pool that is up how it is. */
export async function askStatus(card: PoolCard): Promise<PoolStatus> {
  return poolStatusSchema.parse(await ask(card, 'GET', '/status'))
}

/** Asks a pool that is up what happened in it. @returns the newest events, oldest first */
export async function askEvents(card: PoolCard): Promise<PoolEvent[]> {
  return z.array(poolEventSchema).parse(await ask(card, 'GET', '/events'))
}

/** Gives an order to a pool that is up. @throws PtpError what it answers; `emulator-gone` when it does not */
export async function order(card: PoolCard, name: 'resize' | 'pace' | 'stop', body: unknown = {}): Promise<void> {
  await ask(card, 'POST', `/${name}`, body)
}

async function ask({ url, token, pid }: PoolCard, method: string, at: string, body?: unknown): Promise<unknown> {
  const init = { method, headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(PATIENCE), ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await fetch(url + at, init).catch((cause: unknown) => {
    throw new PtpError('emulator-gone', `the pool of process ${pid} does not answer at ${url}`, { kind: 'fatal', hint: `end it: kill ${pid}`, cause })
  })
  const value: unknown = await response.json()
  if (!response.ok) throw parseError((value as { error: SerializedError }).error)
  return value
}

function cardFile(home: string): string {
  return path.join(home, 'pool.json')
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
