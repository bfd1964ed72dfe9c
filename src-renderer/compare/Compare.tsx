import { useState, type JSX } from 'react'
import { pictureUrl, type Comparison, type Place } from '../api/contract.ts'
import { picture } from '../api/transport.ts'
import { useCall } from '../api/useCall.ts'
import { formatAddress, formatCount, Button, EmptyState, ErrorState, IconButton, Spinner } from '../ui/index.ts'
import { usePlace } from '../inspector/usePlace.ts'
import { scalarText } from '../inspector/stateChanges.ts'
import { useRun } from '../state/run.ts'
import { useSelection } from '../state/selection.ts'
import './Compare.css'
import { firstSide, placeOf, pixelText, samePlace, type Side } from './sides.ts'
import { SidePicker } from './SidePicker.tsx'

/** Two ticks side by side: pictures, what differs in the state and in memory, and where they parted. */
export function Compare({ run }: { run: string }): JSX.Element {
  const head = usePlace() ?? { run, branch: 0, tick: 0 }
  const [a, setA] = useState<Side>(() => firstSide(head, useRun.getState().detail?.branches ?? []))
  const [b, setB] = useState<Side>({ kind: 'head' })
  const [placeA, placeB] = [placeOf(a, head), placeOf(b, head)]
  const same = samePlace(placeA, placeB)
  const { data, error, loading, reload } = useCall('compare', same ? null : { a: placeA, b: placeB }, run)
  const swap = (): void => {
    setA(b)
    setB(a)
  }
  return (
    <div className="compare">
      <div className="compare-sides">
        <SidePicker name="A" side={a} head={head} onSide={setA} />
        <IconButton icon="fit" size="small" label="Swap A and B" onClick={swap} />
        <SidePicker name="B" side={b} head={head} onSide={setB} />
      </div>
      {same ? (
        <EmptyState title="A and B are the same tick" icon="branch">Move the play head, or choose another tick, branch or snapshot for one of them.</EmptyState>
      ) : (
        <>
          <Pictures a={placeA} b={placeB} pixels={data?.pixels ?? null} />
          {error !== null ? <ErrorState error={error} onRetry={reload} /> : data === null ? <Spinner label="Comparing" /> : <Differences data={data} a={placeA} b={placeB} stale={loading} />}
        </>
      )}
    </div>
  )
}

function Pictures({ a, b, pixels }: { a: Place; b: Place; pixels: number | null }): JSX.Element {
  const exact = ({ run, branch, tick }: Place): string => picture(pictureUrl.exact(run, branch, tick))
  return (
    <div className="compare-pictures">
      <figure>
        <img className="pixels" src={exact(a)} width={160} height={144} alt={`Picture of A, tick ${a.tick}`} />
        <figcaption>A</figcaption>
      </figure>
      <figure>
        <img className="pixels" src={picture(pictureUrl.diff(a.run, a, b))} width={160} height={144} alt="Pixels that differ, in red" />
        <figcaption>{pixels === null ? 'difference' : pixelText(pixels)}</figcaption>
      </figure>
      <figure>
        <img className="pixels" src={exact(b)} width={160} height={144} alt={`Picture of B, tick ${b.tick}`} />
        <figcaption>B</figcaption>
      </figure>
    </div>
  )
}

function Differences({ data, a, b, stale }: { data: Comparison; a: Place; b: Place; stale: boolean }): JSX.Element {
  return (
    <div className="compare-differences" aria-busy={stale}>
      <FirstDifference data={data} a={a} b={b} />
      <section aria-label="State">
        <h3 className="inspector-title">State: {data.changes.length === 0 ? 'the same' : `${formatCount(data.changes.length)} differ`}</h3>
        {data.changes.length > 0 && (
          <table className="compare-table">
            <thead><tr><th scope="col">Value</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
            <tbody>
              {data.changes.map(({ path, a: was, b: is }) => (
                <tr key={path}>
                  <th scope="row" title={path}>{path}</th>
                  <td title={scalarText(was)}>{scalarText(was)}</td>
                  <td title={scalarText(is)}>{scalarText(is)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section aria-label="Memory">
        <h3 className="inspector-title">Work RAM: {data.memory_differing === 0 ? 'the same' : `${formatCount(data.memory_differing)} bytes differ`}</h3>
        {data.memory.length > 0 && (
          <table className="compare-table compare-memory">
            <thead><tr><th scope="col">Address</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
            <tbody>
              {data.memory.slice(0, 200).map(({ address, a: was, b: is }) => (
                <tr key={address}>
                  <th scope="row">{formatAddress(address)}</th>
                  <td title={spaced(was)}>{spaced(was)}</td>
                  <td title={spaced(is)}>{spaced(is)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {data.memory.length > 200 && <p className="muted">The first 200 of {formatCount(data.memory.length)} places are shown.</p>}
      </section>
    </div>
  )
}

const spaced = (hex: string): string => hex.toUpperCase().replace(/(..)(?=.)/g, '$1 ')

function FirstDifference({ data, a, b }: { data: Comparison; a: Place; b: Place }): JSX.Element {
  const goTo = useSelection((state) => state.goTo)
  const first = data.first_difference
  const canGo = b.run === useSelection((state) => state.run)
  if (first === null) return <p className="compare-first muted">{a.run === b.run ? 'One lies on the line of the other: nothing parted them.' : 'As far as both were played, they are the same.'}</p>
  return (
    <p className="compare-first">
      First difference at tick <strong>{formatCount(first)}</strong>
      {canGo && <Button kind="quiet" onClick={() => goTo(first, b.branch)}>Go there</Button>}
    </p>
  )
}
