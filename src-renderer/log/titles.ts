import type { ActionRow } from '../api/contract.ts'

type Titled = Pick<ActionRow, 'action' | 'line' | 'branch'>

/**
 * How many times in a row the same line of the script did the same, this row included.
 * @param rowAt rows before and at `index`, undefined where they are not here
 * @param most where it stops counting
 */
export function repeatsAt(rowAt: (index: number) => Titled | undefined, index: number, most = 99): number {
  const row = rowAt(index)
  if (row === undefined) return 1
  let count = 1
  while (count < most) {
    const before = rowAt(index - count)
    if (before === undefined || before.action !== row.action || before.line !== row.line || before.branch !== row.branch) break
    count++
  }
  return count
}

/** @returns `MOVE UP ×3`, or `MOVE UP` for the first */
export function actionTitle(action: string, repeats: number): string {
  return repeats > 1 ? `${action} ×${repeats}` : action
}

/** @returns what an action led to, without what the events beside it say already */
export function resultText({ result, events }: { result: string; events: readonly { title: string }[] }): string {
  return events.reduce((text, { title }) => (text === title ? '' : text.replace(` · ${title}`, '')), result)
}

/** @returns the whole title of a row: `MOVE UP ×3 → Route 1 (12, 7)` */
export function rowTitle(row: Pick<ActionRow, 'action' | 'result'> & { events: readonly { title: string }[] }, repeats: number): string {
  const title = actionTitle(row.action, repeats)
  const result = resultText(row)
  return result === '' ? title : `${title} → ${result}`
}

const TYPES: Record<string, string> = { NAVIGATION_MOVE: 'walk', BATTLE_MOVE: 'battle' }

/** @returns what kind of moment the action was in, as a short word: BATTLE_MOVE -> `battle` */
export function contextWord(type: string): string {
  return TYPES[type] ?? type.toLowerCase().replaceAll('_', ' ')
}
