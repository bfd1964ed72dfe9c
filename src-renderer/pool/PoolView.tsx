import { useState, type JSX } from 'react'
import { slowOnes, type PoolStatus } from '../api/contract.ts'
import { useCommands } from '../state/commands.ts'
import { oneOf, useRemembered } from '../state/remembered.ts'
import { ErrorState, Icon, Spinner } from '../ui/index.ts'
import { EmulatorCard } from './EmulatorCard.tsx'
import { EmulatorDetail } from './EmulatorDetail.tsx'
import { EmulatorTable } from './EmulatorTable.tsx'
import { Engines } from './Engines.tsx'
import { holdingOf } from './holding.ts'
import { NewPoolDialog } from './NewPoolDialog.tsx'
import './pool.css'
import { PoolEvents } from './PoolEvents.tsx'
import { PoolHead } from './PoolHead.tsx'
import { NO_SAMPLES } from './trends.ts'
import { useHolders } from './useHolders.ts'
import { usePool, usePoolEvents, useSamples } from './usePool.ts'

export type Shape = 'cards' | 'table'

/** The emulators that are up: how each does, who holds it, and what can be done about it. */
export function PoolView(): JSX.Element {
  const { pool, error, reload } = usePool()
  const [opening, setOpening] = useState(false)
  useCommands([{ id: 'pool.new', title: 'Open another pool…', group: 'Pool', run: () => setOpening(true) }])
  return (
    <section className="page pool-view" aria-label="Pool">
      {pool !== null ? <Opened pool={pool} onNew={() => setOpening(true)} /> : error !== null ? <ErrorState error={error} onRetry={reload} /> : <Spinner label="Asking the pool" />}
      {opening && <NewPoolDialog pool={pool} onClose={() => setOpening(false)} />}
    </section>
  )
}

function Opened({ pool, onNew }: { pool: PoolStatus; onNew: () => void }): JSX.Element {
  const [shape, setShape] = useRemembered<Shape>('pool.shape', 'cards', oneOf('cards', 'table'))
  const [chosen, choose] = useState<string | null>(null)
  const samples = useSamples(pool.emulators)
  const holders = useHolders()
  const events = usePoolEvents()
  const slow = slowOnes(events)
  const detail = pool.emulators.find((one) => one.id === chosen) ?? null
  return (
    <>
      <PoolHead pool={pool} slow={slow.size} shape={shape} onShape={setShape} onNew={onNew} />
      {pool.message !== '' && (
        <p className="pool-message" role="alert">
          <Icon name="warning" /> {pool.message}
        </p>
      )}
      <div className="pool-columns">
        <div className="pool-main">
          {pool.emulators.length === 0 ? (
            <p className="pool-none muted">{pool.state === 'starting' ? 'The emulators are coming up…' : 'No emulator is up. The first run brings one up; so does a larger size.'}</p>
          ) : shape === 'cards' ? (
            <ul className="pool-cards" aria-label="Emulators">
              {pool.emulators.map((one) => (
                <EmulatorCard key={one.id} emulator={one} holding={holdingOf(one, holders)} samples={samples.get(one.id) ?? NO_SAMPLES} slow={slow.get(one.id) ?? null} chosen={one.id === chosen} onChoose={() => choose(one.id === chosen ? null : one.id)} />
              ))}
            </ul>
          ) : (
            <EmulatorTable emulators={pool.emulators} holders={holders} samples={samples} slow={slow} chosen={chosen} onChoose={choose} />
          )}
          {(pool.engines.length > 0 || pool.image !== null) && <Engines engines={pool.engines} image={pool.image} />}
          <PoolEvents events={events} onChoose={choose} />
        </div>
        {detail !== null && <EmulatorDetail key={detail.id} emulator={detail} holding={holdingOf(detail, holders)} samples={samples.get(detail.id) ?? NO_SAMPLES} slow={slow.get(detail.id) ?? null} onClose={() => choose(null)} />}
      </div>
    </>
  )
}
