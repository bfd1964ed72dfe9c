/** The courier's thread: whatever is read of runs and sent to the central database happens here, off the loop that plays. */
import { parentPort, workerData } from 'node:worker_threads'
import { asPtpError, serializeError } from '../../src-preload/contract/index.ts'
import type { Delivery } from './ingest/deliver.ts'
import { deliverRun } from './ingest/deliver.ts'
import type { CourierAnswer, CourierOrder, CourierStart } from './messages.ts'
import { Connection } from './postgres/connection.ts'
import { migrateCentral } from './postgres/migrate.ts'
import { refreshViews } from './postgres/views.ts'

const { address } = workerData as CourierStart
const closing = new AbortController()
let connection: Connection | null = null

parentPort?.on('message', (order: CourierOrder) => {
  if (order.kind === 'close') {
    // A transaction that is under way is undone by the server.
    closing.abort()
    connection?.destroy()
    // Ends this thread alone, whatever it waits for.
    process.exit(0)
  }
  void answer(order)
})

async function answer(order: Exclude<CourierOrder, { kind: 'close' }>): Promise<void> {
  let said: CourierAnswer
  try {
    said = { delivery: await obey(order) }
  } catch (error) {
    said = { error: serializeError(asPtpError(error)) }
  }
  if (!closing.signal.aborted) parentPort?.postMessage(said)
}

async function obey(order: Exclude<CourierOrder, { kind: 'close' }>): Promise<Delivery | null> {
  const open = await connected()
  switch (order.kind) {
    case 'beat':
      await open.beat()
      return null
    case 'deliver':
      return deliverRun(open, order.dir, closing.signal)
    case 'refresh':
      await refreshViews(open)
      return null
  }
}

/** The connection, made anew where the last one broke, with the schema as this workbench knows it. */
async function connected(): Promise<Connection> {
  if (connection && !connection.isBroken) return connection
  connection = null
  const fresh = await Connection.open(address)
  try {
    await migrateCentral(fresh)
  } catch (error) {
    fresh.destroy()
    throw error
  }
  if (closing.signal.aborted) fresh.destroy()
  connection = fresh
  return fresh
}
