import type { EventKind, MemoryRange } from '../../src-preload/contract/index.ts'
import type { GameProfile } from '../game/index.ts'
import { snapshotKinds, type RunSettings } from './settings.ts'

/** The names of the game state that change when an event of a kind happens. */
const CAUSES: Partial<Record<EventKind, readonly string[]>> = {
  battle_start: ['in_battle'],
  battle_end: ['in_battle'],
  battle_turn: ['battle'],
  catch: ['caught', 'party_count'],
  badge: ['badges'],
  death: ['party'],
  level_up: ['party'],
  location_change: ['location'],
  item: ['inventory'],
  dialog: ['dialog'],
}

/** The kinds of events that something is done about at their very tick: a snapshot, or the pictures of a battle from its start. */
export function watchedKinds(settings: RunSettings): EventKind[] {
  return [...snapshotKinds(settings), ...(settings.screenshot.battle_turn > 0 ? (['battle_start'] as const) : [])]
}

/**
 * The bytes whose change may be an event of these kinds. A batch of ticks ends where one of them
 * changes, so that a snapshot of the event is of its very tick.
 */
export function eventWatch(profile: GameProfile, kinds: readonly EventKind[]): MemoryRange[] {
  const names = new Set(kinds.flatMap((kind) => CAUSES[kind] ?? []))
  const ranges = new Map<string, MemoryRange>()
  for (const name of names) {
    for (const range of profile.rangesOf([name])) ranges.set(`${range.address}+${range.length}`, range)
  }
  return [...ranges.values()]
}
