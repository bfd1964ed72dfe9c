import type { GameState, Member } from '../../../src-preload/contract/index.ts'
import type { Cell, RunDatabase } from '../database.ts'
import type { Segment } from '../read/line.ts'
import { statesOfSegment } from '../read/states.ts'
import { SharedCells } from './csv.ts'
import type { RowPart } from './csv.ts'
import { gameSeconds } from './exportTable.ts'
import type { Column, TableSource } from './exportTable.ts'

const BATCH = 2048

/** What the states of a line may hold, and so the columns they need. */
interface Shape {
  members: number
  moves: number
  items: string[]
  vars: string[]
}

/** The state after every tick, each value in a cell of its own. */
export function stateTable(database: RunDatabase, segments: readonly Segment[], place: readonly Column[]): TableSource {
  const shape = shapeOf(database, segments)
  return { columns: [...place, ...columnsOf(shape)], batches: rowsOf(database, segments, shape) }
}

function shapeOf(database: RunDatabase, segments: readonly Segment[]): Shape {
  const shape: Shape = { members: 0, moves: 0, items: [], vars: [] }
  const items = new Set<string>()
  const vars = new Set<string>()
  for (const { branch, from, to } of segments) {
    let party: readonly Member[] | null = null
    let bag: GameState['inventory'] | null = null
    for (const { state } of statesOfSegment(database, { branch, from, to })) {
      if (state.party !== party) {
        party = state.party
        shape.members = Math.max(shape.members, party.length)
        for (const member of party) shape.moves = Math.max(shape.moves, member.moves.length)
      }
      if (state.inventory !== bag) {
        bag = state.inventory
        for (const { item } of bag) items.add(item)
      }
      for (const name in state.vars) vars.add(name)
    }
  }
  shape.items = [...items].sort()
  shape.vars = [...vars].sort()
  return shape
}

function columnsOf(shape: Shape): Column[] {
  const columns: Column[] = []
  const add = (name: string, type: Column['type'], meaning: string, unit = '') => columns.push({ name, type, unit, meaning })
  add('screen', 'text', 'title, overworld, battle, dialog, menu, pause, ending or unknown')
  add('location', 'text', 'name of the place')
  add('x', 'integer', 'column of the map, from the left', 'cells')
  add('y', 'integer', 'row of the map, from the top', 'cells')
  add('facing', 'text', 'up, down, left or right')
  add('standing', 'boolean', '1 when the game would take a step')
  add('badges', 'integer', 'badges won')
  add('badge_names', 'text', 'their names, joined by semicolons')
  add('caught', 'integer', 'creatures caught so far')
  add('money', 'integer', 'in the coin of the game')
  add('dialog', 'text', 'text on the screen')
  add('battle_kind', 'text', 'wild, trainer or gym; empty outside a battle')
  add('battle_turn', 'integer', 'turn of the battle')
  add('enemy_species', 'text', 'opponent')
  add('enemy_level', 'integer', 'its level')
  add('enemy_hp', 'integer', 'its hit points', 'HP')
  add('enemy_max_hp', 'integer', 'its hit points when whole', 'HP')
  add('enemy_trainer', 'text', 'name of the trainer')
  add('party_size', 'integer', 'members of the party')
  for (let i = 0; i < shape.members; i++) {
    const of = `of member ${i}`
    add(`party_${i}_species`, 'text', `species ${of}`)
    add(`party_${i}_nickname`, 'text', `name ${of}`)
    add(`party_${i}_level`, 'integer', `level ${of}`)
    add(`party_${i}_hp`, 'integer', `hit points ${of}`, 'HP')
    add(`party_${i}_max_hp`, 'integer', `hit points when whole ${of}`, 'HP')
    add(`party_${i}_xp`, 'integer', `experience ${of}`)
    add(`party_${i}_status`, 'text', `ailment ${of}; empty: healthy`)
    for (let j = 0; j < shape.moves; j++) {
      add(`party_${i}_move_${j}`, 'text', `move ${j} ${of}`)
      add(`party_${i}_move_${j}_pp`, 'integer', `uses left of that move`)
    }
  }
  for (const item of shape.items) add(`item_${columnName(item)}`, 'integer', `how many ${item} are in the bag`)
  for (const name of shape.vars) add(`var_${columnName(name)}`, 'text', `variable ${name} of the game profile`)
  return columns
}

function columnName(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_')
}

function* rowsOf(database: RunDatabase, segments: readonly Segment[], shape: Shape): Generator<RowPart[][]> {
  const flatten = flattener(shape)
  for (const { branch, from, to } of segments) {
    const changes = statesOfSegment(database, { branch, from, to })
    let coming = changes.next()
    let cells: SharedCells | null = null
    for (let start = from; start <= to; start += BATCH) {
      const frames = database.rows('SELECT tick, frame FROM inputs WHERE branch = ? AND tick BETWEEN ? AND ? ORDER BY tick', branch, start, Math.min(to, start + BATCH - 1))
      const rows: RowPart[][] = []
      for (const [tick, frame] of frames) {
        while (coming.done !== true && coming.value.tick <= Number(tick)) {
          cells = flatten(coming.value.state)
          coming = changes.next()
        }
        if (cells !== null) rows.push([branch, Number(tick), Number(frame), gameSeconds(Number(frame)), cells])
      }
      yield rows
    }
  }
}

/** Most states differ from the one before in a cell or two, so what is made of the larger parts is kept. */
function flattener(shape: Shape): (state: GameState) => SharedCells {
  let party = new SharedCells([])
  let bag = party
  let battle = party
  let last: GameState | null = null
  return (state) => {
    if (state.battle !== last?.battle) battle = battleCells(state.battle)
    if (state.party !== last?.party) party = partyCells(state.party, shape)
    if (state.inventory !== last?.inventory) bag = bagCells(state.inventory, shape)
    last = state
    const cells: RowPart[] = [
      state.screen, state.location, state.x, state.y, state.facing, state.standing ? 1 : 0, state.badges, state.badgeNames.join('; '), state.caught, state.money, state.dialog,
      battle, party, bag,
    ]
    for (const name of shape.vars) {
      const value = state.vars[name]
      cells.push(value === undefined ? null : typeof value === 'boolean' ? (value ? 1 : 0) : value)
    }
    return new SharedCells(cells)
  }
}

function battleCells(battle: GameState['battle']): SharedCells {
  if (battle === null) return new SharedCells([null, null, null, null, null, null, null])
  const { kind, turn, enemy, trainer } = battle
  return new SharedCells([kind, turn, enemy.species, enemy.level, enemy.hp, enemy.maxHp, trainer])
}

function bagCells(bag: GameState['inventory'], shape: Shape): SharedCells {
  return new SharedCells(shape.items.map((name) => bag.reduce((sum, { item, quantity }) => (item === name ? sum + quantity : sum), 0)))
}

function partyCells(party: readonly Member[], shape: Shape): SharedCells {
  const cells: Cell[] = [party.length]
  for (let i = 0; i < shape.members; i++) {
    const member = party[i]
    cells.push(member?.species ?? null, member?.nickname ?? null, member?.level ?? null, member?.hp ?? null, member?.maxHp ?? null, member?.xp ?? null, member?.status ?? null)
    for (let j = 0; j < shape.moves; j++) cells.push(member?.moves[j]?.name ?? null, member?.moves[j]?.pp ?? null)
  }
  return new SharedCells(cells)
}
