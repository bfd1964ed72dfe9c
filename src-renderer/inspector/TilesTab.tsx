import { useMemo, useState, type JSX, type KeyboardEvent } from 'react'
import { pictureUrl } from '../api/contract.ts'
import { picture } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { oneOf, useRemembered } from '../state/remembered.ts'
import { Button, EmptyState, ErrorState, Spinner, classes } from '../ui/index.ts'
import { byteText, fromHex } from './hex.ts'
import { TILE_COLUMNS, TILE_ROWS, moveCell, tileKinds, tileMeaning } from './tiles.ts'
import { usePlace } from './usePlace.ts'

type Shown = 'picture' | 'ids' | 'meaning'

/** The tiles on screen, 18 rows of 20, with what the profile knows of each. */
export function TilesTab(): JSX.Element {
  const place = usePlace()
  const { data, error, reload } = useCall('tick.tiles', place, place?.run)
  const [shown, setShown] = useRemembered<Shown>('tiles.shown', 'picture', oneOf('picture', 'ids', 'meaning'))
  const [cell, setCell] = useState<number | null>(null)
  const [lit, setLit] = useState<string | null>(null)
  const ids = useMemo(() => (data === null ? null : fromHex(data.hex)), [data])
  const summary = useMemo(() => (data === null || ids === null ? null : tileKinds(ids, data.meanings)), [data, ids])
  if (error !== null) return <ErrorState error={error} onRetry={reload} />
  if (place === null || data === null || ids === null || summary === null) return <Spinner label="Reading the tiles" />
  if (ids.length < TILE_ROWS * TILE_COLUMNS) return <EmptyState title="This tick has no tiles" icon="info">The screen was off, or the profile does not say where the tile map lies.</EmptyState>

  const colours = new Map(summary.kinds.map(({ meaning }, at) => [meaning, at % 8]))
  const at = cell === null ? undefined : ids[cell]
  const meaning = at === undefined ? null : tileMeaning(data.meanings, at)
  const same = at === undefined ? 0 : ids.reduce((count, id) => count + (id === at ? 1 : 0), 0)
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = moveCell(cell ?? 0, event.key)
    if (to === null) return
    event.preventDefault()
    setCell(to)
  }
  return (
    <div className="tiles">
      <div className="inspector-bar" role="group" aria-label="What the cells show">
        {(['picture', 'ids', 'meaning'] as const).map((one) => <Button key={one} kind="quiet" pressed={shown === one} onClick={() => setShown(one)}>{one}</Button>)}
      </div>
      <div className="tiles-frame">
        <div
          className={classes('tiles-grid', `tiles-${shown}`)}
          role="grid"
          aria-label="Tiles on screen"
          aria-activedescendant={cell === null ? undefined : `tile-${cell}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onPointerLeave={() => setCell(null)}
          style={{ backgroundImage: `url("${picture(pictureUrl.exact(place.run, place.branch, place.tick))}")` }}
        >
          {Array.from({ length: TILE_ROWS }, (_, row) => (
            <div key={row} role="row" className="tiles-row">
              {Array.from(ids.subarray(row * TILE_COLUMNS, (row + 1) * TILE_COLUMNS), (id, column) => {
                const index = row * TILE_COLUMNS + column
                const known = tileMeaning(data.meanings, id)
                const kind = known === null ? undefined : colours.get(known)
                return (
                  <span
                    key={column}
                    id={`tile-${index}`}
                    role="gridcell"
                    aria-label={`row ${row}, column ${column}: tile ${byteText(id)}${known === null ? '' : `, ${known}`}`}
                    className={classes('tile', kind !== undefined && `tile-kind-${kind}`, index === cell && 'tile-chosen', (id === at || (lit !== null && known === lit)) && 'tile-same')}
                    onPointerEnter={() => setCell(index)}
                  >
                    {shown === 'ids' ? byteText(id) : ''}
                  </span>
                )
              })}
            </div>
          ))}
        </div>
      </div>
      <p className="tiles-note" role="status">
        {cell === null || at === undefined ? (
          <span className="muted">Point at a tile, or walk with the arrow keys.</span>
        ) : (
          <>
            row {Math.floor(cell / TILE_COLUMNS)}, column {cell % TILE_COLUMNS} · tile <code>0x{byteText(at)}</code> · <strong>{meaning ?? 'meaning not known'}</strong> · {same}× on screen
          </>
        )}
      </p>
      <ul className="tiles-kinds" aria-label="Meanings on screen">
        {summary.kinds.map(({ meaning: name, count, ids: of }, index) => (
          <li key={name} onPointerEnter={() => setLit(name)} onPointerLeave={() => setLit(null)} title={`tiles ${of.map(byteText).join(', ')}`}>
            <span className={`tile-swatch tile-kind-${index % 8}`} /> {name} <span className="muted">{count}</span>
          </li>
        ))}
        {summary.unknown > 0 && <li className="muted">not known {summary.unknown}</li>}
      </ul>
    </div>
  )
}
