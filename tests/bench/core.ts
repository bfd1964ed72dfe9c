import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { GameBoy, GameBoyMode, initSync, PadKey } from 'boytacean'
import { compressSync } from 'lz4-napi'
import type { Draw } from '../../src-main/emulator/embedded/core.ts'
import { Machine } from '../../src-main/emulator/embedded/machine.ts'
import { createOwnCore, type OwnCore } from '../../src-main/emulator/embedded/ownCore.ts'
import type { Step } from '../../src-main/emulator/index.ts'
import type { MemoryExpression, TickInput } from '../../src-preload/contract/index.ts'
import { assemble } from '../roms/assemble.ts'
import { median, result, type BenchResult } from './bench.ts'

/** Prime numbers by trial division, for ever: the CPU never waits. */
const CPU_BOUND = `
    ld sp, $e000
    ld hl, 2
next: ld de, 2
try:  push hl
    ld a, e
    cp l
    jr nz, go
    ld a, d
    cp h
    jr z, prime
go: ld a, l
    sub e
    ld l, a
    ld a, h
    sbc a, d
    ld h, a
    jr c, over
    or l
    jr nz, go
    pop hl
    jr done
over: inc de
    pop hl
    jr try
prime: ld bc, $c000
    ld a, l
    ld (bc), a
    inc bc
    ld a, h
    ld (bc), a
    pop hl
done: inc hl
    res 4, h
    jr next`

const KEYS = [PadKey.A, PadKey.B, PadKey.Select, PadKey.Start, PadKey.Right, PadKey.Left, PadKey.Up, PadKey.Down]
/** Keys held for each tick of 8 frames: through the title, then walking about and pressing A. */
const held = (tick: number): number => [8, 0, 1, 0, 16, 16, 64, 1, 32, 128, 0, 1][tick % 12] ?? 0

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, '../..')

/** Frames a second of processor time, so that other work on the machine counts little. */
function speed(frames: number, run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (frames / (user + system)) * 1e6
}

/** The second core, sound on, as it is driven by hand: one frame at a time. */
function boytacean(rom: Uint8Array, ticks: number): number {
  const console = new GameBoy(GameBoyMode.Dmg)
  console.load_unsafe(false)
  console.load_rom_wa(rom)
  console.load_null_wa()
  console.boot()
  const result = speed(8 * ticks, () => {
    for (let tick = 0; tick < ticks; tick++) {
      const keys = held(tick)
      KEYS.forEach((key, bit) => { if ((keys >> bit) & 1) console.key_press(key); else console.key_lift(key) })
      for (let frame = 0; frame < 8; frame++) console.next_frame()
    }
  })
  console.free()
  return result
}

/** Plays from the start: each tick of 8 frames at once with memory read, or frame by frame with each picture (and samples) taken. */
function own(core: OwnCore, ticks: number, draw: Draw, sound = false): number {
  core.reset()
  const memory = new Uint8Array(64)
  return speed(8 * ticks, () => {
    for (let tick = 0; tick < ticks; tick++) {
      if (draw !== 'all') {
        core.advance(held(tick), 8, draw)
        core.readMemory(0xc000, 64, memory, 0)
        if (draw === 'last') core.screen()
        continue
      }
      for (let frame = 0; frame < 8; frame++) {
        core.advance(held(tick), 1, 'all')
        core.screen()
        if (sound) core.samples()
      }
    }
  })
}

/** Median microseconds of one call. */
function microseconds(call: () => void): number {
  for (let i = 0; i < 5000; i++) call()
  return median(Array.from({ length: 200 }, () => {
    const start = performance.now()
    for (let i = 0; i < 20; i++) call()
    return ((performance.now() - start) * 1000) / 20
  }))
}

const BATCH = 32
/** As many bytes as the profile of the demo game observes. */
const OBSERVED = [{ address: 0xc000, length: 64 }, { address: 0xd000, length: 192 }]
const NEVER: MemoryExpression = { op: '==', left: { op: 'read', address: 0xc005, size: 1, endian: 'little' }, right: { op: 'const', value: 99 } }

/** Ticks of 8 frames in batches, as the worker plays them, observed; frames a second. */
function batched(core: OwnCore, batches: number, more: Partial<Step>): number {
  core.reset()
  const machine = new Machine(core, () => undefined)
  const plans = Array.from({ length: batches }, (_, batch) =>
    Array.from({ length: BATCH }, (_, i): Step => ({ buttons: held(batch * BATCH + i), hold: 8, frames: 8, ...more })))
  return speed(8 * BATCH * batches, () => {
    for (const steps of plans) machine.advance({ steps, observe: OBSERVED })
  })
}

