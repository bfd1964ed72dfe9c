import { PassThrough, type Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { LogLine } from '../../../src-preload/contract/index.ts'
import { readContainerFile, writeContainerFile } from './archive.ts'
import { onLines } from './lines.ts'
import { engineRefusal } from './refusal.ts'

/** What a container takes of its machine. */
export interface Usage {
  /** share of one core since the last look, null at the first */
  cpu: number | null
  memory: number
  memoryLimit: number
}

/** How a container stands, in the engine's eyes. */
export interface ContainerState {
  isRunning: boolean
  isPaused: boolean
  isOutOfMemory: boolean
  exitCode: number
}

export interface ContainerFacts {
  name: string
  /** the server in it, as it is reached from here */
  url: string
  port: number
  /** digest of its image */
  image: string
}

/** A container of a pool that was started. */
export class EngineContainer {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly port: number
  readonly image: string
  readonly host: string
  readonly #docker: Docker
  readonly #container: Docker.Container
  #logs: Readable | null = null
  #before: { cpu: number; at: number } | null = null
  #isRemoved = false

  constructor(docker: Docker, host: string, container: Docker.Container, { name, url, port, image }: ContainerFacts) {
    this.id = container.id
    this.name = name
    this.url = url
    this.port = port
    this.image = image
    this.host = host
    this.#docker = docker
    this.#container = container
  }

  /** Hears what it prints, from its start on. */
  async follow(hear: (line: LogLine) => void): Promise<void> {
    const logs = await this.#container.logs({ follow: true, stdout: true, stderr: true, timestamps: true }).catch((error: unknown) => {
      throw engineRefusal(this.host, `read the log of ${this.name}`, error)
    })
    this.#logs = logs as Readable
    const [out, wrong] = [new PassThrough(), new PassThrough()]
    const line = (stream: 'out' | 'error') => (text: string) => {
      const [, at, rest] = /^(\S+) (.*)$/.exec(text) ?? [null, new Date().toISOString(), text]
      hear({ at: at ?? '', stream, text: rest ?? '' })
    }
    onLines(out, line('out'))
    onLines(wrong, line('error'))
    this.#docker.modem.demuxStream(logs, out, wrong)
    // The log ends with the container or with the engine; either is noticed elsewhere.
    this.#logs.on('error', () => this.#logs?.destroy())
  }

  /** @throws PtpError `emulator-gone`, transient when the engine is away */
  async state(): Promise<ContainerState> {
    try {
      const { Running, Paused, OOMKilled, ExitCode } = (await this.#container.inspect()).State
      return { isRunning: Running, isPaused: Paused, isOutOfMemory: OOMKilled, exitCode: ExitCode }
    } catch (error) {
      throw engineRefusal(this.host, `look at container ${this.name}`, error)
    }
  }

  /** @throws PtpError `emulator-gone`, transient when the engine is away */
  async usage(): Promise<Usage> {
    try {
      const { cpu_stats, memory_stats } = await this.#container.stats({ stream: false, 'one-shot': true })
      const now = { cpu: cpu_stats.cpu_usage.total_usage, at: performance.now() }
      const before = this.#before
      this.#before = now
      // The engine counts nanoseconds; files it only caches are not what the container needs.
      const cpu = before ? (now.cpu - before.cpu) / ((now.at - before.at) * 1e6) : null
      const cached = memory_stats.stats?.inactive_file ?? memory_stats.stats?.total_inactive_file ?? 0
      return { cpu, memory: Math.max(0, memory_stats.usage - cached), memoryLimit: memory_stats.limit }
    } catch (error) {
      throw engineRefusal(this.host, `measure container ${this.name}`, error)
    }
  }

  /** The folder that relative names of files in it are relative to. @throws PtpError `emulator-gone` */
  async workingDir(): Promise<string> {
    try {
      return (await this.#container.inspect()).Config.WorkingDir || '/'
    } catch (error) {
      throw engineRefusal(this.host, `look at container ${this.name}`, error)
    }
  }

  /** Carries a file out, say a state that a server keeps in its own folder. @throws PtpError `not-found`, `bad-input` */
  async readFile(file: string): Promise<Uint8Array> {
    try {
      return await readContainerFile(this.#container, file)
    } catch (error) {
      throw engineRefusal(this.host, `read ${file} in container ${this.name}`, error)
    }
  }

  /** Carries a file in; its folder has to be there and writable. */
  async writeFile(file: string, bytes: Uint8Array): Promise<void> {
    try {
      await writeContainerFile(this.#container, file, bytes)
    } catch (error) {
      throw engineRefusal(this.host, `write ${file} in container ${this.name}`, error)
    }
  }

  /** Ends it, however it stands, and takes it away. Idempotent. @throws PtpError transient when the engine is away */
  async remove(): Promise<void> {
    if (this.#isRemoved) return
    this.#logs?.destroy()
    await removeContainer(this.#container, this.host)
    this.#isRemoved = true
  }
}

/** Removes a container that may be gone already, or on its way out. */
export async function removeContainer(container: Docker.Container, host: string): Promise<void> {
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    const { statusCode, message = '' } = error as { statusCode?: number; message?: string }
    if (statusCode === 404 || (statusCode === 409 && /already in progress/.test(message))) return
    throw engineRefusal(host, `remove container ${container.id.slice(0, 12)}`, error)
  }
}
