import { PtpError } from '../../../src-preload/contract/index.ts'
import type { GymRequest } from './transport.ts'

/** Ways in which a connection comes to nothing, or ends before the answer is whole. */
const LOSSES: ReadonlySet<string> = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT',
])

/** Failures before the first byte was sent: the server knows nothing of the call. */
const NEVER_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** Did the connection fail, so that the same call may fare better on another one? */
export function isConnectionLoss(error: unknown): boolean {
  return LOSSES.has(codeOf(error))
}

/** Did the call surely not reach the server? */
export function wasNeverSent(error: unknown): boolean {
  return NEVER_SENT.has(codeOf(error))
}

/** @returns a failed call in our own words: what failed, where, and what can be done */
export function failureOf(error: unknown, { method, path, timeout }: GymRequest, url: string): PtpError {
  const call = `${method} ${path.split('?', 1)[0] ?? path}`
  if (error instanceof PtpError && error.code === 'emulator-hung') {
    return new PtpError('emulator-hung', `${url} gave no answer to ${call} in ${timeout} ms`, { hint: 'the server hangs or is overloaded; restart it' })
  }
  if (error instanceof PtpError) return error
  const code = codeOf(error)
  const reason = code === 'ECONNREFUSED' ? 'nobody listens there' : code === 'ENOTFOUND' ? 'there is no such machine' : reasonOf(error)
  const message = `${url} did not answer ${call}: ${reason}`
  return new PtpError('emulator-gone', message, { cause: error, details: { code, sent: !wasNeverSent(error) }, hint: 'is the server still up?' })
}

function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (code.startsWith('HPE_')) return 'what it sent is no HTTP'
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'its answer is larger than any should be'
  return error instanceof Error ? error.message : String(error)
}

function codeOf(error: unknown): string {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}
