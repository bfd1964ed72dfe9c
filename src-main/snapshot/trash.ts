import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import { storageError } from './refusal.ts'
import { fileOf, SUFFIX } from './storeFiles.ts'

/** Where deleted snapshots wait, so that a deletion can be undone. */
export class Trash {
  readonly #dir: string
  readonly #trash: string

  constructor(dir: string) {
    this.#dir = dir
    this.#trash = join(dir, '.trash')
  }

  /** @throws PtpError `storage`, `not-found` */
  async put(id: string): Promise<void> {
    const file = fileOf(this.#dir, id)
    try {
      await mkdir(this.#trash, { recursive: true })
      const now = new Date()
      // Its age in the trash counts from here.
      await utimes(file, now, now)
      await rename(file, fileOf(this.#trash, id))
    } catch (cause) {
      throw storageError(file, 'deleting the snapshot', cause)
    }
  }

  /** @throws PtpError `not-found` when it is not in the trash, `storage` */
  async takeBack(id: string): Promise<void> {
    try {
      await rename(fileOf(this.#trash, id), fileOf(this.#dir, id))
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
        throw new PtpError('not-found', `snapshot ${id}: is not in the trash`, { hint: 'It may have been emptied since.', details: { id } })
      }
      throw storageError(fileOf(this.#trash, id), 'taking the snapshot back', cause)
    }
  }

  /** @returns the ids in the trash */
  async list(): Promise<string[]> {
    try {
      const names = await readdir(this.#trash)
      return names.filter((name) => name.endsWith(SUFFIX)).map((name) => basename(name, SUFFIX))
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
      throw storageError(this.#trash, 'reading the trash', cause)
    }
  }

  /** Removes for good what was deleted longer ago than that. @returns the ids removed */
  async empty(olderThanMs: number): Promise<string[]> {
    const removed: string[] = []
    for (const id of await this.list()) {
      const file = fileOf(this.#trash, id)
      try {
        if (Date.now() - (await stat(file)).mtimeMs < olderThanMs) continue
        await rm(file, { force: true })
      } catch (cause) {
        throw storageError(file, 'emptying the trash', cause)
      }
      removed.push(id)
    }
    return removed
  }
}
