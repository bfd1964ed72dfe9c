import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import { readMetadata, runDirectoryOf, RunReader, runPaths } from '../recorder/index.ts'
import { copyDatabase, partsOf } from './bundle.ts'
import { unpackBundle } from './unpackBundle.ts'

/**
 * Takes a run into the home: a copy of a run directory, or what a bundle holds. One that is here already is left as it is.
 * @returns its id
 * @throws PtpError `not-found`, `bad-run`, `newer-format`; `bad-input` when another run has its id
 */
export async function takeRunIn(home: string, from: string): Promise<string> {
  const source = path.resolve(from)
  const info = await stat(source).catch((cause: unknown) => {
    throw new PtpError('not-found', `there is nothing at ${source}`, { hint: 'give the path of a run directory or a .ptprun bundle', cause })
  })
  if (info.isDirectory() && !existsSync(path.join(source, 'metadata.json'))) {
    throw new PtpError('bad-run', `${source} is no run directory: it has no metadata.json`, { hint: 'choose the folder of one run, not the one above it' })
  }
  if (info.isDirectory()) {
    const { run_id } = readMetadata(source)
    if (source === path.resolve(runDirectoryOf(home, run_id))) return run_id
  }
  await mkdir(path.join(home, 'runs'), { recursive: true })
  // Beside runs/, so that a half-copied run is never in the list, and on the same disk, so that it can be renamed.
  const work = await mkdtemp(path.join(home, '.incoming-'))
  try {
    if (info.isDirectory()) await copyRun(source, work)
    else await unpackBundle(source, work)
    return await settle(home, work)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function copyRun(source: string, to: string): Promise<void> {
  await copyDatabase(runPaths(source).database, path.join(to, 'game_data.db'))
  for (const { name, file } of await partsOf(source, path.join(to, 'game_data.db'))) {
    if (name === 'game_data.db') continue
    await mkdir(path.dirname(path.join(to, name)), { recursive: true })
    await copyFile(file, path.join(to, name))
  }
}

async function settle(home: string, work: string): Promise<string> {
  const { run_id } = readMetadata(work)
  // Opening it for reading proves that the database can be read and is of a known version.
  const reader = new RunReader(work)
  try {
    reader.summary()
  } finally {
    reader.close()
  }
  const to = runDirectoryOf(home, run_id)
  if (existsSync(to)) {
    const [mine, theirs] = await Promise.all([to, work].map((dir) => readFile(path.join(dir, 'metadata.json'), 'utf8')))
    if (mine === theirs) return run_id
    throw new PtpError('bad-input', `another run with the id ${run_id} is here already`, { hint: 'delete that one first' })
  }
  for (const folder of ['screenshots', 'snapshots', 'logs', 'exports']) await mkdir(path.join(work, folder), { recursive: true })
  await rename(work, to)
  return run_id
}
