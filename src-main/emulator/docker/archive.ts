import { Readable } from 'node:stream'
import path from 'node:path'
import type { Container } from 'dockerode'
import { extract, pack } from 'tar-stream'
import { PtpError } from '../../../src-preload/contract/index.ts'

/** The largest file that is carried out of a container, bytes. */
const LARGEST = 64 * 1024 * 1024
/** What a tar archive takes beside the file in it, at most. */
const FRAME = 64 * 1024

/**
 * Carries a file out of a container.
 * @throws PtpError `not-found`; `bad-input` when it is no plain file, or larger than 64 MB
 */
export async function readContainerFile(container: Container, file: string): Promise<Uint8Array> {
  const archive = (await container.getArchive({ path: file })) as Readable
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of archive as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST + FRAME) throw new PtpError('bad-input', `${file} in the container is larger than ${LARGEST} bytes`)
    chunks.push(chunk)
  }
  return onlyFile(Buffer.concat(chunks), file)
}

function onlyFile(archive: Buffer, file: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const tar = extract()
    tar.on('entry', ({ type }, entry, next) => {
      if (type !== 'file') {
        reject(new PtpError('bad-input', `${file} in the container is no plain file`))
        tar.destroy()
        return
      }
      const parts: Buffer[] = []
      entry.on('data', (part: unknown) => parts.push(part as Buffer))
      entry.on('end', () => {
        resolve(new Uint8Array(Buffer.concat(parts)))
        next()
      })
    })
    tar.on('error', reject)
    tar.on('finish', () => reject(new PtpError('not-found', `there is no ${file} in the container`)))
    tar.end(archive)
  })
}

/** Carries a file into a container; its folder has to be there. */
export async function writeContainerFile(container: Container, file: string, bytes: Uint8Array): Promise<void> {
  const tar = pack()
  tar.entry({ name: path.posix.basename(file), mode: 0o644, mtime: new Date() }, Buffer.from(bytes))
  tar.finalize()
  await container.putArchive(Readable.from(tar), { path: path.posix.dirname(file) })
}
