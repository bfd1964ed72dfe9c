import { useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import { pictureUrl, type Place } from '../api/contract.ts'
import { picture } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { oneOf, useRemembered } from '../state/remembered.ts'
import { Button, EmptyState, ErrorState, Spinner, useSize } from '../ui/index.ts'
import { byteText, fromHex } from './hex.ts'
import { TileGrid } from './TileGrid.tsx'
import { TILE_COLUMNS, TILE_ROWS, moveCell, tileKinds, tileLook, tileMeaning, tileScale, type TileKind } from './tiles.ts'
import { usePlace } from './usePlace.ts'

const MODES = ['picture', 'ids', 'meaning'] as const
export type TileMode = (typeof MODES)[number]

/** Room for the legend beside the grid, in pixels. */
const SIDE = 168

/** The tiles on screen, 18 rows of 20, with what the profile knows of each. */
export function TilesTab(): JSX.Element {
  const place = usePlace()
  const { data, error, reload } = useCall('tick.tiles', place, place?.run)
  const ids = useMemo(() => (data === null ? null : fromHex(data.hex)), [data])
  if (error !== null) return <ErrorState error={error} onRetry={reload} />
  if (place === null || data === null || ids === null) return <Spinner label="Reading the tiles" />
  if (ids.length < TILE_ROWS * TILE_COLUMNS) return <EmptyState title="This tick has no tiles" icon="info">The screen was off, or the profile does not say where the tile map lies.</EmptyState>
  return <Tiles place={place} ids={ids} meanings={data.meanings} />
}

function Tiles({ place, ids, meanings }: { place: Place; ids: Uint8Array; meanings: Readonly<Record<string, string>> }): JSX.Element {
  const [mode, setMode] = useRemembered<TileMode>('tiles.shown', 'picture', oneOf(...MODES))
  const [cell, setCell] = useState<number | null>(null)
  const [lit, setLit] = useState<string | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const summary = useMemo(() => tileKinds(ids, meanings), [ids, meanings])
  const isWide = size.width >= TILE_COLUMNS * 8 + SIDE
  const scale = tileScale(size.width - (isWide ? SIDE : 0), size.height)
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = moveCell(cell ?? 0, event.key)
    if (to === null) return
    event.preventDefault()
    event.stopPropagation()
    setCell(to)
  }
  return (
    <div className={isWide ? 'tiles tiles-beside' : 'tiles'} ref={frame}>
      <TileGrid
        ids={ids}
        meanings={meanings}
        mode={mode}
        scale={scale}
        background={picture(pictureUrl.exact(place.run, place.branch, place.tick))}
        cell={cell}
        lit={lit}
        onCell={setCell}
        onKeyDown={onKeyDown}
      />
      <div className="tiles-side">
        <div className="inspector-bar" role="group" aria-label="What the cells show">
          {MODES.map((one) => (
            <Button key={one} kind="quiet" pressed={mode === one} onClick={() => setMode(one)}>
              {one}
            </Button>
          ))}
        </div>
        <CellNote ids={ids} meanings={meanings} cell={cell} />
        <Legend kinds={summary.kinds} unknown={summary.unknown} onLit={setLit} />
      </div>
    </div>
  )
}

function CellNote({ ids, meanings, cell }: { ids: Uint8Array; meanings: Readonly<Record<string, string>>; cell: number | null }): JSX.Element {
  const id = cell === null ? undefined : ids[cell]
  if (cell === null || id === undefined) {
    return (
      <p className="tiles-note muted" role="status">
        Point at a tile, or walk with the arrow keys.
      </p>
    )
  }
  const same = ids.reduce((count, other) => count + (other === id ? 1 : 0), 0)
  return (
    <p className="tiles-note" role="status">
      <strong>{tileMeaning(meanings, id) ?? 'meaning not known'}</strong>
      <br />
      tile <code>0x{byteText(id)}</code> · {same}× on screen
      <br />
      <span className="muted">
        row {Math.floor(cell / TILE_COLUMNS)}, column {cell % TILE_COLUMNS}
      </span>
    </p>
  )
}

function Legend({ kinds, unknown, onLit }: { kinds: readonly TileKind[]; unknown: number; onLit: (meaning: string | null) => void }): JSX.Element {
  return (
    <ul className="tiles-legend" aria-label="Meanings on screen">
      {kinds.map(({ meaning, count, ids }) => {
        const look = tileLook(meaning)
        return (
          <li key={meaning} onPointerEnter={() => onLit(meaning)} onPointerLeave={() => onLit(null)} title={`tiles ${ids.map(byteText).join(', ')}`}>
            <span className={`tile-swatch tile-kind-${look.kind}`} aria-hidden="true">
              {look.glyph}
            </span>
            <span className="tiles-legend-name">{meaning}</span>
            <span className="muted">{count}</span>
          </li>
        )
      })}
      {unknown > 0 && (
        <li title="Neither the profile nor what was seen so far says what these are">
          <span className="tile-swatch" aria-hidden="true" />
          <span className="tiles-legend-name muted">not known</span>
          <span className="muted">{unknown}</span>
        </li>
      )}
    </ul>
  )
}
