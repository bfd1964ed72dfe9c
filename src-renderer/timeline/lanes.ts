import type { Branch } from '../api/contract.ts'

/** @returns branches from top to bottom: each below its parent, the later forks first, so that forks cross as few lanes as can be */
export function orderLanes(branches: readonly Branch[]): Branch[] {
  const known = new Set(branches.map((line) => line.branch))
  const children = new Map<number | null, Branch[]>()
  for (const line of branches) {
    const parent = line.parent !== null && known.has(line.parent) ? line.parent : null
    children.set(parent, [...(children.get(parent) ?? []), line])
  }
  const ordered: Branch[] = []
  const waiting = [...(children.get(null) ?? [])].sort((a, b) => b.branch - a.branch)
  while (waiting.length > 0) {
    const line = waiting.pop()
    if (line === undefined) break
    ordered.push(line)
    // The last pushed is taken first.
    waiting.push(...[...(children.get(line.branch) ?? [])].sort((a, b) => a.fork_tick - b.fork_tick || b.branch - a.branch))
  }
  return ordered
}

/** @returns the parts of a line, the line itself first: each branch with the ticks (from, to] it gives to it */
export function lineage(branches: readonly Branch[], branch: number): { branch: number; from: number; to: number }[] {
  const parts: { branch: number; from: number; to: number }[] = []
  let line = branches.find((one) => one.branch === branch)
  let to = line?.head_tick ?? 0
  while (line !== undefined && parts.length <= branches.length) {
    const { parent, fork_tick } = line
    parts.push({ branch: line.branch, from: parent === null ? -1 : fork_tick, to: Math.min(to, line.head_tick) })
    to = fork_tick
    line = parent === null ? undefined : branches.find((one) => one.branch === parent)
  }
  return parts
}
