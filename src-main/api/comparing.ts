import { setImmediate as turn } from 'node:timers/promises'
import type { Comparison, GameState } from '../../src-preload/contract/index.ts'
import type { InputRow } from '../recorder/index.ts'
import type { Line } from '../snapshot/index.ts'
import { WORK_RAM } from './memorySearch.ts'
import type { OpenRun } from './runShelf.ts'

const MAX_RUNS = 500
/** Differing bytes nearer than this are shown as one stretch. */
const GAP = 4

type Leaf = number | string | boolean | null

/** @returns what differs between two states, by the names scripts use */
export function stateChanges(a: GameState, b: GameState): Comparison['changes'] {
  const left = new Map<string, Leaf>()
  const right = new Map<string, Leaf>()
  flatten('', a, left)
  flatten('', b, right)
  const changes: Comparison['changes'] = []
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    const [from, to] = [left.get(path) ?? null, right.get(path) ?? null]
    if (from !== to) changes.push({ path, a: from, b: to })
  }
  return changes
}

function flatten(path: string, value: unknown, into: Map<string, Leaf>): void {
  if (Array.isArray(value)) {
    for (const [i, each] of value.entries()) flatten(`${path}[${i}]`, each, into)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) flatten(path === '' ? key : `${path}.${key}`, each, into)
  } else if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
    into.set(path, value)
  }
}

/** @param a, b all of work RAM */
export function memoryChanges(a: Uint8Array, b: Uint8Array): Pick<Comparison, 'memory' | 'memory_differing'> {
  const memory: Comparison['memory'] = []
  let differing = 0
  let start = -1
  let last = -1
  const end = (): void => {
    if (start < 0 || memory.length >= MAX_RUNS) return
    memory.push({ address: WORK_RAM.address + start, a: hex(a, start, last), b: hex(b, start, last) })
  }
  for (let at = 0; at < a.length; at++) {
    if (a[at] === b[at]) continue
    differing++
    if (start < 0 || at - last > GAP) {
      end()
      start = at
    }
    last = at
  }
  end()
  return { memory, memory_differing: differing }
}

function hex(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to + 1)).toString('hex')
}

export interface Side {
  open: OpenRun
  branch: number
  tick: number
}

/** @returns the first tick at which two lines went different ways, null when one of them holds the other */
export async function firstDifference(a: Side, b: Side): Promise<number | null> {
  const isSameRun = a.open.id === b.open.id
  const common = isSameRun ? lastCommonTick(a.open.line(a.branch), b.open.line(b.branch)) : 0
  const end = Math.min(a.tick, b.tick)
  if (common >= end) return null
  const left = new Inputs(a.open.reader.inputs(a.branch, common + 1, end))
  const right = new Inputs(b.open.reader.inputs(b.branch, common + 1, end))
  for (let tick = common + 1; tick <= end; tick++) {
    const one = left.next()
    const other = right.next()
    if (!one || !other || !isSame(one, other)) return tick
    if (tick % 4096 === 0) await turn()
  }
  return null
}

/** @returns the last tick both lines have from the same branch */
export function lastCommonTick(a: Line, b: Line): number {
  let common = 0
  for (const [i, left] of a.entries()) {
    const right = b[i]
    if (right?.branch !== left.branch) break
    common = Math.min(left.to, right.to)
    if (left.to !== right.to) break
  }
  return common
}

function isSame(a: InputRow, b: InputRow): boolean {
  return a.buttons === b.buttons && a.hold === b.hold && a.frames === b.frames && a.fingerprint === b.fingerprint
}

/** Recorded inputs one by one, of batches. */
class Inputs {
  readonly #batches: Iterator<InputRow[]>
  #batch: readonly InputRow[] = []
  #at = 0

  constructor(batches: Iterator<InputRow[]>) {
    this.#batches = batches
  }

  next(): InputRow | undefined {
    if (this.#at >= this.#batch.length) {
      const next = this.#batches.next()
      if (next.done === true) return undefined
      this.#batch = next.value
      this.#at = 0
    }
    return this.#batch[this.#at++]
  }
}
