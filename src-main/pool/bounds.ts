import os from 'node:os'
import { PtpError } from '../../src-preload/contract/index.ts'
import type { Backend } from './backend.ts'

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

/** @returns the size, when the backend can bear it @throws PtpError `bad-input` with what bounds it */
export function boundedSize({ most, bound, name }: Backend, size: number): number {
  if (size >= 1 && size <= most) return size
  throw new PtpError('bad-input', `a ${name} pool can have 1 to ${most} emulators here (${bound}), not ${size}`)
}

function gigabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 3)
}
