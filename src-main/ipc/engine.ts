import type { Desk } from '../api/index.ts'

/** What this face needs of the desk. */
export type Engine = Pick<Desk, 'call' | 'listen' | 'picture'>
