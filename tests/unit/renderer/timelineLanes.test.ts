import { describe, expect, it } from 'vitest'
import type { Branch, EventMark, SnapshotMark } from '../../../src-preload/contract/index.ts'
import { lineage, orderLanes } from '../../../src-renderer/timeline/lanes.ts'
import { markAt, placeMarks } from '../../../src-renderer/timeline/placeMarks.ts'

const branch = (number: number, parent: number | null, fork: number, head: number): Branch => ({
  branch: number, name: `b${number}`, parent, fork_tick: fork, head_tick: head, created_at: '', agent: '',
})
const tree = [branch(0, null, 0, 1000), branch(1, 0, 300, 700), branch(2, 0, 600, 900), branch(3, 1, 500, 520)]

describe('the lanes', () => {
  it('should put each branch below its parent, later forks nearer to it', () => {
    expect(orderLanes(tree).map((lane) => lane.branch)).toEqual([0, 2, 1, 3])
  })

  it('should show every branch once, even of a tree whose root is missing', () => {
    const torn = tree.slice(1)
    expect(orderLanes(torn).map((lane) => lane.branch).sort()).toEqual([1, 2, 3])
  })

  it('should follow a line back through its forks to the start', () => {
    expect(lineage(tree, 3)).toEqual([
      { branch: 3, from: 500, to: 520 },
      { branch: 1, from: 300, to: 500 },
      { branch: 0, from: -1, to: 300 },
    ])
  })
})

describe('the marks', () => {
  const event = (tick: number, kind: EventMark['kind']): EventMark => ({ branch: 0, tick, kind, count: 1, title: kind })
  const snapshot = (tick: number, name: string | null): SnapshotMark => ({ id: `s${tick}`, branch: 0, tick, name, reason: 'interval', pinned: false })
  const place = (marks: EventMark[], snapshots: SnapshotMark[] = []): ReturnType<typeof placeMarks> => placeMarks(marks, snapshots, 1000, (tick) => tick, (line) => line)

  it('should draw the sign of the weightiest where several meet, and the others as strokes', () => {
    const placed = place([event(100, 'battle_start'), event(102, 'badge'), event(104, 'item')])
    expect(placed.filter((one) => one.large).map((one) => one.kind === 'event' && one.mark.kind)).toEqual(['badge'])
    expect(placed).toHaveLength(3)
  })

  it('should always draw a named snapshot with its sign', () => {
    const placed = place([event(100, 'battle_start')], [snapshot(101, 'before the gym')])
    expect(placed.find((one) => one.kind === 'snapshot')?.large).toBe(true)
  })

  it('should draw no more signs than there is room for, however many events there are', () => {
    const placed = place(Array.from({ length: 1000 }, (_, tick) => event(tick, 'battle_start')))
    expect(placed.filter((one) => one.large).length).toBeLessThanOrEqual(1000 / 16)
  })

  it('should leave out what is not on screen or on no lane', () => {
    expect(place([event(5000, 'badge'), { ...event(10, 'badge'), branch: -1 }])).toEqual([])
  })

  it('should find the mark under the pointer on its lane only', () => {
    const placed = place([event(100, 'badge'), event(300, 'catch')])
    expect(markAt(placed, 103, 0)?.mark.tick).toBe(100)
    expect(markAt(placed, 103, 1)).toBeNull()
    expect(markAt(placed, 200, 0)).toBeNull()
  })
})
