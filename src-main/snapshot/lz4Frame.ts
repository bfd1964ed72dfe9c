/**
 * LZ4 frames with the header line in a block of its own, so that it can be read without unpacking
 * the state. lz4-napi's own frame writer cuts blocks by size alone; its block codec is used here and
 * framed as https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md says.
 *
 * Every frame has the same flags: independent blocks, a checksum per block (LZ4 can encode the same
 * content in several ways, so a checksum of the content alone would miss some altered bytes), the
 * content's size and checksum, blocks of up to 4 MiB. A reader accepts no other flags.
 */
import { xxh32 } from './checksum.ts'
import { asBuffer, packBlock, unpackBlock } from './lz4Block.ts'
import { badSnapshot } from './refusal.ts'

const MAGIC = 0x184d2204
const FLAGS = 0b0111_1100
const BLOCK_DESCRIPTOR = 0x70
const MAX_BLOCK = 4 * 1024 * 1024
const STORED = 0x8000_0000
/** magic, flags, descriptor, content size, header checksum */
const HEAD = 15
const TAIL = 8

/**
 * @param compress false: the blocks are stored as they are, which every LZ4 reader understands as well
 * @returns one LZ4 frame with the parts one after the other; each part begins a block
 */
export function writeFrame(parts: readonly Uint8Array[], compress = true): Buffer {
  const out: Uint8Array[] = [frameHead(parts.reduce((sum, part) => sum + part.length, 0))]
  for (const part of parts) {
    for (let at = 0; at < part.length; at += MAX_BLOCK) out.push(...frameBlock(part.subarray(at, at + MAX_BLOCK), compress))
  }
  const tail = Buffer.alloc(TAIL)
  tail.writeUInt32LE(xxh32(...parts), 4)
  out.push(tail)
  return Buffer.concat(out)
}

/**
 * @param limit the most bytes the content may have
 * @returns the content
 * @throws PtpError `bad-snapshot` naming `file`, when a single byte is not as it was written
 */
export function readFrame(bytes: Uint8Array, limit: number, file: string): Buffer {
  const data = asBuffer(bytes)
  const size = readFrameHead(data, limit, file)
  const content = Buffer.allocUnsafe(size)
  let filled = 0
  let at = HEAD
  while (data.length >= at + 4 && data.readUInt32LE(at) !== 0) {
    const block = readBlock(data, at, size - filled, file)
    content.set(block.content, filled)
    filled += block.content.length
    at = block.end
  }
  if (data.length < at + TAIL) throw badSnapshot(file, 'ends too early')
  if (data.length > at + TAIL) throw badSnapshot(file, `has ${String(data.length - at - TAIL)} bytes after its end`)
  if (filled !== size) throw badSnapshot(file, `holds ${String(filled)} bytes where ${String(size)} were written`)
  if (data.readUInt32LE(at + 4) !== xxh32(content)) throw badSnapshot(file, 'the checksum of its content is wrong')
  return content
}

/**
 * Reads the first block alone.
 * @param bytes the beginning of a file
 * @returns its content, and how many bytes the whole frame says it unpacks to; or how many bytes of the file are needed to read it
 */
export function readFirstBlock(bytes: Uint8Array, limit: number, file: string): { content: Buffer; total: number } | { needs: number } {
  const data = asBuffer(bytes)
  if (data.length < HEAD + 4) return { needs: HEAD + 4 }
  const total = readFrameHead(data, Infinity, file)
  const end = blockEnd(data, HEAD, limit + limit / 128 + 64, file)
  if (data.length < end) return { needs: end }
  return { content: readBlock(data, HEAD, limit, file).content, total }
}

function frameHead(size: number): Buffer {
  const head = Buffer.alloc(HEAD)
  head.writeUInt32LE(MAGIC, 0)
  head.writeUInt8(FLAGS, 4)
  head.writeUInt8(BLOCK_DESCRIPTOR, 5)
  head.writeBigUInt64LE(BigInt(size), 6)
  head.writeUInt8((xxh32(head.subarray(4, 14)) >>> 8) & 0xff, 14)
  return head
}

function frameBlock(bytes: Uint8Array, compress: boolean): Uint8Array[] {
  const packed = compress ? packBlock(bytes) : bytes
  const stored = packed.length >= bytes.length
  const body = stored ? bytes : packed
  const size = Buffer.allocUnsafe(4)
  size.writeUInt32LE(stored ? body.length + STORED : body.length)
  const check = Buffer.allocUnsafe(4)
  check.writeUInt32LE(xxh32(body))
  return [size, body, check]
}

function readFrameHead(data: Buffer, limit: number, file: string): number {
  if (data.length < HEAD) throw badSnapshot(file, 'is too short to be a snapshot')
  if (data.readUInt32LE(0) !== MAGIC) throw badSnapshot(file, 'is no snapshot file (it does not begin as an LZ4 frame)', 'Choose a .ptpsnap file.')
  if (data.readUInt8(4) !== FLAGS || data.readUInt8(5) !== BLOCK_DESCRIPTOR) {
    throw badSnapshot(file, 'is an LZ4 frame, but not one of a snapshot')
  }
  if (data.readUInt8(14) !== ((xxh32(data.subarray(4, 14)) >>> 8) & 0xff)) throw badSnapshot(file, 'the checksum of its frame header is wrong')
  const size = data.readBigUInt64LE(6)
  if (size > limit) throw badSnapshot(file, `claims to unpack to ${String(size)} bytes, the limit is ${String(limit)}`)
  return Number(size)
}

/** @returns where the block at `at` and its checksum end */
function blockEnd(data: Buffer, at: number, limit: number, file: string): number {
  const length = (data.readUInt32LE(at) & ~STORED) >>> 0
  if (length === 0 || length > Math.min(limit, MAX_BLOCK)) throw badSnapshot(file, `has a block of ${String(length)} bytes at offset ${String(at)}`)
  return at + 4 + length + 4
}

function readBlock(data: Buffer, at: number, limit: number, file: string): { content: Buffer; end: number } {
  const end = blockEnd(data, at, MAX_BLOCK, file)
  if (end > data.length) throw badSnapshot(file, 'ends too early')
  const body = data.subarray(at + 4, end - 4)
  if (data.readUInt32LE(end - 4) !== xxh32(body)) throw badSnapshot(file, `the checksum of the block at offset ${String(at)} is wrong`)
  const stored = data.readUInt32LE(at) >= STORED
  const room = Math.min(limit, MAX_BLOCK)
  if (stored && body.length > room) throw badSnapshot(file, 'unpacks to more than it claims')
  return { content: stored ? body : unpack(body, room, file), end }
}

function unpack(body: Buffer, room: number, file: string): Buffer {
  try {
    return unpackBlock(body, room)
  } catch (cause) {
    throw badSnapshot(file, 'cannot be unpacked', undefined, cause)
  }
}
