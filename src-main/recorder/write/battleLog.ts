import type { Battle, GameEvent } from '../../../src-preload/contract/index.ts'
import type { RunDatabase } from '../database.ts'
import type { TickRecord } from '../tickRecord.ts'
import { changeOf } from './eventLog.ts'
import type { Insert, RowQueue } from './rowQueue.ts'

interface OpenBattle {
  id: string
  turns: number
  moneyBefore: number
  usedItems: string[]
  /** the last of it that was seen: at its end the state has none any more */
  last: Battle | null
  fighters: string[]
  ownHp: number | null
  enemyHp: number | null
}

/** Writes `battles` and `battle_turns` of one branch from its battle events and states. */
export class BattleLog {
  private readonly queue: RowQueue
  private readonly runId: string
  private readonly branch: number
  private readonly start: Insert
  private readonly turn: Insert
  private readonly end: Insert
  private open: OpenBattle | null

  constructor(queue: RowQueue, database: RunDatabase, runId: string, branch: number) {
    this.queue = queue
    this.runId = runId
    this.branch = branch
    this.start = queue.insert('battles', 'battle_id,run_id,started_at,battle_type,enemy_species,enemy_level,enemy_trainer,turns_taken,player_pokemon,used_items,branch,start_tick')
    this.turn = queue.insert(
      'battle_turns',
      'turn_id,battle_id,turn_number,timestamp,player_action,player_move,player_target,player_damage,enemy_action,enemy_move,enemy_damage,player_hp_after,enemy_hp_after,turn_result,branch,tick',
    )
    this.end = queue.update('UPDATE battles SET ended_at=?, outcome=?, turns_taken=?, player_pokemon=?, used_items=?, money_earned=?, end_tick=? WHERE battle_id=?')
    this.open = unfinishedBattle(database, branch)
  }

  tick(row: TickRecord, timestamp: string): void {
    if (row.events.length === 0 && row.state.battle === null) return
    for (const event of row.events) {
      if (event.kind === 'battle_start') this.begin(row, event, timestamp)
      else if (event.kind === 'battle_turn') this.takeTurn(row, event, timestamp)
      else if (event.kind === 'battle_end') this.finish(row, event, timestamp)
      else if (event.kind === 'item' && this.open !== null && changeOf(event) < 0) this.open.usedItems.push(textOf(event, 'item') ?? event.title)
    }
    if (this.open !== null && row.state.battle !== null) this.watch(this.open, row.state.battle, row)
  }

  private watch(open: OpenBattle, battle: Battle, row: TickRecord): void {
    open.last = battle
    const fighter = row.state.party[battle.active]
    if (fighter !== undefined && !open.fighters.includes(fighter.nickname)) open.fighters.push(fighter.nickname)
  }

  private begin(row: TickRecord, event: GameEvent | null, timestamp: string): OpenBattle {
    const battle = row.state.battle ?? row.previous?.battle ?? null
    const fighter = battle === null ? undefined : row.state.party[battle.active]
    const id = `battle_b${this.branch}_${row.tick}`
    const open: OpenBattle = {
      id, turns: 0, moneyBefore: row.previous?.money ?? row.state.money, usedItems: [], last: battle,
      fighters: fighter === undefined ? [] : [fighter.nickname], ownHp: fighter?.hp ?? null, enemyHp: battle?.enemy.hp ?? null,
    }
    this.queue.add(this.start, [
      id, this.runId, timestamp, battle?.kind ?? textOf(event, 'kind') ?? 'wild', battle?.enemy.species ?? textOf(event, 'species'),
      battle?.enemy.level ?? numberOf(event, 'level'), battle?.trainer ?? textOf(event, 'trainer'), 0, open.fighters.join(', '), '[]', this.branch, row.tick,
    ])
    this.open = open
    return open
  }

  private takeTurn(row: TickRecord, event: GameEvent, timestamp: string): void {
    // A branch may fork in the middle of a battle: then its first turn is where this line's record of it begins.
    const open = this.open ?? this.begin(row, null, timestamp)
    open.turns += 1
    const battle = row.state.battle ?? open.last
    const ownHp = numberOf(event, 'player_hp_after') ?? (battle === null ? null : (row.state.party[battle.active]?.hp ?? null))
    const enemyHp = numberOf(event, 'enemy_hp_after') ?? row.state.battle?.enemy.hp ?? null
    const lost = (before: number | null, now: number | null) => (before === null || now === null ? null : Math.max(0, before - now))
    this.queue.add(this.turn, [
      `${open.id}_${open.turns}`, open.id, numberOf(event, 'turn') ?? open.turns, timestamp,
      textOf(event, 'player_action') ?? row.action.title, textOf(event, 'player_move'), textOf(event, 'species') ?? battle?.enemy.species ?? null,
      numberOf(event, 'player_damage') ?? lost(open.enemyHp, enemyHp), textOf(event, 'enemy_action'), textOf(event, 'enemy_move'),
      numberOf(event, 'enemy_damage') ?? lost(open.ownHp, ownHp), ownHp, enemyHp, textOf(event, 'result') ?? event.title, this.branch, row.tick,
    ])
    open.ownHp = ownHp
    open.enemyHp = enemyHp
  }

  private finish(row: TickRecord, event: GameEvent, timestamp: string): void {
    const open = this.open ?? this.begin(row, event, timestamp)
    const earned = numberOf(event, 'money_earned') ?? Math.max(0, row.state.money - open.moneyBefore)
    this.queue.add(this.end, [
      timestamp, textOf(event, 'outcome') ?? outcomeOf(row, open), open.turns, open.fighters.join(', '),
      JSON.stringify(open.usedItems), earned, row.tick, open.id,
    ])
    this.open = null
  }
}

/** What the state says of how a battle ended, where the game does not tell. */
function outcomeOf(row: TickRecord, open: OpenBattle): string {
  if (row.events.some((event) => event.kind === 'catch')) return 'caught'
  if (row.state.party.length > 0 && row.state.party.every((member) => member.hp === 0)) return 'loss'
  return open.last?.enemy.hp === 0 || open.enemyHp === 0 ? 'win' : 'flee'
}

function unfinishedBattle(database: RunDatabase, branch: number): OpenBattle | null {
  const row = database.get('SELECT battle_id, player_pokemon FROM battles WHERE branch = ? AND end_tick IS NULL ORDER BY start_tick DESC LIMIT 1', branch)
  if (row === null) return null
  const id = String(row['battle_id'])
  const turns = database.count('SELECT count(*) FROM battle_turns WHERE battle_id = ?', id)
  return { id, turns, moneyBefore: Number.POSITIVE_INFINITY, usedItems: [], last: null, fighters: [String(row['player_pokemon'] ?? '')].filter(Boolean), ownHp: null, enemyHp: null }
}

function textOf(event: GameEvent | null, name: string): string | null {
  const value = event?.data[name]
  return value === undefined || value === null ? null : String(value)
}

function numberOf(event: GameEvent | null, name: string): number | null {
  const value = event?.data[name]
  return typeof value === 'number' ? value : null
}
