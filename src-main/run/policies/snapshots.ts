import type { GameEvent, GameState, Settings, SnapshotEvent } from '../../../src-preload/contract/index.ts'

export type SnapshotSettings = Settings['snapshot']

/** A snapshot that an event asks for. */
export interface EventSnapshot {
  /** `catch-PIDGE`, `battle-1`, `badge-2`, `death-EMBER`… */
  name: string
  /** the event in words */
  note: string
}

/**
 * @param events of one tick
 * @param taken whether a snapshot of this name is there already: `-2`, `-3`… is added then
 * @returns the snapshots to make after this tick, one for each event that is asked for
 */
export function eventSnapshots({ on_event }: SnapshotSettings, events: readonly GameEvent[], state: GameState, taken: (name: string) => boolean): EventSnapshot[] {
  const made = new Set<string>()
  return events
    .filter(({ kind }) => on_event.includes(triggerOf(kind)))
    .map((event) => {
      const name = freeName(nameOf(event, state), (each) => made.has(each) || taken(each))
      made.add(name)
      return { name, note: event.title }
    })
}

function triggerOf(kind: GameEvent['kind']): SnapshotEvent {
  return kind === 'battle_start' ? 'battle' : kind
}

function nameOf({ kind, data, title }: GameEvent, state: GameState): string {
  switch (kind) {
    case 'catch':
      return `catch-${word(data['species'] ?? data['name'] ?? title)}`
    case 'battle_start':
      return `battle-${state.battle?.turn ?? 1}`
    case 'badge':
      return `badge-${state.badges}`
    case 'death':
      return `death-${word(data['species'] ?? data['name'] ?? title)}`
    default:
      return `${kind.replaceAll('_', '-')}-${word(data['to'] ?? data['item'] ?? data['species'] ?? data['turn'] ?? state.location)}`
  }
}

function word(value: string | number | boolean | null): string {
  return String(value ?? '').trim().replaceAll(/\s+/g, '-').slice(0, 60) || 'unknown'
}

function freeName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name
  let count = 2
  while (taken(`${name}-${count}`)) count++
  return `${name}-${count}`
}

/** How many times the same error may come back before it counts as fatal. */
const STRIKES = 3

export type RollbackOrder =
  /** go back by `depth` snapshots of the line, clear what is planned, try again */
  | { kind: 'rollback'; depth: number; message: string }
  | { kind: 'stop'; message: string }

/**
 * Decides what an error leads to when runs roll back on errors: one snapshot further back each time the same error comes again, at
 * most `rollback_grace`; the third time it is fatal.
 */
export class RollbackPolicy {
  settings: SnapshotSettings
  #error = ''
  #strikes = 0
  #tick = -1

  constructor(settings: SnapshotSettings) {
    this.settings = settings
  }

  /** @param error what makes it the same error: its code and message @returns null where errors are not rolled back */
  failed(error: string, tick: number): RollbackOrder | null {
    if (!this.settings.rollback_on_error) return null
    this.#strikes = error === this.#error ? this.#strikes + 1 : 1
    this.#error = error
    this.#tick = Math.max(this.#tick, tick)
    if (this.#strikes >= STRIKES) return { kind: 'stop', message: `${error}, ${STRIKES} times` }
    const depth = Math.min(this.#strikes, this.settings.rollback_grace)
    return { kind: 'rollback', depth, message: `Rolled back ${depth} snapshot${depth === 1 ? '' : 's'} after: ${error}` }
  }

  /** Notes that a tick went well; once the run is past where it failed, the strikes are forgotten. */
  passed(tick: number): void {
    if (this.#strikes === 0 || tick <= this.#tick) return
    this.#strikes = 0
    this.#error = ''
    this.#tick = -1
  }
}
