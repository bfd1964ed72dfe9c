import type { RunDatabase } from '../database.ts'
import type { TickRecord } from '../tickRecord.ts'
import { ActionLog } from './actionLog.ts'
import { BattleLog } from './battleLog.ts'
import type { EventLog } from './eventLog.ts'
import type { MetricLog } from './metricLog.ts'
import { NavigationLog } from './navigationLog.ts'
import { PartyLog } from './partyLog.ts'
import { RangeLog } from './rangeLog.ts'
import type { Insert, RowQueue } from './rowQueue.ts'
import { StateLog } from './stateLog.ts'

interface BranchLogs {
  states: StateLog
  ranges: RangeLog
  battles: BattleLog
  party: PartyLog
}

/** Fills every table of the game from the ticks: one way in, in the order of play. */
export class TickLog {
  private readonly queue: RowQueue
  private readonly database: RunDatabase
  private readonly runId: string
  private readonly actions: ActionLog
  private readonly navigation: NavigationLog
  private readonly events: EventLog
  private readonly metrics: MetricLog
  private readonly state: Insert
  private readonly block: Insert
  private readonly branches = new Map<number, BranchLogs>()
  private stampAt = Number.NaN
  private stamp = ''

  constructor(queue: RowQueue, database: RunDatabase, runId: string, events: EventLog, metrics: MetricLog) {
    this.queue = queue
    this.database = database
    this.runId = runId
    this.events = events
    this.metrics = metrics
    this.actions = new ActionLog(queue, runId)
    this.navigation = new NavigationLog(queue, runId)
    this.state = queue.insert('states', 'branch,tick,kind,state', 'OR REPLACE')
    this.block = queue.insert('state_blocks', 'branch,block,ranges', 'OR REPLACE')
  }

  tick(row: TickRecord): void {
    const timestamp = this.timestamp(row.wallTime)
    const logs = this.branches.get(row.branch) ?? this.enter(row.branch)
    this.actions.tick(row, timestamp)
    this.keepState(logs, row)
    this.navigation.tick(row, timestamp)
    if (row.events.length > 0) this.events.tick(row, timestamp)
    logs.battles.tick(row, timestamp)
    logs.party.tick(row, timestamp)
    this.metrics.tick(row, timestamp)
  }

  /** Keeps a state that no action led to: the one a run starts in. */
  start(row: Pick<TickRecord, 'branch' | 'tick' | 'state' | 'wallTime'>): void {
    this.keepState(this.branches.get(row.branch) ?? this.enter(row.branch), row)
  }

  private keepState(logs: BranchLogs, { branch, tick, state }: Pick<TickRecord, 'branch' | 'tick' | 'state'>): void {
    const block = logs.ranges.enter(tick, state)
    if (block !== null) this.queue.add(this.block, [branch, block.block, block.ranges])
    const changed = logs.states.next(state)
    if (changed !== null) this.queue.add(this.state, [branch, tick, changed.kind, changed.state])
  }

  private enter(branch: number): BranchLogs {
    const ranges = new RangeLog()
    const logs: BranchLogs = {
      ranges,
      states: new StateLog(ranges),
      battles: new BattleLog(this.queue, this.database, this.runId, branch),
      party: new PartyLog(this.queue, this.database, this.runId, branch),
    }
    this.branches.set(branch, logs)
    return logs
  }

  /** Many ticks share a millisecond, and making the text of one costs as much as writing a row. */
  private timestamp(wallTime: number): string {
    if (wallTime !== this.stampAt) {
      this.stampAt = wallTime
      this.stamp = new Date(wallTime).toISOString()
    }
    return this.stamp
  }
}
