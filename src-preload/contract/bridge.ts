import type { SerializedError } from './errors.ts'

/** Where the desktop's page and pictures live: a scheme of our own, served by the engine's process. */
export const DESKTOP = { scheme: 'ptp', page: 'ptp://app', pictures: 'ptp://engine' } as const

/** The messages between the preload bridge and the engine's process. */
export const CHANNELS = {
  /** a call: name, input -> BridgeAnswer */
  call: 'ptp:call',
  /** an event: name, event */
  event: 'ptp:event',
  /** the page listens from now on */
  ready: 'ptp:ready',
  /** the page has dealt with one event, so that it is never sent more than it can take */
  taken: 'ptp:taken',
} as const

/** An error crosses the bridge as data: thrown, it would lose all but its message there. */
export type BridgeAnswer = { result: unknown } | { error: SerializedError }

/** What the preload bridge puts into the page as `window.ptp`. */
export interface DesktopBridge {
  readonly pictures: string
  call(name: string, input: unknown): Promise<BridgeAnswer>
  subscribe(name: string, listener: (event: unknown) => void): () => void
}
