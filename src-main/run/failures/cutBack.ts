import Database from 'better-sqlite3'
import type { LostFrom } from './salvage.ts'

export interface Cut {
  /** ticks that are not recorded any more */
  ticks: number
  /** branches that are gone whole */
  branches: number[]
}

interface BranchRow {
  branch: number
  parent: number | null
  fork_tick: number
  head_tick: number
}

/**
 * Takes out of a database everything from the first lost tick of each branch on, so that what is left is whole. The run can go on
 * from there: from the last state before it, and the inputs since then.
 */
export function cutBack(file: string, lost: readonly LostFrom[]): Cut {
  const database = new Database(file, { fileMustExist: true })
  try {
    return database.transaction(() => cut(database, lost))()
  } finally {
    database.close()
  }
}

function cut(database: Database.Database, lost: readonly LostFrom[]): Cut {
  const branches = database.prepare('SELECT branch, parent, fork_tick, head_tick FROM branches ORDER BY branch').all() as BranchRow[]
  const ends = new Map<number, number>()
  for (const each of branches) {
    const parentEnd = each.parent === null ? Infinity : (ends.get(each.parent) ?? -1)
    // A branch whose fork is lost has nothing to stand on.
    const end = parentEnd < each.fork_tick ? -1 : Math.min(lastWhole(database, each), ...firstLost(each.branch, lost).map((tick) => tick - 1))
    ends.set(each.branch, end < each.fork_tick && each.branch > 0 ? -1 : Math.max(0, end))
  }
  const result: Cut = { ticks: 0, branches: [] }
  for (const { branch, fork_tick, head_tick } of branches) {
    const end = ends.get(branch) ?? -1
    if (end === head_tick) continue
    result.ticks += Math.max(0, head_tick - Math.max(end, fork_tick))
    removeAfter(database, branch, end)
    if (end < 0) result.branches.push(branch)
    else moveHead(database, branch, end)
  }
  return result
}

/** Losses say nothing of ticks only where they are of another branch; one at tick 0 is of every later branch. */
function firstLost(branch: number, lost: readonly LostFrom[]): number[] {
  return lost.filter((each) => each.branch === branch || (each.tick === 0 && branch >= each.branch)).map(({ tick }) => tick)
}

/** @returns the last tick up to which every input of the branch is there */
function lastWhole(database: Database.Database, { branch, fork_tick, head_tick }: BranchRow): number {
  let tick = fork_tick
  for (const row of database.prepare('SELECT tick FROM inputs WHERE branch = ? ORDER BY tick').raw().iterate(branch)) {
    const [next] = row as [number]
    if (next !== tick + 1) break
    tick = next
  }
  return Math.min(tick, head_tick)
}

function removeAfter(database: Database.Database, branch: number, end: number): void {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  for (const { name } of tables) {
    const columns = (database.prepare(`PRAGMA table_info("${name}")`).all() as { name: string }[]).map((column) => column.name)
    if (!columns.includes('branch') || name === 'branches') continue
    const place = ['tick', 'start_tick'].find((column) => columns.includes(column))
    if (place !== undefined) database.prepare(`DELETE FROM "${name}" WHERE branch = ? AND ${place} > ?`).run(branch, end)
    // What is summed up over many ticks is made anew where it is missing.
    else database.prepare(`DELETE FROM "${name}" WHERE branch = ?`).run(branch)
  }
  if (end < 0) database.prepare('DELETE FROM branches WHERE branch = ?').run(branch)
}

function moveHead(database: Database.Database, branch: number, end: number): void {
  const last = database.prepare('SELECT frame, agent FROM inputs WHERE branch = ? AND tick = ?').get(branch, end) as { frame: number; agent: string | null } | undefined
  const frame = last?.frame ?? (database.prepare('SELECT fork_frame AS frame FROM branches WHERE branch = ?').get(branch) as { frame: number }).frame
  database.prepare('UPDATE branches SET head_tick = ?, head_frame = ? WHERE branch = ?').run(end, frame, branch)
  if (last) database.prepare('INSERT OR REPLACE INTO resume_points (branch, tick, frame, agent, saved_at) VALUES (?, ?, ?, ?, ?)').run(branch, end, frame, last.agent ?? 'null', new Date().toISOString())
}
