import { describe, expect, it } from 'vitest'
import { deriveEvents } from '../../../src-main/game/index.ts'
import type { Battle, GameEvent, GameState } from '../../../src-preload/contract/index.ts'
import { member, state } from './fixtures.ts'

function kinds(previous: GameState, next: GameState): string[] {
  return deriveEvents(previous, next, 7).map(({ kind }) => kind)
}

function only(previous: GameState, next: GameState): GameEvent {
  const events = deriveEvents(previous, next, 7)
  expect(events).toHaveLength(1)
  const [event] = events
  if (event === undefined) throw new Error('no event')
  return event
}

const playing = { playing: true, battle_outcome: 'none', battle_count: 1 }
function battle(changes: Partial<Battle> = {}): Battle {
  return { kind: 'wild', turn: 0, active: 0, trainer: null, enemy: { species: 'FLITT', level: 3, hp: 12, maxHp: 12 }, ...changes }
}
const inBattle = (changes: Partial<Battle> = {}, vars = {}): GameState =>
  state({ screen: 'battle', battle: battle(changes), vars: { ...playing, ...vars } })

describe('what happens on the way', () => {
  it('should tell of a change of place', () => {
    expect(only(state(), state({ location: 'FERNWAY', x: 3, y: 9 }))).toEqual({
      kind: 'location_change', tick: 7, title: 'HOME -> FERNWAY', data: { from: 'HOME', to: 'FERNWAY', x: 3, y: 9 },
    })
  })

  it('should tell of nothing when only a step is taken', () => {
    expect(kinds(state(), state({ x: 1 }))).toEqual([])
  })

  it('should tell of items that come and go', () => {
    const [orbs, balm] = deriveEvents(
      state({ inventory: [{ item: 'ORB', quantity: 2 }, { item: 'BALM', quantity: 1 }] }),
      state({ inventory: [{ item: 'ORB', quantity: 5 }] }),
      7,
    )
    expect(orbs).toMatchObject({ kind: 'item', title: '+3 ORB (now 5)', data: { action: 'add', change: 3, quantity: 5, source: 'pickup' } })
    expect(balm).toMatchObject({ kind: 'item', title: '-1 BALM (now 0)', data: { action: 'remove', change: -1, source: 'use' } })
  })

  it('should tell a purchase from a find', () => {
    const bought = only(state({ money: 500 }), state({ money: 420, inventory: [{ item: 'ORB', quantity: 1 }] }))
    expect(bought.data['source']).toBe('shop')
  })

  it('should tell of a badge', () => {
    const won = only(state(), state({ badges: 1, badgeNames: ['BOULDER'] }))
    expect(won).toMatchObject({ kind: 'badge', title: 'won the BOULDER badge', data: { badge: 'BOULDER', badges: 1 } })
  })

  it('should tell each page of a text once', () => {
    const first = state({ screen: 'dialog', dialog: 'Hello.', vars: { playing: true, text_page: 1 } })
    const again = state({ screen: 'dialog', dialog: 'Hello.', vars: { playing: true, text_page: 2 } })
    expect(only(state(), first)).toMatchObject({ kind: 'dialog', title: 'Hello.' })
    expect(kinds(first, { ...first, x: 1 })).toEqual([])
    expect(kinds(first, again)).toEqual(['dialog'])
  })

  it('should tell a text that appears letter by letter when it is whole', () => {
    const show = (dialog: string | null): GameState => state({ dialog, vars: { playing: true, text_by_letter: true } })
    const told = ['H', 'Hello', 'Hello', 'B', 'Bye', null].map((text, i, all) => kinds(show(all[i - 1] ?? null), show(text)))
    expect(told).toEqual([[], [], [], ['dialog'], [], ['dialog']])
  })
})

describe('what happens to the party', () => {
  it('should tell of a fainting and of a new level', () => {
    expect(only(state(), state({ party: [member({ hp: 0 })] }))).toMatchObject({ kind: 'death', title: 'SPRIG fainted' })
    const grown = only(state(), state({ party: [member({ level: 6, xp: 180 })] }))
    expect(grown).toMatchObject({ kind: 'level_up', title: 'SPRIG grew to Lv 6', data: { from: 5, to: 6 } })
  })

  it('should take an exchange of two members for nothing', () => {
    const [a, b] = [member(), member({ species: 'FLITT', nickname: 'FLITT', level: 9, hp: 0 })]
    expect(kinds(state({ party: [a, b] }), state({ party: [b, a] }))).toEqual([])
  })

  it('should take a gift for no catch', () => {
    expect(kinds(state({ party: [], caught: 0 }), state({ caught: 1 }))).toEqual([])
  })
})

