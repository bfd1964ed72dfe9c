import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of the system's clock in a second, which every Linux counts processor time in. */
const HERTZ = 100

interface Process {
  parent: number
  /** processor seconds used so far */
  seconds: number
}

/** @returns processor seconds that the processes started from this one have used so far; null where the system does not tell */
export function childrenSeconds(): number | null {
  if (process.platform !== 'linux') return null
  const all = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => entryOf(Number(name))))
  const isChild = (pid: number): boolean => {
    const parent = all.get(pid)?.parent
    return parent !== undefined && (parent === process.pid || isChild(parent))
  }
  return [...all].filter(([pid]) => isChild(pid)).reduce((sum, [, { seconds }]) => sum + seconds, 0)
}

function entryOf(pid: number): [number, Process][] {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch (error) {
    // It ended meanwhile.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number)
  const [parent = 0, user = 0, system = 0] = [fields[1], fields[11], fields[12]]
  return [[pid, { parent, seconds: (user + system) / HERTZ }]]
}
