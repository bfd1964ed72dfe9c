export const TILE_ROWS = 18
export const TILE_COLUMNS = 20

/** @returns what the profile knows of a tile id, whichever way its key is written; null when nothing */
export function tileMeaning(meanings: Readonly<Record<string, string>>, id: number): string | null {
  const hex = id.toString(16).padStart(2, '0')
  for (const key of [String(id), hex, hex.toUpperCase(), `0x${hex}`, `0x${hex.toUpperCase()}`]) {
    const meaning = meanings[key]
    if (meaning !== undefined) return meaning
  }
  return null
}

export interface TileKind {
  meaning: string
  /** ids on screen with this meaning, ascending */
  ids: number[]
  /** cells on screen */
  count: number
}

/** @returns the known meanings on screen, the most frequent first, and how many cells have none */
export function tileKinds(ids: Uint8Array, meanings: Readonly<Record<string, string>>): { kinds: TileKind[]; unknown: number } {
  const kinds = new Map<string, TileKind>()
  let unknown = 0
  for (const id of ids) {
    const meaning = tileMeaning(meanings, id)
    if (meaning === null) {
      unknown++
      continue
    }
    const kind = kinds.get(meaning) ?? { meaning, ids: [], count: 0 }
    kind.count++
    if (!kind.ids.includes(id)) kind.ids.push(id)
    kinds.set(meaning, kind)
  }
  for (const kind of kinds.values()) kind.ids.sort((a, b) => a - b)
  return { kinds: [...kinds.values()].sort((a, b) => b.count - a.count), unknown }
}

/** @returns the cell that an arrow key leads to */
export function moveCell(cell: number, key: string): number | null {
  const [row, column] = [Math.floor(cell / TILE_COLUMNS), cell % TILE_COLUMNS]
  switch (key) {
    case 'ArrowUp': return row > 0 ? cell - TILE_COLUMNS : cell
    case 'ArrowDown': return row < TILE_ROWS - 1 ? cell + TILE_COLUMNS : cell
    case 'ArrowLeft': return column > 0 ? cell - 1 : cell
    case 'ArrowRight': return column < TILE_COLUMNS - 1 ? cell + 1 : cell
    case 'Home': return row * TILE_COLUMNS
    case 'End': return row * TILE_COLUMNS + TILE_COLUMNS - 1
    default: return null
  }
}
