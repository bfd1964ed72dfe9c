import type { ButtonMask, MemoryExpression, MemoryRange } from '../../../src-preload/contract/index.ts'

export type ConsoleModel = 'dmg' | 'cgb'
/** Which frames of an advance are drawn. It never changes the state, only what `screen()` shows. */
export type Draw = 'none' | 'last' | 'all'

/** Size of the picture: RGB, row by row. */
export const SCREEN_WIDTH = 160
export const SCREEN_HEIGHT = 144

/** Copies of the machine a core keeps at most; they are numbered from 0. */
export const SLOTS = 4096

/** How a wait ended. */
export interface Waited {
  /** frames that were run */
  frames: number
  /** whether the condition held, rather than the limit was reached */
  met: boolean
}

/** Bytes of a page of a state. */
export const STATE_PAGE = 256

/** What is new in a state. */
export interface StateChanges {
  hash: string
  /** numbers of the pages that differ, ascending */
  pages: Uint16Array
  /** their bytes, STATE_PAGE each; of the last page of a state only as many count as it has */
  bytes: Uint8Array
}

/**
 * One console that plays one ROM, synchronously. The only thing the rest of the engine knows of an
 * emulator core; everything above sees `Emulator`.
 */
export interface Core {
  readonly info: { name: string; version: string; model: ConsoleModel; stateFormat: string; speed: number }
  /** Hold `buttons` and run `frames` video frames. */
  advance(buttons: ButtonMask, frames: number, draw: Draw): void
  /**
   * Hold `buttons` for `hold` frames, then none, `frames` in all; ends with the first frame, from the end
   * of the hold on, after which `until` holds. With `draw` other than none, the last frame is drawn.
   */
  advanceUntil(buttons: ButtonMask, hold: number, frames: number, until: MemoryExpression, draw: Draw): Waited
  /** Copies `length` bytes of the CPU's address space from `address`, without side effects. */
  readMemory(address: number, length: number, into: Uint8Array, offset: number): void
  /** The same for ranges, one after the other. */
  readRanges(ranges: readonly MemoryRange[], into: Uint8Array, offset: number): void
  /** Watches these ranges, as they are now, instead of those before. */
  watch(ranges: readonly MemoryRange[]): void
  /** Whether a watched byte is another than when this, or `watch`, was last called. */
  watchedChanged(): boolean
  /** 160×144×3 bytes RGB of the last drawn frame, valid until the next call. */
  screen(): Uint8Array
  /** The whole machine; the same machine always gives the same bytes. */
  saveState(): Uint8Array
  /**
   * The same without a copy, with its 64-bit hash (16 hex digits): valid until the next call.
   * @param remember compare with this one when `viewChanges` is called
   */
  viewState(remember?: boolean): { state: Uint8Array; hash: string }
  /**
   * The pages in which the state differs from the one that was viewed before; absent where a core cannot tell.
   * Valid until the next call.
   */
  viewChanges?(): StateChanges
  /** @throws PtpError `bad-snapshot` before touching the machine, when the state is cut, altered or foreign */
  loadState(state: Uint8Array): void
  /**
   * Keeps a copy of the machine in a slot, over what was there.
   * @throws PtpError `bad-input` when there is no such slot (see SLOTS)
   */
  fork(slot: number): void
  /**
   * Goes on from the copy in a slot, which stays there.
   * @throws PtpError `bad-input` when nothing was kept there
   */
  resume(slot: number): void
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
  /** A boot ROM to start with: 256 bytes on a DMG, 2304 on a CGB. Without one the machine starts as it leaves it. */
  bootRom?: Uint8Array
}
