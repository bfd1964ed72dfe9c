import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtCore } from './build.ts'

interface CpuState {
  pc: number; sp: number; a: number; b: number; c: number; d: number; e: number; f: number; h: number; l: number
  ime: number; ei?: number; ram: [number, number][]
}
interface Vector {
  name: string
  initial: CpuState
  final: CpuState
  cycles: ([number, number, string] | null)[]
}
interface FlatCpu {
  memory: WebAssembly.Memory
  memoryAddress(): number
  logAddress(): number
  step(): number
  register(index: number): number
  setRegisters(pc: number, sp: number, a: number, f: number, bc: number, de: number, hl: number, ime: number): void
}

let cpu: FlatCpu
let ram: Uint8Array
let log: Int32Array

beforeAll(async () => {
  const { instance } = await WebAssembly.instantiate(await builtCore(true))
  cpu = instance.exports as unknown as FlatCpu
  ram = new Uint8Array(cpu.memory.buffer, cpu.memoryAddress(), 0x10000)
  log = new Int32Array(cpu.memory.buffer, cpu.logAddress(), 64)
}, 60_000)

function load(file: string): Vector[] {
  const bytes = readFileSync(file)
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()
  if (text.startsWith('[')) return JSON.parse(text) as Vector[]
  return text.trim().split('\n').map((line) => JSON.parse(line) as Vector)
}

/** HALT and STOP list two more cycles in which the CPU stands still. */
const standsStill = (vector: Vector) => /^(10|76) /.test(vector.name)

/** What differs from the vector, or undefined. */
function difference(vector: Vector): string | undefined {
  const { initial, final } = vector
  for (const [address, value] of initial.ram) ram[address] = value
  cpu.setRegisters(initial.pc, initial.sp, initial.a, initial.f, (initial.b << 8) | initial.c,
    (initial.d << 8) | initial.e, (initial.h << 8) | initial.l, initial.ime)
  const accesses = cpu.step()
  const registers = Array.from({ length: 9 }, (_, index) => cpu.register(index))
  const wanted = [final.pc, final.sp, final.a, final.f, (final.b << 8) | final.c, (final.d << 8) | final.e,
    (final.h << 8) | final.l, final.ime, final.ei ?? 0]
  if (registers.join() !== wanted.join()) return `registers ${registers.join()} instead of ${wanted.join()}`
  for (const [address, value] of final.ram)
    if (ram[address] !== value) return `memory ${address} holds ${ram[address]} instead of ${value}`
  const clocks = 4 * (vector.cycles.length - (standsStill(vector) ? 2 : 0))
  if (cpu.register(9) !== clocks) return `${cpu.register(9)} clocks instead of ${clocks}`
  const seen = Array.from({ length: accesses }, (_, i) => [log[3 * i], log[3 * i + 1], log[3 * i + 2]].join())
  const bus = vector.cycles.flatMap((cycle, i) => {
    if (!cycle || cycle[2] === '---') return []
    return [[4 * i, cycle[0], cycle[1] | (cycle[2].includes('w') ? 0x100 : 0)].join()]
  })
  if (seen.join(' ') !== bus.join(' ')) return `bus ${seen.join(' ')} instead of ${bus.join(' ')}`
  return undefined
}

function failures(vectors: Vector[]): string[] {
  return vectors.flatMap((vector) => {
    const wrong = difference(vector)
    return wrong ? [`${vector.name}: ${wrong}`] : []
  })
}

describe('the CPU, one instruction at a time', () => {
  it('should agree with the sample of the SM83 vectors in registers, memory, cycles and bus activity', () => {
    const vectors = load(join(import.meta.dirname, 'sm83-sample/vectors.ndjson.gz'))
    expect(vectors).toHaveLength(1000)
    expect(failures(vectors)).toEqual([])
  })

  const place = process.env['PTP_SM83_VECTORS']
  if (!place) console.log('The whole set of SM83 vectors is not tested: PTP_SM83_VECTORS is not set (see sm83-sample/README.md).')
  it.skipIf(!place)('should agree with every vector in PTP_SM83_VECTORS', { timeout: 600_000 }, () => {
    const path = place ?? ''
    const files = statSync(path).isDirectory()
      ? readdirSync(path).filter((name) => /json(\.gz)?$/.test(name)).map((name) => join(path, name))
      : [path]
    expect(files, `no vectors in ${path}`).not.toEqual([])
    for (const file of files) expect(failures(load(file)).slice(0, 20), file).toEqual([])
  })
})
