import os from 'node:os'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { startEmbedded, type Emulator, type ThreadEmulator, type ThreadUsage } from '../../emulator/index.ts'
import type { Backend, Cartridge, Host, Vitals } from '../backend.ts'
import { mostEmulators } from '../bounds.ts'

/** Memory a console in a worker thread takes, with what is around it, bytes. */
const MEMORY_EACH = 80 * 1024 * 1024

/** Emulators in worker threads of this process: nothing has to be there but the workbench. */
export function embeddedBackend(): Backend {
  const { most, bound } = mostEmulators(MEMORY_EACH)
  return {
    name: 'embedded',
    most,
    bound,
    defaultSize: Math.max(1, Math.min(most, os.availableParallelism())),
    grows: true,
    probeEvery: 2000,
    instant: () => new ThreadHost(),
    start: () => Promise.resolve(new ThreadHost()),
    engines: () => [],
    image: () => null,
    renewImage: () => Promise.reject(new PtpError('bad-input', 'emulators in worker threads need no image')),
    close: () => Promise.resolve(),
  }
}

/** A worker thread that is started when a cartridge is put in. */
class ThreadHost implements Host {
  readonly url = null
  readonly port = null
  readonly engine = null
  readonly container = null
  readonly image = null
  #thread: Thread | null = null

  async insert({ rom, core, model, sound, bootRom }: Cartridge): Promise<Emulator> {
    await this.#thread?.emulator.close()
    const emulator = await startEmbedded(rom, { core, model, sound, ...(bootRom ? { bootRom: bootRom.bytes } : {}) })
    this.#thread = new Thread(emulator)
    return emulator
  }

  /** One that plays is watched by its own watchdog, which sees every frame; asking it would wait behind its work. */
  async probe(idle: Emulator | null): Promise<Vitals> {
    const began = performance.now()
    await idle?.read([])
    return { latency: idle ? performance.now() - began : 0, memoryLimit: null, ...(this.#thread?.look() ?? { cpu: null, memory: null }) }
  }

  async close(): Promise<void> {
    await this.#thread?.emulator.close()
  }
}

/** What a thread takes: a look has the figures of the one before, so that it never waits for a thread that is busy. */
class Thread {
  readonly emulator: ThreadEmulator
  #before: (ThreadUsage & { at: number }) | null = null
  #now: Pick<Vitals, 'cpu' | 'memory'> = { cpu: null, memory: null }
  #isMeasuring = false

  constructor(emulator: ThreadEmulator) {
    this.emulator = emulator
    this.#remeasure()
  }

  look(): Pick<Vitals, 'cpu' | 'memory'> {
    this.#remeasure()
    return this.#now
  }

  #remeasure(): void {
    if (this.#isMeasuring) return
    this.#isMeasuring = true
    this.#measure()
      // Figures alone say nothing of its health, but must not be those of long ago.
      .catch(() => (this.#now = { cpu: null, memory: null }))
      .finally(() => (this.#isMeasuring = false))
  }

  async #measure(): Promise<void> {
    const usage = await this.emulator.usage()
    if (!usage) return
    const now = { ...usage, at: performance.now() }
    const before = this.#before
    this.#before = now
    this.#now = { memory: usage.memory, cpu: before ? (now.computed - before.computed) / Math.max(1, now.at - before.at) : null }
  }
}
