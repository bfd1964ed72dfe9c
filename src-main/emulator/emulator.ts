import type { ButtonMask, MemoryExpression, MemoryRange } from '../../src-preload/contract/index.ts'

/** One tick to play: buttons held for `hold` frames, `frames` in all (0–60). */
export interface Step {
  buttons: ButtonMask
  hold: number
  frames: number
  /** Ends the tick at the first frame, after `hold`, at whose end this is true. */
  until?: MemoryExpression
  /** Give the picture at the end of the tick. */
  picture?: boolean | 'changed'
  /** Give the whole state at the end of the tick. */
  save?: boolean
  /**
   * Go back to the machine kept in this slot before the tick: a fork that takes a microsecond, without a state
   * on its way through messages. A step of 0 frames gives what is kept there, as it is.
   */
  resume?: number
  /** Keep the machine in this slot at the end of the tick, over what was there. */
  keep?: number
}

export interface SavedState {
  state: Uint8Array
  /** the core's 64-bit hash of it, 16 hex digits */
  hash: string
}

/** What one step led to. */
export interface StepResult {
  /** frames it really took */
  frames: number
  /** the observed ranges, one after the other */
  memory: Uint8Array
  /** cheap fingerprint of the working memory, below 2^48 */
  fingerprint: number
  /** true when the `until` of the step was met */
  met: boolean
  /** 160×144×3 RGB, if asked for */
  picture?: Uint8Array
  saved?: SavedState
}

export interface Advance {
  steps: readonly Step[]
  /** what to read after each step */
  observe: readonly MemoryRange[]
  /** Leave the batch after the first step in which one of these bytes changed; the rest is not played. */
  stopOnChange?: readonly MemoryRange[]
  /** A `changed` picture is given where one of these bytes is another than after the step before; emulators that cannot tell give them all. */
  pictureOn?: readonly MemoryRange[]
  /** Restore this state before the first step, in the same trip. */
  from?: Uint8Array
  /**
   * Play nothing and give no results when a watched byte changed in the batch sent before this one (see `stopOnChange`),
   * be it in its very last step: this one was planned as if nothing of that kind happened. A batch that played nothing
   * for this reason counts as left early too.
   */
  unlessCut?: boolean
}

export interface EmulatorInfo {
  backend: 'embedded' | 'gym' | 'docker'
  /** `boot_rom`: SHA-256 of the boot ROM it started with, absent without one */
  core: { name: string; version: string; model: string; sound: boolean; boot_rom?: string }
  stateFormat: string
  /** frames a second it plays at least, nothing drawn, on an ordinary machine: says how far apart states may lie */
  speed: number
  /** Slots for `Step.keep` and `Step.resume`, numbered from 0; none when absent. They live as long as the emulator. */
  slots?: number
  romSha256: string
  /** digest of the container image it runs in */
  imageDigest?: string
}

/**
 * One console somewhere: a worker thread, an HTTP server, a container. Calls are served one after
 * the other in the order they were made. A crash or a hang rejects the call that was under way, and
 * every later one, with a `recoverable` PtpError; such an emulator is closed and replaced.
 */
export interface Emulator extends AsyncDisposable {
  readonly info: EmulatorInfo
  /**
   * Plays the steps in order. The result may be shorter than the steps, see `stopOnChange`.
   * @throws PtpError `bad-snapshot` for a bad `from`; `bad-input` for a slot that is none or holds nothing, with the steps before it played
   */
  advance(batch: Advance): Promise<StepResult[]>
  /** The ranges one after the other, as they are now. */
  read(ranges: readonly MemoryRange[]): Promise<Uint8Array>
  /** 160×144×3 RGB of the last frame. After `load` it is only right again after the next frame. */
  picture(): Promise<Uint8Array>
  save(): Promise<SavedState>
  /** @throws PtpError `bad-snapshot`; the machine is then as it was before */
  load(state: Uint8Array): Promise<void>
  /** The present state in the BESS format. */
  exportBess(): Promise<Uint8Array>
  reset(): Promise<void>
  /** Idempotent; frees everything. */
  close(): Promise<void>
}
