import { LEFT_OUT, PtpError } from '../../src-preload/contract/index.ts'

/** Where tables lie unless the address says otherwise. */
const DEFAULT_SCHEMA = 'ptp'
const EXAMPLE = 'postgresql://USER:PASSWORD@HOST:5432/DATABASE'

/** Where the central database is. */
export interface CentralAddress {
  /** for the client, with everything it needs */
  url: string
  /** for people: without the password and the parameters */
  shown: string
  /** the PostgreSQL schema that holds the tables; safe to be put into SQL in double quotes */
  schema: string
  host: string
  database: string
  user: string
}

/**
 * Reads the address of a central database. What it leaves out comes from the variables of PostgreSQL's own tools (PGUSER,
 * PGPASSWORD, `~/.pgpass`…).
 * @throws PtpError `bad-input`; no message repeats what was given, since it may hold a password
 */
export function parseCentralAddress(text: string): CentralAddress {
  let url: URL
  try {
    // The host is left out where a socket is named among the parameters.
    url = new URL(text.trim().replace(/^(\w+:\/\/)(?=[/?]|$)/, '$1localhost'))
  } catch {
    // Not kept as the cause: it repeats what was given.
    throw wrong('is no address')
  }
  if (!['postgres:', 'postgresql:'].includes(url.protocol)) throw wrong(`begins with ${url.protocol.slice(0, 20)}//`)
  const [user, password, host] = [decoded(url.username), decoded(url.password), decoded(url.hostname)]
  if (password === LEFT_OUT) {
    throw new PtpError('bad-input', `the address of the central database has ${LEFT_OUT} in place of its password`, { hint: 'passwords are left out of what the workbench writes: give the real one, or leave it to PGPASSWORD or ~/.pgpass' })
  }
  const database = decoded(url.pathname.slice(1))
  if (database === '') throw wrong('names no database')
  if (database.includes('/')) throw wrong('names more than a database behind the host')
  const schema = schemaOf(url)
  url.searchParams.delete('search_path')
  if (url.searchParams.has('sslmode')) url.searchParams.set('uselibpqcompat', 'true')
  const socket = url.searchParams.get('host')
  const place = socket ?? `${host}:${url.port || '5432'}`
  const shown = `postgresql://${user === '' ? '' : `${encodeURIComponent(user)}@`}${place}/${encodeURIComponent(database)}${schema === DEFAULT_SCHEMA ? '' : ` (schema ${schema})`}`
  return { url: url.href, shown, schema, host: socket ?? host, database, user: user || (process.env['PGUSER'] ?? '') }
}

/** `?search_path=lab`, or as PostgreSQL's own clients are told: `?options=-c search_path=lab`. The first schema counts. */
function schemaOf(url: URL): string {
  const option = /(?:^|\s)-c\s*search_path=("[^"]*"|[^\s]+)/.exec(url.searchParams.get('options') ?? '')?.[1]
  const path = url.searchParams.get('search_path') ?? option
  if (path === null || path === undefined) return DEFAULT_SCHEMA
  const first = (path.split(',')[0] ?? '').trim().replace(/^"(.*)"$/, '$1')
  if (/^[a-z_][a-z0-9_]{0,50}$/.test(first) && !first.startsWith('pg_')) return first
  throw wrong('names a schema that is none: small letters, digits and _, and not beginning with pg_')
}

/** @throws PtpError `bad-input` for a % that encodes nothing */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw wrong('has a % that encodes nothing')
  }
}

function wrong(what: string): PtpError {
  return new PtpError('bad-input', `the address of the central database ${what}`, { hint: `give it as ${EXAMPLE}; encode signs like @, / and # in a password (@ is %40)` })
}
