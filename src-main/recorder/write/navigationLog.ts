import type { GameState } from '../../../src-preload/contract/index.ts'
import type { TickRecord } from '../tickRecord.ts'
import type { Insert, RowQueue } from './rowQueue.ts'

/** Writes `navigation_events`: steps between cells, changes of the location, encounters, conversations. */
export class NavigationLog {
  private readonly queue: RowQueue
  private readonly runId: string
  private readonly move: Insert
  private readonly other: Insert

  constructor(queue: RowQueue, runId: string) {
    this.queue = queue
    this.runId = runId
    const columns = 'branch,tick,event_type,event_id,run_id,timestamp,to_location,direction,map_name,coordinates'
    this.move = queue.insert('navigation_events', columns)
    this.other = queue.insert('navigation_events', `${columns},from_location,encountered_pokemon`)
  }

  tick(row: TickRecord, timestamp: string): void {
    const { branch, tick, state, previous } = row
    if (previous !== null && previous.location === state.location && (previous.x !== state.x || previous.y !== state.y)) {
      this.queue.add(this.move, [
        branch, tick, 'move', `n${branch}_${tick}`, this.runId, timestamp, state.location,
        directionOf(previous, state), state.location, `{"x":${state.x},"y":${state.y}}`,
      ])
    }
    for (const event of row.events) {
      if (event.kind === 'location_change') this.add(row, timestamp, 'location_change', previous?.location ?? null, null)
      else if (event.kind === 'dialog') this.add(row, timestamp, 'interact', null, null)
      else if (event.kind === 'battle_start') {
        const species = state.battle?.enemy.species ?? event.data['species'] ?? null
        this.add(row, timestamp, 'encounter', null, species === null ? null : String(species))
      }
    }
  }

  private readonly lastOf = new Map<string, number>()

  private add(row: TickRecord, timestamp: string, type: string, from: string | null, encountered: string | null): void {
    const { branch, tick, state, previous } = row
    const key = `${branch} ${type}`
    if (this.lastOf.get(key) === tick) return
    this.lastOf.set(key, tick)
    this.queue.add(this.other, [
      branch, tick, type, `n${branch}_${tick}_${type}`, this.runId, timestamp, state.location,
      previous === null ? null : directionOf(previous, state), state.location, `{"x":${state.x},"y":${state.y}}`, from, encountered,
    ])
  }
}

/** The way a step went; where nothing moved, or far, the way the player looks. */
function directionOf(from: GameState, to: GameState): string | null {
  const dx = to.x - from.x
  const dy = to.y - from.y
  if (from.location === to.location && Math.abs(dx) + Math.abs(dy) === 1) return dx === 1 ? 'right' : dx === -1 ? 'left' : dy === 1 ? 'down' : 'up'
  return to.facing
}
