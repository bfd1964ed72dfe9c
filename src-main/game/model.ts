import { EMPTY_STATE, STATE_ALIASES } from '../../src-preload/contract/index.ts'
import type { Layout, Segment } from './layout.ts'
import { ALWAYS, compileRules, compileWhen, type Test } from './rules.ts'
import type { PairsVariable, ProfileFile, StructsVariable } from './schema.ts'
import { fieldSource, type Dictionary, type Source, type Sources } from './sources.ts'
import { fieldAddress } from './structs.ts'

/** Names with a meaning of their own: a variable with one of them fills that field of the state. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([...Object.keys(EMPTY_STATE), ...STATE_ALIASES])

export interface MemberModel {
  species: Source
  nickname: Source | null
  level: Source
  hp: Source
  maxHp: Source
  xp: Source | null
  status: Source | null
  moves: readonly { name: Source; pp: Source }[]
}

export interface PartyModel {
  count: Source
  members: readonly MemberModel[]
}

export interface InventoryModel {
  count: Source | null
  /** the id that ends the list */
  end: number
  slots: readonly { id: Source; quantity: Source }[]
}

export interface BattleModel {
  when: Test
  kind: Source
  turn: Source | null
  active: Source | null
  species: Source
  level: Source
  hp: Source
  maxHp: Source
  trainer: Source | null
}

export interface DialogModel {
  when: Test
  text: Source
  byLetter: boolean
}

/** Where each part of the game state comes from. */
export interface StateModel {
  sources: Sources
  playing: Test | null
  screen: Source
  standing: Test
  location: Source | null
  x: Source | null
  y: Source | null
  facing: Source | null
  money: Source | null
  caught: Source | null
  badges: Source | null
  badgeBits: readonly { name: string; bit: Source }[]
  party: PartyModel | null
  inventory: InventoryModel | null
  battle: BattleModel | null
  dialog: DialogModel | null
  vars: readonly Source[]
}

/** @throws RangeError for references to what is not there; a checked profile has none */
export function compileModel(file: ProfileFile, layout: Layout, dictionary: Dictionary, sources: Sources): StateModel {
  const find = (name: string): Source | null => sources.get(name) ?? null
  const need = (name: string): Source => {
    const source = sources.get(name)
    if (source === undefined) throw new RangeError(`there is no variable "${name}"`)
    return source
  }
  const optional = (name: string | undefined): Source | null => (name === undefined ? null : need(name))
  const { state, variables } = file
  const head = (name: string): Pick<Source, 'name' | 'doc' | 'hidden' | 'segments'> => ({ name, doc: '', hidden: false, segments: [] })
  const party = variables['party']
  const inventory = variables['inventory']
  const { battle, dialog } = state
  return {
    sources,
    playing: state.playing === undefined ? null : compileWhen(state.playing, sources),
    screen: compileRules(head('screen'), state.screen, 'unknown', sources),
    standing: state.standing === undefined ? ALWAYS : compileWhen(state.standing, sources),
    location: find('location'),
    x: find('x'),
    y: find('y'),
    facing: find('facing'),
    money: find('money'),
    caught: find('caught'),
    badges: find('badges'),
    badgeBits: [...sources.values()]
      .filter(({ name }) => name.startsWith('badge.'))
      .map((bit) => ({ name: bit.name.slice('badge.'.length), bit })),
    party: party?.type === 'structs' && 'fields' in party ? partyModel(party, need(party.count), layout, dictionary) : null,
    inventory: inventory?.type === 'pairs' && 'end' in inventory
      ? inventoryModel(inventory, optional(inventory.count), layout, dictionary)
      : null,
    battle: battle === undefined ? null : {
      when: compileWhen(battle.when, sources),
      kind: compileRules(head('kind'), battle.kind, 'wild', sources),
      turn: optional(battle.turn),
      active: optional(battle.active),
      species: need(battle.species),
      level: need(battle.level),
      hp: need(battle.hp),
      maxHp: need(battle.maxHp),
      trainer: optional(battle.trainer),
    },
    dialog: dialog === undefined
      ? null
      : { when: compileWhen(dialog.when, sources), text: need(dialog.text), byLetter: dialog.print === 'letters' },
    vars: [...sources.values()].filter(({ name, hidden }) => !hidden && !name.includes('.') && !RESERVED_NAMES.has(name)),
  }
}

