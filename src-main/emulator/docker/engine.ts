import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Readable } from 'node:stream'
import Docker from 'dockerode'
import { PtpError, type EngineStatus, type ImageStatus, type LogLine } from '../../../src-preload/contract/index.ts'
import type { EngineAddress } from './address.ts'
import { EngineContainer, removeContainer } from './container.ts'
import { buildImage, lookAtImage, pullImage, type ImageProgress } from './image.ts'
import { jsonLine, onLines } from './lines.ts'
import type { ImageSource } from './ownImage.ts'
import { isGone, LABELS } from './owner.ts'
import { engineRefusal } from './refusal.ts'
import { createOptions, type ContainerWish } from './wish.ts'

/** The oldest interface that can do what is asked here: Docker 19.03, Podman 3. */
const OLDEST_API = [1, 40] as const

/** What a container tells while it is up. */
export interface ContainerEvents {
  log(line: LogLine): void
  /** It ended, was stopped or cut off. */
  lost(reason: string): void
}

/** A container engine, Docker's or Podman's. */
export class ContainerEngine {
  readonly host: string
  readonly #docker: Docker
  readonly #address: string
  readonly #containers = new Map<string, ContainerEvents>()
  #status: EngineStatus
  #events: Readable | null = null
  #isClosed = false

  private constructor(docker: Docker, host: string, address: string, status: EngineStatus) {
    this.#docker = docker
    this.host = host
    this.#address = address
    this.#status = status
  }

  /**
   * @throws PtpError transient `emulator-gone` when none answers, fatal when it is too old or not allowed
   */
  static async connect({ host, options, machine }: EngineAddress): Promise<ContainerEngine> {
    const docker = new Docker(options)
    const status = await lookAtEngine(docker, host)
    const address = isIP(machine) ? machine : (await lookup(machine)).address
    const engine = new ContainerEngine(docker, host, address, status)
    await engine.#listen()
    return engine
  }

  get status(): EngineStatus {
    return this.#status
  }

  /** Whether what it publishes is on this machine alone. */
  get isLocal(): boolean {
    return this.#address === '127.0.0.1' || this.#address === '::1'
  }

