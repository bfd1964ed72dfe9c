/** The ways to every cell as one tree: a point is its parent and the action that led on from there. */
export class Trails {
  #parents = new Int32Array(4096)
  #actions = new Uint8Array(4096)
  #length = 1

  /** The start, which no action led to. */
  readonly root = 0

  constructor() {
    this.#parents[0] = -1
  }

  get length(): number {
    return this.#length
  }

  /** @param action index into the actions of the search, below 256 @returns the new point */
  add(parent: number, action: number): number {
    if (this.#length === this.#parents.length) this.#grow()
    this.#parents[this.#length] = parent
    this.#actions[this.#length] = action
    return this.#length++
  }

  /** @returns the action that led to a point; −1 for the start */
  lastAction(point: number): number {
    return point === this.root ? -1 : (this.#actions[point] ?? -1)
  }

  /** @returns the actions from the start to a point, in order */
  actionsTo(point: number): number[] {
    const actions: number[] = []
    for (let at = point; at > 0; at = this.#parents[at] ?? 0) actions.push(this.#actions[at] ?? 0)
    return actions.reverse()
  }

  #grow(): void {
    const parents = new Int32Array(2 * this.#parents.length)
    parents.set(this.#parents)
    const actions = new Uint8Array(2 * this.#actions.length)
    actions.set(this.#actions)
    this.#parents = parents
    this.#actions = actions
  }
}
