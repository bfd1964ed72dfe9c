import { randomBytes } from 'node:crypto'
import { closeSync, fsync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'

// write-file-atomic does the same, but hooks into every signal of the process for each file: for the few small files of a
// run that costs more than writing them.

/** Writes a new file and waits until it is on the disk. To be used where nobody looks before all of it is there. */
export function writeSynced(file: string, content: string | Uint8Array): void {
  const handle = openSync(file, 'w')
  try {
    writeFileSync(handle, content)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Replaces a file: whatever fails, it is either as it was before or whole, and on the disk.
 * @param write how; one that does not wait for the disk leaves that to the caller
 */
export function writeWholeSync(file: string, content: string | Uint8Array, write: typeof writeSynced = writeSynced): void {
  const temporary = temporaryOf(file)
  try {
    write(temporary, content)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Waits, beside what else goes on, until files that were written without waiting are on the disk. */
export async function syncFiles(files: readonly string[]): Promise<void> {
  await Promise.all(files.map(async (file) => {
    const handle = openSync(file, 'r')
    try {
      await promisify(fsync)(handle)
    } finally {
      closeSync(handle)
    }
  }))
}

/** As {@link writeWholeSync}, beside what else goes on. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryOf(file)
  try {
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function temporaryOf(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}.tmp`
}
