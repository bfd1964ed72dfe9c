import { existsSync, statSync } from 'node:fs'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { runPaths, RunReader } from '../../recorder/index.ts'

/** Rows that point at nothing: what each question finds is wrong. */
const REFERENCES: readonly [what: string, sql: string][] = [
  ['actions of another run', 'SELECT count(*) AS n FROM action_history WHERE run_id <> (SELECT run_id FROM runs)'],
  ['battles of another run', 'SELECT count(*) AS n FROM battles WHERE run_id <> (SELECT run_id FROM runs)'],
  ['actions on a branch there is not', 'SELECT count(*) AS n FROM action_history WHERE branch NOT IN (SELECT branch FROM branches)'],
  ['battles on a branch there is not', 'SELECT count(*) AS n FROM battles WHERE branch NOT IN (SELECT branch FROM branches)'],
  ['turns of a battle there is not', 'SELECT count(*) AS n FROM battle_turns WHERE battle_id NOT IN (SELECT battle_id FROM battles)'],
  ['branches of a parent there is not', 'SELECT count(*) AS n FROM branches WHERE parent IS NOT NULL AND parent NOT IN (SELECT branch FROM branches)'],
]

/**
 * Opens a run to be delivered, once everything is there and fits together.
 * @throws PtpError `bad-run` or `newer-format` that says what is wrong with which file
 */
export function openChecked(dir: string): RunReader {
  requireFiles(dir)
  // Looks at the schema's version too.
  const reader = new RunReader(dir)
  try {
    requireWhole(reader)
    return reader
  } catch (error) {
    reader.close()
    throw error
  }
}

function requireFiles(dir: string): void {
  if (!existsSync(dir)) throw new PtpError('bad-run', `${dir} is gone`, { hint: 'restore it from the trash or a backup, then `ptp central push` it' })
  const { database, config, metadata } = runPaths(dir)
  for (const file of [database, config, metadata]) {
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw damaged(`${file} is missing`)
  }
}

function requireWhole(reader: RunReader): void {
  const { database } = reader.paths
  const problems = reader.query('PRAGMA quick_check(3)').map((row) => String(Object.values(row)[0]))
  if (problems.length !== 1 || problems[0] !== 'ok') throw damaged(`${database} is damaged: ${(problems[0] ?? 'it cannot be checked').split('\n')[0] ?? ''}`)
  const runs = reader.query('SELECT run_id FROM runs').map((row) => String(row['run_id']))
  if (runs.length !== 1 || runs[0] !== reader.metadata.run_id) {
    throw damaged(`${database} has ${runs.length === 1 ? `run ${runs[0] ?? ''}` : `${runs.length} runs`}, and its metadata is of ${reader.metadata.run_id}`)
  }
  if (reader.query('SELECT count(*) AS n FROM sessions')[0]?.['n'] !== 1) throw damaged(`${database} has no session`)
  for (const [what, sql] of REFERENCES) {
    const n = Number(reader.query(sql)[0]?.['n'] ?? 0)
    if (n > 0) throw damaged(`${database} has ${n} ${what}`)
  }
}

function damaged(what: string): PtpError {
  return new PtpError('bad-run', what, { hint: '`ptp repair RUN` mends a damaged database; else take the run from a backup' })
}
