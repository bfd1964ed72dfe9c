import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError } from '../../src-preload/contract/index.ts'
import type { BootRom } from './backend.ts'

/** The boot ROMs runs were started with, kept by their hash, so that those runs can be reached again. */
export class BootRoms {
  readonly #dir: string
  readonly #known = new Map<string, BootRom>()

  /** @param home where runs are kept */
  constructor(home: string) {
    this.#dir = path.join(home, 'boot-roms')
  }

  /** Takes one in. @param file of the user @throws PtpError `not-found` */
  keep(file: string): BootRom {
    const known = this.#known.get(file)
    if (known) return known
    if (!existsSync(file)) throw new PtpError('not-found', `no such boot ROM: ${file}`)
    const bytes = new Uint8Array(readFileSync(file))
    if (bytes.length !== 256 && bytes.length !== 2304) {
      throw new PtpError('bad-rom', `${file} is no boot ROM: it has ${bytes.length} bytes`, { hint: 'a boot ROM has 256 bytes (DMG) or 2304 (CGB)' })
    }
    const kept = { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
    mkdirSync(this.#dir, { recursive: true })
    writeFileAtomic.sync(this.#fileOf(kept.sha256), Buffer.from(bytes))
    this.#known.set(file, kept)
    return kept
  }

  /** @param sha256 as a run's metadata names it, undefined where there was none @throws PtpError `not-found` */
  find(sha256: string | undefined): BootRom | null {
    if (sha256 === undefined) return null
    const file = this.#fileOf(sha256)
    const bytes = existsSync(file) ? new Uint8Array(readFileSync(file)) : null
    if (bytes && createHash('sha256').update(bytes).digest('hex') === sha256) return { bytes, sha256 }
    throw new PtpError('not-found', `the boot ROM this run was started with (SHA-256 ${sha256}) is not here`, { hint: `put it at ${file}` })
  }

  #fileOf(sha256: string): string {
    return path.join(this.#dir, `${sha256.replaceAll(/[^0-9a-f]/g, '')}.bin`)
  }
}
