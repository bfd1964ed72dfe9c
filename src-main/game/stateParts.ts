import type { BagItem, Battle, GameState, Member, Move, Value } from '../../src-preload/contract/index.ts'
import { Cell, Compound, Fixed, Names, type Part } from './cells.ts'
import type { BattleModel, InventoryModel, MemberModel, PartyModel, StateModel } from './model.ts'
import type { Test } from './rules.ts'
import type { Source } from './sources.ts'

export function numberPart(source: Source | null): Part<number> {
  return source === null ? new Fixed(0) : new Cell(0, source.segments, source.raw)
}

export function textPart(source: Source | null): Part<string> {
  return source === null ? new Fixed('') : new Cell('', source.segments, (memory) => String(source.value(memory)))
}

export function testPart(test: Test): Part<boolean> {
  return new Cell(false, test.segments, test.holds)
}

/** The table's text, null for a number without one. */
function labelPart(source: Source | null): Part<string | null> {
  if (source === null) return new Fixed(null)
  return new Cell<string | null>(null, source.segments, (memory) => source.labels?.find(source.raw(memory)) ?? null)
}

export function facingPart(source: Source | null): Part<GameState['facing']> {
  const label = labelPart(source)
  return new Compound<GameState['facing']>(null, [label], () => {
    const text = label.value
    return text === 'up' || text === 'down' || text === 'left' || text === 'right' ? text : null
  })
}

export function partyPart(model: PartyModel | null): Part<Member[]> {
  if (model === null) return new Fixed([])
  const count = numberPart(model.count)
  const members = model.members.map(memberPart)
  return new Compound<Member[]>([], [count, ...members], (last) =>
    sharedList(last, members.slice(0, count.value).map(({ value }) => value)),
  )
}

function memberPart(model: MemberModel): Part<Member> {
  const species = textPart(model.species)
  const nickname = textPart(model.nickname ?? model.species)
  const [level, hp, maxHp, xp] = [numberPart(model.level), numberPart(model.hp), numberPart(model.maxHp), numberPart(model.xp)]
  const status = labelPart(model.status)
  const moves = movesPart(model.moves)
  const build = (): Member => ({
    species: species.value,
    nickname: nickname.value,
    level: level.value,
    hp: hp.value,
    maxHp: maxHp.value,
    xp: xp.value,
    status: status.value,
    moves: moves.value,
  })
  return new Compound(build(), [species, nickname, level, hp, maxHp, xp, status, moves], build)
}

/** Move 0 is an empty place. */
function movesPart(models: MemberModel['moves']): Part<Move[]> {
  const segments = models.flatMap(({ name, pp }) => [...name.segments, ...pp.segments])
  return new Cell<Move[]>([], segments, (memory) =>
    models
      .filter(({ name }) => name.raw(memory) !== 0)
      .map(({ name, pp }) => ({ name: String(name.value(memory)), pp: pp.raw(memory) })),
  )
}

export function inventoryPart(model: InventoryModel | null): Part<BagItem[]> {
  if (model === null) return new Fixed([])
  const segments = [model.count, ...model.slots.flatMap(({ id, quantity }) => [id, quantity])].flatMap(
    (source) => source?.segments ?? [],
  )
  let last: BagItem[] = []
  return new Cell<BagItem[]>(last, segments, (memory) => {
    const items: BagItem[] = []
    const most = model.count === null ? model.slots.length : model.count.raw(memory)
    for (const { id, quantity } of model.slots.slice(0, most)) {
      if (id.raw(memory) === model.end) break
      const item = { item: String(id.value(memory)), quantity: quantity.raw(memory) }
      const same = last[items.length]
      items.push(same?.item === item.item && same.quantity === item.quantity ? same : item)
    }
    last = sharedList(last, items)
    return last
  })
}

export function battlePart(model: BattleModel | null): Part<Battle | null> {
  if (model === null) return new Fixed(null)
  const under = testPart(model.when)
  const [species, level, hp, maxHp] = [textPart(model.species), numberPart(model.level), numberPart(model.hp), numberPart(model.maxHp)]
  const enemy = new Compound<Battle['enemy']>({ species: '', level: 0, hp: 0, maxHp: 0 }, [species, level, hp, maxHp], () => ({
    species: species.value,
    level: level.value,
    hp: hp.value,
    maxHp: maxHp.value,
  }))
  const kind = textPart(model.kind)
  const [turn, active] = [numberPart(model.turn), numberPart(model.active)]
  const trainer = labelPart(model.trainer)
  return new Compound<Battle | null>(null, [under, enemy, kind, turn, active, trainer], () => {
    if (!under.value) return null
    return {
      kind: kind.value === 'trainer' || kind.value === 'gym' ? kind.value : 'wild',
      turn: turn.value,
      active: active.value,
      enemy: enemy.value,
      trainer: trainer.value,
    }
  })
}

export function dialogPart(model: StateModel['dialog']): Part<string | null> {
  if (model === null) return new Fixed(null)
  const open = testPart(model.when)
  const text = textPart(model.text)
  return new Compound<string | null>(null, [open, text], () => (open.value ? text.value : null))
}

export function badgeNamesPart(bits: StateModel['badgeBits']): Part<string[]> {
  const segments = bits.flatMap(({ bit }) => bit.segments)
  let last: string[] = []
  return new Cell<string[]>(last, segments, (memory) => {
    last = sharedList(last, bits.filter(({ bit }) => bit.raw(memory) !== 0).map(({ name }) => name))
    return last
  })
}

/** The further variables. Facts the events are derived from are among them, under fixed names. */
export function varsPart(model: StateModel): Part<Record<string, Value>> {
  const cells: [string, Part<Value>][] = model.vars.map((source) => [
    source.name,
    new Cell<Value>(source.type === 'number' ? 0 : source.type === 'boolean' ? false : '', source.segments, source.value),
  ])
  if (model.playing !== null) cells.push(['playing', testPart(model.playing)])
  if (model.dialog?.byLetter === true) cells.push(['text_by_letter', new Fixed<Value>(true)])
  return new Names(cells)
}

/** @returns `last` itself when the two hold the same, so that `===` says unchanged */
function sharedList<T>(last: T[], next: T[]): T[] {
  return last.length === next.length && next.every((item, i) => item === last[i]) ? last : next
}
