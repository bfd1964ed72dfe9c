import type { GameEvent, GameState, Member } from '../../src-preload/contract/index.ts'
import { battleEvents } from './battleEvents.ts'

/**
 * What happened between two states that follow each other. Nothing happens before a game is being
 * played, nor in the tick in which it begins: a loaded party is no catch.
 *
 * Beside the fields of the state it reads these variables, where a profile has them: `playing`,
 * `battle_outcome` (none, win, loss, flee, caught), `battle_count`, `last_action`, `last_move`,
 * `last_enemy_move`, `damage_done`, `damage_taken`, `box_count`, `text_page`, `text_by_letter`.
 */
export function deriveEvents(previous: GameState, next: GameState, tick: number): GameEvent[] {
  if (previous === next || !isPlaying(previous) || !isPlaying(next)) return []
  const events: GameEvent[] = []
  if (previous.location !== next.location) events.push(...moved(previous, next, tick))
  if (previous.party !== next.party) events.push(...partyEvents(previous, next, tick))
  if (previous.battle !== next.battle || previous.vars !== next.vars || previous.party !== next.party) {
    events.push(...battleEvents(previous, next, tick))
  }
  if (previous.badgeNames !== next.badgeNames) events.push(...badgeEvents(previous, next, tick))
  if (previous.inventory !== next.inventory) events.push(...itemEvents(previous, next, tick))
  events.push(...dialogEvents(previous, next, tick))
  return events
}

function isPlaying(state: GameState): boolean {
  return state.vars['playing'] !== false && state.screen !== 'title'
}

function moved(previous: GameState, next: GameState, tick: number): GameEvent[] {
  if (previous.location === '' || next.location === '') return []
  const data = { from: previous.location, to: next.location, x: next.x, y: next.y }
  return [{ kind: 'location_change', tick, title: `${data.from} -> ${data.to}`, data }]
}

function partyEvents(previous: GameState, next: GameState, tick: number): GameEvent[] {
  const events: GameEvent[] = []
  for (const [index, member] of next.party.entries()) {
    const before = previous.party[index]
    if (before === undefined || before === member || !isSameMember(before, member)) continue
    const facts = { species: member.species, nickname: member.nickname, index, level: member.level, location: next.location }
    if (member.level > before.level) {
      const data = { ...facts, from: before.level, to: member.level }
      events.push({ kind: 'level_up', tick, title: `${member.nickname} grew to Lv ${member.level}`, data })
    }
    if (before.hp > 0 && member.hp === 0 && member.maxHp > 0) {
      const data = { ...facts, in_battle: previous.battle !== null || next.battle !== null }
      events.push({ kind: 'death', tick, title: `${member.nickname} fainted`, data })
    }
  }
  return events
}

/** The same creature, and not another one that came to its place. */
function isSameMember(before: Member, after: Member): boolean {
  return before.species === after.species && before.nickname === after.nickname && after.xp >= before.xp
}

function badgeEvents(previous: GameState, next: GameState, tick: number): GameEvent[] {
  return next.badgeNames
    .filter((name) => !previous.badgeNames.includes(name))
    .map((badge) => ({ kind: 'badge', tick, title: `won the ${badge} badge`, data: { badge, badges: next.badges, location: next.location } }))
}

function itemEvents(previous: GameState, next: GameState, tick: number): GameEvent[] {
  const before = quantities(previous)
  const after = quantities(next)
  const events: GameEvent[] = []
  for (const item of new Set([...before.keys(), ...after.keys()])) {
    const quantity = after.get(item) ?? 0
    const change = quantity - (before.get(item) ?? 0)
    if (change === 0) continue
    const data = {
      item,
      change,
      quantity,
      action: change > 0 ? 'add' : 'remove',
      source: sourceOf(change, previous, next),
      location: next.location,
    }
    events.push({ kind: 'item', tick, title: `${change > 0 ? '+' : '-'}${Math.abs(change)} ${item} (now ${quantity})`, data })
  }
  return events
}

function quantities(state: GameState): Map<string, number> {
  const found = new Map<string, number>()
  for (const { item, quantity } of state.inventory) found.set(item, (found.get(item) ?? 0) + quantity)
  return found
}

/** Money that moves the other way in the same tick is a trade. */
function sourceOf(change: number, previous: GameState, next: GameState): string {
  if (change > 0 && next.money < previous.money) return 'shop'
  if (change < 0 && next.money > previous.money) return 'sale'
  if (previous.battle !== null || next.battle !== null) return 'battle'
  return change > 0 ? 'pickup' : 'use'
}

/** One event a page. Games that print letter by letter have it whole only when the page goes. */
function dialogEvents(previous: GameState, next: GameState, tick: number): GameEvent[] {
  if (next.battle !== null || previous.battle !== null) return []
  if (next.vars['text_by_letter'] === true) {
    const { dialog } = previous
    if (dialog === null || dialog === '' || next.dialog?.startsWith(dialog) === true) return []
    return [dialogEvent(dialog, previous, tick)]
  }
  const { dialog } = next
  if (dialog === null || dialog === '') return []
  if (dialog === previous.dialog && next.vars['text_page'] === previous.vars['text_page']) return []
  return [dialogEvent(dialog, next, tick)]
}

function dialogEvent(text: string, state: GameState, tick: number): GameEvent {
  const data = { text, location: state.location, x: state.x, y: state.y }
  return { kind: 'dialog', tick, title: text.length > 60 ? `${text.slice(0, 57)}...` : text, data }
}
