import { createHash } from 'node:crypto'
import { open, readFile, stat } from 'node:fs/promises'
import { PtpError, snapshotMetaSchema, type SnapshotMeta } from '../../src-preload/contract/index.ts'
import { MAX_CONTENT_BYTES, MAX_FILE_BYTES, MAX_HEADER_BYTES, MAX_STATE_BYTES } from './limits.ts'
import { readFirstBlock, readFrame, writeFrame } from './lz4Frame.ts'
import { badSnapshot, newerFormat, storageError } from './refusal.ts'

const VERSION = 1
const NEWLINE = 0x0a
/** Enough for a header with a thumbnail, so that one read does. */
const FIRST_READ = 16 * 1024

/** What the caller knows of a snapshot; the rest is worked out from the state. A whole SnapshotMeta will do as well. */
export type SnapshotDraft = Omit<SnapshotMeta, 'format' | 'version' | 'state_bytes' | 'state_sha256'>

/** A snapshot with the raw bytes of its state. */
export interface Snapshot {
  meta: SnapshotMeta
  state: Uint8Array
}

/**
 * @param compress whether LZ4 is to make it smaller, or only to frame it
 * @returns the file's bytes (one LZ4 frame of header line + state) and the header in full
 * @throws PtpError `bad-input` when the draft breaks the schema or the state is empty or over 16 MiB
 */
export function encodeSnapshot(draft: SnapshotDraft, state: Uint8Array, compress = true): { meta: SnapshotMeta; bytes: Buffer } {
  if (state.length === 0 || state.length > MAX_STATE_BYTES) {
    throw new PtpError('bad-input', `snapshot ${draft.id}: its state has ${String(state.length)} bytes; 1 to ${String(MAX_STATE_BYTES)} can be kept`, {
      hint: 'Check what the emulator core saved.',
    })
  }
  const parsed = snapshotMetaSchema.safeParse({
    ...draft, format: 'ptp-snapshot', version: VERSION, state_bytes: state.length, state_sha256: sha256(state),
  })
  if (!parsed.success) throw new PtpError('bad-input', `snapshot ${draft.id}: ${firstIssue(parsed.error)}`, { hint: 'Correct that field and save again.' })
  const header = Buffer.from(`${JSON.stringify(parsed.data)}\n`)
  if (header.length > MAX_HEADER_BYTES) {
    throw new PtpError('bad-input', `snapshot ${draft.id}: its header has ${String(header.length)} bytes, the limit is ${String(MAX_HEADER_BYTES)}`, {
      hint: 'Shorten the note or the metadata, or use a smaller thumbnail.',
    })
  }
  return { meta: parsed.data, bytes: writeFrame([header, state], compress) }
}

/**
 * @param file names the bytes in errors
 * @throws PtpError `bad-snapshot` when anything is not as it was written; `newer-format`
 */
export function decodeSnapshot(bytes: Uint8Array, file: string): Snapshot {
  const content = readFrame(bytes, MAX_CONTENT_BYTES, file)
  const newline = content.subarray(0, MAX_HEADER_BYTES).indexOf(NEWLINE)
  if (newline === -1) throw badSnapshot(file, 'has no header line')
  const meta = parseHeader(content.subarray(0, newline), file)
  const state = content.subarray(newline + 1)
  if (state.length !== meta.state_bytes) throw badSnapshot(file, `has ${String(state.length)} bytes of state, its header says ${String(meta.state_bytes)}`)
  if (sha256(state) !== meta.state_sha256) throw badSnapshot(file, 'the SHA-256 of its state is not the one in its header')
  return { meta, state }
}

/** Reads a whole file. @throws PtpError as {@link decodeSnapshot}, `not-found`, `storage` */
export async function readSnapshot(file: string): Promise<Snapshot> {
  return decodeSnapshot(await readBounded(file), file)
}

/**
 * Reads the header alone; the state is neither unpacked nor checked.
 * @throws PtpError `bad-snapshot`, `newer-format`, `not-found`, `storage`
 */
export async function readHeader(file: string): Promise<SnapshotMeta> {
  let read = readFirstBlock(await readStart(file, FIRST_READ), MAX_HEADER_BYTES, file)
  if ('needs' in read) read = readFirstBlock(await readStart(file, read.needs), MAX_HEADER_BYTES, file)
  if ('needs' in read) throw badSnapshot(file, 'ends too early')
  if (read.content.indexOf(NEWLINE) !== read.content.length - 1) throw badSnapshot(file, 'has no header line')
  const meta = parseHeader(read.content.subarray(0, -1), file)
  const total = read.content.length + meta.state_bytes
  // The frame's own checksum of its size is a single byte.
  if (read.total !== total) throw badSnapshot(file, `claims to unpack to ${String(read.total)} bytes, and its header says ${String(total)}`)
  return meta
}

function parseHeader(line: Buffer, file: string): SnapshotMeta {
  let json: unknown
  try {
    json = JSON.parse(line.toString('utf8'))
  } catch (cause) {
    throw badSnapshot(file, 'its header is no JSON', undefined, cause)
  }
  const version = versionOf(json)
  if (version !== undefined && version > VERSION) throw newerFormat(file, version, VERSION)
  const parsed = snapshotMetaSchema.safeParse(json)
  if (!parsed.success) throw badSnapshot(file, `its header is wrong: ${firstIssue(parsed.error)}`)
  return parsed.data
}

function versionOf(json: unknown): number | undefined {
  if (typeof json !== 'object' || json === null || !('format' in json) || !('version' in json)) return undefined
  return json.format === 'ptp-snapshot' && typeof json.version === 'number' ? json.version : undefined
}

function firstIssue(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  const [issue] = error.issues
  return issue === undefined ? 'it does not have the asked form' : `${issue.path.map(String).join('.')}: ${issue.message}`
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function readBounded(file: string): Promise<Buffer> {
  let size: number
  let bytes: Buffer | undefined
  try {
    size = (await stat(file)).size
    if (size <= MAX_FILE_BYTES) bytes = await readFile(file)
  } catch (cause) {
    throw storageError(file, 'reading the snapshot', cause)
  }
  if (bytes === undefined) throw badSnapshot(file, `has ${String(size)} bytes, more than any snapshot`)
  return bytes
}

async function readStart(file: string, length: number): Promise<Buffer> {
  try {
    await using handle = await open(file)
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } catch (cause) {
    throw storageError(file, 'reading the header of the snapshot', cause)
  }
}
