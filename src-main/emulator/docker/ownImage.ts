import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gymImageFiles, type ImageFile } from '../gym/index.ts'

const OWN_NAME = 'ptp-gym'
const DEFAULT_BASE = 'node:24-slim'

/** What our own image is built of. */
export interface ImageSource {
  /** its name, which tells one content from another */
  name: string
  base: string
  files: ImageFile[]
}

/**
 * @param base image to build on; default node:24-slim
 * @param bundle folder of the built engine; default: the one this runs from
 * @throws PtpError `not-found` when the engine is not built
 */
export function ownImage(base = DEFAULT_BASE, bundle?: string): ImageSource {
  const files = gymImageFiles(bundle)
  const hash = createHash('sha256').update(base)
  for (const { name, file } of files) hash.update(name).update(readFileSync(file))
  return { name: `${OWN_NAME}:${hash.digest('hex').slice(0, 12)}`, base, files }
}
