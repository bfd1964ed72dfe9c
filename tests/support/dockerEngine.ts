import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PATIENCE = 30_000

/** Runs `docker`. @returns what it printed, trimmed @throws with what it said on failure */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 64 * 1024 * 1024 })
  return stdout.trim()
}

/**
 * Makes sure that a container engine answers: the one that is there, else `dockerd` is started (root, Linux), and
 * goes on until the machine ends, as a system's own would.
 * @throws when there is none and none can be started
 */
export async function requireEngine(): Promise<void> {
  if (await answers()) return
  const program = ['/usr/sbin/dockerd', '/usr/bin/dockerd'].find((file) => existsSync(file))
  if (!program || process.getuid?.() !== 0) {
    throw new Error('these tests need a container engine: start Docker, or install it (apt-get install docker.io) and run them as root')
  }
  const log = path.join(os.tmpdir(), 'ptp-dockerd.log')
  const out = openSync(log, 'a')
  const daemon = spawn(program, [], { detached: true, stdio: ['ignore', out, out] })
  daemon.unref()
  const end = Date.now() + PATIENCE
  while (!(await answers())) {
    if (daemon.exitCode !== null || Date.now() > end) throw new Error(`dockerd could not be started; see ${log}`)
    await pause(200)
  }
}

async function answers(): Promise<boolean> {
  try {
    await docker('version', '--format', '{{.Server.Version}}')
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') throw new Error('these tests need the `docker` command (apt-get install docker.io)', { cause: error })
    return false
  }
}

/** Names of the containers whose name begins so, whatever their state. */
export async function containers(prefix: string): Promise<string[]> {
  const names = await docker('ps', '-a', '--format', '{{.Names}}')
  return names.split('\n').filter((name) => name.startsWith(prefix))
}

/** An engine of its own, which a test may stop and start again. */
export class PrivateEngine {
  readonly host: string
  readonly #folder: string
  readonly #bridge: string
  #daemon: ChildProcess | null = null

  private constructor(folder: string) {
    this.#folder = folder
    this.host = `unix://${path.join(folder, 'docker.sock')}`
    this.#bridge = `ptp${process.pid}`.slice(0, 15)
  }

  /** @throws when this machine does not let an engine be started */
  static async start(): Promise<PrivateEngine> {
    const engine = new PrivateEngine(mkdtempSync(path.join(os.tmpdir(), 'ptp-engine-')))
    await run('ip', ['link', 'add', engine.#bridge, 'type', 'bridge'])
    await run('ip', ['addr', 'add', '172.29.251.1/24', 'dev', engine.#bridge])
    await run('ip', ['link', 'set', engine.#bridge, 'up'])
    await engine.resume()
    return engine
  }

  docker(...args: string[]): Promise<string> {
    return docker('-H', this.host, ...args)
  }

  async resume(): Promise<void> {
    const at = (name: string): string => path.join(this.#folder, name)
    const out = openSync(at('log'), 'a')
    const args = ['--host', this.host, '--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid'), '--bridge', this.#bridge]
    this.#daemon = spawn('dockerd', [...args, '--iptables=false', '--ip-masq=false'], { stdio: ['ignore', out, out] })
    const end = Date.now() + PATIENCE
    for (;;) {
      try {
        await this.docker('version')
        return
      } catch (error) {
        if (this.#daemon.exitCode !== null || Date.now() > end) throw new Error(`a second dockerd could not be started; see ${at('log')}`, { cause: error })
        await pause(100)
      }
    }
  }

  /** Stops it as a system would: its containers end with it. */
  async stop(): Promise<void> {
    const daemon = this.#daemon
    this.#daemon = null
    if (!daemon || daemon.exitCode !== null) return
    const ended = new Promise((resolve) => daemon.once('exit', resolve))
    daemon.kill('SIGTERM')
    await ended
  }

  async remove(): Promise<void> {
    await this.stop()
    await run('ip', ['link', 'del', this.#bridge])
    await unmountBelow(this.#folder)
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

/** An engine that ended may leave mounts of itself and of its containers behind. */
async function unmountBelow(folder: string): Promise<void> {
  const points = readFileSync('/proc/self/mounts', 'utf8').split('\n').flatMap((line) => line.split(' ').slice(1, 2))
  for (const point of points.filter((at) => at === folder || at.startsWith(`${folder}/`)).reverse()) await run('umount', ['-l', point])
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
