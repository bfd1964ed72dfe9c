import { camelCase, type MemoryExpression } from '../../src-preload/contract/index.ts'
import { allOf, anyOf, binary, constant, isOneOf, not, ONE, sumOf, ZERO } from './expressions.ts'
import type { MemberModel, StateModel } from './model.ts'
import type { Source } from './sources.ts'

/** A name of the script language as an emulator can ask for it. Where the state has nothing, it is 0. */
export type Symbol =
  | { type: 'number'; expression: MemoryExpression }
  /** @returns 1 when the text is this one, in any case */
  | { type: 'text'; equals: (text: string) => MemoryExpression }

/** What the state shows where a number has no text: nothing, or the number. */
type Unlabelled = 'missing' | 'number'

/** @returns the symbol of a name, null for one that only the run loop can read; mirrors `valueOfName` */
export function symbolOf(path: readonly (string | number)[], model: StateModel): Symbol | null {
  const [head, ...rest] = path
  if (typeof head !== 'string') return null
  switch (head) {
    case 'party_count':
      return alone(rest, numeric(partyCount(model)))
    case 'in_battle':
      return alone(rest, numeric(model.battle?.when.expression ?? (model.battle === null ? ZERO : null)))
    case 'in_dialog':
      return alone(rest, numeric(model.dialog?.when.expression ?? (model.dialog === null ? ZERO : null)))
    case 'hp':
    case 'max_hp':
    case 'level':
      return alone(rest, numeric(fighterField(model, head === 'max_hp' ? 'maxHp' : head)))
    case 'badge':
      return badge(rest, model)
    case 'enemy':
      return enemyField(rest, model)
    case 'party':
      return memberField(rest, model)
    case 'battle':
      return battleField(rest, model)
    case 'screen':
      return alone(rest, fromSource(model.screen, ONE, 'number'))
    case 'location':
      return alone(rest, model.location === null ? constantText('') : fromSource(model.location, ONE, 'number'))
    case 'facing':
      return alone(rest, model.facing === null ? numeric(ZERO) : fromSource(model.facing, ONE, 'missing'))
    case 'standing':
      return alone(rest, numeric(model.standing.expression))
    case 'x':
    case 'y':
    case 'money':
    case 'caught':
    case 'badges':
      return alone(rest, numeric(model[head] === null ? ZERO : model[head].expression))
    case 'inventory':
    case 'badgeNames':
    case 'dialog':
      return null
    case 'vars':
      return rest.length === 1 ? variable(rest[0], model) : null
    default:
      return rest.length === 0 ? variable(head, model) : null
  }
}

function alone(rest: readonly unknown[], symbol: Symbol | null): Symbol | null {
  return rest.length === 0 ? symbol : null
}

function numeric(expression: MemoryExpression | null): Symbol | null {
  return expression === null ? null : { type: 'number', expression }
}

function constantText(text: string): Symbol {
  return { type: 'text', equals: (wanted) => (wanted.toLowerCase() === text ? ONE : ZERO) }
}

function variable(name: string | number | undefined, model: StateModel): Symbol | null {
  if (name === 'playing' && model.playing !== null) return numeric(model.playing.expression)
  const source = model.vars.find((candidate) => candidate.name === name)
  return source === undefined ? null : fromSource(source, ONE, 'number')
}

/** @param gate the value is 0 where this does not hold */
function fromSource(source: Source | null, gate: MemoryExpression, unlabelled: Unlabelled): Symbol | null {
  if (source === null) return numeric(ZERO)
  const { expression, labels } = source
  if (expression === null) return null
  if (labels === null) return numeric(binary('*', gate, expression))
  const missing = not(gate)
  return {
    type: 'text',
    equals: (text) => {
      const numbers = labels.numbersOf(text).filter((number) => unlabelled === 'number' || labels.find(number) !== null)
      const matches = [allOf([gate, isOneOf(expression, numbers)])]
      // A value that is missing reads 0, and 0 == "0".
      if (text === '0') {
        matches.push(missing)
        if (unlabelled === 'missing') matches.push(allOf([gate, not(isOneOf(expression, labels.numbers))]))
      }
      return anyOf(matches)
    },
  }
}

