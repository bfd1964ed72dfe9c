import type { MemoryRange, WalkGrid } from '../../src-preload/contract/index.ts'
import { Layout } from './layout.ts'
import { numberReader, numberType } from './numbers.ts'
import { isNumber, type GridSource, type ProfileFile } from './schema.ts'

/** Cells of a {@link WalkGrid}. */
export const CELL = { walk: 0, wall: 1, grass: 2 } as const

/** How to see where the player can walk. */
export interface GridReader {
  /** what to read for it */
  ranges: readonly MemoryRange[]
  /** @returns null when there is no map to walk on */
  read: (memory: Uint8Array) => WalkGrid | null
}

export function gridReader(source: GridSource, variables: ProfileFile['variables']): GridReader {
  return source.kind === 'collision-map' ? collisionMap(source, variables) : tileWindow(source, variables)
}

type Variables = ProfileFile['variables']

/** Maps wider or higher than this are garbage, as memory is before a game starts. */
const MAX_CELLS = 256

function collisionMap(source: Extract<GridSource, { kind: 'collision-map' }>, variables: Variables): GridReader {
  const { address, stride, rows } = source
  const layout = new Layout([{ address, length: stride * rows }, ...variableRanges(variables, [source.width, source.height])])
  const [readWidth, readHeight] = [source.width, source.height].map((name) => reader(variables, name, layout))
  const start = layout.offset(address)
  const meaning = new Uint8Array(256).fill(CELL.wall)
  for (const [value, kind] of Object.entries(source.cells)) meaning[Number(value)] = CELL[kind]
  return {
    ranges: layout.ranges,
    read(memory) {
      const width = readWidth?.(memory) ?? 0
      const height = readHeight?.(memory) ?? 0
      if (width === 0 || height === 0 || width > stride || height > rows) return null
      const cells = new Uint8Array(width * height)
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) cells[y * width + x] = meaning[memory[start + y * stride + x] ?? 0] ?? CELL.wall
      }
      return { width, height, cells }
    },
  }
}

/**
 * A map of which only the part on screen is known: the rest counts as free, so that a path can lead
 * there, and is seen when the player comes near.
 */
function tileWindow(source: Extract<GridSource, { kind: 'tile-window' }>, variables: Variables): GridReader {
  const { address, columns, rows, lists, player } = source
  const names = [source.x, source.y, source.width, source.height, source.listPointer]
  const grassName = source.grassTile
  const layout = new Layout([
    { address, length: columns * rows },
    lists,
    ...variableRanges(variables, grassName === undefined ? names : [...names, grassName]),
  ])
  const [readX, readY, readWidth, readHeight, readPointer] = names.map((name) => reader(variables, name, layout))
  const readGrass = grassName === undefined ? undefined : reader(variables, grassName, layout)
  const [tiles, listStart] = [layout.offset(address), layout.offset(lists.address)]
  return {
    ranges: layout.ranges,
    read(memory) {
      const [width, height] = [(readWidth?.(memory) ?? 0) * 2, (readHeight?.(memory) ?? 0) * 2]
      if (width === 0 || height === 0 || width > MAX_CELLS || height > MAX_CELLS) return null
      const from = (readPointer?.(memory) ?? 0) - lists.address
      if (from < 0 || from >= lists.length) return null
      const walkable = listUntilEnd(memory, listStart + from, listStart + lists.length)
      const grass = readGrass?.(memory) ?? 0xff
      const cells = new Uint8Array(width * height)
      const [left, top] = [(readX?.(memory) ?? 0) - player[0], (readY?.(memory) ?? 0) - player[1]]
      for (let row = 0; row < rows >> 1; row++) {
        for (let column = 0; column < columns >> 1; column++) {
          const [x, y] = [left + column, top + row]
          if (x < 0 || y < 0 || x >= width || y >= height) continue
          // The lower left tile of a cell decides whether it can be walked on.
          const tile = memory[tiles + (2 * row + 1) * columns + 2 * column] ?? 0
          cells[y * width + x] = !walkable.has(tile) ? CELL.wall : tile === grass ? CELL.grass : CELL.walk
        }
      }
      return { width, height, cells }
    },
  }
}

function listUntilEnd(memory: Uint8Array, start: number, limit: number): Set<number> {
  const found = new Set<number>()
  for (let i = start; i < limit; i++) {
    const value = memory[i] ?? 0xff
    if (value === 0xff) break
    found.add(value)
  }
  return found
}

function variableRanges(variables: Variables, names: readonly string[]): MemoryRange[] {
  return names.flatMap((name) => {
    const variable = variables[name]
    return variable !== undefined && isNumber(variable) ? [{ address: variable.address, length: numberType(variable.type).size }] : []
  })
}

function reader(variables: Variables, name: string, layout: Layout): ((memory: Uint8Array) => number) | undefined {
  const variable = variables[name]
  if (variable === undefined || !isNumber(variable)) return undefined
  return numberReader(numberType(variable.type), layout.offset(variable.address), variable.mask, variable.shift)
}
