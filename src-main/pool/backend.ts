import type { BackendName, EngineStatus, ImageStatus, LogLine } from '../../src-preload/contract/index.ts'
import type { ConsoleModel, Emulator } from '../emulator/index.ts'

/** What a lease is to play: a cartridge and the machine around it. */
export interface Cartridge {
  rom: Uint8Array
  sha256: string
  /** for people */
  title: string
  core: string
  model: ConsoleModel | 'auto'
  sound: boolean
  /** to start with; default: none */
  bootRom?: BootRom
}

export interface BootRom {
  bytes: Uint8Array
  sha256: string
}

/** What a look at a host showed. */
export interface Vitals {
  /** ms until it answered */
  latency: number
  /** share of one core since the last look, null when unknown */
  cpu: number | null
  memory: number | null
  memoryLimit: number | null
}

/** One place an emulator can live in: a worker thread to come, a gym server, a container. */
export interface Host {
  readonly url: string | null
  readonly port: number | null
  readonly engine: string | null
  readonly container: string | null
  readonly image: string | null
  /** Whether it can be played key by key alone, so that no run is possible on it. Default: false */
  readonly isPlain?: boolean
  /**
   * Puts a cartridge in and switches on; what was in it before is gone.
   * @throws PtpError `bad-rom`, `bad-input` of the cartridge; recoverable ones when the host is no good
   */
  insert(cartridge: Cartridge): Promise<Emulator>
  /**
   * Looks whether it is well, also while somebody plays on it.
   * @param idle the emulator in it, when nobody holds it
   * @throws PtpError transient: it did not answer this time; anything else: it is lost
   */
  probe(idle: Emulator | null, signal: AbortSignal): Promise<Vitals>
  /** Frees everything, also of a host that is lost. Idempotent. */
  close(): Promise<void>
}

/** What a host tells its pool without being asked. */
export interface HostEvents {
  log(line: LogLine): void
  /** It is lost: killed, paused, out of memory… */
  lost(reason: string): void
  /** Its calls became slower than was asked, or keep to it again. */
  pace(isSlow: boolean, text: string): void
}

/** Where the hosts of a pool come from. */
export interface Backend {
  readonly name: BackendName
  /** Emulators there may be at once, and what bounds them, for people. */
  readonly most: number
  readonly bound: string
  readonly defaultSize: number
  /** Whether a person's lease may add an emulator beyond the size of the pool. */
  readonly grows: boolean
  /** ms between two looks at a healthy host */
  readonly probeEvery: number
  /** A host that costs nothing until a cartridge is in it, at once; null where hosts have to be started. */
  readonly instant: (() => Host) | null
  /**
   * Starts a host and waits until it is well.
   * @throws PtpError transient: the engine is away, wait for it; recoverable: this start failed; fatal: none can be started
   */
  start(id: string, events: HostEvents, signal: AbortSignal): Promise<Host>
  engines(): EngineStatus[]
  image(): ImageStatus | null
  /** Hears of the image of each engine at every step of its making, where there is one. */
  watchImage?(hear: (engine: string, image: ImageStatus) => void): void
  /**
   * Builds or pulls the image anew; hosts that are up keep the old one.
   * @param onProgress told the share that is done, 0–1
   * @throws PtpError `bad-input` where there is no image
   */
  renewImage(onProgress: (share: number) => void, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
