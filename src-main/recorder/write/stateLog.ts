import type { GameState } from '../../../src-preload/contract/index.ts'
import { FULL_STATE_EVERY } from '../schema.ts'
import { visitBag, visitBattle, visitParty, visitVariable } from '../stateNumbers.ts'
import type { RangeLog } from './rangeLog.ts'

/** What a row of `states` holds: the whole state (kind 1) or what changed (kind 0). */
export interface StateRow {
  kind: 0 | 1
  state: string
}

/**
 * Turns the states of one branch into rows of `states`: nothing when nothing changed, else a patch,
 * and the whole state at first and every {@link FULL_STATE_EVERY} rows.
 */
export class StateLog {
  private last: GameState | null = null
  private rows = 0
  /** JSON of the last value of each part, so that equal parts that are other objects are no change. */
  private readonly texts = new Map<keyof GameState, string>()
  private readonly ranges: RangeLog
  /** how many there are of the last variables */
  private counted: { vars: GameState['vars'] | null; count: number } = { vars: null, count: 0 }

  constructor(ranges: RangeLog) {
    this.ranges = ranges
  }

  /** @returns the row for this state, or null if it equals the one before */
  next(state: GameState): StateRow | null {
    const last = this.last
    if (state === last) return null
    const patch = last === null ? '' : this.patch(last, state)
    this.last = state
    if (last === null) this.ranges.seeAll(state)
    else if (patch === '') return null
    if (this.rows++ % FULL_STATE_EVERY === 0) return { kind: 1, state: JSON.stringify(state) }
    return { kind: 0, state: `{${patch.slice(1)}}` }
  }

  private patch(last: GameState, state: GameState): string {
    let patch = ''
    if (state.x !== last.x) {
      patch += `,"x":${state.x}`
      this.ranges.see('x', state.x)
    }
    if (state.y !== last.y) {
      patch += `,"y":${state.y}`
      this.ranges.see('y', state.y)
    }
    if (state.standing !== last.standing) patch += `,"standing":${state.standing}`
    if (state.facing !== last.facing) patch += `,"facing":${JSON.stringify(state.facing)}`
    if (state.screen !== last.screen) patch += `,"screen":${JSON.stringify(state.screen)}`
    if (state.location !== last.location) patch += `,"location":${JSON.stringify(state.location)}`
    if (state.dialog !== last.dialog) patch += `,"dialog":${JSON.stringify(state.dialog)}`
    if (state.badges !== last.badges) {
      patch += `,"badges":${state.badges}`
      this.ranges.see('badges', state.badges)
    }
    if (state.caught !== last.caught) {
      patch += `,"caught":${state.caught}`
      this.ranges.see('caught', state.caught)
    }
    if (state.money !== last.money) {
      patch += `,"money":${state.money}`
      this.ranges.see('money', state.money)
    }
    if (state.party !== last.party) {
      patch += this.part('party', last, state)
      visitParty(state.party, this.ranges.see)
    }
    if (state.inventory !== last.inventory) {
      patch += this.part('inventory', last, state)
      visitBag(state.inventory, this.ranges.see)
    }
    if (state.battle !== last.battle) {
      patch += this.part('battle', last, state)
      visitBattle(state.battle, this.ranges.see)
    }
    if (state.badgeNames !== last.badgeNames) patch += this.part('badgeNames', last, state)
    if (state.vars !== last.vars) patch += this.variables(last.vars, state.vars)
    return patch
  }

  private part(name: 'party' | 'inventory' | 'battle' | 'badgeNames', last: GameState, state: GameState): string {
    const text = JSON.stringify(state[name])
    const before = this.texts.get(name) ?? JSON.stringify(last[name])
    this.texts.set(name, text)
    return text === before ? '' : `,"${name}":${text}`
  }

  private variables(last: GameState['vars'], vars: GameState['vars']): string {
    let patch = ''
    let count = 0
    let kept = 0
    for (const name in vars) {
      const value = vars[name]
      const before = last[name]
      count++
      if (before !== undefined) kept++
      if (value === before) continue
      patch += `,${JSON.stringify(name)}:${JSON.stringify(value)}`
      visitVariable(name, value, this.ranges.see)
    }
    const had = this.counted.vars === last ? this.counted.count : Object.keys(last).length
    this.counted = { vars, count }
    if (had > kept) for (const name in last) if (!(name in vars)) patch += `,${JSON.stringify(name)}:null`
    return patch === '' ? '' : `,"vars":{${patch.slice(1)}}`
  }
}
