import { Readable } from 'node:stream'
import path from 'node:path'
import type { Container } from 'dockerode'
import { extract, pack } from 'tar-stream'
import { PtpError } from '../../../src-preload/contract/index.ts'

/** The largest file that is carried out of a container, bytes. */
const LARGEST = 64 * 1024 * 1024

/**
 * Carries a file out of a container.
 * @throws PtpError `not-found`; `bad-input` when it is no plain file, or larger than 64 MB
 */
export async function readContainerFile(container: Container, file: string): Promise<Uint8Array> {
  const archive = await container.getArchive({ path: file })
  const tar = extract()
  Readable.from(archive as AsyncIterable<Uint8Array>).pipe(tar)
  for await (const entry of tar) {
    const { type, size = 0 } = entry.header
    if (type !== 'file') throw new PtpError('bad-input', `${file} in the container is no plain file`)
    if (size > LARGEST) throw new PtpError('bad-input', `${file} in the container has ${size} bytes, more than ${LARGEST}`)
    const chunks: Uint8Array[] = []
    for await (const chunk of entry) chunks.push(chunk as Uint8Array)
    return new Uint8Array(Buffer.concat(chunks))
  }
  throw new PtpError('not-found', `there is no ${file} in the container`)
}

/** Carries a file into a container; its folder has to be there. */
export async function writeContainerFile(container: Container, file: string, bytes: Uint8Array): Promise<void> {
  const tar = pack()
  tar.entry({ name: path.posix.basename(file), mode: 0o644, mtime: new Date() }, Buffer.from(bytes))
  tar.finalize()
  await container.putArchive(Readable.from(tar), { path: path.posix.dirname(file) })
}