function partyModel(variable: StructsVariable, count: Source, layout: Layout, dictionary: Dictionary): PartyModel {
  const { fields } = variable
  const members = Array.from({ length: variable.max }, (_, i): MemberModel => {
    const source = (name: keyof Omit<typeof fields, 'moves'>): Source | null => {
      const field = fields[name]
      return field === undefined ? null : fieldSource(name, field, fieldAddress(variable, field, i), layout, dictionary)
    }
    const must = (name: 'species' | 'level' | 'hp' | 'maxHp'): Source =>
      fieldSource(name, fields[name], fieldAddress(variable, fields[name], i), layout, dictionary)
    return {
      species: must('species'),
      nickname: source('nickname'),
      level: must('level'),
      hp: must('hp'),
      maxHp: must('maxHp'),
      xp: source('xp'),
      status: source('status'),
      moves: moveModels(variable, i, layout, dictionary),
    }
  })
  return { count, members }
}

function moveModels(variable: StructsVariable, index: number, layout: Layout, dictionary: Dictionary): MemberModel['moves'] {
  const { moves } = variable.fields
  if (moves === undefined) return []
  const base = variable.address + index * variable.stride
  return Array.from({ length: moves.count }, (_, i) => ({
    name: fieldSource('move', { type: '|u1', table: moves.table }, base + moves.offset + i, layout, dictionary),
    pp: fieldSource('pp', { type: '|u1', mask: moves.ppMask }, base + moves.pp + i, layout, dictionary),
  }))
}

function inventoryModel(variable: PairsVariable, count: Source | null, layout: Layout, dictionary: Dictionary): InventoryModel {
  const slots = Array.from({ length: variable.max }, (_, i) => ({
    id: fieldSource('item', { type: '|u1', table: variable.table }, variable.address + 2 * i, layout, dictionary),
    quantity: fieldSource('quantity', { type: '|u1' }, variable.address + 2 * i + 1, layout, dictionary),
  }))
  return { count, end: variable.end, slots }
}

/** @returns the observed bytes a name of the state stands on, by the first word of the name */
export function segmentsOf(name: string, model: StateModel): Segment[] {
  const of = (...parts: readonly ({ segments: readonly Segment[] } | null)[]): Segment[] =>
    parts.flatMap((part) => [...(part?.segments ?? [])])
  const { party, inventory, battle, dialog } = model
  const members = party?.members.flatMap(({ moves, ...fields }) => [
    ...Object.values(fields),
    ...moves.flatMap(({ name: move, pp }) => [move, pp]),
  ]) ?? []
  switch (name) {
    case 'party_count':
      return of(party?.count ?? null)
    case 'party':
      return of(party?.count ?? null, ...members)
    case 'hp':
    case 'max_hp':
    case 'level':
      return of(party?.count ?? null, battle?.when ?? null, battle?.active ?? null, ...members)
    case 'inventory':
      return of(inventory?.count ?? null, ...(inventory?.slots.flatMap(({ id, quantity }) => [id, quantity]) ?? []))
    case 'battle':
    case 'enemy': {
      if (battle === null) return []
      const { when, kind, turn, active, species, level, hp, maxHp, trainer } = battle
      return of(when, kind, turn, active, species, level, hp, maxHp, trainer)
    }
    case 'in_battle':
      return of(battle?.when ?? null)
    case 'dialog':
      return of(dialog?.when ?? null, dialog?.text ?? null)
    case 'in_dialog':
      return of(dialog?.when ?? null)
    case 'badge':
    case 'badgeNames':
      return of(...model.badgeBits.map(({ bit }) => bit))
    case 'screen':
    case 'standing':
    case 'playing':
      return of(model[name])
    default:
      return of(model.sources.get(name) ?? null)
  }
}
