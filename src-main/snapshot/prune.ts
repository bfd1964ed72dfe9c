import type { SnapshotMeta } from '../../src-preload/contract/index.ts'

/** A snapshot as pruning sees it. */
export interface PruneCandidate {
  meta: Pick<SnapshotMeta, 'id' | 'branch' | 'tick' | 'frame' | 'reason' | 'name' | 'pinned' | 'created_at'>
  /** on disk */
  bytes: number
  /** how often it was loaded */
  accesses: number
  /** when it was loaded last, milliseconds since 1970; null: never */
  lastAccess: number | null
}

export interface PrunePlan {
  /** to delete, the least valuable first */
  ids: string[]
  /** what is left after that */
  bytes: number
  /** false when what must be kept is over the budget by itself */
  withinBudget: boolean
}

const KEPT_REASONS: readonly SnapshotMeta['reason'][] = ['start', 'final', 'named', 'imported']
const RECENT_MS = 60 * 60 * 1000

/** @returns true if it is never pruned: named by somebody, pinned, a run's start or end, or brought in by a person */
export function isProtected(meta: PruneCandidate['meta']): boolean {
  // Those of events have names as well, but nobody chose them.
  const isNamed = meta.name !== null && meta.reason !== 'event'
  return meta.pinned || isNamed || KEPT_REASONS.includes(meta.reason)
}

/**
 * What losing a snapshot would cost: the frames a seek would have to play again, times how much its
 * moment is worth. Age takes away up to half of it, so a run stays denser towards its end.
 * @param gap frames between its neighbours on the branch
 * @param age 0 for the newest of the set, 1 for the oldest
 */
export function valueOf(candidate: PruneCandidate, gap: number, age: number, now: number): number {
  const { reason } = candidate.meta
  let worth = reason === 'error' ? 8 : reason === 'event' ? 4 : 1
  worth *= 1 + Math.log2(1 + candidate.accesses)
  if (candidate.lastAccess !== null && now - candidate.lastAccess < RECENT_MS) worth *= 2
  return Math.max(1, gap) * worth * (1 - age / 2)
}

interface Link {
  candidate: PruneCandidate
  before: Link | undefined
  after: Link | undefined
  age: number
  value: number
}

/**
 * Chooses what to delete so that the rest fits the budget: the one of least value first, its
 * neighbours gaining worth from the gap it leaves. Pure.
 * @param now milliseconds since 1970
 */
export function planPrune(candidates: readonly PruneCandidate[], budgetBytes: number, now: number): PrunePlan {
  let bytes = candidates.reduce((sum, each) => sum + each.bytes, 0)
  const ids: string[] = []
  const open = bytes > budgetBytes ? linkUp(candidates).filter((link) => !isProtected(link.candidate.meta)) : []
  for (const link of open) link.value = valueOf(link.candidate, gapOf(link), link.age, now)
  while (bytes > budgetBytes && open.length > 0) {
    const at = leastAt(open)
    const [link] = open.splice(at, 1)
    if (link === undefined) break
    ids.push(link.candidate.meta.id)
    bytes -= link.candidate.bytes
    const { before, after } = link
    if (before !== undefined) before.after = after
    if (after !== undefined) after.before = before
    for (const near of [before, after]) {
      if (near !== undefined) near.value = valueOf(near.candidate, gapOf(near), near.age, now)
    }
  }
  return { ids, bytes, withinBudget: bytes <= budgetBytes }
}

function linkUp(candidates: readonly PruneCandidate[]): Link[] {
  const byAge = [...candidates].sort((a, b) => (a.meta.created_at < b.meta.created_at ? 1 : -1))
  const links = byAge.map((candidate, rank): Link => ({
    candidate, before: undefined, after: undefined, value: 0, age: byAge.length > 1 ? rank / (byAge.length - 1) : 0,
  }))
  links.sort((a, b) => a.candidate.meta.branch - b.candidate.meta.branch || a.candidate.meta.tick - b.candidate.meta.tick)
  links.forEach((link, at) => {
    const next = links[at + 1]
    if (next?.candidate.meta.branch !== link.candidate.meta.branch) return
    link.after = next
    next.before = link
  })
  return links
}

/** Frames from the one before to the one after. The first of a branch counts from the start of the run; the last as if another followed as far behind it. */
function gapOf(link: Link): number {
  const own = link.candidate.meta.frame
  const before = link.before?.candidate.meta.frame ?? 0
  return (link.after?.candidate.meta.frame ?? 2 * own - before) - before
}

function leastAt(links: readonly Link[]): number {
  let least = 0
  let value = Infinity
  links.forEach((link, at) => {
    if (link.value >= value) return
    least = at
    value = link.value
  })
  return least
}
