import type { GameState, Member } from '../../src-preload/contract/index.ts'

type Visit = (name: string, value: number) => void

/**
 * Every number of a state by its name in conditions and charts: `x`, `money`, `party[0].hp`,
 * `battle.enemy.hp`, `vars.steps`, and `party.length`. Booleans count as 0 and 1.
 */
export function visitNumbers(state: GameState, visit: Visit): void {
  visit('x', state.x)
  visit('y', state.y)
  visit('badges', state.badges)
  visit('caught', state.caught)
  visit('money', state.money)
  visitParty(state.party, visit)
  visitBag(state.inventory, visit)
  visitBattle(state.battle, visit)
  for (const name in state.vars) visitVariable(name, state.vars[name], visit)
}

export function visitParty(party: readonly Member[], visit: Visit): void {
  visit('party.length', party.length)
  for (let i = 0; i < party.length; i++) {
    const member = party[i]
    if (member === undefined) continue
    const at = MEMBER_NAMES[i] ?? memberNames(i)
    visit(at.level, member.level)
    visit(at.hp, member.hp)
    visit(at.maxHp, member.maxHp)
    visit(at.xp, member.xp)
  }
}

export function visitBag(inventory: GameState['inventory'], visit: Visit): void {
  for (const { item, quantity } of inventory) visit(`item(${item})`, quantity)
}

export function visitBattle(battle: GameState['battle'], visit: Visit): void {
  if (battle === null) return
  visit('battle.turn', battle.turn)
  visit('battle.enemy.level', battle.enemy.level)
  visit('battle.enemy.hp', battle.enemy.hp)
}

export function visitVariable(name: string, value: number | string | boolean | undefined, visit: Visit): void {
  if (typeof value === 'number') visit(`vars.${name}`, value)
  else if (typeof value === 'boolean') visit(`vars.${name}`, value ? 1 : 0)
}

function memberNames(i: number): { level: string; hp: string; maxHp: string; xp: string } {
  return { level: `party[${i}].level`, hp: `party[${i}].hp`, maxHp: `party[${i}].maxHp`, xp: `party[${i}].xp` }
}

const MEMBER_NAMES = [0, 1, 2, 3, 4, 5].map(memberNames)
