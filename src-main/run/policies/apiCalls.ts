/** A shorter wait is sat out before the next try; during a longer one the decision counts as queued. */
const SHORT_MS = 60_000
/** Waits where the other side does not say how long: doubled each time, up to the longest. */
const FIRST_MS = 1_000
const LONGEST_MS = 60_000

/** What is done about a call that was refused for now. */
export interface CallWait {
  kind: 'retry' | 'queued'
  /** milliseconds until it is made again */
  ms: number
}

/**
 * @param retryAfter as the other side said it: seconds, or a date; null: nothing
 * @param attempt calls that were refused in a row, from 1
 * @param now ms since 1970
 */
export function waitAfterRefusal(retryAfter: string | null, attempt: number, now: number): CallWait {
  const said = retryAfter === null ? null : millisecondsOf(retryAfter, now)
  // A little more than was asked for: clocks differ.
  const ms = said === null ? Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)) : said + Math.min(1_000, said / 10)
  return { kind: ms < SHORT_MS ? 'retry' : 'queued', ms: Math.round(ms) }
}

function millisecondsOf(retryAfter: string, now: number): number | null {
  const seconds = Number(retryAfter)
  if (retryAfter.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
