import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { PtpError } from '../../src-preload/contract/index.ts'
import { BUNDLE_LIST, bundleListSchema, isBundleName, MAX_BUNDLE_BYTES, MAX_BUNDLE_FILES, MAX_LIST_BYTES } from './bundleFormat.ts'

/**
 * Unpacks a `.ptprun` bundle into an empty folder. Nothing about it is trusted: only files a run has, of bounded
 * size, each of the hash the bundle's own list says.
 * @throws PtpError `bad-run` that says what is wrong with it
 */
export async function unpackBundle(file: string, to: string): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true }).catch((cause: unknown) => {
    throw badBundle(file, `is no zip file (${messageOf(cause)})`, cause)
  })
  try {
    const hashes = await unpackAll(zip, file, to)
    await checkHashes(file, path.join(to, BUNDLE_LIST), hashes)
  } finally {
    zip.close()
  }
}

async function unpackAll(zip: ZipFile, file: string, to: string): Promise<Map<string, string>> {
  if (zip.entryCount > MAX_BUNDLE_FILES) throw badBundle(file, `has ${zip.entryCount} files, more than a run can have`)
  const hashes = new Map<string, string>()
  let bytes = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName
      if (!isBundleName(name)) throw badBundle(file, `holds "${name.slice(0, 100)}", which no run has`)
      if (hashes.has(name)) throw badBundle(file, `holds ${name} twice`)
      bytes += entry.uncompressedSize
      if (bytes > MAX_BUNDLE_BYTES || (name === BUNDLE_LIST && entry.uncompressedSize > MAX_LIST_BYTES)) throw badBundle(file, 'is larger than a run can be')
      hashes.set(name, await unpackOne(zip, entry, path.join(to, name)))
    }
  } catch (error) {
    if (error instanceof PtpError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
      throw new PtpError('disk-full', `no space left to unpack ${file}`, { hint: 'free some space, then open it again', cause: error })
    }
    throw badBundle(file, `cannot be unpacked: ${messageOf(error)}`, error)
  }
  return hashes
}

async function unpackOne(zip: ZipFile, entry: Entry, to: string): Promise<string> {
  await mkdir(path.dirname(to), { recursive: true })
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk)
      next(null, chunk)
    },
  })
  await pipeline(await zip.openReadStreamPromise(entry), hashing, createWriteStream(to, { flags: 'wx' }))
  return hash.digest('hex')
}

async function checkHashes(file: string, listFile: string, hashes: ReadonlyMap<string, string>): Promise<void> {
  if (!hashes.has(BUNDLE_LIST)) throw badBundle(file, `has no ${BUNDLE_LIST}`)
  let json: unknown
  try {
    json = JSON.parse(await readFile(listFile, 'utf8'))
  } catch (cause) {
    throw badBundle(file, `its ${BUNDLE_LIST} is no JSON`, cause)
  }
  if (typeof json === 'object' && json !== null && 'version' in json && typeof json.version === 'number' && json.version > 1) {
    throw new PtpError('newer-format', `${file} is a bundle of version ${json.version}, and this workbench knows 1`, { hint: 'open it with a later version of the workbench' })
  }
  const list = bundleListSchema.safeParse(json)
  if (!list.success) throw badBundle(file, `its ${BUNDLE_LIST} is not as expected`, list.error)
  const listed = new Map(list.data.files.map(({ name, sha256 }) => [name, sha256]))
  for (const name of ['metadata.json', 'game_data.db']) if (!listed.has(name)) throw badBundle(file, `has no ${name}`)
  for (const [name, sha256] of hashes) {
    if (name !== BUNDLE_LIST && listed.get(name) !== sha256) throw badBundle(file, `${name} is not the file that was packed`)
  }
  for (const name of listed.keys()) if (!hashes.has(name)) throw badBundle(file, `${name} is missing`)
}

function badBundle(file: string, what: string, cause?: unknown): PtpError {
  return new PtpError('bad-run', `${file} ${what}`, { hint: 'make the bundle again where the run is, and copy it anew', details: { file }, cause })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
