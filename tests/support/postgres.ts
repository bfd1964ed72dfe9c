import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** A PostgreSQL server of a test's own: its data in a temporary folder, its port free, its superuser `ada` with a password. */
export interface PostgresServer {
  port: number
  password: string
  /** @returns an address of a database there, by default that of the test */
  url(options?: { database?: string; user?: string; password?: string; port?: number; query?: string }): string
  /** Makes an empty database. */
  database(name: string): Promise<string>
  /** Asks something of a database, on a connection of its own. */
  ask<T extends Record<string, unknown>>(sql: string, values?: unknown[], database?: string): Promise<T[]>
  /** Holds what a statement locks until it is let go. */
  hold(sql: string, database: string): Promise<() => Promise<void>>
  /** As a crash would: nothing is written any more, connections are cut. */
  kill(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

/** @returns where the server's programs are, the newest version; null where PostgreSQL is not installed */
export function postgresBin(): string | null {
  const versions = '/usr/lib/postgresql'
  const bins = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)).map((version) => path.join(versions, version, 'bin')) : []
  return bins.find((bin) => existsSync(path.join(bin, 'postgres'))) ?? null
}

/** The server refuses to run as root: then it runs as whoever of these is there. */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })))
      if (uid !== undefined && gid !== undefined) return { uid, gid }
    } catch {
      continue
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody')
}

/** @throws where PostgreSQL is not installed */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = postgresBin()
  if (bin === null) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  const user = serverUser()
  const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-postgres-'))
  // Whoever the server runs as must get through.
  chmodSync(home, 0o755)
  const data = path.join(home, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (user) chownSync(data, user.uid, user.gid)
  const password = 'sw0rd@fish/#:?'
  const port = await freePort()
  const options = { cwd: data, env: { ...process.env, LC_ALL: 'C.UTF-8' }, ...user }
  const tool = (name: string, ...args: string[]) => run(path.join(bin, name), args, options)
  await tool('initdb', '-D', data, '-U', 'ada', '--auth=trust', '--no-sync', '-E', 'UTF8')
  const start = async (): Promise<void> => {
    // Its output goes to a file: a pipe would keep the tool from ending.
    await tool('pg_ctl', '-D', data, '-w', '-t', '120', '-l', path.join(data, 'log'), '-o', `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${data} -c fsync=off -c max_connections=60`, 'start')
  }
  await start()
  const url: PostgresServer['url'] = ({ database = 'postgres', user: name = 'ada', password: word = password, port: at = port, query = '' } = {}) =>
    `postgresql://${name}${word === '' ? '' : `:${encodeURIComponent(word)}`}@127.0.0.1:${at}/${database}${query}`
  const ask: PostgresServer['ask'] = async <T extends Record<string, unknown>>(sql: string, values: unknown[] = [], database = 'postgres') => {
    const client = new pg.Client({ connectionString: url({ database }) })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<T>(sql, values)).rows
    } finally {
      await client.end()
    }
  }
  const hold: PostgresServer['hold'] = async (sql, database) => {
    const client = new pg.Client({ connectionString: url({ database }) })
    client.on('error', () => undefined)
    await client.connect()
    await client.query('BEGIN')
    await client.query(sql)
    return () => client.end()
  }
  const quoted = password.replaceAll("'", "''")
  await ask(`ALTER USER ada PASSWORD '${quoted}'`)
  // From now on nobody gets in without it.
  await ask(`COPY (SELECT 'host all all 127.0.0.1/32 scram-sha-256') TO '${data}/pg_hba.conf'`)
  await ask('SELECT pg_reload_conf()')
  return {
    port, password, url, ask, hold, start,
    database: async (name) => {
      await ask(`CREATE DATABASE ${name}`)
      return url({ database: name })
    },
    kill: async () => void (await tool('pg_ctl', '-D', data, '-w', '-t', '120', '-m', 'immediate', 'stop')),
    remove: async () => {
      if (existsSync(path.join(data, 'postmaster.pid'))) await tool('pg_ctl', '-D', data, '-w', '-t', '120', '-m', 'immediate', 'stop')
      rmSync(home, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
