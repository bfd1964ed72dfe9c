import { lstat, realpath } from 'node:fs/promises'
import path from 'node:path'
import { PtpError } from '../../src-preload/contract/index.ts'
import { runPaths } from '../recorder/index.ts'
import type { DeskParts } from './desk.ts'
import { runDirOf } from './runDir.ts'

/** A file that a face may hand out. */
export interface FileReply {
  /** absolute path */
  file: string
  /** what it shall be called where it is kept */
  name: string
  type: string
  bytes: number
}

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv; charset=utf-8', '.json': 'application/json', '.md': 'text/markdown; charset=utf-8', '.html': 'text/html; charset=utf-8', '.png': 'image/png',
}
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/

/** Answers the URLs that `fileUrl` of the contract makes: files the engine wrote on somebody's wish, nothing else of the disk. */
export class Files {
  readonly #parts: Pick<DeskParts, 'workbench' | 'jobs'>

  constructor(parts: Pick<DeskParts, 'workbench' | 'jobs'>) {
    this.#parts = parts
  }

  /** @param url path, still encoded; a query is left alone @throws PtpError `bad-input` for no such URL, `not-found` */
  async answer(url: string): Promise<FileReply> {
    const [, root, kind, id = '', last = '', ...more] = (url.split('?', 1)[0] ?? '').split('/').map((part) => decode(part, url))
    if (root !== 'files' || more.length > 0) throw badUrl(url)
    if (kind === 'jobs') return this.#ofJob(id, last)
    if (kind !== 'runs' || !NAME.test(last)) throw badUrl(url)
    return replyOf(path.join(runPaths(runDirOf(this.#parts.workbench, id)).exports, last))
  }

  async #ofJob(id: string, index: string): Promise<FileReply> {
    const job = this.#parts.jobs.list().find((each) => each.id === id)
    const file = /^\d{1,4}$/.test(index) && job?.state === 'done' ? job.files[Number(index)] : undefined
    if (file === undefined) throw new PtpError('not-found', `there is no such file of job ${id.slice(0, 80)}`, { hint: 'a job has files once it is done; long ago ended ones are forgotten' })
    const home = await realpath(this.#parts.workbench.home)
    // What a job wrote elsewhere, on the wish of somebody at this machine, is not for everybody who can reach the server.
    if (!(await existing(file)).startsWith(home + path.sep)) throw new PtpError('not-found', `${path.basename(file)} lies outside the folder of runs`)
    return replyOf(file)
  }
}

async function replyOf(file: string): Promise<FileReply> {
  const info = await lstat(file).catch(gone(file))
  if (!info.isFile()) throw new PtpError('not-found', `${path.basename(file)} is no file`)
  return { file, name: path.basename(file), type: TYPES[path.extname(file)] ?? 'application/octet-stream', bytes: info.size }
}

function existing(file: string): Promise<string> {
  return realpath(file).catch(gone(file))
}

function gone(file: string) {
  return (cause: unknown): never => {
    throw new PtpError('not-found', `there is no file ${path.basename(file)} any more`, { hint: 'export it again', cause })
  }
}

function decode(part: string, url: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    if (cause instanceof URIError) throw badUrl(url)
    throw cause
  }
}

function badUrl(url: string): PtpError {
  return new PtpError('bad-input', `there is no file at ${url.slice(0, 200)}`)
}
