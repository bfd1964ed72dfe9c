import type { EventMark, SnapshotMark } from '../api/contract.ts'
import { EVENT_LOOKS } from '../ui/eventKinds.ts'

/** A mark with its place in the plot. `large` ones are drawn with their sign, the others as a stroke. */
export type Placed = { x: number; lane: number; large: boolean } & ({ kind: 'event'; mark: EventMark } | { kind: 'snapshot'; mark: SnapshotMark })

/** Room a sign takes to each side, in pixels. */
const ROOM = 8
/** Room an everyday sign wants to each side, so that the line stays to be seen between them. */
const WIDE_ROOM = 22
/** From this weight on a sign is no everyday one. */
const RARE = 7
const NAMED_SNAPSHOT = 9.5
/** Small diamonds on the line, which need no sign. */
const OTHER_SNAPSHOT = 0

/**
 * Chooses which marks are drawn with their sign: where several meet, the weightiest wins.
 * @param toX place of a tick in the plot, in pixels
 * @param laneOf row of a branch, −1 when it is not shown
 * @returns marks within the plot, in the order they are to be drawn
 */
export function placeMarks(
  marks: readonly EventMark[],
  snapshots: readonly SnapshotMark[],
  width: number,
  toX: (tick: number) => number,
  laneOf: (branch: number) => number,
): Placed[] {
  const all: { placed: Placed; weight: number }[] = []
  for (const mark of marks) {
    const look = EVENT_LOOKS[mark.kind]
    all.push({ placed: { kind: 'event', mark, x: toX(mark.tick), lane: laneOf(mark.branch), large: false }, weight: look.minor ? 0 : look.weight })
  }
  for (const mark of snapshots) {
    const isNamed = mark.name !== null || mark.pinned
    all.push({ placed: { kind: 'snapshot', mark, x: toX(mark.tick), lane: laneOf(mark.branch), large: false }, weight: isNamed ? NAMED_SNAPSHOT : OTHER_SNAPSHOT })
  }
  const shown = all.filter(({ placed }) => placed.lane >= 0 && placed.x >= -ROOM && placed.x <= width + ROOM).sort((a, b) => b.weight - a.weight)
  const taken = new Map<number, Uint8Array>()
  for (const { placed, weight } of shown) {
    let row = taken.get(placed.lane)
    if (row === undefined) taken.set(placed.lane, (row = new Uint8Array(Math.ceil(width) + 4 * WIDE_ROOM)))
    const middle = Math.round(placed.x) + 2 * WIDE_ROOM
    const room = weight >= RARE ? ROOM : WIDE_ROOM
    // Of what is only small talk a stroke is enough.
    if (weight > 0 && !row.subarray(middle - room, middle + room).includes(1)) {
      placed.large = true
      row.fill(1, middle - ROOM, middle + ROOM)
    }
  }
  return shown.map(({ placed }) => placed).sort((a, b) => Number(a.large) - Number(b.large))
}

/** @returns the mark under the pointer: the nearest of the lane, signs before strokes; null when none is near */
export function markAt(placed: readonly Placed[], x: number, lane: number): Placed | null {
  let best: Placed | null = null
  let bestDistance = Infinity
  for (const one of placed) {
    if (one.lane !== lane) continue
    const reach = one.large ? ROOM : 3
    const distance = Math.abs(one.x - x)
    if (distance > reach) continue
    const score = distance + (one.large ? 0 : ROOM)
    if (score < bestDistance) {
      best = one
      bestDistance = score
    }
  }
  return best
}
