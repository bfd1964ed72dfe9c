import { randomBytes } from 'node:crypto'
import { asPtpError, PtpError, type EngineStatus, type ImageStatus, type PoolWish } from '../../../src-preload/contract/index.ts'
import type { Sla } from '../../emulator/index.ts'
import { connectEngine, engineAddress, ownImage, Ports, type ContainerEngine, type EngineContainer } from '../../emulator/docker/index.ts'
import type { Backend, Host, HostEvents } from '../backend.ts'
import { mostEmulators } from '../bounds.ts'
import { EngineImage } from './engineImage.ts'
import { GymHost, requireWell, type Dialect } from './gymHost.ts'

/** A server has two threads at work: the one that talks and the one that plays. */
const DEFAULTS = { basePort: 8081, memoryMb: 256, cpus: 2, size: 4 }
/** A gym server starts a thread or two for each emulator, and Node some of its own. */
const PIDS = 64
/** port our own image serves on; others say theirs with EXPOSE */
const INSIDE = 8080
/** ms a container has to become well */
const START_TIMEOUT = 15_000
const LOOK_EVERY = 20
/** ports that may turn out to be taken before it is given up */
const PORT_TRIES = 20

export interface DockerBackendOptions extends Pick<PoolWish, 'image' | 'docker_hosts' | 'base_port' | 'memory_mb' | 'cpus' | 'base_image'> {
  /** folder of the built engine, for our own image; default: the one this runs from */
  bundle?: string
  /** ms a container has to become well; default 15 s */
  startTimeout?: number
  /** what is asked of the time calls take */
  sla?: Sla
}

/** One engine of the pool, with what the pool has on it. */
interface Station {
  engine: ContainerEngine
  ports: Ports
  image: EngineImage
  hosts: number
}

/**
 * Emulators in containers, spread over one or several engines.
 * @throws PtpError when an engine cannot be reached, or the wish is none
 */
export async function dockerBackend(options: DockerBackendOptions): Promise<DockerBackend> {
  const hosts = options.docker_hosts?.length ? [...new Set(options.docker_hosts)] : [undefined]
  const engines: ContainerEngine[] = []
  try {
    for (const host of hosts) engines.push(await connectEngine(engineAddress(host)))
    const source = options.image === undefined ? ownImage(options.base_image, options.bundle) : options.image
    const stations = engines.map((engine) => ({
      engine,
      ports: new Ports(options.base_port ?? DEFAULTS.basePort, engine.isLocal),
      image: new EngineImage(engine, source),
      hosts: 0,
    }))
    await Promise.all(stations.map(({ image }) => image.look()))
    await Promise.all(engines.map((engine) => engine.removeLeftovers()))
    return new DockerBackend(stations, options)
  } catch (error) {
    for (const engine of engines) engine.close()
    // Nobody waits for an engine that was never there.
    const { code, message, hint, kind } = asPtpError(error)
    throw kind === 'transient' ? new PtpError(code, message, { kind: 'fatal', cause: error, ...(hint === undefined ? {} : { hint }) }) : error
  }
}

/**
 * Removes the containers of pools whose process is gone.
 * @returns their names
 * @throws PtpError when an engine cannot be reached
 */
export async function removeLeftovers(hosts: readonly string[] | undefined): Promise<string[]> {
  const removed: string[] = []
  for (const host of hosts?.length ? hosts : [undefined]) {
    const engine = await connectEngine(engineAddress(host))
    try {
      removed.push(...(await engine.removeLeftovers()))
    } finally {
      engine.close()
    }
  }
  return removed
}

export class DockerBackend implements Backend {
  readonly name = 'docker'
  readonly most: number
  readonly bound: string
  readonly defaultSize: number
  readonly grows = false
  readonly instant = null
  readonly probeEvery = 1000
  /** names this pool: its containers carry it */
  readonly id = randomBytes(4).toString('hex')
  readonly #stations: readonly Station[]
  readonly #memory: number
  readonly #cpus: number
  readonly #startTimeout: number
  readonly #sla: Sla | undefined
  /** containers that could not be removed while their engine was away */
  readonly #remains = new Set<EngineContainer>()
  #count = 0

