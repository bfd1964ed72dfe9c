import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** What this process holds of the machine, in the kernel's own count. */
export interface Footprint {
  threads: number
  sockets: number
  /** pipes, files, event counters… */
  others: number
}

/** @throws where there is no /proc */
export function footprint(): Footprint {
  const targets = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch (error) {
      // The one that lists them is gone by now.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })
  const sockets = targets.filter((target) => target.startsWith('socket:')).length
  return { threads: readdirSync('/proc/self/task').length, sockets, others: targets.length - sockets }
}

/** Waits until the process holds no more than it did. @returns what it still holds beyond that: `2 threads`, `1 sockets`… */
export async function leftBeyond(before: Footprint, ms = 30_000): Promise<string[]> {
  const end = performance.now() + ms
  for (;;) {
    const now = footprint()
    const left = (Object.keys(before) as (keyof Footprint)[]).flatMap((kind) => (now[kind] > before[kind] ? [`${now[kind] - before[kind]} ${kind}`] : []))
    if (left.length === 0 || performance.now() > end) return left
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** A folder where all temporary files of this process go from now on; `using` ends it. */
export function ownTempFolder(): Disposable & { files: () => string[] } {
  const before = process.env['TMPDIR']
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ptp-leak-'))
  process.env['TMPDIR'] = folder
  return {
    files: () => readdirSync(folder, { recursive: true }).map(String),
    [Symbol.dispose]: () => {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
