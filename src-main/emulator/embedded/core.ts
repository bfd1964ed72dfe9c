import type { ButtonMask } from '../../../src-preload/contract/index.ts'

export type ConsoleModel = 'dmg' | 'cgb'
/** Which frames of an advance are drawn. It never changes the state, only what `screen()` shows. */
export type Draw = 'none' | 'last' | 'all'

/** Size of the picture: RGB, row by row. */
export const SCREEN_WIDTH = 160
export const SCREEN_HEIGHT = 144

/**
 * One console that plays one ROM, synchronously. The only thing the rest of the engine knows of an
 * emulator core; everything above sees `Emulator`.
 */
export interface Core {
  readonly info: { name: string; version: string; model: ConsoleModel; stateFormat: string; speed: number }
  /** Hold `buttons` and run `frames` video frames. */
  advance(buttons: ButtonMask, frames: number, draw: Draw): void
  /** Copies `length` bytes of the CPU's address space from `address`, without side effects. */
  readMemory(address: number, length: number, into: Uint8Array, offset: number): void
  /** 160×144×3 bytes RGB of the last drawn frame, valid until the next call. */
  screen(): Uint8Array
  /** The whole machine; the same machine always gives the same bytes. */
  saveState(): Uint8Array
  /** @throws PtpError `bad-snapshot` before touching the machine, when the state is cut, altered or foreign */
  loadState(state: Uint8Array): void
  /** The state in the BESS format that other emulators read. */
  exportBess(): Uint8Array
  /** 64-bit hash of the whole machine, 16 hex digits. */
  hash(): string
  /** A cheap fingerprint of the working memory, as an integer below 2^48; compared tick by tick on replay. */
  fingerprint(): number
  reset(): void
  free(): void
}

export interface CoreOptions {
  model: ConsoleModel | 'auto'
  /** Emulate sound. It is part of the machine's timing, so a run keeps one setting from start to end. */
  sound: boolean
}
