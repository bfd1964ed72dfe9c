import { EMPTY_STATE, type GameState, type Member } from '../../../src-preload/contract/index.ts'
import type { GameProfile } from '../../../src-main/game/index.ts'

export const PROFILE_DIR = new URL('../../../resources/profiles', import.meta.url).pathname

/** A machine's memory that is written by address and read as the profile observes it. */
export class Memory {
  readonly bytes = new Uint8Array(0x10000)

  put(address: number, ...values: number[]): this {
    this.bytes.set(values, address)
    return this
  }

  text(address: number, text: string): this {
    return this.put(address, ...Buffer.from(text, 'latin1'), 0)
  }

  observed(profile: GameProfile): Uint8Array {
    return Uint8Array.from(profile.observe.flatMap(({ address, length }) => [...this.bytes.subarray(address, address + length)]))
  }
}

/** Pocket Quest, standing in HOME with one creature and 500 of money. */
export function questMemory(): Memory {
  return new Memory()
    .put(0xc005, 2, 0, 1)
    .put(0xc010, 3, 4, 5, 1)
    .put(0xc015, 1)
    .put(0xc028, 0x00, 0x05, 0x00)
    .put(0xc030, 0x02, 0x00)
    .put(0xc032, 1)
    .put(0xc03c, 2, 1, 3, 2, 5, 0xff)
    .put(0xc100, 1, 5, 20, 0, 22, 0, 125, 0)
    .put(0xc10c, 1, 3, 0, 0, 35, 25)
    .text(0xc114, 'SPRIG')
}

export function member(changes: Partial<Member> = {}): Member {
  return { species: 'SPRIG', nickname: 'SPRIG', level: 5, hp: 20, maxHp: 22, xp: 125, status: null, moves: MOVES, ...changes }
}
const MOVES = [{ name: 'BUMP', pp: 35 }]

/** A state in play. */
export function state(changes: Partial<GameState> = {}): GameState {
  return { ...EMPTY_STATE, screen: 'overworld', location: 'HOME', party: [member()], vars: { playing: true }, ...changes }
}
