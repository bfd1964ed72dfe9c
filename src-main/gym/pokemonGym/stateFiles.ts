import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { MAX_STATE_BYTES } from '../../emulator/index.ts'
import { writeWhole, writeWholeSync } from '../../wholeFile.ts'

/** Most session folders that are kept; the oldest go. */
const MAX_SESSIONS = 50
/** Most state files of one session. */
const MAX_FILES = 1000
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,99}$/
const AUTOSAVE = 'autosave.state'
const EXTENSION = '.state'

/** The folder of a server in which each session has a folder with its state files. Names cannot lead out of it. */
export class StateFiles {
  readonly #root: string
  /** one at a time */
  #keeping: Promise<void> = Promise.resolve()

  /** @param root made when the first session begins */
  constructor(root: string) {
    this.#root = path.resolve(root)
  }

  /**
   * @returns the folder of a session, which need not be there yet
   * @throws PtpError `bad-input` for a name that is none
   */
  folder(name: string): string {
    return path.join(this.#root, checked(name, 'session'))
  }

  /**
   * Makes the folder of a session; one that is there is used again.
   * @throws PtpError `storage`, `disk-full`
   */
  open(dir: string): void {
    onDisk(`the session folder ${dir} cannot be made`, () => {
      mkdirSync(dir, { recursive: true })
      for (const old of this.#folders().filter((folder) => folder !== dir).slice(MAX_SESSIONS - 1)) rmSync(old, { recursive: true, force: true })
    })
  }

  /**
   * @param name of the file; an existing one of that name is replaced
   * @returns the file's path
   * @throws PtpError `bad-input` for a name that is none or when the folder is full, `storage`
   */
  save(dir: string, name: string, state: Uint8Array): string {
    const file = path.join(dir, withExtension(checked(name, 'state file')))
    if (!existsSync(file) && readdirSync(dir).length >= MAX_FILES) {
      throw new PtpError('bad-input', `this session has ${MAX_FILES} state files already`, { hint: 'use the name of one of them, it is then replaced' })
    }
    onDisk(`the state file ${file} cannot be written`, () => writeWholeSync(file, state))
    return file
  }

  /**
   * @param wanted a path that `save` gave, or the name of a file of this session or else of the newest that has one
   * @throws PtpError `not-found`, `bad-input` for a path outside of the session folders
   */
  load(dir: string, wanted: string): Uint8Array {
    for (const folder of [dir, this.#root, ...this.#folders()]) {
      for (const name of [wanted, withExtension(wanted)]) {
        const file = path.resolve(folder, name)
        if (!file.startsWith(this.#root + path.sep)) throw outside(wanted)
        if (existsSync(file) && statSync(file).isFile()) return this.#read(file, wanted)
      }
    }
    throw new PtpError('not-found', `there is no state file "${wanted.slice(0, 200)}"`, { hint: 'give the state_file that /save_state answered' })
  }

  /** Keeps the state a session ended with, for `load_autosave`. @throws PtpError `storage`, `disk-full` */
  keep(state: Uint8Array): Promise<void> {
    const keeping = this.#keeping.then(async () => {
      try {
        await mkdir(this.#root, { recursive: true })
        await writeWhole(path.join(this.#root, AUTOSAVE), state)
      } catch (cause) {
        throw refused(`the last state cannot be kept in ${this.#root}`, cause)
      }
    })
    this.#keeping = keeping.catch(() => undefined)
    return keeping
  }

  /** @throws PtpError `not-found` when no session ended yet */
  kept(): Uint8Array {
    const file = path.join(this.#root, AUTOSAVE)
    if (existsSync(file)) return this.#read(file, AUTOSAVE)
    throw new PtpError('not-found', 'no state was kept yet: it is when a session ends', { hint: 'begin without load_autosave' })
  }

  #read(file: string, wanted: string): Uint8Array {
    // A link inside the folder must not lead out of it either.
    if (!realpathSync(file).startsWith(realpathSync(this.#root) + path.sep)) throw outside(wanted)
    const { size } = statSync(file)
    if (size === 0 || size > MAX_STATE_BYTES) throw new PtpError('bad-snapshot', `${file} has ${size} bytes, which no state has`)
    return onDisk(`${file} cannot be read`, () => new Uint8Array(readFileSync(file)))
  }

  /** The session folders, the newest first. */
  #folders(): string[] {
    if (!existsSync(this.#root)) return []
    return readdirSync(this.#root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => path.join(this.#root, name))
      .map((dir) => ({ dir, at: statSync(dir).mtimeMs }))
      .sort((a, b) => b.at - a.at)
      .map(({ dir }) => dir)
  }
}

function checked(name: string, what: string): string {
  if (NAME.test(name) && !name.includes('..')) return name
  throw new PtpError('bad-input', `"${name.slice(0, 100)}" cannot be the name of a ${what}`, { hint: 'use letters, digits, blanks and _ . - only, at most 100' })
}

function withExtension(name: string): string {
  return name.endsWith(EXTENSION) ? name : name + EXTENSION
}

function outside(wanted: string): PtpError {
  return new PtpError('bad-input', `"${wanted.slice(0, 200)}" lies outside of the session folders`, { hint: 'give the state_file that /save_state answered' })
}

function onDisk<T>(failure: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw refused(failure, cause)
  }
}

function refused(failure: string, cause: unknown): PtpError {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') return new PtpError('storage', `${failure}: ${String(cause)}`, { cause })
  return new PtpError('disk-full', `${failure}: the disk is full`, { hint: 'free some space where the server keeps its sessions; the session goes on', cause })
}
