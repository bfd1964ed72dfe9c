/**
 * Which states an emulator keeps in its slots, so that going back to one takes no message. When all slots are full, the
 * one that was used longest ago is given away: its state is still at hand outside.
 */
export class KeptStates {
  readonly #slots: number
  /** slots by the name of the state in them, the one used longest ago first */
  readonly #places = new Map<number, number>()

  /** @param slots of the emulator, 0 when it has none */
  constructor(slots: number) {
    this.#slots = slots
  }

  /** @returns the slot a state lies in, null when it is not kept */
  find(name: number): number | null {
    const slot = this.#places.get(name)
    if (slot === undefined) return null
    this.#places.delete(name)
    this.#places.set(name, slot)
    return slot
  }

  /** @returns the slot a state is to be kept in from now on, null when there are none */
  place(name: number): number | null {
    if (this.#slots === 0) return null
    let slot = this.#places.size
    if (slot >= this.#slots) {
      const [oldest] = this.#places
      if (!oldest) return null
      slot = oldest[1]
      this.#places.delete(oldest[0])
    }
    this.#places.set(name, slot)
    return slot
  }
}
