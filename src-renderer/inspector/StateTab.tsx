import { useMemo, type JSX } from 'react'
import type { GameEvent, GameState } from '../api/contract.ts'
import { useExploring } from '../search/searches.ts'
import { useLive } from '../state/live.ts'
import { useSelection } from '../state/selection.ts'
import { useTick } from '../state/tick.ts'
import { EmptyState, ErrorState, EventGlyph, Spinner, formatCount } from '../ui/index.ts'
import { PartyList } from './PartyList.tsx'
import { SearchState } from './SearchState.tsx'
import { HpBar } from './HpBar.tsx'
import { changeText, pathTitle, scalarText, stateChanges, type StateChange } from './stateChanges.ts'

/** What the game was like after the tick under the play head. */
export function StateTab(): JSX.Element {
  const run = useSelection((state) => state.run)
  const following = useSelection((state) => state.following)
  const exploring = useExploring(run)
  const live = useLive(({ live }) => (following && live?.status === 'running' ? live.state : null))
  const detail = useTick((state) => state.detail)
  const error = useTick((state) => state.error)
  // There is nothing but the power-on state yet, which says nothing of the search.
  if (exploring && following && run !== null) return <SearchState run={run} />
  if (live !== null && following) return <StateView state={live} previous={null} events={[]} tick={null} />
  if (detail === null) return error === null ? <Spinner label="Reading the state" /> : <ErrorState error={error} />
  return <StateView state={detail.state} previous={detail.previous} events={detail.events} tick={detail.action?.tick ?? null} />
}

interface StateViewProps {
  state: GameState
  previous: GameState | null
  events: readonly GameEvent[]
  tick: number | null
}

function StateView({ state, previous, events, tick }: StateViewProps): JSX.Element {
  const changes = useMemo(() => (previous === null ? [] : stateChanges(previous, state)), [previous, state])
  const changed = useMemo(() => new Set(changes.map(({ path }) => path)), [changes])
  const vars = Object.entries(state.vars)
  if (state.screen === 'unknown' && state.location === '' && vars.length === 0 && state.party.length === 0) {
    return (
      <EmptyState title="No profile reads this game yet" icon="info">
        Find its variables in the MEMORY tab: search by value or change over several ticks, and add what you find to the profile.
      </EmptyState>
    )
  }
  return (
    <div className="state">
      <div className="state-place">
        <strong>{state.location === '' ? 'Nowhere' : state.location}</strong>
        <span>({state.x}, {state.y}){state.facing === null ? '' : ` ${state.facing}`}</span>
        <span className="state-screen">{state.screen}</span>
      </div>
      {state.battle !== null && (
        <div className="state-battle">
          <EventGlyph kind="battle_start" title="Battle" />
          <span>
            {state.battle.trainer ?? state.battle.kind} {state.battle.enemy.species} <span className="muted">Lv {state.battle.enemy.level} · turn {state.battle.turn}</span>
          </span>
          <HpBar hp={state.battle.enemy.hp} max={state.battle.enemy.maxHp} label={`${state.battle.enemy.species} HP`} />
        </div>
      )}
      {state.dialog !== null && <blockquote className="state-dialog">{state.dialog}</blockquote>}
      <PartyList party={state.party} active={state.battle?.active ?? null} />
      <dl className="state-facts">
        <dt>Bag</dt>
        <dd>{state.inventory.length === 0 ? <span className="muted">empty</span> : state.inventory.map(({ item, quantity }) => `${formatCount(quantity)} ${item}`).join(' · ')}</dd>
        <dt>Badges</dt>
        <dd>{state.badges === 0 ? <span className="muted">none</span> : `${'●'.repeat(Math.min(state.badges, 16))} ${state.badgeNames.join(' · ')}`}</dd>
        <dt>Caught</dt>
        <dd>{formatCount(state.caught)}</dd>
        <dt>Money</dt>
        <dd>{formatCount(state.money)}</dd>
      </dl>
      {tick !== null && <Delta tick={tick} changes={changes} events={events} state={state} known={previous !== null} />}
      {vars.length > 0 && (
        <section aria-label="Variables">
          <h3 className="inspector-title">Variables</h3>
          <dl className="state-vars">
            {vars.map(([name, value]) => (
              <div key={name} className={changed.has(`vars.${name}`) ? 'state-var state-var-changed' : 'state-var'}>
                <dt title={name}>{name}</dt>
                <dd>{scalarText(value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  )
}

function Delta({ tick, changes, events, state, known }: { tick: number; changes: readonly StateChange[]; events: readonly GameEvent[]; state: GameState; known: boolean }): JSX.Element {
  const names = state.party.map((member) => member.nickname || member.species)
  return (
    <section aria-label="Changes">
      <h3 className="inspector-title">Δ since tick {formatCount(Math.max(0, tick - 1))}</h3>
      {events.map((event, at) => <div key={at} className="state-event"><EventGlyph kind={event.kind} /> {event.title}</div>)}
      <ul className="state-changes">
        {changes.slice(0, 40).map((change) => (
          <li key={change.path} title={`${change.path}: ${scalarText(change.a)} → ${scalarText(change.b)}`}>
            <span className="muted">{pathTitle(change.path, names)}</span> {changeText(change)}
          </li>
        ))}
        {changes.length > 40 && <li className="muted">and {changes.length - 40} more</li>}
        {changes.length === 0 && <li className="muted">{known ? 'nothing changed' : 'the first tick of the run'}</li>}
      </ul>
    </section>
  )
}
