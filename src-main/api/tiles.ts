import type { MemoryRange } from '../../src-preload/contract/index.ts'

const COLUMNS = 20
const ROWS = 18
/** Side of the two tile maps, in tiles. */
const MAP = 32
const MAP_BYTES = MAP * MAP

/** What {@link tileIds} needs: LCDC, STAT, SCY, SCX; WY, WX; both tile maps. */
export const TILE_RANGES: readonly MemoryRange[] = [
  { address: 0xff40, length: 4 },
  { address: 0xff4a, length: 2 },
  { address: 0x9800, length: 2 * MAP_BYTES },
]

/**
 * The ids of the tiles that are on screen, row by row, as the background and the window lay them out.
 * Where a map is scrolled by parts of a tile, each cell has the tile that covers its middle.
 * @param memory the bytes of {@link TILE_RANGES}
 * @returns 18×20 ids
 */
export function tileIds(memory: Uint8Array): Uint8Array {
  const [lcdc = 0, , scy = 0, scx = 0, wy = 0, wx = 0] = memory
  const maps = memory.subarray(6)
  const background = (lcdc & 0x08) === 0 ? 0 : MAP_BYTES
  const window = (lcdc & 0x40) === 0 ? 0 : MAP_BYTES
  const hasWindow = (lcdc & 0x20) !== 0
  const ids = new Uint8Array(ROWS * COLUMNS)
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const [x, y] = [column * 8 + 4, row * 8 + 4]
      const inWindow = hasWindow && y >= wy && x >= wx - 7
      const [mapX, mapY] = inWindow ? [x - (wx - 7), y - wy] : [(x + scx) & 0xff, (y + scy) & 0xff]
      ids[row * COLUMNS + column] = maps[(inWindow ? window : background) + (mapY >> 3) * MAP + (mapX >> 3)] ?? 0
    }
  }
  return ids
}

/**
 * The ids of a cell of the background map.
 * @param memory the bytes of {@link TILE_RANGES}
 * @param column, row of its upper left tile; they go around the map's edges
 * @param size tiles across
 */
export function mapTileIds(memory: Uint8Array, column: number, row: number, size: number): number[] {
  const map = memory.subarray(6 + (((memory[0] ?? 0) & 0x08) === 0 ? 0 : MAP_BYTES))
  return cellOf(size, (x, y) => map[((row + y) & (MAP - 1)) * MAP + ((column + x) & (MAP - 1))])
}

/** The ids of a cell of the screen, of which parts may lie outside. @param ids of {@link tileIds} */
export function screenTileIds(ids: Uint8Array, column: number, row: number, size: number): number[] {
  const isOn = (x: number, y: number): boolean => x >= 0 && x < COLUMNS && y >= 0 && y < ROWS
  return cellOf(size, (x, y) => (isOn(column + x, row + y) ? ids[(row + y) * COLUMNS + column + x] : undefined))
}

function cellOf(size: number, at: (x: number, y: number) => number | undefined): number[] {
  return Array.from({ length: size * size }, (_, i) => at(i % size, Math.floor(i / size))).filter((id) => id !== undefined)
}
