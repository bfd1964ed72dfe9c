import { asPtpError, PtpError, type ImageStatus } from '../../../src-preload/contract/index.ts'
import type { ContainerEngine, ImageProgress, ImageSource } from '../../emulator/index.ts'

/** The image of a pool on one engine: there, or being built or pulled, once for all who wait for it. */
export class EngineImage {
  readonly name: string
  readonly #engine: ContainerEngine
  readonly #source: ImageSource | null
  /** hears of each step of its making */
  onStep: (status: ImageStatus) => void = () => undefined
  #status: ImageStatus
  #making: Promise<void> | null = null

  /** @param source our own image to be built, or the name of one to be pulled */
  constructor(engine: ContainerEngine, source: ImageSource | string) {
    this.#engine = engine
    this.#source = typeof source === 'string' ? null : source
    this.name = typeof source === 'string' ? source : source.name
    this.#status = { name: this.name, state: 'missing', id: null, size_bytes: null, created_at: null, message: '', progress: null }
  }

  get status(): ImageStatus {
    return this.#status
  }

  get isOwn(): boolean {
    return this.#source !== null
  }

  /** Sees whether it is there. */
  async look(): Promise<void> {
    this.#status = (await this.#engine.image(this.name)) ?? { ...this.#status, state: 'missing', id: null }
  }

  /** Makes sure it is there. @throws PtpError fatal when it cannot be had */
  async ready(onProgress: ImageProgress, signal: AbortSignal): Promise<void> {
    if (this.#status.state === 'ready' && (await this.#engine.image(this.name))) return
    await this.renew(onProgress, signal)
  }

  /** Builds or pulls it anew. */
  async renew(onProgress: ImageProgress, signal: AbortSignal): Promise<void> {
    // One who waits goes away without taking it from the others.
    this.#making ??= this.#make(onProgress).finally(() => (this.#making = null))
    const cancelled = new Promise<never>((_, reject) => {
      const refuse = (): void => reject(new PtpError('cancelled', `waiting for image ${this.name} was cancelled`))
      if (signal.aborted) refuse()
      else signal.addEventListener('abort', refuse, { once: true })
    })
    await Promise.race([this.#making, cancelled])
  }

  /** @returns the port the image says that it serves on, and whether others made it */
  async service(otherwise: number): Promise<{ inside: number; isForeign: boolean }> {
    const { port, isOurs } = await this.#engine.imageFacts(this.name)
    return { inside: port ?? otherwise, isForeign: !isOurs }
  }

  async #make(onProgress: ImageProgress): Promise<void> {
    const state = this.#source ? 'building' : 'pulling'
    const tell: ImageProgress = (step, share) => {
      this.#status = { ...this.#status, state, message: step, progress: share ?? this.#status.progress }
      this.onStep(this.#status)
      onProgress(step, share)
    }
    tell(`${state} ${this.name}`, 0)
    try {
      if (this.#source) await this.#engine.build(this.#source, tell)
      else await this.#engine.pull(this.name, tell)
      await this.look()
      this.onStep(this.#status)
    } catch (error) {
      this.#status = { ...this.#status, state: 'failed', message: asPtpError(error).message, progress: null }
      this.onStep(this.#status)
      throw error
    }
  }
}
