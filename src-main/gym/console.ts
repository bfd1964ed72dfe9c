import { asPtpError, PtpError, serializeError } from '../../src-preload/contract/index.ts'
import {
  startEmbedded, type Advance, type ConsoleModel, type Emulator, type GymHealth, type GymInfo, MAX_SLOTS, PROTOCOL_VERSION, type StepResult,
} from '../emulator/index.ts'
import { findProfile, readRomHeader, type GameProfile, type RomHeader } from '../game/index.ts'
import { VERSION } from '../version.ts'

export interface MachineOptions {
  core: string | undefined
  model: ConsoleModel | 'auto'
  sound: boolean
}

/** A game, ready to be put into a machine. */
export interface Cartridge {
  rom: Uint8Array
  header: RomHeader
  profile: GameProfile
}

/** Who plays: nobody but a session may touch the machine while one holds it. */
export type Holder = { kind: 'session'; id: string } | { kind: 'pokemon-gym' } | null

/**
 * The one console of a server: its game, its machine (a worker thread), and who holds it. Each game and each holder gets
 * a machine of its own, so nothing of the play before is left in it.
 */
export class GymConsole {
  readonly #profileDirs: readonly string[]
  readonly #defaults: MachineOptions
  readonly #since = performance.now()
  readonly #underWay = new Set<{ since: number }>()
  #cartridge: Cartridge | null = null
  #options: MachineOptions
  #emulator: Emulator | null = null
  #holder: Holder = null
  #heldSince = 0
  #failure: PtpError | null = null
  #calls = 0
  #frames = 0
  #closed = false
  /** machines that are being made */
  #changes = 0
  /** changes of the machine, one after the other */
  #tail: Promise<unknown> = Promise.resolve()

  constructor(profileDirs: readonly string[], defaults: MachineOptions) {
    this.#profileDirs = profileDirs
    this.#defaults = defaults
    this.#options = defaults
  }

  get defaults(): MachineOptions {
    return this.#defaults
  }

  get options(): MachineOptions {
    return this.#options
  }

  get holder(): Holder {
    return this.#holder
  }

  /** ms since the holder was heard of */
  get idle(): number {
    return performance.now() - this.#heldSince
  }

  /** @throws PtpError `not-found` when the server has no game yet */
  get cartridge(): Cartridge {
    if (this.#cartridge) return this.#cartridge
    throw new PtpError('not-found', 'this server has no game yet', { hint: 'put one in with PUT /rom, or start the server with --rom' })
  }

  /** Whether a machine is there that is not about to be replaced. */
  get hasMachine(): boolean {
    return this.#emulator !== null && this.#changes === 0
  }

  /** @throws PtpError `not-found` when there is no game, `emulator-gone` while there is no machine */
  get emulator(): Emulator {
    if (this.#emulator) return this.#emulator
    const { cartridge } = this
    throw this.#failure ?? new PtpError('emulator-gone', `no machine plays ${cartridge.header.title} now`, { hint: 'put the game in again, or begin a session' })
  }

  /** Whether the machine died and no other has taken its place. */
  get hasFailed(): boolean {
    return this.#failure !== null
  }

  /** @throws PtpError `bad-rom` */
  read(rom: Uint8Array): Cartridge {
    const header = readRomHeader(rom)
    if (this.#cartridge?.header.sha256 === header.sha256) return this.#cartridge
    return { rom, header, profile: findProfile(header, this.#profileDirs) }
  }

  /**
   * Gives the game a new machine, which `holder` holds from now on; the old machine and what was under way on it end.
   * @throws PtpError `bad-rom`, `bad-input` from the core; the old machine is then as it was, and nobody holds it
   */
  insert(cartridge: Cartridge, options: MachineOptions, holder: Holder): Promise<Emulator> {
    // At once, so that of two who come together one is told that it is too late.
    this.#holder = holder
    this.#changes++
    this.touch()
    const turn = this.#tail.then(() => this.#insert(cartridge, options)).catch((error: unknown) => {
      if (this.#holder === holder) this.#holder = null
      throw error
    }).finally(() => this.#changes--)
    this.#tail = turn.then(() => undefined, () => undefined)
    return turn
  }

  /** Says that the holder is still there. */
  touch(): void {
    this.#heldSince = performance.now()
  }

  /** Lets go of the machine, and frees it: the next one to play gets a new one. */
  async release(): Promise<void> {
    this.#holder = null
    await this.#drop()
  }

  /** Plays on the machine, and notices when it dies under it. */
  async play(batch: Advance): Promise<StepResult[]> {
    const results = await this.call((emulator) => emulator.advance(batch))
    for (const { frames } of results) this.#frames += frames
    return results
  }

  /** Asks the machine for something. Calls are served in the order they are made. */
  async call<T>(work: (emulator: Emulator) => Promise<T>): Promise<T> {
    const { emulator } = this
    const mark = { since: performance.now() }
    this.#underWay.add(mark)
    this.#calls++
    try {
      return await work(emulator)
    } catch (error) {
      const known = asPtpError(error)
      if (known.kind === 'recoverable' && emulator === this.#emulator) {
        this.#failure = known
        await this.#drop()
      }
      throw known
    } finally {
      this.#underWay.delete(mark)
    }
  }

  info(): GymInfo {
    const { core, stateFormat, speed, romSha256, slots = 0 } = this.emulator.info
    const session = this.#holder?.kind === 'session' ? this.#holder.id : null
    return { version: VERSION, protocol: PROTOCOL_VERSION, game: this.#game() ?? missing(), machine: { core, stateFormat, speed, slots: Math.min(slots, MAX_SLOTS), romSha256 }, session }
  }

  health(): GymHealth {
    const [oldest] = this.#underWay
    return {
      status: this.#failure ? 'failed' : this.#cartridge ? 'ok' : 'idle',
      version: VERSION,
      protocol: PROTOCOL_VERSION,
      uptime_seconds: (performance.now() - this.#since) / 1000,
      memory_bytes: process.memoryUsage.rss(),
      game: this.#game(),
      held_by: this.#holder?.kind ?? null,
      busy_ms: oldest ? performance.now() - oldest.since : 0,
      calls: this.#calls,
      frames: this.#frames,
      error: this.#failure ? serializeError(this.#failure) : null,
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#drop()
  }

  async #insert(cartridge: Cartridge, options: MachineOptions): Promise<Emulator> {
    if (this.#closed) throw new PtpError('emulator-gone', 'this server is being stopped')
    const { core, model, sound } = options
    // The new one first: a game the core refuses leaves the old one as it is.
    const emulator = await startEmbedded(cartridge.rom, { model, sound, ...(core === undefined ? {} : { core }) })
    await this.#drop()
    this.#cartridge = cartridge
    this.#options = options
    this.#emulator = emulator
    this.#failure = null
    return emulator
  }

  async #drop(): Promise<void> {
    const old = this.#emulator
    this.#emulator = null
    await old?.close()
  }

  #game(): GymHealth['game'] {
    if (!this.#cartridge) return null
    const { header, profile } = this.#cartridge
    return { title: header.title, profile: profile.id, romSha256: header.sha256, romBytes: header.fileBytes }
  }
}

function missing(): never {
  throw new PtpError('internal', 'a machine without a game')
}
