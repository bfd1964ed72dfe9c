import type { MemoryRange, SerializedError } from '../../../src-preload/contract/index.ts'
import type { Advance } from '../emulator.ts'
import type { ConsoleModel } from './core.ts'
import type { PackedState } from './savedStates.ts'

/** What the worker thread is started with. */
export interface WorkerStart {
  rom: Uint8Array
  core: string
  model: ConsoleModel | 'auto'
  sound: boolean
  bootRom?: Uint8Array
  /** one Int32: bumped after each frame, so that the other side sees a hang */
  pulse: SharedArrayBuffer
}

export type WorkerCall =
  | { op: 'advance'; batch: Advance }
  | { op: 'read'; ranges: readonly MemoryRange[] }
  | { op: 'picture' | 'save' | 'bess' | 'reset' }
  | { op: 'load'; state: Uint8Array }

/** The results of a batch, packed so that one message carries them. */
export interface PackedResults {
  /** steps played */
  count: number
  frames: number[]
  fingerprints: number[]
  met: boolean[]
  /** observed bytes, `count` times the same length */
  memory: Uint8Array
  pictures: (Uint8Array | undefined)[]
  saved: (PackedState | undefined)[]
  /** what the saved states that are not whole are made of */
  changes: Uint8Array
}

export interface WorkerReady {
  ready: { name: string; version: string; model: string; stateFormat: string; speed: number }
}

export type WorkerReply = { id: number; value: unknown } | { id: number; error: SerializedError }

