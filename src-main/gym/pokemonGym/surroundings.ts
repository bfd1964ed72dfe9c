import type { GameState, WalkGrid } from '../../../src-preload/contract/index.ts'
import { CELL } from '../../game/index.ts'

/** Cells of the map that are on screen: the player stands in the fifth of ten, in the fifth of nine rows. */
const COLUMNS = 10
const ROWS = 9
const LEFT = 4
const ABOVE = 4

const STEPS = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const
const PLAYER = { up: '^', down: 'v', left: '<', right: '>' } as const
const LEGEND = '# wall  . free  ~ grass  ^v<> player'

/** @returns the directions a step can be taken in; none while there is no map to walk on */
export function validMoves(grid: WalkGrid | null, { x, y }: GameState): string[] {
  if (!grid) return []
  return Object.entries(STEPS).flatMap(([name, [dx, dy]]) => (isFree(grid, x + dx, y + dy) ? [name] : []))
}

/** @returns the cells on screen as text with a line that explains it; null while there is no map */
export function collisionMap(grid: WalkGrid | null, { x, y, facing }: GameState): string | null {
  if (!grid) return null
  const rows: string[] = []
  for (let row = y - ABOVE; row < y - ABOVE + ROWS; row++) {
    let line = ''
    for (let column = x - LEFT; column < x - LEFT + COLUMNS; column++) {
      line += column === x && row === y ? PLAYER[facing ?? 'down'] : characterOf(grid, column, row)
    }
    rows.push(line)
  }
  return `${rows.join('\n')}\n\n${LEGEND}`
}

function characterOf(grid: WalkGrid, x: number, y: number): string {
  if (!isInside(grid, x, y)) return '#'
  const cell = grid.cells[y * grid.width + x]
  return cell === CELL.grass ? '~' : cell === CELL.walk ? '.' : '#'
}

function isFree(grid: WalkGrid, x: number, y: number): boolean {
  return isInside(grid, x, y) && grid.cells[y * grid.width + x] !== CELL.wall
}

function isInside({ width, height }: WalkGrid, x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x < width && y < height
}
