import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { storageError } from './refusal.ts'
import { readRecordHead, RECORD_HEAD, RECORD_MAGIC, type RecordHead } from './anchorRecord.ts'

const CHUNK = 64 * 1024

export interface FoundRecord {
  head: RecordHead
  /** where its head begins, bytes from the start of the file */
  offset: number
}

export interface PackScan {
  records: FoundRecord[]
  /** where the last whole record ends; what lies behind is a torn tail */
  end: number
  /** stretches in the middle that are no records */
  gaps: number
}

/**
 * Walks over the heads of a pack's records; payloads are skipped unread. A damaged head costs the
 * records up to the next good one, no more. Synchronous: thousands of small reads are over sooner than promises of them.
 * @throws PtpError `storage`; none if the file is missing
 */
export function scanPack(file: string): PackScan {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { records: [], end: 0, gaps: 0 }
    throw storageError(file, 'opening the anchors', cause)
  }
  try {
    return scan(fd, fstatSync(fd).size)
  } catch (cause) {
    throw storageError(file, 'reading the anchors', cause)
  } finally {
    closeSync(fd)
  }
}

function scan(fd: number, size: number): PackScan {
  const records: FoundRecord[] = []
  const bytes = Buffer.alloc(RECORD_HEAD)
  let end = 0
  let gaps = 0
  let offset = 0
  while (offset + RECORD_HEAD <= size) {
    readSync(fd, bytes, 0, RECORD_HEAD, offset)
    const head = readRecordHead(bytes, 0)
    const after = head === null ? Infinity : offset + RECORD_HEAD + head.payloadBytes
    if (head !== null && after <= size) {
      if (offset !== end) gaps++
      records.push({ head, offset })
      end = after
      offset = after
    } else {
      offset = nextHead(fd, offset + 1, size)
    }
  }
  return { records, end, gaps }
}

/** @returns where the next trustworthy head begins, `size` if there is none */
function nextHead(fd: number, from: number, size: number): number {
  const chunk = Buffer.alloc(CHUNK)
  for (let base = from; base + RECORD_HEAD <= size; base += CHUNK - RECORD_HEAD + 1) {
    const read = chunk.subarray(0, readSync(fd, chunk, 0, CHUNK, base))
    for (let at = read.indexOf(RECORD_MAGIC); at !== -1; at = read.indexOf(RECORD_MAGIC, at + 1)) {
      if (readRecordHead(read, at) !== null) return base + at
    }
  }
  return size
}
