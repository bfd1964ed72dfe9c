import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { asPtpError, parseError, PtpError, type MemoryRange } from '../../../src-preload/contract/index.ts'
import type { Advance, Emulator, EmulatorInfo, SavedState, StepResult } from '../emulator.ts'
import { SLOTS, type ConsoleModel } from './core.ts'
import { DEFAULT_CORE } from './coreNames.ts'
import { widthOf } from './machine.ts'
import { unpackStates } from './savedStates.ts'
import type { PackedResults, WorkerCall, WorkerReady, WorkerReply, WorkerStart } from './protocol.ts'

export interface EmbeddedOptions {
  core?: string
  model?: ConsoleModel | 'auto'
  /** default false: silent machines are faster */
  sound?: boolean
  /** boot ROM to start with, of the model's size */
  bootRom?: Uint8Array
  /** ms without a sign of life during a call after which the worker counts as hung; default 10 s */
  hangTimeout?: number
}

/** What a thread takes of the machine. */
export interface ThreadUsage {
  /** bytes: what its programs and objects take, and the memory of the core with its slots */
  memory: number
  /** ms it has computed since it was started */
  computed: number
}

/** A console in a thread of this process. */
export interface ThreadEmulator extends Emulator {
  /** What it takes now, also while it plays; null when the thread has ended. */
  usage(): Promise<ThreadUsage | null>
}

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: PtpError) => void
}

/** From source the worker is TypeScript that Node runs itself; from the build it lies beside the bundle. */
function workerFile(): URL {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './emulatorWorker.js'
  return new URL(file, import.meta.url)
}

/**
 * Starts a console in a worker thread of its own (30–50 ms).
 * @throws PtpError `bad-rom` or `bad-input` when the core refuses what it is given
 */
export async function startEmbedded(rom: Uint8Array, options: EmbeddedOptions = {}): Promise<ThreadEmulator> {
  const pulse = new SharedArrayBuffer(4)
  const start: WorkerStart = {
    rom,
    core: options.core ?? DEFAULT_CORE,
    model: options.model ?? 'auto',
    sound: options.sound ?? false,
    pulse,
    ...(options.bootRom ? { bootRom: options.bootRom } : {}),
  }
  const worker = new Worker(workerFile(), { workerData: start, execArgv: [] })
  const ready = await new Promise<WorkerReady['ready']>((resolve, reject) => {
    worker.once('message', (message: WorkerReady) => resolve(message.ready))
    worker.on('error', (error) => reject(startError(error)))
    worker.on('exit', () => reject(new PtpError('emulator-crashed', 'the emulator thread ended before it was ready')))
  })
  const info: EmulatorInfo = {
    backend: 'embedded',
    core: {
      name: ready.name, version: ready.version, model: ready.model, sound: start.sound,
      ...(options.bootRom ? { boot_rom: createHash('sha256').update(options.bootRom).digest('hex') } : {}),
    },
    stateFormat: ready.stateFormat,
    speed: ready.speed,
    slots: SLOTS,
    romSha256: createHash('sha256').update(rom).digest('hex'),
  }
  return new EmbeddedEmulator(worker, info, new Int32Array(pulse), options.hangTimeout ?? 10_000)
}

/** Errors thrown while a worker starts lose their class on the way; the fields survive. */
function startError(error: unknown): PtpError {
  const fields = error as Partial<PtpError>
  if (typeof fields.code === 'string' && typeof fields.kind === 'string') {
    const { code, kind, message, hint } = fields as PtpError
    return parseError(hint === undefined ? { code, kind, message } : { code, kind, message, hint })
  }
  return asPtpError(error)
}

class EmbeddedEmulator implements ThreadEmulator {
  readonly info: EmulatorInfo
  readonly #worker: Worker
  readonly #pulse: Int32Array
  readonly #waiting = new Map<number, Waiting>()
  readonly #watchdog: NodeJS.Timeout
  #nextId = 1
  #dead: PtpError | null = null
  #lastPulse = 0
  #lastLife = performance.now()

