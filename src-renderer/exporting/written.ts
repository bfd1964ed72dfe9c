import { fileUrl, type Job } from '../api/contract.ts'
import { isBrowserFace } from '../api/desktopTransport.ts'
import { formatBytes, formatPlural } from '../ui/index.ts'

/** Where the files of a job lie: the folder they share, whatever the machine's separator. */
export function folderOf(files: readonly string[]): string {
  const [first = ''] = files
  const cut = Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\'))
  const folder = cut < 0 ? '' : first.slice(0, cut)
  return files.every((file) => file.startsWith(folder)) ? folder : ''
}

export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** @returns what was written, e.g. `4 files, 12 MB`; the size is left out where it is not known */
export function writtenText(files: number, bytes: number | null): string {
  return bytes === null ? formatPlural(files, 'file') : `${formatPlural(files, 'file')}, ${formatBytes(bytes)}`
}

/** @returns the size of each file of a job in bytes, as the server tells it; null on the desktop, where files are not served */
export async function sizesOf(job: Pick<Job, 'id' | 'files'>): Promise<(number | null)[]> {
  if (!isBrowserFace()) return job.files.map(() => null)
  return Promise.all(
    job.files.map(async (_, index) => {
      const answer = await fetch(fileUrl.ofJob(job.id, index), { method: 'HEAD' })
      const length = answer.ok ? answer.headers.get('content-length') : null
      return length === null ? null : Number(length)
    }),
  )
}

/** @returns all of them together, null when one is not known */
export function totalBytes(sizes: readonly (number | null)[]): number | null {
  return sizes.reduce<number | null>((sum, size) => (sum === null || size === null ? null : sum + size), 0)
}
