import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PtpError, runMetadataSchema } from '../../src-preload/contract/index.ts'
import type { RunMetadata } from '../../src-preload/contract/index.ts'
import { writeSynced, writeWholeSync } from '../wholeFile.ts'
import { guard } from './database.ts'

const MAX_METADATA_BYTES = 1 << 20
/** A directory of that beginning is a run that is being made. */
const DRAFT = '.draft-'

/** Where the parts of a run lie. */
export interface RunPaths {
  dir: string
  database: string
  config: string
  metadata: string
  screenshots: string
  snapshots: string
  logs: string
  exports: string
}

export function runPaths(dir: string): RunPaths {
  const at = (name: string) => path.join(dir, name)
  return {
    dir, database: at('game_data.db'), config: at('config.yaml'), metadata: at('metadata.json'),
    screenshots: at('screenshots'), snapshots: at('snapshots'), logs: at('logs'), exports: at('exports'),
  }
}

/** @returns the directory of a run below the workbench's home */
export function runDirectoryOf(home: string, runId: string): string {
  return path.join(home, 'runs', runId)
}

/**
 * Makes the directory with metadata.json, config.yaml and the empty folders of a run. It appears with all of them or not at all,
 * unless there is a directory of that name, which keeps what else is in it.
 * @param isSynced wait until the files are on the disk; otherwise the caller sees to it
 */
export function createRunDirectory(dir: string, metadata: RunMetadata, configYaml: string, isSynced = true): RunPaths {
  guard(dir, () => {
    if (existsSync(dir)) {
      fillRunDirectory(dir, metadata, configYaml, writeWholeSync)
      return
    }
    const draft = path.join(path.dirname(dir), `${DRAFT}${path.basename(dir)}`)
    rmSync(draft, { recursive: true, force: true })
    fillRunDirectory(draft, metadata, configYaml, isSynced ? writeSynced : writeFileSync)
    renameSync(draft, dir)
  })
  return runPaths(dir)
}

function fillRunDirectory(dir: string, metadata: RunMetadata, configYaml: string, write: (file: string, text: string) => void): void {
  const paths = runPaths(dir)
  for (const folder of [dir, paths.screenshots, paths.snapshots, paths.logs, paths.exports]) mkdirSync(folder, { recursive: true })
  write(paths.config, configYaml)
  write(paths.metadata, JSON.stringify(runMetadataSchema.parse(metadata), null, 2) + '\n')
}

/** Reads and checks metadata.json. Throws `bad-run` that says what is wrong with which file. */
export function readMetadata(dir: string): RunMetadata {
  const file = runPaths(dir).metadata
  const bad = (what: string, cause?: unknown) =>
    new PtpError('bad-run', `${file} ${what}`, { hint: 'Take the run from a backup, or remove its directory.', details: { file }, cause })
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) throw bad('is missing')
  if (stat.size > MAX_METADATA_BYTES) throw bad(`has ${stat.size} bytes, more than the ${MAX_METADATA_BYTES} it may have`)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw bad('is no JSON', cause)
  }
  if (typeof json === 'object' && json !== null && 'version' in json && typeof json.version === 'number' && json.version > 1) {
    throw new PtpError('newer-format', `${file} has version ${json.version}, and this workbench knows 1`, {
      hint: 'Open it with a later version of the workbench.', details: { file },
    })
  }
  const parsed = runMetadataSchema.safeParse(json)
  if (!parsed.success) {
    const first = parsed.error.issues[0]
    throw bad(`is not as expected at "${first?.path.join('.') ?? ''}": ${first?.message ?? ''}`, parsed.error)
  }
  return parsed.data
}

/** @returns the ids of all run directories below the home (those with a metadata.json), sorted */
export function listRunIds(home: string): string[] {
  const runs = path.join(home, 'runs')
  if (statSync(runs, { throwIfNoEntry: false }) === undefined) return []
  return readdirSync(runs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(DRAFT) && statSync(path.join(runs, entry.name, 'metadata.json'), { throwIfNoEntry: false }) !== undefined)
    .map((entry) => entry.name)
    .sort()
}
