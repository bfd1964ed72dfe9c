import os from 'node:os'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { startEmbedded, type Emulator } from '../../emulator/index.ts'
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
  #emulator: Emulator | null = null

  async insert({ rom, core, model, sound, bootRom }: Cartridge): Promise<Emulator> {
    await this.#emulator?.close()
    this.#emulator = await startEmbedded(rom, { core, model, sound, ...(bootRom ? { bootRom: bootRom.bytes } : {}) })
    return this.#emulator
  }

  /** One that plays is watched by its own watchdog, which sees every frame; asking it would wait behind its work. */
  async probe(idle: Emulator | null): Promise<Vitals> {
    const began = performance.now()
    await idle?.read([])
    return { latency: idle ? performance.now() - began : 0, cpu: null, memory: null, memoryLimit: null }
  }

  async close(): Promise<void> {
    await this.#emulator?.close()
  }
}
