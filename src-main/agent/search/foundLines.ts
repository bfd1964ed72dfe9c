import type { Action } from '../actionSet.ts'
import type { Cell } from './archive.ts'
import type { Explorer } from './explorer.ts'
import type { SearchPlan } from './plan.ts'
import type { TrailLine } from './recordLines.ts'

/** @returns the way to the goal, or else to the cell with the most progress; then the best cell of each place, as many as the plan says */
export function foundLines({ archive, trails, goal }: Explorer, plan: SearchPlan, actions: readonly Action[]): [TrailLine, ...TrailLine[]] {
  const line = (point: number, title: string, snapshot: string | null): TrailLine => {
    const taken = trails.actionsTo(point).map((index) => actions[index]).filter((action) => action !== undefined)
    return { actions: taken, title, snapshot }
  }
  const [best, ...others] = bestOfGroups(archive.cells()).map((cell) => line(cell.point, `as far as the search came in ${cell.group || 'this place'}: progress ${round(cell.progress)}`, null))
  const nothing = line(trails.root, 'the search found nothing', null)
  if (goal === null) return [best ?? nothing, ...others.slice(0, plan.lines)]
  return [line(goal, `the goal is reached: ${plan.goal}`, 'goal'), ...[best ?? nothing, ...others].slice(0, plan.lines)]
}

function bestOfGroups(cells: Iterable<Cell>): Cell[] {
  const best = new Map<string, Cell>()
  for (const cell of cells) {
    const other = best.get(cell.group)
    if (!other || compare(cell, other) < 0) best.set(cell.group, cell)
  }
  return [...best.values()].sort(compare)
}

function compare(a: Cell, b: Cell): number {
  return b.progress - a.progress || b.frames - a.frames || (a.key < b.key ? -1 : 1)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
