import { Socket } from 'node:net'
import type { Client } from 'pg'
import type { PtpError } from '../../../src-preload/contract/index.ts'
import type { CentralAddress } from '../address.ts'
import { troubleOf } from './troubles.ts'

/** How long one waits for a server before it counts as gone, all in ms. */
export const LIMITS = {
  /** to be connected and let in */
  connect: 5_000,
  /** for the answer to a heartbeat */
  beat: 3_000,
  /** from one heartbeat to the next, also while a statement is under way */
  between: 4_000,
  /** for a statement, on the server */
  statement: 120_000,
  /** from one statement of a transaction to the next: the server undoes one whose client was cut off, and frees what it locked */
  idle: 15_000,
  /** for the views to be made anew */
  refresh: 900_000,
} as const

export type SqlValue = string | number | boolean | null | Date | readonly (string | number | boolean | null)[]
export type SqlRow = Record<string, unknown>

/**
 * A connection to the central database that notices when nobody is at the other end: packets that are dropped without a word look
 * like a slow answer, so while it waits a heartbeat on a connection of its own asks whether the server is there at all.
 */
export class Connection {
  readonly address: CentralAddress
  readonly #client: Client
  readonly #socket: Socket
  /** why it is of no use any more */
  #broken: PtpError | null = null

  private constructor(address: CentralAddress, client: Client, socket: Socket) {
    this.address = address
    this.#client = client
    this.#socket = socket
    client.on('error', (error) => (this.#broken ??= troubleOf(error, address)))
    // Notes of the server, such as "schema exists already, skipping", are of no use to anybody here.
    client.on('notice', () => undefined)
  }

  /** @throws PtpError `storage`, transient: why it is not to be reached */
  static async open(address: CentralAddress): Promise<Connection> {
    const { default: pg } = await import('pg')
    const socket = new Socket()
    try {
      const client = new pg.Client({
        connectionString: address.url,
        application_name: 'ptp',
        connectionTimeoutMillis: LIMITS.connect,
        statement_timeout: LIMITS.statement,
        idle_in_transaction_session_timeout: LIMITS.idle,
        keepAlive: true,
        keepAliveInitialDelayMillis: LIMITS.between,
        stream: () => socket,
      })
      const connection = new Connection(address, client, socket)
      await client.connect()
      // The machine that reads the answers may be set to any zone.
      await client.query("SET TIME ZONE 'UTC'")
      // The server is to notice as well when this machine is gone.
      await client.query('SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4')
      return connection
    } catch (error) {
      socket.destroy()
      throw troubleOf(error, address)
    }
  }

  get isBroken(): boolean {
    return this.#broken !== null
  }

  /** @throws what the client throws; PtpError when the server is gone */
  async query(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    if (this.#broken) throw this.#broken
    const stop = this.#watch()
    try {
      const { rows } = await this.#client.query<SqlRow>(sql, [...values])
      return rows
    } catch (error) {
      throw this.#broken ?? error
    } finally {
      stop()
    }
  }

  /** Everything or nothing. The work may give `false` to have nothing. */
  async transaction<T>(work: () => Promise<T | false>): Promise<T | false> {
    await this.query('BEGIN')
    try {
      const done = await work()
      await this.query(done === false ? 'ROLLBACK' : 'COMMIT')
      return done
    } catch (error) {
      // Where the connection is cut the server undoes it by itself; what failed first is what is told.
      await this.query('ROLLBACK').catch(() => this.destroy())
      throw error
    }
  }

  /** Asks whether the server is there. @throws PtpError `storage`, transient */
  async beat(): Promise<void> {
    if (this.#broken) throw this.#broken
    const timer = setTimeout(() => this.#fail(new Error('heartbeat timed out')), LIMITS.beat)
    try {
      await this.#client.query('SELECT 1')
    } catch (error) {
      throw this.#broken ?? troubleOf(error, this.address)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Ends it at once, without a word to the server: its transaction is undone. */
  destroy(): void {
    this.#fail(new Error('Connection terminated'))
  }

  #fail(error: unknown): void {
    this.#broken ??= troubleOf(error, this.address)
    this.#socket.destroy()
  }

  /** Looks after a statement that takes long. @returns what ends that */
  #watch(): () => void {
    let isOver = false
    let timer: NodeJS.Timeout
    const look = async (): Promise<void> => {
      try {
        const other = await Connection.open(this.address)
        try {
          await other.beat()
        } finally {
          other.destroy()
        }
        if (!isOver) timer = setTimeout(() => void look(), LIMITS.between)
      } catch (error) {
        if (!isOver) this.#fail(error)
      }
    }
    timer = setTimeout(() => void look(), LIMITS.between)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }
}
