import { randomBytes } from 'node:crypto'
import { closeSync, fsync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { PtpError } from '../../src-preload/contract/index.ts'
import { storageError } from './refusal.ts'

export const TEMPORARY_SUFFIX = '.tmp'

/**
 * Replaces `file` by `bytes`: temp file, fsync, read back and compare, rename, fsync of the folder.
 * Whatever fails, the file is either as it was before or whole. (write-file-atomic renames before
 * anybody could look at what reached the disk; here the old file is given up only after that look.)
 * @throws PtpError `disk-full`, `storage`, `not-found` when the folder is gone
 */
export async function writeVerified(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryOf(file)
  try {
    await writeAndReadBack(temporary, bytes)
    await rename(temporary, file)
  } catch (cause) {
    // If even that fails, the next opening of the store sweeps it away.
    await rm(temporary, { force: true }).catch(() => undefined)
    throw storageError(file, 'writing the snapshot', cause)
  }
  await syncFolder(dirname(file))
}

async function writeAndReadBack(file: string, bytes: Uint8Array): Promise<void> {
  await using handle = await open(file, 'wx+')
  await handle.writeFile(bytes)
  await handle.sync()
  const found = Buffer.allocUnsafe(bytes.length)
  const { bytesRead } = await handle.read(found, 0, bytes.length, 0)
  compare(file, bytes, found, bytesRead)
}

function compare(file: string, bytes: Uint8Array, found: Buffer, bytesRead: number): void {
  if (bytesRead === bytes.length && found.equals(bytes)) return
  throw new PtpError('storage', `${file}: what was read back is not what was written`, {
    hint: 'The disk is failing or full. Check it, then resume the run from its last snapshot.',
    details: { file },
  })
}

function temporaryOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}${TEMPORARY_SUFFIX}`)
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its renames are journalled.
  if (process.platform === 'win32') return
  try {
    await using handle = await open(folder, 'r')
    await handle.sync()
  } catch (cause) {
    throw storageError(folder, 'syncing the folder of the snapshots', cause)
  }
}

/**
 * Replaces `file` by `bytes` without waiting for the disk: {@link syncVerified} is to come. Each step of {@link writeVerified} is
 * a trip to another thread and back, which for a small file takes longer than the step itself.
 */
export function writeSoon(file: string, bytes: Uint8Array): void {
  const temporary = temporaryOf(file)
  try {
    writeFileSync(temporary, bytes, { flag: 'wx' })
    renameSync(temporary, file)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw storageError(file, 'writing the snapshot', cause)
  }
}

/** Waits until a file of {@link writeSoon} is on the disk, and looks whether what was written is there. @throws PtpError `disk-full`, `storage` */
export async function syncVerified(file: string, bytes: Uint8Array): Promise<void> {
  try {
    const handle = openSync(file, 'r')
    try {
      await promisify(fsync)(handle)
      const found = Buffer.allocUnsafe(bytes.length)
      compare(file, bytes, found, readSync(handle, found, 0, bytes.length, 0))
    } finally {
      closeSync(handle)
    }
  } catch (cause) {
    throw storageError(file, 'writing the snapshot', cause)
  }
  await syncFolder(dirname(file))
}