describe('battles', () => {
  it('should tell of the start', () => {
    expect(only(state({ vars: playing }), inBattle())).toMatchObject({
      kind: 'battle_start',
      title: 'wild battle vs FLITT Lv 3',
      data: { kind: 'wild', species: 'FLITT', level: 3, trainer: null, player: 'SPRIG' },
    })
  })

  it('should tell a turn when the next begins, with what both did', () => {
    const facts = { last_action: 'fight', last_move: 'BUMP', damage_done: 5, last_enemy_move: 'CLAW', damage_taken: 3 }
    const next = inBattle({ turn: 2, enemy: { species: 'FLITT', level: 3, hp: 7, maxHp: 12 } }, facts)
    expect(only(inBattle({ turn: 1 }), next)).toMatchObject({
      kind: 'battle_turn',
      data: {
        turn: 1, player_action: 'fight', player_move: 'BUMP', player_damage: 5, enemy_move: 'CLAW', enemy_damage: 3,
        player_hp_after: 20, enemy_hp_after: 7, result: 'going on',
      },
    })
  })

  it('should name no move for a turn without one', () => {
    const next = inBattle({ turn: 2 }, { last_action: 'item', last_move: 'BUMP', damage_done: 5 })
    expect(only(inBattle({ turn: 1 }), next).data).toMatchObject({ player_action: 'item', player_move: null, player_damage: null })
  })

  it('should remember the action that the game has already forgotten', () => {
    const turn = only(inBattle({ turn: 1 }, { last_action: 'fight', last_move: 'CLAW' }), inBattle({ turn: 2 }, { last_action: 'none', last_move: 'CLAW' }))
    expect(turn.data).toMatchObject({ player_action: 'fight', player_move: 'CLAW' })
  })

  it('should tell the hit points of the loser before he was healed', () => {
    const lost = { ...inBattle({ turn: 2 }), party: [member({ hp: 0 })] }
    const events = deriveEvents(lost, state({ vars: { ...playing, battle_outcome: 'loss' } }), 7)
    expect(events.map(({ data }) => data['player_hp_after'])).toEqual([0, 0])
  })

  it.each(['win', 'loss', 'flee'])('should tell the last turn and the end of a battle with a %s', (outcome) => {
    const after = state({ money: 620, vars: { ...playing, battle_outcome: outcome, enemy_hp: 0 } })
    const before = { ...inBattle({ turn: 3 }), money: 500 }
    const [turn, end] = deriveEvents(before, after, 7)
    expect(turn).toMatchObject({ kind: 'battle_turn', data: { turn: 3, enemy_hp_after: 0 } })
    expect(end).toMatchObject({ kind: 'battle_end', data: { outcome, turns: 3, species: 'FLITT', money_earned: 120 } })
  })

  it('should tell a catch when it happens and not again at the end', () => {
    const caught = inBattle({ turn: 2 }, { battle_outcome: 'caught' })
    expect(kinds(inBattle({ turn: 2 }), caught)).toEqual(['catch'])
    const after = state({ vars: { ...playing, battle_outcome: 'caught' } })
    const events = deriveEvents(caught, after, 7)
    expect(events.map(({ kind }) => kind)).toEqual(['battle_turn', 'battle_end'])
    expect(events[1]?.data['outcome']).toBe('caught')
  })

  it('should tell two battles apart that meet in one tick', () => {
    const next = inBattle({ enemy: { species: 'NIBBIT', level: 2, hp: 9, maxHp: 9 } }, { battle_count: 2 })
    expect(kinds(inBattle({ turn: 1 }), next)).toEqual(['battle_turn', 'battle_end', 'battle_start'])
  })

  it('should find the outcome by itself where the game does not say it', () => {
    const lost = { ...inBattle({}, { battle_outcome: 'none' }), party: [member({ hp: 0 })] }
    const events = deriveEvents(lost, state({ party: lost.party, vars: playing }), 7)
    expect(events.at(-1)?.data['outcome']).toBe('loss')
  })
})

describe('before a game is played', () => {
  const title = state({ screen: 'title', party: [], location: 'FERNWAY', vars: { playing: false } })

  it('should tell of nothing, whatever is in memory', () => {
    const garbage = { ...title, badgeNames: ['TIDE'], inventory: [{ item: 'ORB', quantity: 99 }], dialog: '@', party: [member()] }
    expect(kinds(title, garbage)).toEqual([])
  })

  it('should tell of nothing in the tick a saved game appears', () => {
    expect(kinds(title, state({ badges: 1, badgeNames: ['TIDE'], inventory: [{ item: 'ORB', quantity: 9 }], caught: 4 }))).toEqual([])
  })
})
