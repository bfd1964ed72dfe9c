import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PtpError, type ScriptSummary } from '../../src-preload/contract/index.ts'
import type { Workbench } from '../workbench.ts'

const MAX_BYTES = 20_000_000

export interface ScriptVersion {
  version: number
  saved_at: string
  /** SHA-256 of the text */
  checksum: string
}

/** A version as it lies on disk. */
interface VersionFile {
  version: number
  file: string
  isBundled: boolean
}

/**
 * The script library: the bundled scripts, which nobody can change, and those of the home, each a folder
 * with its versions. A saved script hides the bundled one of its name, whose text is its version 1.
 */
export class ScriptShelf {
  readonly #bundled: string
  readonly #own: string
  readonly #trash: string
  /** saves of a script come one after the other, so that no two make the same version */
  #writing: Promise<unknown> = Promise.resolve()

  constructor(workbench: Workbench) {
    this.#bundled = path.join(workbench.resources, 'scripts')
    this.#own = path.join(workbench.home, 'scripts')
    this.#trash = path.join(workbench.home, 'trash', 'scripts')
  }

  /** By name. */
  async list(): Promise<ScriptSummary[]> {
    const bundled = existsSync(this.#bundled) ? (await readdir(this.#bundled)).filter((name) => name.endsWith('.ptp')) : []
    const own = existsSync(this.#own) ? await this.#ownNames() : []
    const names = [...new Set([...own, ...bundled])].sort()
    const known = await Promise.all(names.map(async (name) => ((await this.#files(name)).length > 0 ? [name] : [])))
    return Promise.all(known.flat().map((name) => this.summary(name)))
  }

  /** @throws PtpError `not-found`, `bad-input` */
  async summary(name: string): Promise<ScriptSummary> {
    const files = await this.#files(name)
    const newest = this.#version(name, files)
    const [source, info] = await Promise.all([readText(newest.file), stat(newest.file)])
    return { name, bundled: newest.isBundled, updated_at: info.mtime.toISOString(), versions: files.length, lines: source.split('\n').length - (source.endsWith('\n') ? 1 : 0) }
  }

  /** @param version the newest when not given @throws PtpError `not-found`, `bad-input` */
  async read(name: string, version?: number): Promise<{ source: string; version: number }> {
    const found = this.#version(name, await this.#files(name), version)
    return { source: await readText(found.file), version: found.version }
  }

  /** Oldest first. */
  async versions(name: string): Promise<ScriptVersion[]> {
    const files = await this.#files(name)
    this.#version(name, files)
    return Promise.all(
      files.map(async ({ version, file }) => {
        const [text, info] = await Promise.all([readText(file), stat(file)])
        return { version, saved_at: info.mtime.toISOString(), checksum: createHash('sha256').update(text).digest('hex') }
      }),
    )
  }

  /** Saves a new version, unless it is the text of the newest. */
  save(name: string, source: string): Promise<ScriptSummary> {
    return this.#inTurn(async () => {
      const files = await this.#files(name)
      const newest = files.at(-1)
      if (!newest || (await readText(newest.file)) !== source) {
        const folder = this.#folder(this.#own, name)
        await mkdir(folder, { recursive: true })
        await writeFileAtomic(path.join(folder, `${(newest?.version ?? 0) + 1}.ptp`), source)
      }
      return this.summary(name)
    })
  }

  /** Puts a script with all its versions into the bin; a bundled one that it hid shows again. */
  delete(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const folder = this.#folder(this.#own, name)
      if (!existsSync(folder)) {
        const isBundled = existsSync(this.#folder(this.#bundled, name))
        throw isBundled
          ? new PtpError('bad-input', `${name} is a bundled script and cannot be deleted`, { hint: 'it can be changed: what you save hides it' })
          : notFound(name)
      }
      await mkdir(this.#trash, { recursive: true })
      const trashed = this.#folder(this.#trash, name)
      await rm(trashed, { recursive: true, force: true })
      await rename(folder, trashed)
    })
  }

  /** Undoes the last {@link delete} of a script. */
  restore(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const trashed = this.#folder(this.#trash, name)
      const folder = this.#folder(this.#own, name)
      if (!existsSync(trashed)) throw new PtpError('not-found', `no deleted script ${name} is there to restore`)
      if (existsSync(folder)) throw new PtpError('bad-input', `there is a new script ${name} by now`, { hint: 'delete that one, or save it under another name first' })
      await mkdir(this.#own, { recursive: true })
      await rename(trashed, folder)
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(work)
    // Who asked is told of a failure; it must not hold up those behind.
    this.#writing = done.catch(() => undefined)
    return done
  }

  async #ownNames(): Promise<string[]> {
    const found = await readdir(this.#own, { withFileTypes: true })
    return found.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
  }

  /** Every version there is, oldest first; empty for an unknown script. */
  async #files(name: string): Promise<VersionFile[]> {
    const folder = this.#folder(this.#own, name)
    const bundled = this.#folder(this.#bundled, name)
    const own = existsSync(folder) ? await readdir(folder) : []
    const files = own.flatMap((file) => {
      const version = /^([1-9]\d{0,8})\.ptp$/.exec(file)?.[1]
      return version === undefined ? [] : [{ version: Number(version), file: path.join(folder, file), isBundled: false }]
    })
    // A script of the home may be older than the bundled one of its name; then it has a version 1 of its own.
    const isFirst = files.every(({ version }) => version > 1)
    if (isFirst && bundled.endsWith('.ptp') && existsSync(bundled)) files.push({ version: 1, file: bundled, isBundled: true })
    return files.sort((a, b) => a.version - b.version)
  }

  #version(name: string, files: readonly VersionFile[], version?: number): VersionFile {
    const found = version === undefined ? files.at(-1) : files.find((each) => each.version === version)
    if (found) return found
    if (files.length === 0) throw notFound(name)
    throw new PtpError('not-found', `script ${name} has no version ${version}`, { hint: `it has ${files.map((each) => each.version).join(', ')}` })
  }

  #folder(root: string, name: string): string {
    // eslint-disable-next-line no-control-regex -- a name with control characters is what is looked for
    const isBad = /[\\/:*?"<>|\u0000-\u001f]|^\.|[. ]$|^ /.test(name) || Buffer.byteLength(name) > 200
    if (isBad) throw new PtpError('bad-input', `a script cannot be called "${name.slice(0, 80)}"`, { hint: 'use letters, digits, spaces, - and _' })
    return path.join(root, name)
  }
}

function notFound(name: string): PtpError {
  return new PtpError('not-found', `there is no script ${name}`, { hint: 'look at the list of scripts again' })
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file)
  if (size > MAX_BYTES) throw new PtpError('bad-script', `${file} has ${size} bytes, more than a script can have`)
  return readFile(file, 'utf8')
}
