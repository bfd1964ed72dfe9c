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

/** How a meaning is drawn: a colour and a glyph, so that it is never colour alone. */
export interface TileLook {
  glyph: string
  /** class of its colour, 0–7 */
  kind: number
}

const KNOWN_LOOKS: Readonly<Record<string, TileLook>> = {
  space: { glyph: ' ', kind: 6 },
  blank: { glyph: ' ', kind: 6 },
  empty: { glyph: ' ', kind: 6 },
  walkable: { glyph: '·', kind: 6 },
  floor: { glyph: '·', kind: 6 },
  wall: { glyph: '#', kind: 7 },
  solid: { glyph: '#', kind: 7 },
  grass: { glyph: '"', kind: 1 },
  door: { glyph: '∩', kind: 2 },
  warp: { glyph: '∩', kind: 2 },
  stairs: { glyph: '∩', kind: 2 },
  water: { glyph: '≈', kind: 0 },
  text: { glyph: 'T', kind: 3 },
  border: { glyph: '□', kind: 4 },
  frame: { glyph: '□', kind: 4 },
  object: { glyph: '☺', kind: 5 },
  person: { glyph: '☺', kind: 5 },
  ledge: { glyph: '⌄', kind: 4 },
}

/** @returns how a meaning looks, always the same for the same word */
export function tileLook(meaning: string): TileLook {
  const word = meaning.toLowerCase()
  const known = KNOWN_LOOKS[word] ?? KNOWN_LOOKS[word.split(/[^a-z]+/).find((part) => part in KNOWN_LOOKS) ?? '']
  if (known !== undefined) return known
  let sum = 0
  for (const sign of word) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973
  return { glyph: (meaning[0] ?? '?').toUpperCase(), kind: sum % 8 }
}

/**
 * The whole factor at which the tiles are drawn beside their legend: as large as fits, and at least
 * twice where the width allows it, since smaller cells hold no text.
 */
export function tileScale(width: number, height: number): number {
  const across = Math.floor(width / (TILE_COLUMNS * 8))
  const down = Math.floor(height / (TILE_ROWS * 8))
  return Math.max(1, Math.min(across, Math.max(down, 2)))
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
