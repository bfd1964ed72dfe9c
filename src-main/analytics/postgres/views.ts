import type { Connection } from './connection.ts'
import { LIMITS } from './connection.ts'
import { troubleOf } from './troubles.ts'

const VIEWS = ['model_comparison', 'battle_analysis', 'cost_analysis'] as const

/**
 * Makes the views anew from what was delivered; who reads them meanwhile sees them as they were. Two who ask take turns.
 * @throws PtpError `storage`, transient
 */
export async function refreshViews(connection: Connection): Promise<void> {
  try {
    await connection.query(`SET statement_timeout = ${LIMITS.refresh}`)
    for (const view of VIEWS) await connection.query(`REFRESH MATERIALIZED VIEW CONCURRENTLY "${connection.address.schema}".${view}`)
    await connection.query(`SET statement_timeout = ${LIMITS.statement}`)
  } catch (error) {
    throw troubleOf(error, connection.address)
  }
}
