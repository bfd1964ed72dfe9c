import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { pack } from 'tar-stream'
import { PtpError, type ImageStatus } from '../../../src-preload/contract/index.ts'
import type { ImageFile } from '../gym/index.ts'
import { jsonLine, onLines } from './lines.ts'
import { LABELS } from './owner.ts'
import type { ImageSource } from './ownImage.ts'
import { engineRefusal } from './refusal.ts'

/** What is told while an image is pulled or built: a step for people, and the share that is done, 0–1. */
export type ImageProgress = (step: string, share: number | null) => void

/** @returns what is known of an image, null when it is not there */
export async function lookAtImage(docker: Docker, host: string, name: string): Promise<ImageStatus | null> {
  try {
    const { Id, Size, Created } = await docker.getImage(name).inspect()
    return { name, state: 'ready', id: Id, size_bytes: Size, created_at: Created, message: '', progress: null }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return null
    throw engineRefusal(host, `look at image ${name}`, error)
  }
}

/** Builds our own image. @throws PtpError fatal with the step that failed */
export async function buildImage(docker: Docker, host: string, source: ImageSource, onProgress: ImageProgress, signal?: AbortSignal): Promise<void> {
  const { name, base, files } = source
  const options = { t: name, buildargs: { BASE: base }, labels: { [LABELS.image]: name }, forcerm: true, ...(signal ? { abortSignal: signal } : {}) }
  try {
    const stream = await docker.buildImage(contextOf(files), options)
    await follow(stream as Readable, (line) => {
      const step = /^Step (\d+)\/(\d+) : (.*)/.exec(String(line['stream'] ?? ''))
      if (step) onProgress(step[3] ?? '', (Number(step[1]) - 1) / Number(step[2]))
      else if (typeof line['status'] === 'string') onProgress(`${line['status']} ${String(line['id'] ?? '')}`.trim(), null)
    })
  } catch (error) {
    throw brokenImage(host, `build image ${name} on ${base}`, error, 'check that the base image can be pulled, or give another with --base-image')
  }
}

/** Pulls an image. @throws PtpError fatal when it cannot be had */
export async function pullImage(docker: Docker, host: string, name: string, onProgress: ImageProgress, signal?: AbortSignal): Promise<void> {
  const layers = new Map<string, { current: number; total: number }>()
  try {
    const stream = await docker.pull(name, signal ? { abortSignal: signal } : {})
    await follow(stream as Readable, (line) => {
      const detail = line['progressDetail'] as { current?: number; total?: number } | undefined
      if (detail?.total) layers.set(String(line['id']), { current: detail.current ?? 0, total: detail.total })
      const total = [...layers.values()].reduce((sum, each) => sum + each.total, 0)
      const current = [...layers.values()].reduce((sum, each) => sum + each.current, 0)
      onProgress(`${String(line['status'] ?? '')} ${String(line['id'] ?? '')}`.trim(), total > 0 ? Math.min(1, current / total) : null)
    })
  } catch (error) {
    throw brokenImage(host, `pull image ${name}`, error, 'check its name and the network, or build it by hand')
  }
}

function brokenImage(host: string, what: string, error: unknown, hint: string): PtpError {
  const refusal = engineRefusal(host, what, error)
  if (refusal.kind === 'transient' || refusal.code === 'disk-full' || refusal.code === 'cancelled') return refusal
  return new PtpError(refusal.code, `could not ${what}: ${refusal.message}`, { kind: 'fatal', hint, cause: error })
}

function contextOf(files: readonly ImageFile[]): Readable {
  const tar = pack()
  for (const { name, file } of files) tar.entry({ name, mode: 0o644, mtime: new Date(0) }, readFileSync(file))
  tar.finalize()
  return Readable.from(tar)
}

/** Reads a stream of progress to its end. @throws what the engine reports in it */
function follow(stream: Readable, hear: (line: Record<string, unknown>) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: string | null = null
    onLines(stream, (text) => {
      const line = jsonLine(text)
      if (!line) return
      if (typeof line['error'] === 'string') failure = line['error']
      else hear(line)
    })
    stream.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.name === 'AbortError' ? new PtpError('cancelled', 'the image was not finished: it was cancelled') : error)
    })
    stream.on('end', () => {
      if (failure === null) resolve()
      else reject(Object.assign(new Error(failure), { statusCode: 500 }))
    })
  })
}
