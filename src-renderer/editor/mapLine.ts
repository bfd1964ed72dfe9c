/**
 * Finds a line of one text in an edited copy of it, by what is alike at their beginnings and ends.
 * @param line from 1, in `ran`
 * @returns the line (from 1) in `shown`, or null where the edit lies
 */
export function mapLine(ran: readonly string[], shown: readonly string[], line: number): number | null {
  if (line < 1 || line > ran.length) return null
  // A selection is run with the other lines left blank, so that its lines keep their numbers.
  if (ran.length === shown.length && ran[line - 1] === shown[line - 1]) return line
  const shorter = Math.min(ran.length, shown.length)
  let head = 0
  while (head < shorter && ran[head] === shown[head]) head++
  if (line <= head) return line
  let tail = 0
  while (tail < shorter - head && ran[ran.length - 1 - tail] === shown[shown.length - 1 - tail]) tail++
  return line > ran.length - tail ? line + shown.length - ran.length : null
}
