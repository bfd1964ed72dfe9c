import os from 'node:os'

/** Emulators one core can serve at all: more would only take each other's time. */
const EACH_CORE = 16
const MOST = 64
/** Share of the machine's memory the emulators may take. */
const SHARE = 0.6

/**
 * @param memoryEach bytes one emulator takes
 * @returns how many this machine can have, and what bounds it, for people
 */
export function mostEmulators(memoryEach: number, machine = { memory: os.totalmem(), cores: os.availableParallelism() }): { most: number; bound: string } {
  const byMemory = Math.max(1, Math.floor((SHARE * machine.memory) / memoryEach))
  const byCores = EACH_CORE * machine.cores
  if (byMemory < byCores && byMemory < MOST) return { most: byMemory, bound: `${gigabytes(machine.memory)} GB of memory` }
  if (byCores < MOST) return { most: byCores, bound: `${machine.cores} core${machine.cores === 1 ? '' : 's'}` }
  return { most: MOST, bound: 'a pool has at most so many' }
}

function gigabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 3)
}
