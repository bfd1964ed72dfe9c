import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'

// write-file-atomic does the same, but hooks into every signal of the process for each file: for the few small files of a
// run that costs more than writing them.

/** Writes a new file and waits until it is on the disk. To be used where nobody looks before all of it is there. */
export function writeSynced(file: string, text: string): void {
  const handle = openSync(file, 'w')
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Replaces a file: whatever fails, it is either as it was before or whole, and on the disk. */
export function writeWholeSync(file: string, text: string): void {
  const temporary = temporaryOf(file)
  try {
    writeSynced(temporary, text)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** As {@link writeWholeSync}, beside what else goes on. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = temporaryOf(file)
  try {
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(text)
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
