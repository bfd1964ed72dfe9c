import type { RunMetadata } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { Cartridge } from './backend.ts'
import type { Lease } from './lease.ts'
import type { Pool } from './pool.ts'
import type { AcquireOptions } from './poolOptions.ts'

export interface RunEmulatorsParts<G> {
  pool: () => Pool
  /** for what goes on beside the run: proving its snapshots */
  spares: () => Pool
  /** what is put in for a game and a run */
  cartridge: (game: G, metadata: RunMetadata | undefined) => Cartridge
  /** Refuses an emulator that cannot go on with a run. @throws PtpError */
  check: (emulator: Emulator, metadata: RunMetadata) => void
  run: string | null
  options: Omit<AcquireOptions, 'owner' | 'again'> & { purpose: string }
}

/**
 * Where one run gets its emulators from. The one it plays on comes from the pool, and again from the
 * pool when that one failed; any other it asks for meanwhile is a spare, so that a run never waits
 * for an emulator that it holds itself.
 */
export class RunEmulators<G> {
  readonly #parts: RunEmulatorsParts<G>
  #own: Lease | null = null
  #hadOne = false

  constructor(parts: RunEmulatorsParts<G>) {
    this.#parts = parts
  }

  /** @throws PtpError what the pool throws; `foreign-snapshot` when the emulator cannot go on with the run */
  async start(game: G, metadata?: RunMetadata): Promise<Emulator> {
    const { pool, spares, cartridge, check, run, options } = this.#parts
    const isSpare = this.#own !== null && !this.#own.isOver
    const { purpose, ...rest } = options
    const owner = { run: run ?? metadata?.run_id ?? null, purpose: isSpare ? 'proving' : purpose }
    const inserted = cartridge(game, metadata)
    const lease = isSpare
      ? await spares().acquire(inserted, { owner })
      : await pool().acquire(inserted, { ...rest, owner, again: this.#hadOne })
    if (!isSpare) {
      this.#own = lease
      this.#hadOne = true
    }
    try {
      if (metadata) check(lease, metadata)
    } catch (error) {
      await lease.close()
      throw error
    }
    return lease
  }
}
