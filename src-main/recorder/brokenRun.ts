import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { PtpError, type BrokenRun } from '../../src-preload/contract/index.ts'
import { readMetadata, runPaths } from './runDirectory.ts'
import { refuseUnfinished } from './unfinished.ts'

/** @returns a run that cannot be read as people are told of it */
export function brokenRunOf(id: string, dir: string, reason: PtpError): BrokenRun {
  const deeper = unmendable(dir)
  const { message, hint } = deeper ?? reason
  return { run_id: id, dir, message, hint: hint ?? null, can_repair: reason.code === 'bad-run' && deeper === null }
}

/** Only databases can be mended. @returns why this run is nothing without one: its metadata.json is damaged, or it was never made to its end */
function unmendable(dir: string): PtpError | null {
  try {
    readMetadata(dir)
    refuseUnfinished(dir)
    return null
  } catch (error) {
    if (error instanceof PtpError) return error
    throw error
  }
}

/** @returns the names of directories that have the database of a run but have lost its metadata.json, sorted */
export function listNamelessRuns(home: string): string[] {
  const runs = path.join(home, 'runs')
  if (!existsSync(runs)) return []
  return readdirSync(runs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isNameless(path.join(runs, entry.name)))
    .map((entry) => entry.name)
    .sort()
}

function isNameless(dir: string): boolean {
  const { metadata, database } = runPaths(dir)
  return existsSync(database) && !existsSync(metadata)
}

/** @param text in small letters */
export function fitsText({ run_id, message }: BrokenRun, text: string): boolean {
  return `${run_id}\n${message}`.toLowerCase().includes(text)
}