/** How much more two workers play at once than one alone: medians of rounds, wall time. */
async function twoWorkers(rom: string): Promise<number> {
  const inputs: TickInput[] = Array.from({ length: 6000 }, (_, tick) => ({ buttons: held(tick), hold: 8, frames: 8 }))
  const workers = [1, 2].map(() => new Worker(new URL('./bareWorker.js', import.meta.url), { workerData: { rom, core: 'ptp-core' } }))
  const play = async (count: number): Promise<number> => {
    const began = performance.now()
    await Promise.all(workers.slice(0, count).map((worker) => {
      worker.postMessage(inputs)
      return once(worker, 'message')
    }))
    return performance.now() - began
  }
  try {
    await play(2)
    const ratios: number[] = []
    for (let round = 0; round < 7; round++) {
      const [one, both] = [await play(1), await play(2)]
      ratios.push((2 * one) / both)
    }
    return median(ratios)
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

/** Speeds as ratios to the second core with the same ROM and keys, interleaved; and what states cost. */
export async function benches(): Promise<BenchResult[]> {
  initSync({ module: readFileSync(require.resolve('boytacean/boytacean_bg.wasm')) })
  const wasm = new WebAssembly.Module(new Uint8Array(readFileSync(join(root, 'resources/core/ptp-core.wasm'))))
  const game = new Uint8Array(readFileSync(join(root, 'resources/games/pocket-quest/pocket-quest.gb')))
  const busy = assemble(CPU_BOUND)
  const make = (rom: Uint8Array, sound = false) => createOwnCore(rom, { model: 'dmg', sound, wasm })
  const quiet = make(game)
  const loud = make(game, true)
  const cpu = make(busy)
  cpu.setSkipping(false)
  // V8 compiles the core well only after a while.
  for (const core of [quiet, loud, cpu]) for (const draw of ['none', 'last', 'all'] as const) own(core, 150, draw, core === loud)

  const rounds = Array.from({ length: 5 }, () => {
    const reference = boytacean(game, 40)
    const busyReference = boytacean(busy, 40)
    return {
      none: own(quiet, 1200, 'none') / reference,
      busy: own(cpu, 300, 'none') / busyReference,
      last: own(quiet, 1200, 'last') / reference,
      all: own(quiet, 400, 'all') / reference,
      sound: own(loud, 200, 'all', true) / reference,
    }
  })
  const waiting: Partial<Step> = { buttons: 0, hold: 0 }
  for (const more of [{}, { save: true }, { until: NEVER, ...waiting }]) batched(quiet, 10, more)
  const steps = Array.from({ length: 7 }, () => {
    const bare = own(quiet, 1280, 'none')
    const observed = batched(quiet, 40, {})
    // Microseconds a step of 8 frames: what it takes with a save, less what it takes without.
    const save = 8e6 / batched(quiet, 40, { save: true }) - 8e6 / observed
    return { observed: observed / bare, until: batched(quiet, 40, { until: NEVER, ...waiting }) / batched(quiet, 40, waiting), save }
  })
  const ratio = (name: string, key: keyof (typeof rounds)[number], target: number): BenchResult =>
    result(name, median(rounds.map((round) => round[key])), '× boytacean', `>= ${target}`)
  const share = (name: string, value: number, target: number): BenchResult => result(name, value, 'ratio', `>= ${target}`)
  const cost = (name: string, value: number, unit: string, target: number): BenchResult => result(name, value, unit, `<= ${target}`)

  const state = quiet.saveState()
  quiet.viewState(true)
  const kept = new Uint8Array(state.length)
  const largest = busy.slice()
  largest.set([0x03, 0x00, 0x03], 0x147)
  return [
    ratio('core, nothing drawn, Pocket Quest played', 'none', 25),
    ratio('core, nothing drawn, CPU-bound, waits not skipped', 'busy', 15),
    ratio('core, last of 8 frames drawn, memory read', 'last', 20),
    ratio('core, every frame drawn', 'all', 10),
    ratio('core, every frame drawn, with sound', 'sound', 5),
    share('core, batches of observed ticks / the bare core', median(steps.map(({ observed }) => observed)), 0.95),
    share('core, ticks with a condition / ticks without', median(steps.map(({ until }) => until)), 0.95),
    share('core, two workers on two cores / one', await twoWorkers(join(root, 'resources/games/pocket-quest/pocket-quest.gb')), 1.9),
    cost('core, save as part of a batch', median(steps.map(({ save }) => save)), 'µs', 4),
    cost('core, save', microseconds(() => { quiet.viewState() }), 'µs', 2),
    cost('core, save into an array that is kept', microseconds(() => { quiet.saveState(kept) }), 'µs', 2),
    cost('core, save as what has changed', microseconds(() => { quiet.viewChanges?.() }), 'µs', 2),
    cost('core, restore', microseconds(() => { quiet.loadState(state) }), 'µs', 2),
    cost('core, fork', microseconds(() => { quiet.fork(0) }), 'µs', 2),
    cost('core, hash', microseconds(() => { quiet.hash() }), 'µs', 2),
    cost('core, state with 32 KB of cartridge RAM', make(largest).saveState().length / 1024, 'KB', 64),
    cost('core, LZ4 of a state of Pocket Quest', compressSync(Buffer.from(state)).length / 1024, 'KB', 10),
  ]
}
