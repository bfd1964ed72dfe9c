import { PtpError } from '../../../../src-preload/contract/index.ts'
import type { StepResult } from '../../emulator.ts'
import { MAX_STATE_BYTES, PICTURE_BYTES } from './limits.ts'

/*
 * The results of a batch on the wire, little-endian:
 *   0  'PTPR'  4 version (1)  8 steps played  12 bytes observed after each
 *   16 records, 16 bytes each: fingerprint u48, frames u16, flags u8, 3 unused, bytes of the state u32
 *      observed bytes, record by record
 *      for each record: its picture if it has one, then the hash (8 bytes) and the state if it has one
 */
const MAGIC = 0x52505450
const VERSION = 1
const HEAD = 16
const RECORD = 16
const HASH = 8
const FLAG = { met: 1, picture: 2, saved: 4 } as const

/** @param width bytes observed after each step */
export function encodeResults(results: readonly StepResult[], width: number): Uint8Array {
  let size = HEAD + results.length * (RECORD + width)
  for (const { picture, saved } of results) size += (picture ? PICTURE_BYTES : 0) + (saved ? HASH + saved.state.length : 0)
  const out = Buffer.allocUnsafe(size)
  out.writeUInt32LE(MAGIC, 0)
  out.writeUInt32LE(VERSION, 4)
  out.writeUInt32LE(results.length, 8)
  out.writeUInt32LE(width, 12)
  const memoryAt = HEAD + results.length * RECORD
  let tail = memoryAt + results.length * width
  results.forEach((result, i) => {
    const { picture, saved } = result
    const at = HEAD + i * RECORD
    out.writeUIntLE(result.fingerprint, at, 6)
    out.writeUInt16LE(result.frames, at + 6)
    out.writeUInt32LE((result.met ? FLAG.met : 0) | (picture ? FLAG.picture : 0) | (saved ? FLAG.saved : 0), at + 8)
    out.writeUInt32LE(saved?.state.length ?? 0, at + 12)
    out.set(result.memory, memoryAt + i * width)
    if (picture) {
      out.set(picture, tail)
      tail += PICTURE_BYTES
    }
    if (saved) {
      out.write(saved.hash, tail, 'hex')
      out.set(saved.state, tail + HASH)
      tail += HASH + saved.state.length
    }
  })
  return out
}

/**
 * @param most steps that were asked for
 * @param width bytes that were asked for after each
 * @throws PtpError `emulator-gone` when the bytes are no answer to what was asked
 */
export function decodeResults(bytes: Uint8Array, most: number, width: number): StepResult[] {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // A Buffer's own slice would be no copy.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (input.length < HEAD || input.readUInt32LE(0) !== MAGIC || input.readUInt32LE(4) !== VERSION) throw garbled('it does not begin as one')
  const count = input.readUInt32LE(8)
  if (count > most) throw garbled(`it tells of ${count} steps where ${most} were asked for`)
  if (input.readUInt32LE(12) !== width) throw garbled('it holds another number of observed bytes')
  const memoryAt = HEAD + count * RECORD
  let tail = memoryAt + count * width
  if (tail > input.length) throw garbled('it is cut')
  const take = (length: number): Uint8Array => {
    if (tail + length > input.length) throw garbled('it is cut')
    tail += length
    return plain.subarray(tail - length, tail)
  }
  const results: StepResult[] = []
  for (let i = 0; i < count; i++) {
    const at = HEAD + i * RECORD
    const flags = input.readUInt32LE(at + 8)
    const result: StepResult = {
      frames: input.readUInt16LE(at + 6),
      memory: plain.subarray(memoryAt + i * width, memoryAt + (i + 1) * width),
      fingerprint: input.readUIntLE(at, 6),
      met: (flags & FLAG.met) !== 0,
    }
    // Copies: a picture or a state that is kept must not keep the whole answer in memory.
    if (flags & FLAG.picture) result.picture = take(PICTURE_BYTES).slice()
    if (flags & FLAG.saved) {
      const length = input.readUInt32LE(at + 12)
      if (length > MAX_STATE_BYTES) throw garbled(`it holds a state of ${length} bytes`)
      const hash = Buffer.from(take(HASH)).toString('hex')
      result.saved = { hash, state: take(length).slice() }
    }
    results.push(result)
  }
  if (tail !== input.length) throw garbled('it has bytes too many')
  return results
}

function garbled(reason: string): PtpError {
  return new PtpError('emulator-gone', `the server's answer to a batch cannot be read: ${reason}`)
}
