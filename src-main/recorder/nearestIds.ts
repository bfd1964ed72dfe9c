/** @returns up to three of the ids that take the fewest changes to become `wanted` */
export function nearestTo(wanted: string, ids: readonly string[]): string[] {
  return ids
    .map((id) => ({ id, distance: id.includes(wanted) && wanted !== '' ? 0 : editDistance(wanted, id.slice(0, Math.max(wanted.length, 8))) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ id }) => id)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}
