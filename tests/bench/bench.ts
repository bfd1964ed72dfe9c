/** One measured figure. `value` is held against `target`: at least or at most the number in it. */
export interface BenchResult {
  name: string
  value: number
  unit: string
  /** e.g. `>= 0.85`, `<= 150` */
  target: string
  ok: boolean
}

/** @param target `>= n` or `<= n` */
export function result(name: string, value: number, unit: string, target: `${'>=' | '<='} ${number}`): BenchResult {
  const limit = Number(target.slice(3))
  const rounded = Number(value.toPrecision(4))
  return { name, value: rounded, unit, target, ok: target.startsWith('>=') ? value >= limit : value <= limit }
}

/** @returns the value below which `share` of them lie */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** @returns milliseconds it took */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Says on stderr what is being measured, so that a long bench is not silent. */
export function saying(what: string): void {
  process.stderr.write(`  … ${what}\n`)
}
