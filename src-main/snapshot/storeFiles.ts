import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { asPtpError, type PtpError } from '../../src-preload/contract/index.ts'
import { TEMPORARY_SUFFIX } from './atomicFile.ts'
import { readHeader } from './format.ts'
import { badSnapshot, storageError } from './refusal.ts'
import { storedSnapshot, type StoredSnapshot } from './storeIndex.ts'

export const SUFFIX = '.ptpsnap'
const HEADERS_AT_ONCE = 16
/** A temp file younger than this may belong to a run in another process. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000

export function fileOf(dir: string, id: string): string {
  return join(dir, id + SUFFIX)
}

/** A file the store leaves alone, and why. */
export interface DamagedFile {
  file: string
  error: PtpError
}

/**
 * Reads the headers of all snapshot files of a folder, which is made if it is not there.
 * @throws PtpError `storage`, `disk-full` when the folder cannot be made or read
 */
export async function scanFolder(dir: string): Promise<{ found: StoredSnapshot[]; damaged: DamagedFile[] }> {
  const names = await listFolder(dir)
  await removeAbandoned(dir, names.filter((name) => name.endsWith(TEMPORARY_SUFFIX)))
  const files = names.filter((name) => name.endsWith(SUFFIX)).map((name) => join(dir, name))
  const found: StoredSnapshot[] = []
  const damaged: DamagedFile[] = []
  let next = 0
  const reader = async (): Promise<void> => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      try {
        found.push(await readEntry(file))
      } catch (error) {
        damaged.push({ file, error: asPtpError(error) })
      }
    }
  }
  await Promise.all(Array.from({ length: HEADERS_AT_ONCE }, reader))
  return { found, damaged }
}

/** Reads the header of one file. @throws PtpError as readHeader; `bad-snapshot` when the file has another's name */
export async function readEntry(file: string): Promise<StoredSnapshot> {
  const meta = await readHeader(file)
  const id = basename(file, SUFFIX)
  if (meta.id !== id) {
    throw badSnapshot(file, `is named ${id} but holds snapshot ${meta.id}`, 'It was renamed or copied by hand: give it back the name of its id.')
  }
  return storedSnapshot(meta, (await stat(file)).size)
}

/** @throws PtpError `storage`; none when it is gone already */
export async function removeFile(file: string): Promise<void> {
  try {
    await rm(file, { force: true })
  } catch (cause) {
    throw storageError(file, 'removing the snapshot', cause)
  }
}

async function listFolder(dir: string): Promise<string[]> {
  try {
    await mkdir(dir, { recursive: true })
    return await readdir(dir)
  } catch (cause) {
    throw storageError(dir, 'opening the folder of the snapshots', cause)
  }
}

async function removeAbandoned(dir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const file = join(dir, name)
    const info = await stat(file).catch(() => null) // its writer has just renamed it
    if (info !== null && Date.now() - info.mtimeMs > ABANDONED_AFTER_MS) await rm(file, { force: true })
  }
}
