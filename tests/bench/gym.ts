import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { createOwnCore, type OwnCore } from '../../src-main/emulator/embedded/ownCore.ts'
import { startEmbedded, startGymEmulator, type Emulator } from '../../src-main/emulator/index.ts'
import { maskOf, type Button } from '../../src-preload/contract/index.ts'
import { median, result, saying, type BenchResult } from './bench.ts'

const SERVER = path.resolve('out/main/gymServer.js')
const ROM = path.resolve('resources/games/pocket-quest/pocket-quest.gb')
/** The flags of the image. */
const FLAGS = ['--optimize-for-size', '--max-semi-space-size=2', '--max-old-space-size=128']
const KEYS: readonly Button[] = ['LEFT', 'UP', 'A', 'RIGHT', 'DOWN', 'B', 'A', 'LEFT']
const FRAMES_PER_KEY = 130
const ROUNDS = 7
const SECONDS = 1.2
const CALLS = 100_000

/** The gym server against the bare core and the embedded emulator, in turns, so that other work on the machine counts for both. */
export async function benches(): Promise<BenchResult[]> {
  const rom = new Uint8Array(readFileSync(ROM))
  const { child, port } = await startServer()
  try {
    const [together, alone] = await actions(port, rom)
    const advance = await singleFrames(port, rom)
    const batched = await batches(port, rom)
    const memory = await overManyCalls(port, rom, child)
    return [
      result('/action with screenshot, 4 keep-alive connections / bare core', together, 'ratio', '>= 0.9'),
      result('/action with screenshot, one connection / bare core', alone, 'ratio', '>= 0.5'),
      result('/advance of one frame, no picture, one connection', advance, 'calls/s', '>= 2000'),
      result('gym emulator, batches of 64 ticks / embedded', batched, 'ratio', '>= 0.8'),
      result(`gym server, most memory over ${CALLS} calls`, memory.most / 1e6, 'MB', '<= 150'),
      result(`gym server, memory gained in the last ${CALLS / 2} of them`, memory.gained / 1e6, 'MB', '<= 10'),
    ]
  } finally {
    child.kill()
  }
}

async function startServer(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [...FLAGS, SERVER, '--port', '0', '--rom', ROM], { env: { ...process.env, MALLOC_ARENA_MAX: '2' }, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (part: Buffer) => resolve(part.toString().trim().split(' ').at(-1) ?? ''))
    child.once('exit', (code) => reject(new Error(`the gym server ended with ${String(code)}`)))
  })
  return { child, port: Number(new URL(url).port) }
}

/** Key presses a second against what the core alone would play, with four clients at once and with one. */
async function actions(port: number, rom: Uint8Array): Promise<[number, number]> {
  saying('/action')
  const wires = await Promise.all(Array.from({ length: 4 }, () => Wire.open(port)))
  const [first] = wires
  if (!first) throw new Error('no connection')
  await first.ask('/initialize', {})
  const core = bareCore(rom)
  core.advance(0, 7200, 'none')
  const ask = (wire: Wire, key: Button): Promise<void> => wire.ask('/action', { action_type: 'press_key', keys: [key.toLowerCase()] })
  // The very same keys on both, so that both play the same frames.
  const bare = (keys: readonly Button[]): number => {
    const began = performance.now()
    for (const key of keys) {
      core.advance(maskOf(key), 10, 'none')
      core.advance(0, FRAMES_PER_KEY - 10, 'none')
    }
    return performance.now() - began
  }
  const served = async (keys: readonly Button[], clients: readonly Wire[]): Promise<number> => {
    const queue = [...keys]
    const began = performance.now()
    await Promise.all(clients.map(async (wire) => {
      for (let key = queue.shift(); key; key = queue.shift()) await ask(wire, key)
    }))
    return performance.now() - began
  }
  const keys = Array.from({ length: 100 }, () => KEYS).flat()
  bare(['START', 'A', ...keys])
  await served(['START', 'A', ...keys], [first])
  const ratios: [number[], number[]] = [[], []]
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const clients = round % 2 === 0 ? wires : [first]
    const before = bare(keys.slice(0, 400))
    const time = await served(keys, clients)
    ratios[round % 2 === 0 ? 0 : 1].push((before + bare(keys.slice(400))) / time)
  }
  await first.ask('/stop', {})
  for (const wire of wires) wire.close()
  return [median(ratios[0]), median(ratios[1])]
}

