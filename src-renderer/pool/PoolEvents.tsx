import type { JSX } from 'react'
import type { PoolEvent } from '../api/contract.ts'
import { showRun } from '../state/appView.ts'
import { formatClock, formatWallTime } from '../ui/index.ts'
import { LEVEL_COLORS } from './looks.ts'

/** What happened in the pool, the newest first. */
export function PoolEvents({ events: inOrder, onChoose }: { events: readonly PoolEvent[]; onChoose: (emulator: string) => void }): JSX.Element {
  const events = inOrder.toReversed()
  return (
    <section className="pool-events" aria-label="Events">
      <h3 className="page-subtitle">Events</h3>
      {events.length === 0 && <p className="muted">Nothing has happened yet.</p>}
      <ol>
        {events.map((event, at) => (
          <li key={events.length - at}>
            <time dateTime={event.at} title={formatWallTime(event.at)} className="muted">
              {formatClock(event.at)}
            </time>
            <span className="pool-event-kind" style={{ color: `var(${LEVEL_COLORS[event.level]})` }}>
              {event.kind}
            </span>
            {event.emulator !== null && (
              <button type="button" className="link" onClick={() => onChoose(event.emulator ?? '')}>
                {event.emulator}
              </button>
            )}
            <span className="pool-event-text" title={event.text}>
              {event.text}
            </span>
            {event.run !== null && (
              <button type="button" className="link" onClick={() => showRun(event.run ?? '')}>
                {event.run}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
