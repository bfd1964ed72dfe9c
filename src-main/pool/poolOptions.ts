import type { Strategy } from '../../src-preload/contract/index.ts'
import type { Backend, Cartridge } from './backend.ts'
import type { LeaseOwner } from './lease.ts'

export interface PoolOptions {
  backend: Backend
  /** emulators it is to have; default: what the backend says */
  size?: number
  strategy?: Strategy
  /** ms an engine that went away is waited for; default 2 minutes */
  patience?: number
}

export interface AcquireOptions {
  owner: LeaseOwner
  /** ms to wait at most; default: as long as it takes */
  timeout?: number
  signal?: AbortSignal
  /** Wait for one of the pool's size; otherwise, where the backend can, an emulator is added rather than waited for. */
  inTurn?: boolean
  /** It held an emulator and lost it: comes before those who wait for their first. */
  again?: boolean
}

/** What somebody asks for. */
export interface Wish {
  cartridge: Cartridge
  inTurn: boolean
}
