import { existsSync } from 'node:fs'
import path from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import { runDirectoryOf } from '../recorder/index.ts'
import type { Workbench } from '../workbench.ts'

const RUN_ID = /^[a-z0-9_-]{1,80}$/

/** @returns the id itself @throws PtpError `bad-input` for what cannot be the id of a run, as a path */
export function checkRunId(id: string): string {
  if (RUN_ID.test(id)) return id
  throw new PtpError('bad-input', `"${id.slice(0, 80)}" is no id of a run`, { hint: 'an id has up to 80 small letters, digits, - and _' })
}

/**
 * The directory of a run by its whole id. Unlike the terminal, a screen never means a path or the beginning of an id.
 * @throws PtpError `bad-input`, `not-found`
 */
export function runDirOf(workbench: Workbench, id: string): string {
  const dir = runDirectoryOf(workbench.home, checkRunId(id))
  if (existsSync(path.join(dir, 'metadata.json'))) return dir
  throw new PtpError('not-found', `there is no run ${id}`, { hint: 'it may have been deleted; look at the list of runs again' })
}
