export interface TextChange {
  from: number
  to: number
  insert: string
}

/**
 * What turns one text into another, kept small so that cursor, folds and breakpoints stay where
 * they belong: line by line when the lines are as many, else what lies between the common ends.
 */
export function textChanges(before: string, after: string): TextChange[] {
  if (before === after) return []
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  if (old.length !== fresh.length) return [between(before, after, 0)]
  const changes: TextChange[] = []
  let from = 0
  old.forEach((line, at) => {
    const other = fresh[at] ?? ''
    if (line !== other) changes.push(between(line, other, from))
    from += line.length + 1
  })
  return changes
}

function between(before: string, after: string, offset: number): TextChange {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return { from: offset + head, to: offset + before.length - tail, insert: after.slice(head, after.length - tail) }
}
