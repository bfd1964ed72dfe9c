import { compressSync, uncompressSync } from 'lz4-napi'

/** lz4-napi puts the unpacked size, 4 bytes little-endian, before each block. */
const PREFIX = 4

/** @returns one raw LZ4 block */
export function packBlock(bytes: Uint8Array): Buffer {
  return compressSync(asBuffer(bytes)).subarray(PREFIX)
}

/**
 * @param limit the most bytes it may unpack to; more is an error, so no block can blow up
 * @throws Error when the block is broken or too large
 */
export function unpackBlock(block: Uint8Array, limit: number): Buffer {
  const prefixed = Buffer.allocUnsafe(PREFIX + block.length)
  prefixed.writeUInt32LE(limit, 0)
  prefixed.set(block, PREFIX)
  return uncompressSync(prefixed)
}

/** The same bytes as a Buffer, not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
