import { PtpError, type MemoryRange, type TickInput } from '../../src-preload/contract/index.ts'
import type { Emulator, Step, StepResult } from '../emulator/index.ts'
import type { Line } from '../snapshot/index.ts'

/** Ticks sent to the emulator in one trip while replaying. */
const CHUNK = 64

/** A state to start from: where it stands and how to get its bytes. */
export interface Anchor {
  branch: number
  tick: number
  /** frames since the start of the run */
  frame: number
  state: Uint8Array
}

/** Where seeking finds what it needs. */
export interface SeekSource {
  /** The nearest state at or before `tick` on the line. */
  nearest(line: Line, tick: number): Promise<Anchor | null>
  /** The recorded inputs of ticks `from`–`to` of the line, in order. */
  inputs(line: Line, from: number, to: number): Iterable<TickInput>
}

export interface Sought {
  /** frames since the start of the run */
  frame: number
  /** the observed ranges */
  memory: Uint8Array
  /** null only at tick 0, which no frame was drawn before */
  picture: Uint8Array | null
  fingerprint: number | null
  /** ticks that had to be played again */
  replayed: number
}

export interface SeekWish {
  observe: readonly MemoryRange[]
  /** The picture is only right after a frame was played, so wanting it may start from an earlier state. */
  picture: boolean
}

/**
 * Puts the emulator exactly at the end of a tick: the nearest state before it, then the recorded inputs.
 * @throws PtpError `not-found` when there is no state on the line or the tick was never recorded
 */
export async function seek(emulator: Emulator, source: SeekSource, line: Line, tick: number, wish: SeekWish): Promise<Sought> {
  const anchor = await source.nearest(line, wish.picture && tick > 0 ? tick - 1 : tick)
  if (!anchor) {
    throw new PtpError('not-found', `no snapshot at or before tick ${tick} can be used`, {
      hint: 'the snapshots of this run are missing or damaged; `ptp snapshot verify` says which',
    })
  }
  await emulator.load(anchor.state)
  let frame = anchor.frame
  let at = anchor.tick
  let last: StepResult | null = null
  for await (const results of replay(emulator, source.inputs(line, anchor.tick + 1, tick), wish.observe, tick - anchor.tick, wish.picture)) {
    for (const result of results) frame += result.frames
    at += results.length
    last = results.at(-1) ?? last
  }
  if (at !== tick) {
    throw new PtpError('not-found', `tick ${tick} was never recorded; the line ends at tick ${at}`, { details: { tick, end: at } })
  }
  return {
    frame,
    memory: last ? last.memory : await emulator.read(wish.observe),
    picture: last?.picture ?? null,
    fingerprint: last?.fingerprint ?? null,
    replayed: tick - anchor.tick,
  }
}

/**
 * Plays recorded inputs in chunks, the picture only at the very end.
 * @param count how many inputs there will be, to know the last one
 */
export async function* replay(
  emulator: Emulator,
  inputs: Iterable<TickInput>,
  observe: readonly MemoryRange[],
  count: number,
  picture: boolean,
): AsyncGenerator<StepResult[]> {
  let steps: Step[] = []
  let seen = 0
  for (const input of inputs) {
    seen++
    steps.push({ buttons: input.buttons, hold: input.hold, frames: input.frames, picture: picture && seen === count })
    if (steps.length < CHUNK) continue
    yield await emulator.advance({ steps, observe })
    steps = []
  }
  if (steps.length > 0) yield await emulator.advance({ steps, observe })
}
