import { PtpError } from '../../../src-preload/contract/index.ts'
import { VERSION } from '../../version.ts'
import type { Connection } from './connection.ts'
import { CENTRAL_MIGRATIONS, type CentralMigration } from './migrations.ts'
import { troubleOf } from './troubles.ts'

/**
 * Brings the central schema to the version this workbench knows, all steps or none. Many machines may ask at once: one does it, the
 * others wait for it and find it done.
 * @throws PtpError `newer-format` for a schema of a later workbench, `storage` for tables that are not the workbench's, or what the
 * server refuses
 */
export async function migrateCentral(connection: Connection, migrations: readonly CentralMigration[] = CENTRAL_MIGRATIONS): Promise<void> {
  const { schema } = connection.address
  const latest = migrations.at(-1)?.version ?? 0
  try {
    // Nothing is locked, or written, where there is nothing to do.
    if ((await versionOf(connection)) === latest) return
    await connection.transaction(async () => {
      await connection.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`ptp central schema ${schema}`])
      const found = await versionOf(connection)
      if (found > latest) throw tooNew(connection, found, latest)
      if (found === 0) await begin(connection)
      for (const { version, about, up } of migrations.filter((each) => each.version > found)) {
        await connection.query(up(`"${schema}"`))
        await connection.query(`INSERT INTO "${schema}".ptp_schema_versions (version, about, workbench) VALUES ($1, $2, $3)`, [version, about, VERSION])
      }
      return true
    })
  } catch (error) {
    throw troubleOf(error, connection.address)
  }
}

/** @returns 0 where there is none of our tables */
async function versionOf(connection: Connection): Promise<number> {
  const { schema } = connection.address
  const [table] = await connection.query("SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'ptp_schema_versions'", [schema])
  if (!table) return 0
  const [row] = await connection.query(`SELECT coalesce(max(version), 0)::int AS version FROM "${schema}".ptp_schema_versions`)
  return Number(row?.['version'] ?? 0)
}

/** In a schema that others use too, say `public`, only what has one of these names is in the way. */
const OWN_NAMES = ['aggregated_runs', 'aggregated_decisions', 'aggregated_battles', 'model_comparison', 'battle_analysis', 'cost_analysis']

async function begin(connection: Connection): Promise<void> {
  const { schema, shown, database } = connection.address
  const foreign = await connection.query(
    `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname = ANY($2) ORDER BY c.relname`,
    [schema, OWN_NAMES],
  )
  const inTheWay = foreign.map((row) => String(row['name']))
  if (inTheWay.length > 0) {
    throw new PtpError('storage', `schema ${schema} of ${database} has tables that are not the workbench’s: ${inTheWay.join(', ')}`, {
      kind: 'transient', hint: `let the workbench have a schema of its own: ${shown.replace(/ \(.*/, '')}?search_path=NAME, or rename those tables`, details: { tables: inTheWay },
    })
  }
  const [there] = await connection.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema])
  // Not `IF NOT EXISTS`: that asks for the right to create one even where it is there.
  if (!there) await connection.query(`CREATE SCHEMA "${schema}"`)
  await connection.query(`CREATE TABLE "${schema}".ptp_schema_versions (version INTEGER PRIMARY KEY, about TEXT NOT NULL, workbench TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())`)
}

function tooNew({ address: { schema, database } }: Connection, found: number, known: number): PtpError {
  return new PtpError('newer-format', `schema ${schema} of ${database} has version ${found}, and this workbench knows ${known}`, {
    kind: 'transient', hint: 'use the version of the workbench that made it, or a later one; runs wait here meanwhile', details: { found, known },
  })
}
