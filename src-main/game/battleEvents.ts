import type { Battle, GameEvent, GameState } from '../../src-preload/contract/index.ts'

type Facts = GameEvent['data']

/** The events of battles between two states in play. */
export function battleEvents(previous: GameState, next: GameState, tick: number): GameEvent[] {
  const events: GameEvent[] = []
  const another = isAnotherBattle(previous, next)
  const ended = previous.battle !== null && (next.battle === null || another) ? previous.battle : null
  const catchEvent = caught(previous, next, tick)
  const turn = playedTurn(previous, next, ended !== null)
  if (turn !== null) events.push(turnEvent(turn, previous, next, tick))
  if (catchEvent !== null) events.push(catchEvent)
  if (ended !== null) events.push(endEvent(ended, previous, next, catchEvent !== null, tick))
  if (next.battle !== null && (previous.battle === null || another)) events.push(startEvent(next.battle, next, tick))
  return events
}

/** One battle ended and the next began within one tick. */
function isAnotherBattle(previous: GameState, next: GameState): boolean {
  const [before, after] = [previous.vars['battle_count'], next.vars['battle_count']]
  return previous.battle !== null && next.battle !== null && before !== undefined && before !== after
}

/** @returns the battle whose turn was played out in this tick */
function playedTurn(previous: GameState, next: GameState, ended: boolean): Battle | null {
  const { battle } = previous
  if (battle === null || battle.turn < 1) return null
  if (ended) return battle
  return next.battle !== null && next.battle.turn > battle.turn ? battle : null
}

function enemyFacts(battle: Battle): Facts {
  const { enemy, kind, trainer } = battle
  return { kind, species: enemy.species, level: enemy.level, trainer }
}

function startEvent(battle: Battle, state: GameState, tick: number): GameEvent {
  const data: Facts = {
    ...enemyFacts(battle),
    hp: battle.enemy.hp,
    max_hp: battle.enemy.maxHp,
    player: state.party[battle.active]?.species ?? null,
    location: state.location,
    money: state.money,
  }
  const trainer = battle.trainer === null ? '' : `${battle.trainer}'s `
  return { kind: 'battle_start', tick, title: `${battle.kind} battle vs ${trainer}${battle.enemy.species} Lv ${battle.enemy.level}`, data }
}

function turnEvent(battle: Battle, previous: GameState, next: GameState, tick: number): GameEvent {
  const { vars } = next
  const enemy = next.battle?.enemy ?? { ...previous.battle?.enemy, hp: vars['enemy_hp'] ?? previous.battle?.enemy.hp ?? 0 }
  const outcome = vars['battle_outcome'] ?? 'none'
  // Whoever loses the last fighter is healed before he is seen again.
  const own = (outcome === 'loss' ? previous : next).party[battle.active]
  // Games forget the action as they ask for the next one.
  const told = fact(vars['last_action'])
  const action = told === 'none' ? fact(previous.vars['last_action']) : told
  // A move of an earlier turn stays in memory; only a fight uses one.
  const fought = action === null || action === 'fight'
  const data: Facts = {
    ...enemyFacts(battle),
    turn: battle.turn,
    player_action: action,
    player_move: fought ? fact(vars['last_move']) : null,
    player_damage: fought ? fact(vars['damage_done']) : null,
    enemy_move: fact(vars['last_enemy_move']),
    enemy_damage: fact(vars['damage_taken']),
    player: own?.species ?? null,
    player_hp_after: own?.hp ?? null,
    enemy_hp_after: Number(enemy.hp),
    result: own?.hp === 0 ? 'fainted' : enemy.hp === 0 ? 'enemy fainted' : outcome === 'none' ? 'going on' : String(outcome),
  }
  const what = data['player_move'] ?? data['player_action'] ?? 'played'
  return { kind: 'battle_turn', tick, title: `turn ${battle.turn} vs ${battle.enemy.species}: ${what}`, data }
}

function fact(value: string | number | boolean | undefined): string | number | boolean | null {
  return value ?? null
}

function endEvent(battle: Battle, previous: GameState, next: GameState, caughtNow: boolean, tick: number): GameEvent {
  const outcome = outcomeOf(battle, previous, next, caughtNow)
  const own = (outcome === 'loss' ? previous : next).party[battle.active]
  const data: Facts = {
    ...enemyFacts(battle),
    outcome,
    turns: battle.turn,
    player: own?.species ?? null,
    player_hp_after: own?.hp ?? null,
    location: previous.location,
    money: next.money,
    money_earned: Math.max(0, next.money - previous.money),
  }
  return { kind: 'battle_end', tick, title: `${outcome} vs ${battle.enemy.species} Lv ${battle.enemy.level}`, data }
}

function outcomeOf(battle: Battle, previous: GameState, next: GameState, caughtNow: boolean): string {
  for (const told of [next.vars['battle_outcome'], previous.vars['battle_outcome']]) {
    if (told === 'win' || told === 'loss' || told === 'flee' || told === 'caught') return told
  }
  if (caughtNow) return 'caught'
  if (previous.party.length > 0 && previous.party.every(({ hp }) => hp === 0)) return 'loss'
  return battle.enemy.hp === 0 ? 'win' : 'flee'
}

/** A creature that comes into the party outside a battle is a gift, no catch. */
function caught(previous: GameState, next: GameState, tick: number): GameEvent | null {
  const { battle } = previous
  if (battle === null) return null
  const { battle_outcome: outcome } = next.vars
  const happened = outcome === undefined
    ? battle.kind === 'wild' && (next.caught > previous.caught || next.party.length > previous.party.length || grew('box_count', previous, next))
    : outcome === 'caught' && previous.vars['battle_outcome'] === 'none'
  if (!happened) return null
  const { species, level } = battle.enemy
  const data: Facts = { species, level, location: next.location, caught: next.caught, party_count: next.party.length }
  return { kind: 'catch', tick, title: `caught ${species} Lv ${level}`, data }
}

function grew(name: string, previous: GameState, next: GameState): boolean {
  return Number(next.vars[name] ?? 0) > Number(previous.vars[name] ?? 0)
}