async function singleFrames(port: number, rom: Uint8Array): Promise<number> {
  saying('/advance of one frame')
  await using emulator = await startGymEmulator({ url: `http://127.0.0.1:${port}`, rom })
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    let calls = 0
    for (; performance.now() - began < SECONDS * 500; calls++) await emulator.advance({ steps: [{ buttons: calls & 15, hold: 1, frames: 1 }], observe: [] })
    if (round > 0) rates.push((calls * 1000) / (performance.now() - began))
  }
  return median(rates)
}

/** Frames a second as a run plays them: ticks of 28 frames, the profile's bytes read after each, the next batch asked for meanwhile. */
async function batches(port: number, rom: Uint8Array): Promise<number> {
  saying('batches')
  await using there = await startGymEmulator({ url: `http://127.0.0.1:${port}`, rom })
  await using here = await startEmbedded(rom)
  const observe = [{ address: 0xc000, length: 336 }]
  const play = async (emulator: Emulator): Promise<number> => {
    const began = performance.now()
    let frames = 0
    const next = (): Promise<unknown> => {
      const steps = Array.from({ length: 64 }, (_, i) => ({ buttons: maskOf(KEYS[i % KEYS.length] ?? 'A'), hold: 8, frames: 28 }))
      frames += 64 * 28
      return emulator.advance({ steps, observe })
    }
    let ahead = next()
    while (performance.now() - began < SECONDS * 1000) {
      const now = ahead
      ahead = next()
      await now
    }
    await ahead
    return (frames * 1000) / (performance.now() - began)
  }
  await play(here)
  await play(there)
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = await play(here)
    const remote = await play(there)
    ratios.push(remote / ((before + (await play(here))) / 2))
  }
  return median(ratios)
}

async function overManyCalls(port: number, rom: Uint8Array, child: ChildProcess): Promise<{ most: number; gained: number }> {
  saying(`${CALLS} calls`)
  await using emulator = await startGymEmulator({ url: `http://127.0.0.1:${port}`, rom })
  const observe = [{ address: 0xc000, length: 336 }]
  let middle = 0
  for (let call = 0; call < CALLS; call += 4) {
    await Promise.all([0, 1, 2, 3].map((k) => emulator.advance({ steps: [{ buttons: (call + k) & 255, hold: 1, frames: 1, picture: k === 0 && call % 16 === 0, save: k === 1 && call % 40 === 0 }], observe })))
    if (call === CALLS / 2) middle = (await emulator.health()).memory_bytes
  }
  return { most: peakOf(child) ?? (await emulator.health()).memory_bytes, gained: (await emulator.health()).memory_bytes - middle }
}

/** @returns the most memory a process has had; null where the system does not say */
function peakOf({ pid }: ChildProcess): number | null {
  if (process.platform !== 'linux' || pid === undefined) return null
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024
}

function bareCore(rom: Uint8Array): OwnCore {
  return createOwnCore(rom, { model: 'auto', sound: false, wasm: new Uint8Array(readFileSync(path.resolve('resources/core/ptp-core.wasm'))) })
}

/** A keep-alive connection that costs its process next to nothing: it only counts what comes back. */
class Wire {
  readonly #socket: Socket
  #settle: ((error: Error | null) => void) | null = null
  #missing = 0

  static async open(port: number): Promise<Wire> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return new Wire(socket)
  }

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (part) => this.#take(part))
  }

  ask(route: string, body: object): Promise<void> {
    const text = JSON.stringify(body)
    return new Promise((resolve, reject) => {
      this.#settle = (error) => (error ? reject(error) : resolve())
      this.#socket.write(`POST ${route} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(part: Buffer): void {
    if (this.#missing === 0) {
      const end = part.indexOf('\r\n\r\n')
      const head = part.toString('latin1', 0, end)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
      if (!head.startsWith('HTTP/1.1 200')) return this.#settle?.(new Error(part.toString('utf8').slice(0, 500)))
      this.#missing = length - (part.length - end - 4)
    } else this.#missing -= part.length
    if (this.#missing === 0) this.#settle?.(null)
  }
}