function partyCount(model: StateModel): MemoryExpression | null {
  const { party } = model
  if (party === null) return ZERO
  const { expression } = party.count
  if (expression === null) return null
  return sumOf(party.members.map((_, i) => binary('>', expression, constant(i))))
}

/** 1 when the party has a member with this index. */
function hasMember(model: StateModel, index: number): MemoryExpression | null {
  const count = model.party?.count.expression
  return count === null || count === undefined ? null : binary('>', count, constant(index))
}

function memberField(rest: readonly (string | number)[], model: StateModel): Symbol | null {
  const [index, field, ...more] = rest
  if (model.party === null) return numeric(ZERO)
  if (typeof index !== 'number' || typeof field !== 'string') return null
  const member = model.party.members[index]
  if (member === undefined) return numeric(ZERO)
  const gate = hasMember(model, index)
  if (gate === null || more.length > 0) return null
  switch (camelCase(field)) {
    case 'species':
      return fromSource(member.species, gate, 'number')
    case 'nickname':
      return fromSource(member.nickname ?? member.species, gate, 'number')
    case 'status':
      return fromSource(member.status, gate, 'missing')
    case 'level':
    case 'hp':
    case 'maxHp':
    case 'xp':
      return fromSource(numberOf(member, camelCase(field)), gate, 'number')
    default:
      return null
  }
}

function numberOf(member: MemberModel, field: string): Source | null {
  if (field === 'level') return member.level
  if (field === 'hp') return member.hp
  return field === 'maxHp' ? member.maxHp : member.xp
}

/** A field of the creature that fights, or of the first one outside battles. */
function fighterField(model: StateModel, field: 'hp' | 'maxHp' | 'level'): MemoryExpression | null {
  const { party, battle } = model
  if (party === null) return ZERO
  const under = battle === null ? ZERO : battle.when.expression
  const active = battle?.active === null || battle === null ? ZERO : battle.active.expression
  if (under === null || active === null) return null
  const index = binary('*', under, active)
  const parts: MemoryExpression[] = []
  for (const [i, member] of party.members.entries()) {
    const [value, has] = [member[field].expression, hasMember(model, i)]
    if (value === null || has === null) return null
    parts.push(binary('*', allOf([binary('==', index, constant(i)), has]), value))
  }
  return sumOf(parts)
}

function badge(rest: readonly (string | number)[], model: StateModel): Symbol | null {
  const name = String(rest[0] ?? '').toLowerCase()
  const bits = model.badgeBits.filter((one) => one.name.toLowerCase() === name).map(({ bit }) => bit.expression ?? ZERO)
  return numeric(anyOf(bits))
}

function enemyField(rest: readonly (string | number)[], model: StateModel): Symbol | null {
  const { battle } = model
  if (battle === null) return numeric(ZERO)
  const gate = battle.when.expression
  const [field] = rest
  if (gate === null || typeof field !== 'string' || rest.length > 1) return null
  switch (camelCase(field)) {
    case 'species':
      return fromSource(battle.species, gate, 'number')
    case 'level':
      return fromSource(battle.level, gate, 'number')
    case 'hp':
      return fromSource(battle.hp, gate, 'number')
    case 'maxHp':
      return fromSource(battle.maxHp, gate, 'number')
    default:
      return null
  }
}

function battleField(rest: readonly (string | number)[], model: StateModel): Symbol | null {
  const { battle } = model
  const [field, ...more] = rest
  if (field === 'enemy') return enemyField(more, model)
  if (battle === null) return numeric(ZERO)
  const gate = battle.when.expression
  if (gate === null || more.length > 0) return null
  if (field === 'kind') return fromSource(battle.kind, gate, 'number')
  if (field === 'turn') return fromSource(battle.turn, gate, 'number')
  if (field === 'active') return fromSource(battle.active, gate, 'number')
  return field === 'trainer' ? fromSource(battle.trainer, gate, 'missing') : null
}
