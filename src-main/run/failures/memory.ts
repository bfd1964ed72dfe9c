/** Shares of the limit from which memory is trimmed, and from which it is critical. */
const WARNING = 0.75
const CRITICAL = 0.9

export type MemoryAction = 'none' | 'trim' | 'critical'

/** @returns what is to be done about memory that is used; both in the same unit */
export function memoryAction(used: number, limit: number): MemoryAction {
  const ratio = used / limit
  return ratio > CRITICAL ? 'critical' : ratio > WARNING ? 'trim' : 'none'
}

/** Gives back what the process can spare. @returns bytes of memory it has afterwards */
export function trimMemory(): number {
  // Only there when Node was started with --expose-gc; without it the collector decides by itself.
  globalThis.gc?.()
  return process.memoryUsage.rss()
}
