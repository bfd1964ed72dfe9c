import { PtpError, type ErrorKind } from '../../../src-preload/contract/index.ts'
import type { CentralAddress } from '../address.ts'

/** What went wrong between this machine and the central database, in words that show no password. */
interface Trouble {
  reason: string
  hint: string
  kind?: ErrorKind
}

const WAITS = 'runs wait here meanwhile, and are delivered when it is back'

/**
 * @param error what the client threw, or a PtpError
 * @returns a PtpError with a short reason, such as `connection refused`: `transient` where it may work later, `fatal` where the very
 * same would fail again
 */
export function troubleOf(error: unknown, address: CentralAddress): PtpError {
  if (error instanceof PtpError) return error
  const { reason, hint, kind = 'transient' } = wordsFor(codeOf(error), messageOf(error), address)
  // The client's own error is not kept: it may repeat the address, and crosses threads.
  return new PtpError('storage', reason, { kind, hint, details: { code: codeOf(error) } })
}

/** @returns whether the very same data would be refused again, whoever sends it */
export function isAboutData(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error))
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function wordsFor(code: string, message: string, { host, database, user, schema }: CentralAddress): Trouble {
  const network = networkWords(code, message, host)
  if (network) return network
  if (code === '28P01') return { reason: `wrong password for ${user || 'this user'}`, hint: 'give the right one in the address, PGPASSWORD or ~/.pgpass' }
  if (code.startsWith('28')) return { reason: `${user || 'this user'} is not let in`, hint: 'create the user there, and let this machine in (pg_hba.conf)' }
  if (code === '3D000') return { reason: `there is no database ${database}`, hint: `create it: createdb ${database}` }
  if (code === '42501') return { reason: `${user || 'this user'} may not do that: ${firstLine(message)}`, hint: `grant it: GRANT CREATE ON DATABASE "${database}" TO the user, or make it the owner of schema ${schema}` }
  if (code === '57014') return { reason: 'the server gave up on it, since it took too long', hint: 'it is tried again; is the server overloaded?' }
  if (code.startsWith('57P')) return { reason: code === '57P03' ? 'the server is starting up' : 'the server is shutting down', hint: WAITS }
  if (code === '53300') return { reason: 'the server has too many connections', hint: `${WAITS}; raise max_connections there if it stays so` }
  if (code === '53100') return { reason: 'the disk of the server is full', hint: 'make room there; runs wait here meanwhile' }
  if (/^2[23]/.test(code)) return { reason: `the database refuses what is in it: ${firstLine(message)}`, hint: 'is the encoding of the database UTF8? `ptp repair RUN` mends a damaged run', kind: 'fatal' }
  if (code === 'ENOENT' && /ssl|cert|key|\.pem|\.crt/i.test(message)) return { reason: 'a certificate that the address names is not there', hint: 'see sslrootcert, sslcert and sslkey in the address' }
  if (/SASL|password must be a string/i.test(message)) return { reason: `${user || 'this user'} needs a password`, hint: 'give it in the address, PGPASSWORD or ~/.pgpass' }
  return { reason: firstLine(message) || 'it failed without saying why', hint: 'it is tried again' }
}

function networkWords(code: string, message: string, host: string): Trouble | null {
  if (code === 'ECONNREFUSED') return { reason: 'connection refused', hint: `is the server at ${host} running? ${WAITS}` }
  if (code === 'ENOENT' && /connect/.test(message)) return { reason: 'there is no such socket', hint: `is the server running, with a socket in ${host}?` }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { reason: `unknown host ${host}`, hint: 'is its name right, and this machine online?' }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ENETDOWN') return { reason: `no way to ${host}`, hint: WAITS }
  if (code === 'ETIMEDOUT' || /timeout|timed out/i.test(message)) return { reason: 'no answer in time', hint: WAITS }
  if (code === 'ECONNRESET' || code === 'EPIPE' || /connection (terminated|ended)|socket (hang up|closed)|not queryable/i.test(message)) return { reason: 'the connection was cut', hint: WAITS }
  if (/does not support SSL/i.test(message)) return { reason: 'the server speaks no TLS', hint: 'leave out sslmode, or turn TLS on there' }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) return { reason: `its certificate is not trusted (${code})`, hint: 'give sslrootcert=FILE in the address, or sslmode=require to go without the check' }
  return null
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300)
}
