import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { asPtpError, PtpError, serializeError } from '../../src-preload/contract/index.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A request with its body, which is whole. */
export interface Call {
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface Answer {
  status: number
  type: string
  body: Uint8Array | string
  headers?: Readonly<Record<string, string>>
}

/** What the server can be asked, and how it is described. */
export interface Route {
  method: Method
  path: string
  summary: string
  /** most bytes of the body */
  limit: number
  /** names of the query's parameters with what they mean */
  query?: Readonly<Record<string, string>>
  /** what the body may be: the schema of its JSON, or a kind of bytes */
  takes?: Readonly<Record<string, z.ZodType | string>>
  gives: Readonly<Record<string, z.ZodType | string>>
  answer: (call: Call) => Promise<Answer> | Answer
  /** how its refusals are written; default: as the workbench's own */
  refuse?: (error: PtpError) => Answer
}

const KNOWN_STATUS: Partial<Record<PtpError['code'], number>> = {
  'bad-input': 400, 'bad-rom': 400, 'bad-snapshot': 400, 'foreign-snapshot': 409, 'not-found': 404, busy: 409, 'emulator-gone': 410,
}

export function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) }
}

export function bytes(body: Uint8Array, type = 'application/octet-stream', headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, type, body, headers }
}

export function statusOf({ code }: PtpError): number {
  return KNOWN_STATUS[code] ?? 500
}

/** An error as the workbench's own clients read it. */
export function refusal(error: PtpError): Answer {
  return json({ error: serializeError(error) }, statusOf(error))
}

/**
 * @returns the body, whole
 * @throws PtpError `bad-input` when it is longer than allowed; the rest of it is then not read
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLong = (): PtpError => new PtpError('bad-input', `the body is too long, at most ${limit} bytes are taken here`, { details: { status: 413 } })
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limit) return Promise.reject(tooLong())
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    request.on('data', (part: Buffer) => {
      length += part.length
      if (length > limit) reject(tooLong())
      else parts.push(part)
    })
    request.on('end', () => resolve(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)))
    request.on('error', (cause) => reject(new PtpError('bad-input', 'the request was cut', { cause })))
    // A request that is whole is closed too, and an error costs its stack.
    request.on('close', () => request.complete || reject(new PtpError('bad-input', 'the request was cut')))
  })
}

/** @throws PtpError `bad-input` for a body that is no JSON */
export function jsonBody({ body }: Call): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new PtpError('bad-input', 'the body is no JSON', { cause })
  }
}

export function send(response: ServerResponse, { status, type, body, headers }: Answer): void {
  if (response.destroyed) return
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  response.writeHead(status, { 'content-type': type, 'content-length': length, 'cache-control': 'no-store', ...headers })
  response.end(body)
}

/** The answer to a call, be it an error. */
export async function answerTo(route: Route, call: Call): Promise<Answer> {
  try {
    return await route.answer(call)
  } catch (error) {
    return (route.refuse ?? refusal)(asPtpError(error))
  }
}
