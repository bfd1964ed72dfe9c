import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { sync as writeFileAtomic } from 'write-file-atomic'
import { z } from 'zod'
import { VERSION } from '../version.ts'
import { isAlive } from '../isAlive.ts'

const announcementSchema = z.object({
  pid: z.number().int().positive(),
  /** where its interface for programs is */
  origin: z.url(),
  token: z.string().nullable(),
  face: z.enum(['browser', 'desktop', 'terminal']),
  version: z.string(),
  started_at: z.string(),
})
/** An engine that runs now, and how to talk to it. */
export type Announcement = z.infer<typeof announcementSchema>

const folderIn = (home: string): string => path.join(home, 'engines')

/**
 * Tells the other programs of this person that an engine runs: a file only they can read, gone when the engine ends.
 * @returns a function that takes it back
 */
export function announce(home: string, { origin, token }: { origin: string; token: string | null }, face: Announcement['face']): () => void {
  const folder = folderIn(home)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const plain = path.join(folder, `${process.pid}.json`)
  // A process may serve more than one address.
  const file = existsSync(plain) ? path.join(folder, `${process.pid}-${new URL(origin).port}.json`) : plain
  const told: Announcement = { pid: process.pid, origin, token, face, version: VERSION, started_at: new Date().toISOString() }
  writeFileAtomic(file, `${JSON.stringify(told)}\n`, { mode: 0o600 })
  const retract = (): void => {
    process.off('exit', retract)
    rmSync(file, { force: true })
  }
  // Also when the process ends in a way nobody waits for.
  process.on('exit', retract)
  return retract
}

/** The engines of a home that run now. Files of those that were killed are taken away. */
export function announcedEngines(home: string): Announcement[] {
  const folder = folderIn(home)
  return namesIn(folder).flatMap((name) => {
    const file = path.join(folder, name)
    const found = announcementSchema.safeParse(read(file))
    if (found.success && isAlive(found.data.pid)) return [found.data]
    rmSync(file, { force: true })
    return []
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+(-\d+)?\.json$/.test(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** A file that is cut, or gone meanwhile, tells of nobody. */
function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