  constructor(worker: Worker, info: EmulatorInfo, pulse: Int32Array, hangTimeout: number) {
    this.info = info
    this.#worker = worker
    this.#pulse = pulse
    worker.on('message', (reply: WorkerReply) => this.#settle(reply))
    worker.on('error', (error) => {
      this.#die(new PtpError('emulator-crashed', `the emulator thread crashed: ${String(error)}`, { cause: error }))
    })
    worker.on('exit', (code) => this.#die(new PtpError('emulator-crashed', `the emulator thread ended (exit code ${code})`)))
    this.#watchdog = setInterval(() => this.#watch(hangTimeout), Math.min(1000, hangTimeout / 4)).unref()
  }

  async advance(batch: Advance): Promise<StepResult[]> {
    const packed = (await this.#call({ op: 'advance', batch })) as PackedResults
    return unpack(packed, widthOf(batch.observe))
  }

  read(ranges: readonly MemoryRange[]): Promise<Uint8Array> {
    return this.#call({ op: 'read', ranges }) as Promise<Uint8Array>
  }

  picture(): Promise<Uint8Array> {
    return this.#call({ op: 'picture' }) as Promise<Uint8Array>
  }

  save(): Promise<SavedState> {
    return this.#call({ op: 'save' }) as Promise<SavedState>
  }

  async load(state: Uint8Array): Promise<void> {
    await this.#call({ op: 'load', state })
  }

  exportBess(): Promise<Uint8Array> {
    return this.#call({ op: 'bess' }) as Promise<Uint8Array>
  }

  async reset(): Promise<void> {
    await this.#call({ op: 'reset' })
  }

  async usage(): Promise<ThreadUsage | null> {
    try {
      const [heap, { user, system }] = await Promise.all([this.#worker.getHeapStatistics(), this.#worker.cpuUsage()])
      return { memory: heap.total_physical_size + heap.malloced_memory + heap.external_memory, computed: (user + system) / 1000 }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_NOT_RUNNING') return null
      throw error
    }
  }

  async close(): Promise<void> {
    this.#die(new PtpError('emulator-gone', 'this emulator is closed'))
    await this.#worker.terminate()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #call(call: WorkerCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#dead) {
        reject(this.#dead)
        return
      }
      if (this.#waiting.size === 0) this.#lastLife = performance.now()
      const id = this.#nextId++
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, call })
    })
  }

  #settle(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id)
    if (!waiting) return
    this.#waiting.delete(reply.id)
    this.#lastLife = performance.now()
    if ('error' in reply) waiting.reject(parseError(reply.error))
    else waiting.resolve(reply.value)
  }

  #watch(hangTimeout: number): void {
    const pulse = Atomics.load(this.#pulse, 0)
    if (this.#waiting.size === 0 || pulse !== this.#lastPulse) {
      this.#lastPulse = pulse
      this.#lastLife = performance.now()
      return
    }
    const silence = performance.now() - this.#lastLife
    if (silence < hangTimeout) return
    this.#die(new PtpError('emulator-hung', `the emulator gave no sign of life for ${Math.round(silence)} ms`))
    void this.#worker.terminate()
  }

  #die(error: PtpError): void {
    if (this.#dead) return
    this.#dead = error
    clearInterval(this.#watchdog)
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}

function unpack(packed: PackedResults, width: number): StepResult[] {
  const results: StepResult[] = []
  const states = unpackStates(packed.saved, packed.changes)
  for (let i = 0; i < packed.count; i++) {
    const result: StepResult = {
      frames: packed.frames[i] ?? 0,
      memory: packed.memory.subarray(i * width, (i + 1) * width),
      fingerprint: packed.fingerprints[i] ?? 0,
      met: packed.met[i] ?? false,
    }
    const picture = packed.pictures[i]
    if (picture) result.picture = picture
    const saved = states[i]
    if (saved) result.saved = saved
    results.push(result)
  }
  return results
}
