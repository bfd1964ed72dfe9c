import type { Health, Strategy } from '../../src-preload/contract/index.ts'

/** What the choice between emulators is made from. */
export interface Candidate {
  readonly number: number
  readonly health: Health
  /** ms it was leased since the pool started */
  readonly busy: number
  readonly restarts: number
  /** ms, null before the first call */
  readonly latency: number | null
  /** frames a second while it plays, 0 before it did */
  readonly speed: number
}

/** Sorts before: negative when `a` is the better one. */
type Order = (a: Candidate, b: Candidate) => number

const RANK: Record<Health, number> = { healthy: 0, degraded: 1, failed: 2 }

const byHealth: Order = (a, b) => RANK[a.health] - RANK[b.health] || a.restarts - b.restarts || (a.latency ?? 0) - (b.latency ?? 0)
const byUse: Order = (a, b) => a.busy - b.busy
/** One that was never measured is tried first. */
const bySpeed: Order = (a, b) => (b.speed || Infinity) - (a.speed || Infinity) || (a.latency ?? 0) - (b.latency ?? 0)

/**
 * @param candidates at least one
 * @param last number of the one that was given last, −1 before
 * @returns the one the next lease gets
 */
export function choose<C extends Candidate>(strategy: Strategy, candidates: readonly C[], last: number): C | undefined {
  if (strategy === 'round-robin') {
    const inOrder = [...candidates].sort((a, b) => a.number - b.number)
    return inOrder.find(({ number }) => number > last) ?? inOrder[0]
  }
  const order: Order = { 'least-busy': byUse, 'health-aware': byHealth, fastest: bySpeed }[strategy]
  return [...candidates].sort((a, b) => orderOf(order(a, b)) || a.number - b.number)[0]
}

/** Infinity − Infinity is no order. */
function orderOf(difference: number): number {
  return Number.isNaN(difference) ? 0 : difference
}
