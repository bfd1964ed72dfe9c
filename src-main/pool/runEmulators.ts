import type { RunMetadata } from '../../src-preload/contract/index.ts'
import type { Emulator } from '../emulator/index.ts'
import type { Cartridge } from './backend.ts'
import { FreshEmulator } from './freshEmulator.ts'
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
  #own: FreshEmulator | null = null
  #hadOne = false

  constructor(parts: RunEmulatorsParts<G>) {
    this.#parts = parts
  }

  /** @throws PtpError what the pool throws; `foreign-snapshot` when the emulator cannot go on with the run */
  async start(game: G, metadata?: RunMetadata): Promise<Emulator> {
    const { pool, spares, cartridge, run, options } = this.#parts
    const { purpose, ...rest } = options
    const inserted = cartridge(game, metadata)
    const holder = run ?? metadata?.run_id ?? null
    if (this.#own !== null && !this.#own.isOver) {
      return this.#checked(await spares().acquire(inserted, { owner: { run: holder, purpose: 'proving' } }), metadata)
    }
    const acquire = async (): Promise<Lease> => {
      const again = this.#hadOne
      const lease = await this.#checked(await pool().acquire(inserted, { ...rest, owner: { run: holder, purpose }, again }), metadata)
      this.#hadOne = true
      return lease
    }
    this.#own = new FreshEmulator(await acquire(), acquire)
    return this.#own
  }

  async #checked(lease: Lease, metadata: RunMetadata | undefined): Promise<Lease> {
    try {
      if (metadata) this.#parts.check(lease, metadata)
      return lease
    } catch (error) {
      await lease.close()
      throw error
    }
  }
}
