import { mean, medianSorted, permutationTest, quantileSorted, sampleStandardDeviation } from 'simple-statistics'
import { Dice, mixed, type ArmComparison, type GroupStats } from '../../src-preload/contract/index.ts'

/** Samples drawn for an interval, and shuffles for a test. */
const RESAMPLES = 2000

/** Describes the values of a group. @param seed of the bootstrap: the same values and seed give the same interval */
export function describe(arm: string, values: readonly number[], seed: number): GroupStats {
  const n = values.length
  if (n === 0) return { arm, n, mean: 0, sd: 0, min: 0, p5: 0, p25: 0, median: 0, p75: 0, p95: 0, max: 0, ci_low: 0, ci_high: 0 }
  const sorted = Float64Array.from(values).sort()
  const plain = [...sorted]
  const [ci_low, ci_high] = interval([values], ([sample = []]) => meanOf(sample), seed)
  return {
    arm, n, mean: mean(plain), sd: n > 1 ? sampleStandardDeviation(plain) : 0,
    min: plain[0] ?? 0, p5: quantileSorted(plain, 0.05), p25: quantileSorted(plain, 0.25), median: medianSorted(plain),
    p75: quantileSorted(plain, 0.75), p95: quantileSorted(plain, 0.95), max: plain.at(-1) ?? 0, ci_low, ci_high,
  }
}

/** Compares two groups in one metric. */
export function compareGroups(metric: string, a: { arm: string; values: readonly number[] }, b: { arm: string; values: readonly number[] }, seed: number): ArmComparison {
  const [difference_low, difference_high] = interval([a.values, b.values], ([x = [], y = []]) => meanOf(y) - meanOf(x), seed)
  const delta = cliffsDelta(a.values, b.values)
  return {
    metric,
    a: describe(a.arm, a.values, mixed(seed, 1)),
    b: describe(b.arm, b.values, mixed(seed, 2)),
    difference: meanOf(b.values) - meanOf(a.values),
    difference_low, difference_high,
    cliffs_delta: delta,
    magnitude: magnitudeOf(delta),
    cohens_d: cohensD(a.values, b.values),
    p_value: pValue(a.values, b.values, mixed(seed, 3)),
  }
}

/** @returns the 2.5th and 97.5th percentile of a figure over samples drawn with replacement from each group */
function interval(groups: readonly (readonly number[])[], figure: (samples: readonly Float64Array[]) => number, seed: number): [number, number] {
  if (groups.some((group) => group.length === 0)) return [0, 0]
  const dice = new Dice(seed)
  const samples = groups.map((group) => new Float64Array(group.length))
  const figures = new Float64Array(RESAMPLES)
  for (let i = 0; i < RESAMPLES; i++) {
    groups.forEach((group, g) => {
      const sample = samples[g]
      if (sample) for (let k = 0; k < sample.length; k++) sample[k] = group[dice.below(group.length)] ?? 0
    })
    figures[i] = figure(samples)
  }
  const sorted = [...figures.sort()]
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)]
}

/** Chance that a value of b is above one of a, minus the reverse; 0 where a group is empty. */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 0
  const sorted = [...a].sort((x, y) => x - y)
  let sum = 0
  for (const value of b) sum += countBelow(sorted, value) - (sorted.length - countUpTo(sorted, value))
  return sum / (a.length * b.length)
}

/** Difference of the means in pooled standard deviations, null where neither group varies. */
export function cohensD(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 2 || b.length < 2) return null
  const variance = (values: readonly number[]): number => sampleStandardDeviation([...values]) ** 2
  const pooled = Math.sqrt(((a.length - 1) * variance(a) + (b.length - 1) * variance(b)) / (a.length + b.length - 2))
  return pooled === 0 ? null : (meanOf(b) - meanOf(a)) / pooled
}

/** Two-sided p-value of a permutation test of the means; never 0, since only so many shuffles are tried. 1 where a group is empty. */
export function pValue(a: readonly number[], b: readonly number[], seed: number): number {
  if (a.length === 0 || b.length === 0) return 1
  const dice = new Dice(seed)
  const p = permutationTest([...a], [...b], 'two_side', RESAMPLES, () => dice.next())
  return Math.max(p, 1 / (RESAMPLES + 1))
}

/** By the thresholds of Romano et al. (2006). */
export function magnitudeOf(delta: number): ArmComparison['magnitude'] {
  const size = Math.abs(delta)
  return size < 0.147 ? 'negligible' : size < 0.33 ? 'small' : size < 0.474 ? 'medium' : 'large'
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0
  return values.length === 0 ? 0 : sum / values.length
}

/** @returns how many of the sorted values are below `value` */
function countBelow(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

function countUpTo(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}
