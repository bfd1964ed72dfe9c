/** Finished runs on their way into the central database: the queue of a home, and the courier that carries them. */
export { Central } from './central.ts'
export type { CentralWish, DeliveryReport, DeliveryWish } from './delivery.ts'
export { parseCentralAddress, type CentralAddress } from './address.ts'
