import { EMPTY_STATE, PtpError, SCREENS, type GameState, type Screen } from '../../src-preload/contract/index.ts'
import { Compound, type Change } from './cells.ts'
import type { StateModel } from './model.ts'
import {
  badgeNamesPart, battlePart, dialogPart, facingPart, inventoryPart, numberPart, partyPart, testPart, textPart, varsPart,
} from './stateParts.ts'

/** Reads one line of states. It remembers the last one, so each run has a reader of its own. */
export interface StateReader {
  /**
   * @param memory the observed ranges of the profile, one after the other
   * @returns the state; the same object as last time when nothing changed, and unchanged parts of it
   * are always the same objects. It must not be altered.
   * @throws PtpError `internal` when `memory` has another length than the observed ranges
   */
  read(memory: Uint8Array): GameState
}

export function createReader(model: StateModel, bytes: number): StateReader {
  const screen = textPart(model.screen)
  const location = textPart(model.location)
  const [x, y, money, caught, badges] = [model.x, model.y, model.money, model.caught, model.badges].map(numberPart)
  const facing = facingPart(model.facing)
  const standing = testPart(model.standing)
  const party = partyPart(model.party)
  const inventory = inventoryPart(model.inventory)
  const badgeNames = badgeNamesPart(model.badgeBits)
  const battle = battlePart(model.battle)
  const dialog = dialogPart(model.dialog)
  const vars = varsPart(model)
  const parts = [screen, location, x, y, facing, standing, party, inventory, badges, badgeNames, caught, money, battle, dialog, vars]
  const state = new Compound<GameState>(EMPTY_STATE, parts.filter((part) => part !== undefined), () => ({
    screen: screenOf(screen.value),
    location: location.value,
    x: x?.value ?? 0,
    y: y?.value ?? 0,
    facing: facing.value,
    standing: standing.value,
    party: party.value,
    inventory: inventory.value,
    badges: badges?.value ?? 0,
    badgeNames: badgeNames.value,
    caught: caught?.value ?? 0,
    money: money?.value ?? 0,
    battle: battle.value,
    dialog: dialog.value,
    vars: vars.value,
  }))
  const change: Change = { memory: new Uint8Array(0), previous: null, from: 0, to: bytes }
  return {
    read(memory) {
      if (memory.length !== bytes) {
        throw new PtpError('internal', `the observed memory has ${memory.length} bytes, the profile needs ${bytes}`)
      }
      const { previous } = change
      if (previous !== null) {
        if (Buffer.compare(memory, previous) === 0) return state.value
        change.from = firstDifference(memory, previous)
        change.to = lastDifference(memory, previous) + 1
      }
      change.memory = memory
      state.refresh(change)
      if (previous === null) change.previous = memory.slice()
      else previous.set(memory)
      return state.value
    },
  }
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return i
}

function lastDifference(a: Uint8Array, b: Uint8Array): number {
  let i = a.length - 1
  while (i >= 0 && a[i] === b[i]) i--
  return i
}

function screenOf(text: string): Screen {
  return SCREENS.find((screen) => screen === text) ?? 'unknown'
}
