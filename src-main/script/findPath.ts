import type { Direction, WalkGrid } from '../../src-preload/contract/index.ts'

const GRASS = 2
/** More than any detour can be worth: of two ways of one length, the one with less grass. */
const STEP = 1 << 20

const MOVES: readonly { direction: Direction; dx: number; dy: number }[] = [
  { direction: 'UP', dx: 0, dy: -1 },
  { direction: 'DOWN', dx: 0, dy: 1 },
  { direction: 'LEFT', dx: -1, dy: 0 },
  { direction: 'RIGHT', dx: 1, dy: 0 },
]

export interface Cell {
  x: number
  y: number
}

/**
 * The shortest way over cells that can be walked on, the one with the least tall grass among those.
 * @returns the steps, empty when both are one cell, null when there is no way
 */
export function findPath(grid: WalkGrid, from: Cell, to: Cell): Direction[] | null {
  const { width, height, cells } = grid
  if (!isInside(grid, from) || !isInside(grid, to)) return null
  const start = from.y * width + from.x
  const goal = to.y * width + to.x
  const cost = new Float64Array(width * height).fill(Infinity)
  const cameBy = new Int8Array(width * height).fill(-1)
  cost[start] = 0
  // Breadth first by steps: within one ring the grass is settled before the next begins.
  let ring = [start]
  while (ring.length > 0 && cost[goal] === Infinity) {
    const next: number[] = []
    for (const cell of ring) {
      const x = cell % width
      const y = (cell - x) / width
      for (const [i, { dx, dy }] of MOVES.entries()) {
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue
        const there = cell + dx + dy * width
        const kind = cells[there] ?? 1
        if (kind !== 0 && kind !== GRASS) continue
        const total = (cost[cell] ?? 0) + STEP + (kind === GRASS ? 1 : 0)
        const known = cost[there] ?? 0
        if (known === Infinity) next.push(there)
        if (total < known) {
          cost[there] = total
          cameBy[there] = i
        }
      }
    }
    ring = next
  }
  if (cost[goal] === Infinity) return null
  const steps: Direction[] = []
  for (let cell = goal; cell !== start; ) {
    const move = MOVES[cameBy[cell] ?? 0]
    if (move === undefined) return null
    steps.push(move.direction)
    cell -= move.dx + move.dy * width
  }
  return steps.reverse()
}

function isInside(grid: WalkGrid, { x, y }: Cell): boolean {
  return Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < grid.width && y < grid.height
}
