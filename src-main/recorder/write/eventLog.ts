import type { GameEvent } from '../../../src-preload/contract/index.ts'
import type { Cell, RunDatabase } from '../database.ts'
import type { TickRecord } from '../tickRecord.ts'
import type { Insert, RowQueue } from './rowQueue.ts'

/** Writes `events`, and what follows from them: `inventory_transactions`, `objectives`, `errors`. */
export class EventLog {
  private readonly queue: RowQueue
  private readonly runId: string
  private readonly event: Insert
  private readonly transaction: Insert
  private readonly objective: Insert
  private readonly error: Insert
  private errors: number
  private readonly catches = new Map<string, number>()

  constructor(queue: RowQueue, database: RunDatabase, runId: string) {
    this.queue = queue
    this.runId = runId
    this.event = queue.insert('events', 'branch,tick,seq,kind,frame,title,data')
    this.transaction = queue.insert('inventory_transactions', 'transaction_id,run_id,timestamp,action,item,quantity,source,context,branch,tick')
    this.objective = queue.insert('objectives', 'objective_id,run_id,objective_type,target,status,started_at,completed_at,progress,branch,tick', 'OR REPLACE')
    this.error = queue.insert('errors', 'error_id,run_id,timestamp,error_type,error_message,stack_trace,context,recovered,recovery_action,branch,tick')
    this.errors = database.count('SELECT count(*) FROM errors')
    for (const row of database.all("SELECT branch, target, progress FROM objectives WHERE objective_type = 'catch'")) {
      const progress: unknown = JSON.parse(String(row['progress']))
      const count = typeof progress === 'object' && progress !== null && 'count' in progress ? Number(progress.count) : 0
      this.catches.set(`${row['branch']} ${row['target']}`, count)
    }
  }

  tick(row: TickRecord, timestamp: string): void {
    for (let seq = 0; seq < row.events.length; seq++) {
      const event = row.events[seq]
      if (event === undefined) continue
      this.queue.add(this.event, [row.branch, row.tick, seq, event.kind, row.frame, event.title, JSON.stringify(event.data)])
      if (event.kind === 'item') this.item(row, event, seq, timestamp)
      else if (event.kind === 'badge') this.badge(row, event, timestamp)
      else if (event.kind === 'catch') this.caught(row, event, timestamp)
      else if (event.kind === 'error') {
        this.failure({ type: 'game', message: event.title, context: event.data, recovered: true, recoveryAction: null, stack: null }, row, timestamp)
      }
    }
  }

  /** Adds a row to `errors`. */
  failure(error: ErrorFacts, at: { branch: number; tick: number } | null, timestamp: string): void {
    const context: Cell = JSON.stringify(error.context ?? {})
    this.queue.add(this.error, [
      `error_${this.errors++}`, this.runId, timestamp, error.type, error.message, error.stack, context,
      error.recovered ? 1 : 0, error.recoveryAction, at?.branch ?? null, at?.tick ?? null,
    ])
  }

  private item(row: TickRecord, event: GameEvent, seq: number, timestamp: string): void {
    const change = changeOf(event)
    const isBattle = row.state.battle !== null || (row.previous !== null && row.previous.battle !== null)
    const action = change >= 0 ? 'add' : isBattle ? 'use' : 'remove'
    const source = event.data['source'] ?? (change < 0 ? 'bag' : isBattle ? 'reward' : 'pickup')
    this.queue.add(this.transaction, [
      `item_b${row.branch}_${row.tick}_${seq}`, this.runId, timestamp, action, String(event.data['item'] ?? event.title),
      Math.abs(change), String(source), JSON.stringify(event.data), row.branch, row.tick,
    ])
  }

  private badge(row: TickRecord, event: GameEvent, timestamp: string): void {
    const target = String(event.data['badge'] ?? event.data['name'] ?? row.state.badgeNames.at(-1) ?? `Badge ${row.state.badges}`)
    this.complete('badge', target, { badges: row.state.badges }, row, timestamp)
  }

  private caught(row: TickRecord, event: GameEvent, timestamp: string): void {
    const target = String(event.data['species'] ?? event.title)
    const key = `${row.branch} ${target}`
    const count = (this.catches.get(key) ?? 0) + 1
    this.catches.set(key, count)
    this.complete('catch', target, { count, caught: row.state.caught }, row, timestamp)
  }

  private complete(type: string, target: string, progress: unknown, row: TickRecord, timestamp: string): void {
    this.queue.add(this.objective, [
      `${type}_b${row.branch}_${target}`, this.runId, type, target, 'completed', null, timestamp, JSON.stringify(progress), row.branch, row.tick,
    ])
  }
}

/** How many of an item came (or went, below 0) by an `item` event. */
export function changeOf(event: GameEvent): number {
  return Number(event.data['change'] ?? event.data['quantity'] ?? 1)
}

/** What is kept of something that went wrong. */
export interface ErrorFacts {
  type: string
  message: string
  stack: string | null
  context: Record<string, unknown> | null
  recovered: boolean
  /** e.g. `resumed from snap_b0_812` */
  recoveryAction: string | null
}
