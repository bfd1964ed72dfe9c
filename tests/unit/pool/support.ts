import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { DEFAULT_CORE } from '../../../src-main/emulator/index.ts'
import type { Cartridge, LeaseOwner } from '../../../src-main/pool/index.ts'
import { DEMO_ROM } from '../../support/engine.ts'

/** The bundled game as a cartridge. */
export function demoCartridge(changes: Partial<Cartridge> = {}): Cartridge {
  const rom = new Uint8Array(readFileSync(DEMO_ROM))
  return { rom, sha256: createHash('sha256').update(rom).digest('hex'), title: 'POCKETQUEST', core: DEFAULT_CORE, model: 'auto', sound: false, ...changes }
}

export function owner(run: string | null = null, purpose = 'playing'): LeaseOwner {
  return { run, purpose }
}

/** Waits until something is so. */
export async function until(isSo: () => boolean, ms = 10_000): Promise<void> {
  const end = performance.now() + ms
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms for ${String(isSo)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
