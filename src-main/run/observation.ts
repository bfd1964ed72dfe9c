import type { MemoryRange } from '../../src-preload/contract/index.ts'
import type { GameProfile } from '../game/index.ts'

/** All of work RAM: what is watched when an agent cannot say which bytes it reads. */
const WORK_RAM: MemoryRange = { address: 0xc000, length: 0x2000 }

/** What is read after every tick: the ranges of the profile, then those the agent asks for. */
export class Observation {
  readonly ranges: readonly MemoryRange[]
  readonly #profileBytes: number

  constructor(profile: GameProfile, addresses: readonly number[] | 'all') {
    const extra = addresses === 'all' ? [WORK_RAM] : addresses.map((address) => ({ address, length: 1 }))
    this.ranges = [...profile.observe, ...extra]
    this.#profileBytes = profile.observedBytes
  }

  /** The part of the observed bytes that the profile's reader takes. */
  forProfile(memory: Uint8Array): Uint8Array {
    return memory.length === this.#profileBytes ? memory : memory.subarray(0, this.#profileBytes)
  }

  /** @returns the byte at `address`, 0 when it is not observed */
  byte(memory: Uint8Array, address: number): number {
    let at = 0
    for (const range of this.ranges) {
      if (address >= range.address && address < range.address + range.length) return memory[at + address - range.address] ?? 0
      at += range.length
    }
    return 0
  }
}
