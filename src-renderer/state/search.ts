/** @returns index of the last value at or before `wanted` in an ascending list, −1 when all lie after it */
export function atOrBefore(values: readonly number[], wanted: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? Infinity) <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** @returns index of the value nearest to `wanted` in an ascending list (the earlier of two as near), −1 in an empty one */
export function nearest(values: readonly number[], wanted: number): number {
  const before = atOrBefore(values, wanted)
  const left = values[before]
  const right = values[before + 1]
  if (left === undefined) return right === undefined ? -1 : 0
  if (right === undefined) return before
  return right - wanted < wanted - left ? before + 1 : before
}
