/** A state in memory at its place in a run. */
export interface HeldState {
  branch: number
  tick: number
  /** video frames since the start of the run */
  frame: number
  /** raw bytes; owned by whoever holds it, so never changed or transferred */
  state: Uint8Array
  /** what the agent needs to go on from here, as it gave it */
  agent: unknown
}

/** @returns the same with a state of its own, free to be changed or transferred */
export function copyOf(held: HeldState): HeldState {
  return { ...held, state: new Uint8Array(held.state) }
}
