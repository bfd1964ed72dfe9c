import type { EventKind } from '../api/contract.ts'

export interface EventLook {
  title: string
  /** one character that stands for it beside its colour; drawn from every system's fonts */
  glyph: string
  /** the token of its colour */
  color: string
  /** drawn over lesser ones; 0 is the least */
  weight: number
  /** small talk of the game: not drawn where many marks meet */
  minor: boolean
}

const look = (title: string, glyph: string, token: string, weight: number, minor = false): EventLook => ({
  title, glyph, color: `--event-${token}`, weight, minor,
})

/** How each kind of event looks, the same in timeline, log and charts. */
export const EVENT_LOOKS: Record<EventKind, EventLook> = {
  error: look('Error', '!', 'error', 10),
  badge: look('Badge', '★', 'badge', 9),
  death: look('Faint', '✕', 'death', 8),
  catch: look('Catch', '◉', 'catch', 7),
  battle_start: look('Battle starts', '⚔\ufe0e', 'battle', 6),
  battle_end: look('Battle ends', '⚐', 'battle', 5),
  level_up: look('Level up', '▲', 'level', 4),
  item: look('Item', '■', 'item', 3),
  location_change: look('Place', '⌂', 'place', 2),
  battle_turn: look('Battle turn', '·', 'battle', 1, true),
  dialog: look('Dialogue', '…', 'dialog', 0, true),
}

/** All kinds, the weightiest first. */
export const EVENT_ORDER = (Object.keys(EVENT_LOOKS) as EventKind[]).sort((a, b) => EVENT_LOOKS[b].weight - EVENT_LOOKS[a].weight)
