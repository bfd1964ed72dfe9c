import type { EmulatorStatus, OutputOf } from '../api/contract.ts'

/** What was measured of one emulator lately, oldest first, all of one length. */
export interface Samples {
  frames: readonly number[]
  latency: readonly (number | null)[]
  cpu: readonly (number | null)[]
  memory: readonly (number | null)[]
}

/** How many samples are kept: two minutes at one a second. */
export const KEPT = 120

export const NO_SAMPLES: Samples = { frames: [], latency: [], cpu: [], memory: [] }

export function samplesOf(trend: OutputOf<'pool.emulator'>['trend']): Samples {
  return { frames: trend.frames_per_second.slice(-KEPT), latency: trend.latency_ms.slice(-KEPT), cpu: trend.cpu.slice(-KEPT), memory: trend.memory_bytes.slice(-KEPT) }
}

/** @returns the samples with what is measured now at their end */
export function addSample(before: Samples, { frames_per_second, latency, cpu, memory_bytes }: Pick<EmulatorStatus, 'frames_per_second' | 'latency' | 'cpu' | 'memory_bytes'>): Samples {
  const keep = <T>(values: readonly T[], value: T): T[] => [...values.slice(1 - KEPT), value]
  return { frames: keep(before.frames, frames_per_second), latency: keep(before.latency, latency.p50), cpu: keep(before.cpu, cpu), memory: keep(before.memory, memory_bytes) }
}
