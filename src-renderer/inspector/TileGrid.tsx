import { memo, type JSX, type KeyboardEvent } from 'react'
import { classes } from '../ui/index.ts'
import { byteText } from './hex.ts'
import { TILE_COLUMNS, TILE_ROWS, tileLook, tileMeaning } from './tiles.ts'
import type { TileMode } from './TilesTab.tsx'

export interface TileGridProps {
  ids: Uint8Array
  meanings: Readonly<Record<string, string>>
  mode: TileMode
  /** whole pixels of the page for one of the game */
  scale: number
  /** URL of the game picture the cells lie on */
  background: string
  /** the cell pointed at, null: none */
  cell: number | null
  /** the meaning to light up, null: none */
  lit: string | null
  onCell: (cell: number | null) => void
  onKeyDown: (event: KeyboardEvent) => void
}

/** 18×20 cells exactly over the game picture, whatever they show. */
export function TileGrid({ ids, meanings, mode, scale, background, cell, lit, onCell, onKeyDown }: TileGridProps): JSX.Element {
  const chosen = cell === null ? undefined : ids[cell]
  const hasText = scale >= 2
  return (
    <div
      className={classes('tiles-grid', `tiles-${mode}`)}
      role="grid"
      aria-label="Tiles on screen"
      aria-activedescendant={cell === null ? undefined : `tile-${cell}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerLeave={() => onCell(null)}
      style={{ width: TILE_COLUMNS * 8 * scale, height: TILE_ROWS * 8 * scale, fontSize: 4 * scale + 1, backgroundImage: `url("${background}")` }}
    >
      {Array.from({ length: TILE_ROWS }, (_, row) => (
        <div key={row} role="row" className="tiles-row">
          {Array.from(ids.subarray(row * TILE_COLUMNS, (row + 1) * TILE_COLUMNS), (id, column) => {
            const at = row * TILE_COLUMNS + column
            const meaning = tileMeaning(meanings, id)
            return (
              <Cell
                key={column}
                at={at}
                id={id}
                meaning={meaning}
                text={!hasText || mode === 'picture' ? '' : mode === 'ids' ? byteText(id) : meaning === null ? '' : tileLook(meaning).glyph}
                mark={at === cell ? 'chosen' : id === chosen || (lit !== null && meaning === lit) ? 'same' : null}
                onCell={onCell}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
}

interface CellProps {
  at: number
  id: number
  meaning: string | null
  text: string
  mark: 'chosen' | 'same' | null
  onCell: (cell: number) => void
}

const Cell = memo(function Cell({ at, id, meaning, text, mark, onCell }: CellProps): JSX.Element {
  return (
    <span
      id={`tile-${at}`}
      role="gridcell"
      aria-label={`row ${Math.floor(at / TILE_COLUMNS)}, column ${at % TILE_COLUMNS}: tile ${byteText(id)}${meaning === null ? '' : `, ${meaning}`}`}
      className={classes('tile', meaning !== null && `tile-kind-${tileLook(meaning).kind}`, mark !== null && `tile-${mark}`)}
      onPointerEnter={() => onCell(at)}
    >
      {text}
    </span>
  )
})
