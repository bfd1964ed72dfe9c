import type { SerializedError } from '../../src-preload/contract/index.ts'
import type { CentralAddress } from './address.ts'
import type { Delivery } from './ingest/deliver.ts'

/** What the courier's thread is started with. */
export interface CourierStart {
  address: CentralAddress
}

/** What it is asked, one at a time: `beat` connects where there is no connection, and brings the schema up to date then. */
export type CourierOrder = { kind: 'beat' } | { kind: 'deliver'; dir: string } | { kind: 'refresh' } | { kind: 'close' }

/** What it answers. An answer without a delivery says that what was asked is done. */
export type CourierAnswer = { delivery: Delivery | null } | { error: SerializedError }
