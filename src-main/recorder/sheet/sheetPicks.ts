import type { EventKind } from '../../../src-preload/contract/index.ts'
import type { EventRow } from '../read/events.ts'

/** How much a person wants to see the picture of such an event. */
const INTEREST: Partial<Record<EventKind, number>> = {
  badge: 9, catch: 8, death: 7, error: 7, level_up: 6, battle_start: 5, battle_end: 4, location_change: 4, item: 3, dialog: 2, battle_turn: 1,
}

/** A picture chosen for the sheet. */
export interface Pick {
  id: string
  tick: number
  /** what the picture may show: the event most worth telling since the picture before it */
  event: EventRow | null
}

/**
 * Chooses `count` pictures that together tell the run: its ticks are cut into as many equal parts,
 * and of each part the picture with the most interesting event before it is taken; the first and
 * the last picture always.
 */
export function pickPictures(ticks: ArrayLike<number>, ids: readonly string[], events: readonly EventRow[], count: number): Pick[] {
  const all: Pick[] = []
  let next = 0
  for (let i = 0; i < ids.length; i++) {
    const tick = ticks[i] ?? 0
    let event: EventRow | null = null
    for (; next < events.length && (events[next]?.tick ?? 0) <= tick; next++) {
      const candidate = events[next]
      if (candidate !== undefined && (event === null || interestOf(candidate) >= interestOf(event))) event = candidate
    }
    all.push({ id: ids[i] ?? '', tick, event })
  }
  if (all.length <= count) return all
  const chosen: Pick[] = []
  const used = new Set<string>()
  for (let slot = 0; slot < count; slot++) {
    const from = Math.floor((slot * all.length) / count)
    const to = Math.floor(((slot + 1) * all.length) / count)
    const part = slot === 0 ? all.slice(0, 1) : slot === count - 1 ? all.slice(-1) : all.slice(from, to)
    // The same kind of thing again and again tells less than something new.
    const best = part.reduce((a, b) => (worthOf(b, used) > worthOf(a, used) ? b : a), part[0] ?? { id: '', tick: 0, event: null })
    if (best.event !== null) used.add(best.event.title)
    chosen.push(best)
  }
  return chosen
}

function interestOf(event: EventRow): number {
  return INTEREST[event.kind] ?? 0
}

function worthOf(pick: Pick, used: ReadonlySet<string>): number {
  if (pick.event === null) return 0
  return interestOf(pick.event) * (used.has(pick.event.title) ? 0.4 : 1)
}
