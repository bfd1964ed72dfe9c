import type { PoolEvent } from './pool.ts'

/**
 * @param events oldest first
 * @returns the emulators whose calls are slower than was asked now, and how much
 */
export function slowOnes(events: readonly PoolEvent[]): ReadonlyMap<string, string> {
  const slow = new Map<string, string>()
  for (const { kind, level, emulator, text } of events) {
    if (emulator === null) continue
    if (kind === 'slow' && level === 'warning') slow.set(emulator, text)
    else if (kind === 'slow' || kind === 'replaced' || kind === 'failed') slow.delete(emulator)
  }
  return slow
}
