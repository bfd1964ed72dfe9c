import type { Condition, EventKind, MemoryExpression, MemoryRange } from '../../src-preload/contract/index.ts'
import type { GameProfile } from '../game/index.ts'

const PARTY = [0, 1, 2, 3, 4, 5]
const name = (...path: (string | number)[]): Condition => ({ op: 'name', path })
const ofParty = (field: string): Condition[] => PARTY.map((i) => name('party', i, field))

/** What changes when an event of a kind happens. */
const CAUSES: Partial<Record<EventKind, readonly Condition[]>> = {
  battle_start: [name('in_battle')],
  battle_end: [name('in_battle')],
  battle_turn: [name('in_battle'), name('battle', 'turn')],
  catch: [name('caught'), name('party_count')],
  badge: [name('badges')],
  death: ofParty('hp'),
  level_up: ofParty('level'),
  location_change: [{ op: '==', left: name('location'), right: { op: 'text', value: '' } }],
  dialog: [name('in_dialog')],
}

/**
 * The bytes whose change may be an event of these kinds. A batch of ticks ends where one of them
 * changes, so that a snapshot of the event is of its very tick.
 */
export function eventWatch(profile: GameProfile, kinds: readonly EventKind[]): MemoryRange[] {
  const ranges = new Map<string, MemoryRange>()
  for (const kind of kinds) {
    for (const cause of CAUSES[kind] ?? []) {
      const expression = profile.lower(cause)
      if (expression) collect(expression, ranges)
    }
  }
  return [...ranges.values()]
}

function collect(expression: MemoryExpression, into: Map<string, MemoryRange>): void {
  if ('address' in expression) into.set(`${expression.address}+${expression.size}`, { address: expression.address, length: expression.size })
  else if ('of' in expression) collect(expression.of, into)
  else if ('left' in expression) {
    collect(expression.left, into)
    collect(expression.right, into)
  }
}
