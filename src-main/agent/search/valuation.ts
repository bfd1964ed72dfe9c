import { addressesOf, EMPTY_STATE, evaluate, isTrue, numberOf, type Condition, type GameState, type MemoryRange, type ReadByte, type Value } from '../../../src-preload/contract/index.ts'
import type { GameProfile, StateReader } from '../../game/index.ts'
import { parseExpression } from '../../script/index.ts'
import type { Mood } from './impulse.ts'
import { DEFAULT_CELLS, OPTIONAL_CELLS, type SearchPlan } from './plan.ts'

/** What a search makes of a state of the game. */
export interface Worth {
  key: string
  group: string
  spot: string
  family: string
  mood: Mood
  progress: number
  health: number
  isGoal: boolean
}

/**
 * What it is worth to be in a battle, and what the damage done there adds. Those that games are about are far between; those with
 * what lives in the grass are everywhere, and count by what is gained in them alone: else they would keep the search from the map.
 */
const FIGHT = { wild: { worth: 0, damage: 0 }, trainer: { worth: 0.5, damage: 0.4 }, gym: { worth: 1.5, damage: 0.4 } } as const
/** What full health adds: more than the damage it may be paid with, so that a battle that is being lost is not gone on with. */
const HEALTHY = 0.6
/** Health is told apart in so many steps. */
const HEALTH_STEPS = 8

/** Reads observed memory for a search: which cell it is, how promising, and whether the goal is reached. */
export class Valuation {
  /** what to observe after each action */
  readonly observe: readonly MemoryRange[]
  readonly #profile: GameProfile
  readonly #reader: StateReader
  readonly #cells: readonly Condition[]
  readonly #goal: Condition
  readonly #prefer: Condition | null
  readonly #addresses: readonly number[]

  /** @throws PtpError `bad-input` for an expression with mistakes */
  constructor(profile: GameProfile, plan: SearchPlan) {
    const parse = (text: string): Condition => parseExpression(text, profile.vocabulary)
    this.#profile = profile
    this.#reader = profile.createReader()
    this.#goal = parse(plan.goal)
    this.#prefer = plan.prefer === null ? null : parse(plan.prefer)
    this.#cells = (plan.cells.length > 0 ? plan.cells : defaultCells(profile)).map(parse)
    const conditions = [this.#goal, ...this.#cells, ...(this.#prefer ? [this.#prefer] : [])]
    this.#addresses = [...new Set(conditions.flatMap((condition) => addressesOf(condition, EMPTY_STATE)))]
    this.observe = [...profile.observe, ...this.#addresses.map((address) => ({ address, length: 1 }))]
  }

  /** @param memory the bytes of `observe` */
  of(memory: Uint8Array): Worth {
    const bytes = this.#profile.observedBytes
    const state = this.#reader.read(memory.length === bytes ? memory : memory.subarray(0, bytes))
    const readByte: ReadByte = (address) => memory[bytes + this.#addresses.indexOf(address)] ?? 0
    const values = this.#cells.map((cell) => shown(evaluate(cell, state, readByte), isText(cell)))
    return {
      key: values.join('|'),
      group: values[0] ?? '',
      spot: `${state.location}|${state.x}|${state.y}`,
      family: state.party[0]?.species ?? '',
      mood: moodOf(state),
      progress: this.#prefer ? numberOf(evaluate(this.#prefer, state, readByte)) : progressOf(state),
      health: healthOf(state.party),
      isGoal: isTrue(evaluate(this.#goal, state, readByte)),
    }
  }
}

function defaultCells({ vocabulary }: GameProfile): string[] {
  const optional = OPTIONAL_CELLS.filter(({ name }) => vocabulary.names.some(({ path }) => path === name))
  return [...DEFAULT_CELLS, ...optional.flatMap(({ cells }) => cells)]
}

function moodOf({ dialog, standing, screen }: GameState): Mood {
  if (dialog !== null) return 'reading'
  return standing && screen === 'overworld' ? 'walking' : 'other'
}

function progressOf({ badges, caught, party, battle }: GameState): number {
  let sum = 5 * badges + caught + party.length + HEALTHY * healthOf(party)
  // A battle that is nearly won is worth more than none, and less than what winning it brings.
  if (battle && battle.enemy.maxHp > 0) {
    const { worth, damage } = FIGHT[battle.kind]
    sum += worth + damage * (1 - battle.enemy.hp / battle.enemy.maxHp)
  }
  for (const { level } of party) sum += level / 2
  return sum
}

function healthOf(party: GameState['party']): number {
  let hp = 0
  let most = 0
  for (const member of party) {
    hp += member.hp
    most += member.maxHp
  }
  return most === 0 ? 1 : Math.ceil((HEALTH_STEPS * hp) / most) / HEALTH_STEPS
}

function isText(cell: Condition): boolean {
  return cell.op === 'name' && cell.path[0] === 'dialog'
}

/** Numbers in a text (of damage, of what was gained) do not make it another one. */
function shown(value: Value, isText: boolean): string {
  if (typeof value === 'number') return String(Math.floor(value))
  return isText ? String(value).replaceAll(/\d+/g, '#') : String(value)
}
