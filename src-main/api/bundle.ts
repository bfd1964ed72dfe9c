import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import Database from 'better-sqlite3'
import { ZipFile } from 'yazl'
import { PtpError } from '../../src-preload/contract/index.ts'
import { readMetadata, runPaths } from '../recorder/index.ts'
import { BUNDLE_FOLDERS, BUNDLE_LIST, MAX_BUNDLE_FILES, type BundleList } from './bundleFormat.ts'
import type { JobControl } from './jobs.ts'

/** What is packed already gains nothing from being packed again. */
const PACKED = /\.(png|jpg|webp|ptpsnap|pack)$/
/** Pages of the database copied between two looks at everything else. */
const PAGES_A_TURN = 500

interface Part {
  /** path in the bundle, with forward slashes */
  name: string
  file: string
  bytes: number
}

/**
 * Writes a run as one `.ptprun` file into its exports/: a zip of all that is needed to look at it and to go on
 * with it elsewhere, with the SHA-256 of every file. The ROM is not in it. The run may be live.
 * @returns the file
 * @throws PtpError `cancelled`, leaving no file behind
 */
export async function bundleRun(dir: string, control: JobControl): Promise<string[]> {
  const { run_id } = readMetadata(dir)
  const { exports } = runPaths(dir)
  await mkdir(exports, { recursive: true })
  const work = await mkdtemp(path.join(exports, '.bundle-'))
  try {
    const database = path.join(work, 'game_data.db')
    await copyDatabase(runPaths(dir).database, database)
    const parts = await partsOf(dir, database)
    const packed = path.join(work, 'bundle.zip')
    await pack(parts, packed, control)
    const file = path.join(exports, `${run_id}.ptprun`)
    await rename(packed, file)
    return [file]
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Copies a database as it is at one moment, with what its journal holds, also while it is written to. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const database = new Database(from, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    await database.backup(to, { progress: () => PAGES_A_TURN })
  } finally {
    database.close()
  }
}

/** @returns the files that make up a run, its database elsewhere */
export async function partsOf(dir: string, database: string): Promise<Part[]> {
  const names = ['metadata.json', 'config.yaml', 'settings.json', 'annotations.json'].filter((name) => existsSync(path.join(dir, name)))
  for (const folder of BUNDLE_FOLDERS) {
    if (!existsSync(path.join(dir, folder))) continue
    for (const entry of await readdir(path.join(dir, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const name = path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')
      // Hidden folders are bins, and what ends in .tmp is not whole yet.
      if (!name.endsWith('.tmp') && !name.split('/').some((part) => part.startsWith('.'))) names.push(name)
    }
  }
  if (names.length > MAX_BUNDLE_FILES) throw new PtpError('bad-run', `${dir} has ${names.length} files, more than a bundle can hold`)
  const parts = await Promise.all(names.map(async (name) => ({ name, file: path.join(dir, name), bytes: (await stat(path.join(dir, name))).size })))
  return [...parts, { name: 'game_data.db', file: database, bytes: (await stat(database)).size }]
}

async function pack(parts: readonly Part[], to: string, { signal, progress }: JobControl): Promise<void> {
  const zip = new ZipFile()
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  const list: BundleList = { format: 'ptp-bundle', version: 1, files: [] }
  let done = 0
  const count = (bytes: number): void => {
    done += bytes
    progress(done, total)
  }
  for (const { name, file, bytes } of parts) {
    zip.addReadStreamLazy(name, { compress: !PACKED.test(name), mode: 0o100644 }, (give) => {
      const hash = createHash('sha256')
      // A live run appends to some of its files: the bundle has what was there when it was begun.
      const source: Readable = bytes === 0 ? Readable.from([]) : createReadStream(file, { end: bytes - 1 })
      const hashed = hashing(hash, count)
      hashed.on('end', () => list.files.push({ name, sha256: hash.digest('hex') }))
      source.on('error', (error: Error) => hashed.destroy(error))
      give(null, source.pipe(hashed))
    })
  }
  zip.addReadStreamLazy(BUNDLE_LIST, { compress: true, mode: 0o100644 }, (give) => {
    // Only now, when all the others have gone by, are their hashes known.
    give(null, Readable.from([Buffer.from(JSON.stringify(list))]))
  })
  zip.end()
  const failed = new Promise<never>((_, reject) => zip.on('error', reject))
  try {
    await Promise.race([pipeline(zip.outputStream, createWriteStream(to), { signal }), failed])
    await using handle = await open(to, 'r+')
    await handle.sync()
  } catch (error) {
    if (signal.aborted) throw new PtpError('cancelled', 'the bundle was cancelled', { cause: error })
    throw error
  }
}

function hashing(hash: Hash, count: (bytes: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk)
      count(chunk.length)
      next(null, chunk)
    },
  })
}
