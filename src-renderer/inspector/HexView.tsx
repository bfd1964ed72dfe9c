import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import { useCall } from '../api/useCall.ts'
import { useSelection } from '../state/selection.ts'
import { Button, ErrorState, Spinner, classes, formatAddress, formatCount } from '../ui/index.ts'
import { byteText, fromHex, parseAddress, readings, signOf } from './hex.ts'
import { REGIONS, regionOf } from './memoryRegions.ts'
import { usePlace } from './usePlace.ts'

const PER_ROW = 16
const ROW_HEIGHT = 18

export interface HexViewProps {
  /** the chosen address */
  address: number
  onAddress: (address: number) => void
  onAdd: (address: number) => void
}

/** Memory at the play head in hex; what differs from the place looked at before is marked. */
export function HexView({ address, onAddress, onAdd }: HexViewProps): JSX.Element {
  const region = regionOf(address) ?? REGIONS[0]
  const place = usePlace()
  const { data, error, loading, reload } = useCall('tick.memory', place === null ? null : { ...place, address: region.address, length: region.length }, `${place?.run} ${region.id}`)
  const bytes = useMemo(() => (data === null ? null : fromHex(data.hex)), [data])
  const before = usePrevious(bytes)
  const tick = useSelection((state) => state.tick)
  return (
    <>
      <div className="hex-tools">
        <select className="field" aria-label="Part of the memory" value={region.id} onChange={(event) => onAddress(REGIONS.find(({ id }) => id === event.target.value)?.address ?? 0xc000)}>
          {REGIONS.map(({ id, title, address: from }) => <option key={id} value={id}>{title} {formatAddress(from)}</option>)}
        </select>
        <GoToAddress onAddress={onAddress} />
        <span className="muted" role="status">{loading && bytes !== null ? 'reading…' : `tick ${formatCount(tick)}`}</span>
      </div>
      {error !== null ? <ErrorState error={error} onRetry={reload} /> : bytes === null ? <Spinner label="Reading the memory" /> : (
        <>
          <HexRows key={region.id} base={region.address} bytes={bytes} before={before} address={address} onAddress={onAddress} />
          <ByteReadings bytes={bytes} base={region.address} address={address} before={before} onAdd={onAdd} />
        </>
      )}
    </>
  )
}

/** @returns the value before the present one */
function usePrevious(bytes: Uint8Array | null): Uint8Array | null {
  const kept = useRef<{ now: Uint8Array | null; before: Uint8Array | null }>({ now: null, before: null })
  if (kept.current.now !== bytes) kept.current = { now: bytes, before: kept.current.now?.length === bytes?.length ? kept.current.now : null }
  return kept.current.before
}

function GoToAddress({ onAddress }: { onAddress: (address: number) => void }): JSX.Element {
  const [text, setText] = useState('')
  const address = parseAddress(text)
  const isBad = text !== '' && (address === null || regionOf(address) === null)
  return (
    <input
      className="field hex-goto mono"
      aria-label="Go to address"
      aria-invalid={isBad}
      placeholder="go to C0A4"
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        const to = parseAddress(event.target.value)
        if (to !== null && event.target.value.trim().length >= 4 && regionOf(to) !== null) onAddress(to)
      }}
    />
  )
}

interface HexRowsProps {
  base: number
  bytes: Uint8Array
  before: Uint8Array | null
  address: number
  onAddress: (address: number) => void
}

function HexRows({ base, bytes, before, address, onAddress }: HexRowsProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null)
  const count = Math.ceil(bytes.length / PER_ROW)
  const rows = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 6 })
  const chosen = address - base
  useEffect(() => rows.scrollToIndex(Math.floor(chosen / PER_ROW), { align: 'auto' }), [chosen])
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -PER_ROW, ArrowDown: PER_ROW, PageUp: -PER_ROW * 16, PageDown: PER_ROW * 16 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    onAddress(base + Math.max(0, Math.min(bytes.length - 1, chosen + by)))
  }
  return (
    <div ref={scroller} className="hex" role="grid" aria-label="Memory" aria-rowcount={count} tabIndex={0} aria-activedescendant={`byte-${address}`} onKeyDown={onKeyDown}>
      <div role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const from = index * PER_ROW
          const line = bytes.subarray(from, from + PER_ROW)
          return (
            <div key={index} role="row" aria-rowindex={index + 1} className="hex-row" style={{ transform: `translateY(${start}px)` }}>
              <span role="rowheader" className="hex-address">{(base + from).toString(16).toUpperCase().padStart(4, '0')}</span>
              {Array.from(line, (byte, at) => {
                const index = from + at
                const was = before?.[index]
                const changed = was !== undefined && was !== byte
                return (
                  <span
                    key={at}
                    id={`byte-${base + index}`}
                    role="gridcell"
                    aria-selected={index === chosen}
                    title={changed ? `${formatAddress(base + index)}: was ${byteText(was)}` : formatAddress(base + index)}
                    className={classes('hex-byte', byte === 0 && 'hex-zero', changed && 'hex-changed', index === chosen && 'hex-chosen')}
                    onMouseDown={() => onAddress(base + index)}
                  >
                    {byteText(byte)}
                  </span>
                )
              })}
              <span className="hex-signs" aria-hidden="true">{Array.from(line, signOf).join('')}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}

function ByteReadings({ bytes, base, address, before, onAdd }: { bytes: Uint8Array; base: number; address: number; before: Uint8Array | null; onAdd: (address: number) => void }): JSX.Element | null {
  const read = readings(bytes, address - base)
  if (read === null) return null
  const was = before?.[address - base]
  const facts: [string, string][] = [
    ['u8', String(read.unsigned)], ['i8', String(read.signed)], ['bits', read.binary],
    ['u16 low first', read.word === null ? '–' : String(read.word)], ['u16 high first', read.wordBig === null ? '–' : String(read.wordBig)],
    ['BCD', read.decimal === null ? '–' : String(read.decimal)],
  ]
  if (was !== undefined && was !== read.unsigned) facts.push(['was', String(was)])
  return (
    <div className="hex-readings">
      <strong className="mono">{formatAddress(address)}</strong>
      <dl>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <Button icon="plus" onClick={() => onAdd(address)}>Add to the profile</Button>
    </div>
  )
}
