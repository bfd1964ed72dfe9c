import { editDistance } from '../../src-preload/contract/index.ts'

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
    const d = editDistance(asked, candidate.toLowerCase())
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
