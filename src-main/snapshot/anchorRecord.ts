import { crc32 } from 'node:zlib'
import { MAX_CONTENT_BYTES, MAX_HEADER_BYTES, MAX_STATE_BYTES } from './limits.ts'

export const RECORD_HEAD = 64
export const RECORD_MAGIC = Buffer.from('ANCR')

/** 0 what the pack is of · 1 a whole state · 2 a state as XOR against a key · 3 what lies beyond a tick is void */
export const KINDS = { home: 0, key: 1, delta: 2, drop: 3 } as const
export type RecordKind = (typeof KINDS)[keyof typeof KINDS]

/** The fixed head of a record in an anchor pack: 64 bytes, little-endian, with a CRC of its own. */
export interface RecordHead {
  kind: RecordKind
  branch: number
  tick: number
  /** video frames since the start of the run */
  frame: number
  /** where the key record of a delta begins, bytes from the start of the file */
  keyOffset: number
  stateBytes: number
  /** the agent's place as JSON, right behind the state */
  agentBytes: number
  /** state and agent as one LZ4 block */
  payloadBytes: number
  payloadCrc: number
  /** XXH64 of the state itself */
  stateHash: bigint
  /** drop records before this one; fewer found than that means one was lost, with what it said */
  drops: number
}

export function writeRecordHead(head: RecordHead): Buffer {
  const out = Buffer.alloc(RECORD_HEAD)
  RECORD_MAGIC.copy(out)
  out.writeUInt8(head.kind, 4)
  out.writeUInt32LE(head.branch, 8)
  out.writeUInt32LE(head.tick, 12)
  out.writeDoubleLE(head.frame, 16)
  out.writeDoubleLE(head.keyOffset, 24)
  out.writeUInt32LE(head.stateBytes, 32)
  out.writeUInt32LE(head.agentBytes, 36)
  out.writeUInt32LE(head.payloadBytes, 40)
  out.writeUInt32LE(head.payloadCrc, 44)
  out.writeBigUInt64LE(head.stateHash, 48)
  out.writeUInt32LE(head.drops, 56)
  out.writeUInt32LE(crc32(out.subarray(0, 60)), 60)
  return out
}

/** @returns the head at `at`, null if there is none that can be trusted */
export function readRecordHead(bytes: Buffer, at: number): RecordHead | null {
  if (bytes.length < at + RECORD_HEAD || !bytes.subarray(at, at + 4).equals(RECORD_MAGIC)) return null
  if (crc32(bytes.subarray(at, at + 60)) !== bytes.readUInt32LE(at + 60)) return null
  const kind = kindOf(bytes.readUInt8(at + 4))
  const head = {
    branch: bytes.readUInt32LE(at + 8),
    tick: bytes.readUInt32LE(at + 12),
    frame: bytes.readDoubleLE(at + 16),
    keyOffset: bytes.readDoubleLE(at + 24),
    stateBytes: bytes.readUInt32LE(at + 32),
    agentBytes: bytes.readUInt32LE(at + 36),
    payloadBytes: bytes.readUInt32LE(at + 40),
    payloadCrc: bytes.readUInt32LE(at + 44),
    stateHash: bytes.readBigUInt64LE(at + 48),
    drops: bytes.readUInt32LE(at + 56),
  }
  const sane = head.stateBytes <= MAX_STATE_BYTES && head.agentBytes <= MAX_HEADER_BYTES && head.payloadBytes <= MAX_CONTENT_BYTES * 1.01
  return kind === null || !sane ? null : { kind, ...head }
}

function kindOf(byte: number): RecordKind | null {
  return Object.values(KINDS).find((kind) => kind === byte) ?? null
}
