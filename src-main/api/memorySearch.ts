import { PtpError } from '../../src-preload/contract/index.ts'
import type { OutputOf } from '../../src-preload/contract/index.ts'
import type { ParsedInput } from './answers.ts'
import type { Viewer } from './viewer.ts'

export const WORK_RAM = { address: 0xc000, length: 0x2000 } as const
/** Addresses that are shown; more of them are only counted. */
const MAX_FOUND = 1000

type Step = ParsedInput<'memory.search'>['steps'][number]

/** Finds the bytes of work RAM that fit every step. @throws PtpError `bad-input`, `not-found` */
export async function searchMemory(viewer: Viewer, run: string, steps: readonly Step[]): Promise<OutputOf<'memory.search'>> {
  checkSteps(steps)
  const seen: Uint8Array[] = []
  for (const { branch, tick } of steps) seen.push((await viewer.look({ run, branch, tick }, [WORK_RAM])).memory)
  let total = 0
  const found: { address: number; values: number[] }[] = []
  for (let at = 0; at < WORK_RAM.length; at++) {
    if (!steps.every((step, i) => fits(step, seen[i]?.[at] ?? 0, seen[i - 1]?.[at] ?? 0))) continue
    total++
    if (found.length < MAX_FOUND) found.push({ address: WORK_RAM.address + at, values: seen.map((memory) => memory[at] ?? 0) })
  }
  return { total, found }
}

function checkSteps(steps: readonly Step[]): void {
  for (const [i, { is, value }] of steps.entries()) {
    if (is === 'equals' && (value === undefined || !Number.isInteger(value) || value < 0 || value > 255)) {
      throw new PtpError('bad-input', `step ${i + 1} needs the value the byte equals`, { hint: 'a byte has a value from 0 to 255' })
    }
    if (i === 0 && is !== 'any' && is !== 'equals') {
      throw new PtpError('bad-input', `the first step cannot be "${is}": there is nothing to compare with`, { hint: 'begin with "any" or "equals"' })
    }
  }
}

function fits({ is, value }: Step, now: number, before: number): boolean {
  switch (is) {
    case 'any':
      return true
    case 'equals':
      return now === value
    case 'changed':
      return now !== before
    case 'unchanged':
      return now === before
    case 'increased':
      return now > before
    case 'decreased':
      return now < before
  }
}