  constructor(stations: readonly Station[], { memory_mb = DEFAULTS.memoryMb, cpus = DEFAULTS.cpus, startTimeout = START_TIMEOUT, sla }: DockerBackendOptions) {
    this.#stations = stations
    this.#memory = memory_mb * 1024 * 1024
    this.#cpus = cpus
    this.#startTimeout = startTimeout
    this.#sla = sla
    const machines = stations.map(({ engine: { status } }) => mostEmulators(this.#memory, { memory: status.memory_bytes ?? Infinity, cores: status.cpus ?? 1 }))
    this.most = Math.min(64, machines.reduce((sum, { most }) => sum + most, 0))
    this.bound = machines.map(({ bound }) => bound).join(' and ')
    this.defaultSize = Math.min(DEFAULTS.size, this.most)
  }

  async start(id: string, events: HostEvents, signal: AbortSignal): Promise<Host> {
    const station = await this.#station()
    try {
      await this.#removeRemains()
      await station.image.ready((step) => events.log({ at: new Date().toISOString(), stream: 'pool', text: step }), signal)
      return await this.#startOn(station, id, events, signal)
    } catch (error) {
      station.hosts--
      throw error
    }
  }

  engines(): EngineStatus[] {
    return this.#stations.map(({ engine }) => engine.status)
  }

  image(): ImageStatus | null {
    const all = this.#stations.map(({ image }) => image.status)
    return all.find(({ state }) => state !== 'ready') ?? all[0] ?? null
  }

  watchImage(hear: (engine: string, image: ImageStatus) => void): void {
    for (const { engine, image } of this.#stations) image.onStep = (status) => hear(engine.host, status)
  }

  async renewImage(onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
    for (const [at, { image }] of this.#stations.entries()) {
      await image.renew((_, share) => onProgress((at + (share ?? 0)) / this.#stations.length), signal)
    }
  }

  async close(): Promise<void> {
    await this.#removeRemains()
    for (const { engine } of this.#stations) engine.close()
  }

  /** The engine that has the fewest, of those that answer; one more is counted on it already. */
  async #station(): Promise<Station> {
    const order = [...this.#stations].sort((a, b) => a.hosts - b.hosts)
    let away: unknown = null
    for (const station of order) {
      // Others ask at the same time.
      station.hosts++
      try {
        await station.engine.ready()
        return station
      } catch (error) {
        station.hosts--
        away = error
      }
    }
    throw away
  }

  async #startOn(station: Station, id: string, events: HostEvents, signal: AbortSignal): Promise<Host> {
    const { engine, ports, image } = station
    let fate: { lost: string | null } = { lost: null }
    let isUp = false
    // Each try has a fate of its own: one that found its port taken is taken off its network, which says nothing of the next.
    const container = await this.#container(station, id, () => {
      const own: typeof fate = { lost: null }
      fate = own
      return {
        ...events,
        lost: (reason) => {
          own.lost ??= reason
          if (isUp && own === fate) events.lost(reason)
        },
      }
    })
    const free = async (): Promise<void> => {
      if (isUp) station.hosts--
      engine.forget(container.id)
      try {
        await container.remove()
        ports.giveBack(container.port)
      } catch (error) {
        if (asPtpError(error).kind !== 'transient') throw error
        this.#remains.add(container)
        ports.giveBack(container.port)
      }
    }
    let dialect: Dialect
    try {
      dialect = await untilWell(container, () => fate.lost, this.#startTimeout, signal)
    } catch (error) {
      await free()
      throw error
    }
    isUp = true
    const facts = { url: container.url, backend: 'docker' as const, engine: engine.host, container: container.name, image: image.name, imageDigest: container.image, isOurs: true, dialect, sla: this.#sla }
    return new GymHost(facts, () => container.usage(), free, events)
  }

  /** A port may be taken by somebody we cannot see: then it is the next one's turn. */
  async #container({ engine, ports, image }: Station, id: string, watch: () => HostEvents): Promise<EngineContainer> {
    for (let tries = 1; ; tries++) {
      const port = await ports.take()
      const name = `ptp-gym-${this.id}-${id.replace(/^docker-/, '')}-${++this.#count}`
      const { inside, isForeign } = image.isOwn ? { inside: INSIDE, isForeign: false } : await image.service(INSIDE)
      try {
        return await engine.start({ name, image: image.name, pool: this.id, port, inside, memory: this.#memory, cpus: Math.min(this.#cpus, engine.status.cpus ?? this.#cpus), pids: PIDS, isForeign }, watch())
      } catch (error) {
        if (asPtpError(error).code === 'busy' && tries < PORT_TRIES) continue
        ports.giveBack(port)
        throw error
      }
    }
  }

  async #removeRemains(): Promise<void> {
    for (const container of [...this.#remains]) {
      try {
        await container.remove()
        this.#remains.delete(container)
      } catch (error) {
        if (asPtpError(error).kind !== 'transient') throw error
      }
    }
  }
}

/** @returns how it can be spoken with @throws PtpError recoverable when it ends before, or is not well in time; fatal when it is no gym server */
async function untilWell(container: EngineContainer, lost: () => string | null, timeout: number, signal: AbortSignal): Promise<Dialect> {
  const end = performance.now() + timeout
  const hint = `look at the log of the emulator, or start the image by hand: docker run --rm ${container.image.slice(0, 19)}`
  for (;;) {
    const reason = lost()
    if (reason !== null) throw new PtpError('emulator-gone', `container ${container.name} was lost before it was well: ${reason}`, { hint })
    if (signal.aborted) throw new PtpError('cancelled', `starting container ${container.name} was cancelled`)
    try {
      return (await requireWell(container.url)).dialect
    } catch (error) {
      if (asPtpError(error).kind === 'fatal') throw error
      if (performance.now() > end) throw new PtpError('emulator-hung', `container ${container.name} was not well within ${timeout / 1000} s`, { hint, cause: error })
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  }
}
