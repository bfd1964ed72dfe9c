import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { PtpError, type ErrorCode } from '../../../src-preload/contract/index.ts'
import type { SnapshotDraft } from '../../../src-main/snapshot/index.ts'

export const CORE = { name: 'boytacean', version: '0.13.2', model: 'dmg', sound: false }
export const ROM = 'a'.repeat(64)

export function draft(changes: Partial<SnapshotDraft> = {}): SnapshotDraft {
  const { branch = 0, tick = 0 } = changes
  return {
    id: `snap_${String(branch)}_${String(tick)}`, run_id: 'run_a', branch, parent: null, tick, frame: tick * 20,
    created_at: new Date(1_700_000_000_000 + tick * 1000).toISOString(), reason: 'interval', name: null, note: null, pinned: false,
    profile: 'pocket-quest', rom_sha256: ROM, core: CORE, state_format: 'bos', state_hash: '0123456789abcdef',
    metadata: { location: 'Route 1' }, agent: { line: 3 }, thumbnail: null, ...changes,
  }
}

/** A state as a console gives them: long runs, repetitions and some noise, the same for the same seed. */
export function stateOf(seed: number, length = 94_597): Uint8Array {
  const state = new Uint8Array(length)
  let random = seed * 2654435761 + 1
  for (let at = 0; at < length; at++) {
    if (at % 7 === 0) random = (Math.imul(random, 1664525) + 1013904223) >>> 0
    state[at] = at % 4096 < 1024 ? random >>> 24 : (at >>> 8) + (at % 97 === 0 ? seed : 0)
  }
  return state
}

const folders: string[] = []

/** A folder that is removed when the tests of the file are over. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'ptp-snapshot-'))
  folders.push(dir)
  return dir
}

afterAll(() => {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true })
})

/** Asserts the typed error, that it says what to do, and what its message must tell. */
export function expectRefusal(error: unknown, code: ErrorCode, ...tells: (string | RegExp)[]): void {
  expect(error).toBeInstanceOf(PtpError)
  if (!(error instanceof PtpError)) return
  expect({ code: error.code, message: error.message }).toMatchObject({ code })
  expect(error.hint ?? '').not.toBe('')
  for (const tell of tells) expect(error.message).toMatch(tell)
}

export function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

export async function rejected(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  return undefined
}
