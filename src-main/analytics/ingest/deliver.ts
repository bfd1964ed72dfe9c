import { PtpError } from '../../../src-preload/contract/index.ts'
import { isRunLocked, type RunReader } from '../../recorder/index.ts'
import type { Connection, SqlValue } from '../postgres/connection.ts'
import { isAboutData, troubleOf } from '../postgres/troubles.ts'
import { openChecked } from './check.ts'
import { runFacts, type RunFacts } from './facts.ts'
import { BATTLES, DECISIONS, type PagedTable } from './pages.ts'

/**
 * What came of a delivery. `playing`: somebody records the run now, and it will end once more · `refused`: the very same would
 * fail again.
 */
export type Delivery = { kind: 'delivered'; decisions: number; battles: number } | { kind: 'playing' } | { kind: 'refused'; reason: string }

/**
 * Delivers one run: checked first, then all of it in one transaction, in place of what an earlier delivery left of it.
 * @param signal ends it between two pages; nothing is kept then
 * @throws PtpError `storage`, transient, when the server is gone or busy; `cancelled`
 */
export async function deliverRun(connection: Connection, dir: string, signal: AbortSignal): Promise<Delivery> {
  if (isRunLocked(dir)) return { kind: 'playing' }
  let reader: RunReader
  try {
    reader = openChecked(dir)
  } catch (error) {
    return refusal(error)
  }
  try {
    const counts = await connection.transaction(() => insert(connection, reader, dir, signal))
    return counts === false ? { kind: 'playing' } : { kind: 'delivered', ...counts }
  } catch (error) {
    if (signal.aborted) throw new PtpError('cancelled', 'the delivery was stopped', { cause: error })
    if (error instanceof PtpError && error.kind !== 'transient') return refusal(error)
    if (isAboutData(error)) return { kind: 'refused', reason: troubleOf(error, connection.address).message }
    throw troubleOf(error, connection.address)
  } finally {
    reader.close()
  }
}

function refusal(error: unknown): Delivery {
  if (!(error instanceof PtpError) || error.kind === 'transient' || !['bad-run', 'newer-format', 'not-found', 'storage'].includes(error.code)) throw error
  return { kind: 'refused', reason: error.message }
}

async function insert(connection: Connection, reader: RunReader, dir: string, signal: AbortSignal): Promise<{ decisions: number; battles: number } | false> {
  const s = `"${connection.address.schema}"`
  // Two who deliver the same run take turns, so that whoever read it last is also who writes last.
  await connection.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`${s} ${reader.metadata.run_id}`])
  const facts = runFacts(reader)
  await connection.query(`DELETE FROM ${s}.aggregated_runs WHERE run_id = $1`, [facts.run_id])
  const columns = Object.entries(facts) as [string, SqlValue][]
  await connection.query(
    `INSERT INTO ${s}.aggregated_runs (${columns.map(([name]) => name).join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    columns.map(([, value]) => value),
  )
  const decisions = await insertPages(connection, reader, facts, DECISIONS, signal)
  const battles = await insertPages(connection, reader, facts, BATTLES, signal)
  // What was read while somebody went on with the run may not fit together.
  return isRunLocked(dir) ? false : { decisions, battles }
}

async function insertPages(connection: Connection, reader: RunReader, { run_id, experiment_id, model_name }: RunFacts, { table, columns, pages }: PagedTable, signal: AbortSignal): Promise<number> {
  const names = columns.map(({ name }) => name)
  const own = columns.map(({ name, isJson }) => (name === 'model_name' ? 'coalesce(p.model_name, $3)' : isJson ? `p.${name}::jsonb` : `p.${name}`))
  const model = names.includes('model_name') ? '' : 'model_name, '
  const sql = `INSERT INTO "${connection.address.schema}".${table} (run_id, experiment_id, ${model}${names.join(', ')})
    SELECT $1, $2, ${model === '' ? '' : '$3, '}${own.join(', ')} FROM unnest(${columns.map(({ type }, i) => `$${i + 4}::${type}[]`).join(', ')}) AS p (${names.join(', ')})`
  let count = 0
  for (const rows of pages(reader)) {
    signal.throwIfAborted()
    await connection.query(sql, [run_id, experiment_id, model_name, ...columns.map((_, i) => rows.map((row) => row[i] ?? null))])
    count += rows.length
  }
  return count
}