  /** Makes sure it answers, also after it was away. @throws PtpError transient while it is away */
  async ready(): Promise<void> {
    if (this.#events) return
    this.#status = await lookAtEngine(this.#docker, this.host)
    await this.#listen()
  }

  image(name: string): Promise<ImageStatus | null> {
    return lookAtImage(this.#docker, this.host, name)
  }

  /** @returns the first port an image says that it serves on, null when it says none; and whether it is one of ours, or built on it */
  async imageFacts(name: string): Promise<{ port: number | null; isOurs: boolean }> {
    try {
      const { Config } = await this.#docker.getImage(name).inspect()
      const ports = Object.keys((Config.ExposedPorts ?? {}) as Record<string, unknown>).map((port) => Number.parseInt(port, 10))
      return { port: ports.sort((a, b) => a - b)[0] ?? null, isOurs: Boolean(Config.Labels?.[LABELS.image]) }
    } catch (error) {
      throw engineRefusal(this.host, `look at image ${name}`, error)
    }
  }

  build(source: ImageSource, onProgress: ImageProgress, signal?: AbortSignal): Promise<void> {
    return buildImage(this.#docker, this.host, source, onProgress, signal)
  }

  pull(name: string, onProgress: ImageProgress, signal?: AbortSignal): Promise<void> {
    return pullImage(this.#docker, this.host, name, onProgress, signal)
  }

  /**
   * Makes a container and starts it. What is in it may take a moment until it serves.
   * @param wish its address is this engine's
   * @throws PtpError `busy` when the port is taken, `not-found` without the image
   */
  async start(wish: Omit<ContainerWish, 'address'>, events: ContainerEvents): Promise<EngineContainer> {
    const options = createOptions({ ...wish, address: this.#address })
    const made = await this.#docker.createContainer(options).catch((error: unknown) => {
      throw engineRefusal(this.host, `make a container of ${wish.image}`, error)
    })
    try {
      this.#containers.set(made.id, events)
      await made.start()
      const { Image } = await made.inspect()
      const url = `http://${isIP(this.#address) === 6 ? `[${this.#address}]` : this.#address}:${wish.port}`
      const container = new EngineContainer(this.#docker, this.host, made, { name: wish.name, url, port: wish.port, image: Image })
      await container.follow((line) => events.log(line))
      return container
    } catch (error) {
      this.#containers.delete(made.id)
      const refusal = engineRefusal(this.host, `start container ${wish.name}`, error)
      // What matters is why it could not be started.
      await removeContainer(made, this.host).catch(() => undefined)
      throw refusal
    }
  }

  /** A container that is there, for its files. @throws PtpError `emulator-gone` without it */
  async find(name: string): Promise<EngineContainer> {
    const found = this.#docker.getContainer(name)
    try {
      const { Image } = await found.inspect()
      return new EngineContainer(this.#docker, this.host, found, { name, url: '', port: 0, image: Image })
    } catch (error) {
      throw engineRefusal(this.host, `look at container ${name}`, error)
    }
  }

  /** Stops telling of a container. */
  forget(id: string): void {
    this.#containers.delete(id)
  }

  /** Removes containers of pools whose process is gone. @returns their names */
  async removeLeftovers(): Promise<string[]> {
    try {
      const all = await this.#docker.listContainers({ all: true, filters: { label: [LABELS.pool] } })
      const dead = all.filter(({ Labels }) => isGone(Labels[LABELS.owner] ?? ''))
      await Promise.all(dead.map(({ Id }) => removeContainer(this.#docker.getContainer(Id), this.host)))
      return dead.map(({ Names, Id }) => (Names[0] ?? Id).replace(/^\//, ''))
    } catch (error) {
      throw engineRefusal(this.host, 'look for containers that were left behind', error)
    }
  }

  close(): void {
    this.#isClosed = true
    this.#events?.destroy()
    this.#events = null
    this.#containers.clear()
  }

  /** The engine tells at once what happens to containers; asking them would take until the next look. */
  async #listen(): Promise<void> {
    const stream = (await this.#docker.getEvents({ filters: { type: ['container', 'network'] } }).catch((error: unknown) => {
      throw engineRefusal(this.host, 'listen to its events', error)
    })) as Readable
    this.#events = stream
    onLines(stream, (line) => this.#hear(jsonLine(line)))
    const gone = (): void => {
      if (this.#events !== stream) return
      this.#events = null
      if (!this.#isClosed) this.#status = { ...this.#status, state: 'gone', message: `the engine at ${this.host} does not answer; start Docker or Podman again` }
    }
    stream.on('end', gone)
    stream.on('close', gone)
    stream.on('error', gone)
  }

  #hear(event: Record<string, unknown> | null): void {
    const actor = event?.['Actor'] as { ID?: string; Attributes?: Record<string, string> } | undefined
    const isNetwork = event?.['Type'] === 'network'
    const id = isNetwork ? actor?.Attributes?.['container'] : actor?.ID
    const known = id === undefined ? undefined : this.#containers.get(id)
    const reason = known && lossOf(String(event?.['Action']), isNetwork, actor?.Attributes ?? {})
    if (!known || !reason || id === undefined) return
    // An engine tells of running out of memory before it tells of the end; the first reason is the cause.
    this.#containers.delete(id)
    known.lost(reason)
  }
}

/** @returns why the container is lost by this event, null when it is not */
function lossOf(action: string, isNetwork: boolean, attributes: Record<string, string>): string | null {
  if (isNetwork) return action === 'disconnect' ? 'its network was cut' : null
  if (action === 'oom') return 'it ran out of memory'
  if (action === 'pause') return 'it was paused'
  // The second words are Podman's.
  if (action !== 'die' && action !== 'died') return null
  const code = attributes['exitCode'] ?? attributes['containerExitCode']
  return code === '137' ? 'it was killed' : `it ended with exit code ${code ?? '?'}`
}

async function lookAtEngine(docker: Docker, host: string): Promise<EngineStatus> {
  try {
    const [version, info] = await Promise.all([docker.version(), docker.info() as Promise<{ NCPU?: number; MemTotal?: number }>])
    const { Version, ApiVersion, Components } = version
    const name = /podman/i.test(Components?.[0]?.Name ?? '') ? 'Podman' : 'Docker'
    const [major = 0, minor = 0] = ApiVersion.split('.').map(Number)
    if (major < OLDEST_API[0] || (major === OLDEST_API[0] && minor < OLDEST_API[1])) {
      throw new PtpError('bad-input', `${name} ${Version} at ${host} is too old (API ${ApiVersion})`, { hint: `API ${OLDEST_API.join('.')} is the oldest that serves` })
    }
    return { host, name, version: Version, api_version: ApiVersion, state: 'ready', message: '', cpus: info.NCPU ?? null, memory_bytes: info.MemTotal ?? null }
  } catch (error) {
    throw engineRefusal(host, 'tell its version', error)
  }
}
