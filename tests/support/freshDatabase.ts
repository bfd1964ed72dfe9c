import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { makeHome, removeHome } from './engine.ts'
import { startPostgres, type PostgresServer } from './postgres.ts'

/** What each test of a file has for itself, on one server for all of them. */
export interface FreshDatabase {
  readonly server: PostgresServer
  /** a folder for runs */
  readonly home: string
  /** address and name of an empty database */
  readonly url: string
  readonly name: string
  /** Asks something of that database. */
  ask<T extends Record<string, unknown>>(sql: string, values?: unknown[]): Promise<T[]>
  /** the delivered runs, by their ids */
  runs(): Promise<Record<string, unknown>[]>
}

/** Starts a server for the tests of a file, and gives each of them a database and a home. */
export function freshDatabases(): FreshDatabase {
  let server: PostgresServer | null = null
  let [home, url, name, count] = ['', '', '', 0]
  const up = (): PostgresServer => {
    if (!server) throw new Error('the server is not up')
    return server
  }
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server?.remove())
  beforeEach(async () => {
    home = makeHome()
    name = `test${++count}`
    url = await up().database(name)
  })
  afterEach(() => removeHome(home))
  const ask: FreshDatabase['ask'] = (sql, values) => up().ask(sql, values, name)
  return {
    get server() {
      return up()
    },
    get home() {
      return home
    },
    get url() {
      return url
    },
    get name() {
      return name
    },
    ask,
    runs: () => ask('SELECT * FROM ptp.aggregated_runs ORDER BY run_id'),
  }
}

/** Waits for something to become true. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20))
}
