import type { GameState } from '../../../src-preload/contract/index.ts'
import type { TickRecord } from '../tickRecord.ts'
import type { Insert, RowQueue } from './rowQueue.ts'

/** Ticks between two rows that hold the whole state even though nothing happened. */
const STATE_EVERY = 100

/** Writes `inputs` and `action_history`: one row each a tick. */
export class ActionLog {
  private readonly queue: RowQueue
  private readonly runId: string
  private readonly input: Insert
  private readonly plain: Insert
  private readonly full: Insert

  constructor(queue: RowQueue, runId: string) {
    this.queue = queue
    this.runId = runId
    this.input = queue.insert('inputs', 'branch,tick,frame,buttons,hold,frames,fingerprint,agent')
    const columns = 'branch,tick,action_id,run_id,timestamp,action,decision_type,result,line,instruction,decision_context'
    // Most rows have none of the further columns, and binding a null costs as much as binding a value.
    this.plain = queue.insert('action_history', columns)
    this.full = queue.insert('action_history', `${columns},game_state,reasoning,confidence_score,decision_latency_ms,api_cost,tokens_used,model_used`)
  }

  tick(row: TickRecord, timestamp: string): void {
    const { branch, tick, input, action } = row
    this.queue.add(this.input, [branch, tick, row.frame, input.buttons, input.hold, input.frames, row.fingerprint, row.agentState == null ? null : JSON.stringify(row.agentState)])
    const id = `a${branch}_${tick}`
    const result = resultOf(row)
    const context = row.previous === null ? null : contextOf(row.previous, row.state)
    const hasState = row.events.length > 0 || tick % STATE_EVERY === 0
    if (!hasState && action.latencyMs === undefined && action.reasoning === undefined && action.confidence === undefined && action.cost === undefined && action.tokens === undefined && action.model === undefined) {
      this.queue.add(this.plain, [branch, tick, id, this.runId, timestamp, action.title, action.type, result, action.line, action.instruction, context])
      return
    }
    this.queue.add(this.full, [
      branch, tick, id, this.runId, timestamp, action.title, action.type, result, action.line, action.instruction, context,
      hasState ? JSON.stringify(row.state) : null, action.reasoning ?? null, action.confidence ?? null,
      action.latencyMs ?? null, action.cost ?? null, action.tokens ?? null, action.model ?? null,
    ])
  }
}

/** Where the tick led: `Route 1 (12, 7)`, then what happened there. */
export function resultOf({ state, events }: Pick<TickRecord, 'state' | 'events'>): string {
  let text = state.battle === null ? `${state.location} (${state.x}, ${state.y})` : `battle: ${state.battle.enemy.species} Lv ${state.battle.enemy.level}`
  for (const event of events) text += ` · ${event.title}`
  return text
}

function contextOf(from: GameState, to: GameState): string | null {
  if (from.x === to.x && from.y === to.y && from.location === to.location) return null
  const places = `{"from":{"x":${from.x},"y":${from.y}},"to":{"x":${to.x},"y":${to.y}}`
  return from.location === to.location ? `${places}}` : `${places},"location":${JSON.stringify(to.location)}}`
}
