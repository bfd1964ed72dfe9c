import { open, readdir, readFile, rename, rm, stat, statfs, utimes } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { runPaths } from '../../recorder/index.ts'
import { OLD_QUALITY } from '../policies/index.ts'

/** Files that are worked on between two looks at how much is free. */
const FILES_A_LOOK = 20
const DAY_MS = 24 * 3600 * 1000

/** Hears which pictures were changed, so that what is recorded of them stays true. Files are relative to the run directory. */
export interface PictureRows {
  compressed(file: string, bytes: number, quality: number): void
  removed(file: string): void
}

export interface DiskRecovery {
  status: 'recovered' | 'emergency_recovered' | 'failed'
  freeBytes: number
  /** largest files, the largest first */
  consumers: { file: string; bytes: number }[]
  /** what was done, in order, and what it freed */
  steps: { step: 'compress-screenshots' | 'archive-logs' | 'delete-screenshots'; files: number; freedBytes: number }[]
}

export interface DiskWish {
  /** bytes that have to be free afterwards */
  needBytes: number
  /** ms since 1970 */
  now: number
  rows: PictureRows
  /** newest screenshots that are never deleted */
  keepRecent?: number
}

interface Found {
  file: string
  bytes: number
  modified: number
}

/** @returns bytes a process may still write where `dir` lies */
export async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}

/**
 * Makes room on a disk that is full, step by step: pictures older than a day are compressed, logs older than a week packed, and
 * when that is not enough all screenshots but the newest are deleted. Stops as soon as there is room. What is recorded of the
 * run itself, and what can be gone back to, is never touched.
 */
export async function recoverDisk(dir: string, wish: DiskWish): Promise<DiskRecovery> {
  const { screenshots, logs } = runPaths(dir)
  const all = await filesUnder(dir)
  const consumers = all.toSorted((a, b) => b.bytes - a.bytes).slice(0, 10).map(({ file, bytes }) => ({ file: path.relative(dir, file), bytes }))
  const recovery: DiskRecovery = { status: 'failed', freeBytes: await freeBytes(dir), consumers, steps: [] }
  const hasRoom = async (): Promise<boolean> => (await freeBytes(dir)) >= wish.needBytes
  const note = async (step: DiskRecovery['steps'][number]['step'], freed: readonly number[]): Promise<boolean> => {
    recovery.steps.push({ step, files: freed.length, freedBytes: freed.reduce((sum, bytes) => sum + bytes, 0) })
    recovery.freeBytes = await freeBytes(dir)
    return recovery.freeBytes >= wish.needBytes
  }
  // What is being written just now is not given up.
  const pictures = all.filter(({ file }) => isUnder(screenshots, file) && !file.endsWith('.tmp')).sort((a, b) => a.modified - b.modified)
  const old = pictures.filter(({ file, modified }) => /\.jpe?g$/.test(file) && modified < wish.now - DAY_MS)
  let isEnough = await note('compress-screenshots', await each(old, hasRoom, (picture) => compress(dir, picture, wish.rows)))
  const oldLogs = all.filter(({ file, modified }) => isUnder(logs, file) && !file.endsWith('.gz') && modified < wish.now - 7 * DAY_MS)
  isEnough = (await note('archive-logs', await each(oldLogs, hasRoom, packLog))) || isEnough
  if (isEnough) return { ...recovery, status: 'recovered' }
  const shots = pictures.filter(({ file }) => !isThumbnail(file))
  const surplus = shots.slice(0, Math.max(0, shots.length - (wish.keepRecent ?? 100)))
  isEnough = await note('delete-screenshots', await each(surplus, hasRoom, (picture) => remove(dir, picture, pictures, wish.rows)))
  return { ...recovery, status: isEnough ? 'emergency_recovered' : 'failed' }
}

/** Works through files until there is room. @returns the bytes each gave back, without those that gave none */
async function each(files: readonly Found[], isEnough: () => Promise<boolean>, work: (file: Found) => Promise<number>): Promise<number[]> {
  const freed: number[] = []
  for (const [i, file] of files.entries()) {
    if (i % FILES_A_LOOK === 0 && (await isEnough())) break
    const bytes = await unlessGone(0, () => work(file))
    if (bytes > 0) freed.push(bytes)
  }
  return freed
}

/** Written in place, where it needs no room that is not there. */
async function compress(dir: string, { file, bytes, modified }: Found, rows: PictureRows): Promise<number> {
  const smaller = await sharp(await readFile(file)).jpeg({ quality: OLD_QUALITY }).toBuffer()
  if (smaller.length >= bytes) return 0
  await overwrite(file, smaller)
  await utimes(file, modified / 1000, modified / 1000)
  if (!isThumbnail(file)) rows.compressed(relative(dir, file), smaller.length, OLD_QUALITY)
  return bytes - smaller.length
}

async function packLog({ file, bytes, modified }: Found): Promise<number> {
  const packed = gzipSync(await readFile(file))
  if (packed.length >= bytes) return 0
  await overwrite(file, packed)
  await utimes(file, modified / 1000, modified / 1000)
  await rename(file, `${file}.gz`)
  return bytes - packed.length
}

async function overwrite(file: string, content: Uint8Array): Promise<void> {
  await using handle = await open(file, 'r+')
  await handle.write(content, 0, content.length, 0)
  await handle.truncate(content.length)
  await handle.sync()
}

async function remove(dir: string, { file, bytes }: Found, all: readonly Found[], rows: PictureRows): Promise<number> {
  const stem = path.basename(file).replace(/\.[a-z]+$/, '')
  const thumbnails = all.filter((other) => isThumbnail(other.file) && path.basename(other.file).startsWith(`${stem}.`))
  for (const gone of [file, ...thumbnails.map((each) => each.file)]) await rm(gone, { force: true })
  rows.removed(relative(dir, file))
  return bytes + thumbnails.reduce((sum, each) => sum + each.bytes, 0)
}

/** The run may be writing: what is gone, or was renamed, since the folder was read is left out. */
async function filesUnder(dir: string): Promise<Found[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const found = entries.filter((entry) => entry.isFile()).map((entry) => {
    const file = path.join(entry.parentPath, entry.name)
    return unlessGone<Found | null>(null, async () => {
      const { size, mtimeMs } = await stat(file)
      return { file, bytes: size, modified: mtimeMs }
    })
  })
  return (await Promise.all(found)).filter((each) => each !== null)
}

async function unlessGone<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise
    throw error
  }
}

function isUnder(folder: string, file: string): boolean {
  return file.startsWith(folder + path.sep)
}

function isThumbnail(file: string): boolean {
  return file.endsWith('.thumb.webp')
}

function relative(dir: string, file: string): string {
  return path.relative(dir, file).split(path.sep).join('/')
}
