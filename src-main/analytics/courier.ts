import { Worker } from 'node:worker_threads'
import { parseError, PtpError } from '../../src-preload/contract/index.ts'
import type { CentralAddress } from './address.ts'
import type { Delivery } from './ingest/deliver.ts'
import type { CourierAnswer, CourierOrder, CourierStart } from './messages.ts'

/** A thread that was asked to end gets so long, ms, before it is ended. */
const GRACE_MS = 3000

/** From source the thread is TypeScript that Node runs itself; from the build it lies beside the bundle. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './centralWorker.js', import.meta.url)
}

interface Waiting {
  resolve: (delivery: Delivery | null) => void
  reject: (error: PtpError) => void
}

/** The way to a thread that carries runs to the central database. It is started with the first order, and anew when it died. */
export class Courier {
  readonly #address: CentralAddress
  #worker: Worker | null = null
  #waiting: Waiting | null = null
  #isClosed = false

  constructor(address: CentralAddress) {
    this.#address = address
  }

  /** Connects if need be, and asks whether the server is there. @throws PtpError why not */
  async beat(): Promise<void> {
    await this.#order({ kind: 'beat' })
  }

  /** @throws PtpError when it could not be tried, or not to the end */
  async deliver(dir: string): Promise<Delivery> {
    const delivery = await this.#order({ kind: 'deliver', dir })
    if (!delivery) throw new PtpError('internal', 'a delivery ended without a result')
    return delivery
  }

  /** @throws PtpError why the views are as they were */
  async refresh(): Promise<void> {
    await this.#order({ kind: 'refresh' })
  }

  /** Ends the thread; what was under way fails with `cancelled`, and the server keeps nothing of it. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#waiting?.reject(cancelled())
    this.#waiting = null
    const worker = this.#worker
    if (!worker) return
    this.#worker = null
    const { promise: over, resolve } = Promise.withResolvers<null>()
    worker.once('exit', () => resolve(null))
    worker.postMessage({ kind: 'close' } satisfies CourierOrder)
    const timer = setTimeout(() => void worker.terminate(), GRACE_MS)
    await over
    clearTimeout(timer)
  }

  #order(order: CourierOrder): Promise<Delivery | null> {
    if (this.#isClosed) return Promise.reject(cancelled())
    if (this.#waiting) return Promise.reject(new PtpError('internal', 'the courier was asked while it was under way'))
    const { promise, resolve, reject } = Promise.withResolvers<Delivery | null>()
    this.#waiting = { resolve, reject }
    this.#worker ??= this.#start()
    this.#worker.postMessage(order)
    return promise
  }

  #start(): Worker {
    const worker = new Worker(workerFile(), { workerData: { address: this.#address } satisfies CourierStart, execArgv: [] })
    // It keeps no process alive: what waits is in the queue.
    worker.unref()
    const gone = (why: string): void => {
      if (this.#worker === worker) this.#worker = null
      this.#settle({ error: { code: 'internal', kind: 'transient', message: `the thread that delivers runs ended: ${why}` } })
    }
    worker.on('message', (answer: CourierAnswer) => this.#settle(answer))
    worker.on('error', (error) => gone(error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => gone(`exit code ${code}`))
    return worker
  }

  #settle(answer: CourierAnswer): void {
    const waiting = this.#waiting
    this.#waiting = null
    if ('error' in answer) waiting?.reject(parseError(answer.error))
    else waiting?.resolve(answer.delivery)
  }
}

function cancelled(): PtpError {
  return new PtpError('cancelled', 'the delivery was stopped')
}
