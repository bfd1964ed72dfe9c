import { asPtpError, PtpError } from '../../src-preload/contract/index.ts'

/** How one task of a batch came out. */
export type TaskResult<T> =
  | { index: number; ok: true; value: T; ms: number }
  | { index: number; ok: false; error: PtpError; ms: number }

export interface BatchOptions<T> {
  /** tasks under way at once */
  width: number
  signal?: AbortSignal
  /** told when a task begins or ends */
  onProgress?: (result: TaskResult<T> | { index: number; ok: null }) => void
}

export interface BatchStatistics {
  tasks: number
  completed: number
  failed: number
  cancelled: number
  /** ms of the whole batch, and of one task */
  wall_ms: number
  task_ms: { mean: number; min: number; max: number } | null
}

export interface BatchResult<T> {
  /** in the order of the tasks, whichever ended first */
  results: TaskResult<T>[]
  statistics: BatchStatistics
}

/**
 * Does tasks side by side, never more than `width` at once. One that fails does not keep the others
 * from going on; when the signal aborts, those not begun are not begun, and those under way are told
 * by the same signal.
 */
export async function runBatch<I, T>(items: readonly I[], work: (item: I, index: number, signal: AbortSignal | undefined) => Promise<T>, options: BatchOptions<T>): Promise<BatchResult<T>> {
  const { width, signal, onProgress } = options
  const began = performance.now()
  const results: TaskResult<T>[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      const result = await task(index)
      results[index] = result
      onProgress?.(result)
    }
  }
  const task = async (index: number): Promise<TaskResult<T>> => {
    const at = performance.now()
    try {
      if (signal?.aborted) throw new PtpError('cancelled', 'the batch was cancelled before this was begun')
      onProgress?.({ index, ok: null })
      return { index, ok: true, value: await work(items[index] as I, index, signal), ms: performance.now() - at }
    } catch (error) {
      return { index, ok: false, error: asPtpError(error), ms: performance.now() - at }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(width, items.length)) }, lane))
  return { results, statistics: statisticsOf(results, performance.now() - began) }
}

function statisticsOf(results: readonly TaskResult<unknown>[], wall: number): BatchStatistics {
  const failures = results.flatMap((result) => (result.ok ? [] : [result.error]))
  const cancelled = failures.filter(({ code }) => code === 'cancelled').length
  const times = results.filter(({ ok }) => ok).map(({ ms }) => ms)
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length
  return {
    tasks: results.length,
    completed: times.length,
    failed: failures.length - cancelled,
    cancelled,
    wall_ms: Math.round(wall),
    task_ms: times.length === 0 ? null : { mean: Math.round(mean), min: Math.round(Math.min(...times)), max: Math.round(Math.max(...times)) },
  }
}
