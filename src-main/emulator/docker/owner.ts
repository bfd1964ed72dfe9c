import { readFileSync } from 'node:fs'
import os from 'node:os'
import { isAlive } from '../../isAlive.ts'

/** Labels of every container a pool starts. */
export const LABELS = { pool: 'io.ptp-workbench.pool', owner: 'io.ptp-workbench.owner', image: 'io.ptp-workbench.context' }

/** @returns who this process is, so that others can tell whether it still lives: `pid@machine#start` */
export function ownTag(): string {
  return `${process.pid}@${os.hostname()}#${startOf(process.pid) ?? ''}`
}

/** @returns whether the process of the tag is known to be gone; one of another machine is left alone */
export function isGone(tag: string): boolean {
  const parts = /^(\d+)@(.*)#(\d*)$/.exec(tag)
  if (!parts) return false
  const [, pid, machine, start] = parts
  if (machine !== os.hostname()) return false
  if (!isAlive(Number(pid))) return true
  // A number is given again; the time it was given is not.
  const now = startOf(Number(pid))
  return now !== null && start !== '' && now !== start
}

/** When a process began, in the kernel's own count; null where that is not told. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
