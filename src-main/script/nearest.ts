/** @returns how many letters must be changed, added, dropped or swapped to make one word the other */
export function distance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row.push(best)
    }
    before = previous
    previous = row
  }
  return previous[b.length] ?? 0
}

/**
 * @returns the word of `words` that was probably meant, or undefined when none is near: at most a
 * third of the letters differ, whatever their case
 */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  if (word.length > 40) return undefined
  const asked = word.toLowerCase()
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of words) {
    if (Math.abs(candidate.length - asked.length) >= least) continue
    const d = distance(asked, candidate.toLowerCase())
    // One letter for another makes any two one-letter words near: that is no likeness.
    if (d < least && d < asked.length) {
      best = candidate
      least = d
    }
  }
  return best
}

/** @returns the suggestion of a diagnostic, if there is one */
export function suggesting(suggestion: string | undefined): { suggestion?: string } {
  return suggestion === undefined ? {} : { suggestion }
}
