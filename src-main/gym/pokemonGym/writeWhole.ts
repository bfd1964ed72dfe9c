import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'

/** Writes a file so that it is there whole or, after a crash, as it was before. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const draft = draftOf(file)
  try {
    const handle = openSync(draft, 'w')
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** The same, while others are served; of one file one at a time. */
export async function writeWholeSoon(file: string, bytes: Uint8Array): Promise<void> {
  const draft = draftOf(file)
  try {
    const handle = await open(draft, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

function draftOf(file: string): string {
  return `${file}.${process.pid}.part`
}
