import { crc32 } from 'node:zlib'
import { PtpError } from '../../src-preload/contract/index.ts'
import { KINDS, RECORD_HEAD, writeRecordHead, type RecordHead } from './anchorRecord.ts'
import { xxh64 } from './checksum.ts'
import { xorStates } from './delta.ts'
import { MAX_HEADER_BYTES, MAX_STATE_BYTES } from './limits.ts'
import { packBlock, unpackBlock } from './lz4Block.ts'
import { badSnapshot } from './refusal.ts'

/** A whole state that deltas are made against. */
export interface KeyState {
  offset: number
  state: Uint8Array
}

/** @returns head and payload of a record without a state */
export function packPlain(kind: RecordHead['kind'], fields: Pick<RecordHead, 'branch' | 'tick' | 'drops'>, json?: unknown): Buffer {
  const text = json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(json))
  const payload = text.length === 0 ? text : packBlock(text)
  const head = writeRecordHead({
    kind, ...fields, frame: 0, keyOffset: 0, stateBytes: 0, agentBytes: text.length,
    payloadBytes: payload.length, payloadCrc: crc32(payload), stateHash: 0n,
  })
  return Buffer.concat([head, payload])
}

/**
 * @param key null: the state is packed whole
 * @returns head and payload of an anchor
 * @throws PtpError `bad-input` when the state or the agent's place is too large to keep
 */
export function packAnchor(place: Pick<RecordHead, 'branch' | 'tick' | 'frame' | 'drops'>, state: Uint8Array, agent: unknown, key: KeyState | null): Buffer {
  const agentJson = Buffer.from(JSON.stringify(agent ?? null))
  if (state.length === 0 || state.length > MAX_STATE_BYTES || agentJson.length > MAX_HEADER_BYTES) {
    throw new PtpError('bad-input', `anchor at tick ${String(place.tick)}: ${String(state.length)} bytes of state and ${String(agentJson.length)} of agent cannot be kept`, {
      hint: `A state has 1 to ${String(MAX_STATE_BYTES)} bytes, an agent's place up to ${String(MAX_HEADER_BYTES)}.`,
    })
  }
  const payload = packBlock(joined(state, agentJson, key))
  const head = writeRecordHead({
    kind: key === null ? KINDS.key : KINDS.delta,
    branch: place.branch, tick: place.tick, frame: place.frame, drops: place.drops,
    keyOffset: key?.offset ?? 0,
    stateBytes: state.length,
    agentBytes: agentJson.length,
    payloadBytes: payload.length,
    payloadCrc: crc32(payload),
    stateHash: xxh64(state),
  })
  return Buffer.concat([head, payload])
}

/** What is packed is put together here: memory for each anchor anew would keep the garbage collector busy. */
let scratch = new Uint8Array(0)

/** @returns the state (or its XOR) and the JSON behind it, until the next call */
function joined(state: Uint8Array, json: Uint8Array, key: KeyState | null): Uint8Array {
  const size = state.length + json.length
  if (scratch.length < size) scratch = new Uint8Array(2 * size)
  if (key === null) scratch.set(state)
  else xorStates(state, key.state, scratch)
  scratch.set(json, state.length)
  return scratch.subarray(0, size)
}

/** @returns state (or its XOR) and JSON of a record. @throws PtpError `bad-snapshot` */
export function unpackRecord(head: RecordHead, record: Buffer, file: string): { body: Buffer; json: unknown } {
  const where = `the anchor of branch ${String(head.branch)}, tick ${String(head.tick)}`
  const payload = record.subarray(RECORD_HEAD)
  if (payload.length !== head.payloadBytes || crc32(payload) !== head.payloadCrc) throw badSnapshot(file, `${where} is damaged`, HINT)
  const size = head.stateBytes + head.agentBytes
  try {
    const content = unpackBlock(payload, size)
    if (content.length !== size) throw badSnapshot(file, `${where} unpacks to ${String(content.length)} bytes instead of ${String(size)}`, HINT)
    const json: unknown = JSON.parse(content.subarray(head.stateBytes).toString('utf8'))
    return { body: content.subarray(0, head.stateBytes), json }
  } catch (cause) {
    throw cause instanceof PtpError ? cause : badSnapshot(file, `${where} cannot be unpacked`, HINT, cause)
  }
}

/** Undoes the XOR and proves the result. @throws PtpError `bad-snapshot` */
export function rebuildState(head: RecordHead, body: Uint8Array, key: Uint8Array | null, file: string): Uint8Array {
  if (key !== null && key.length !== body.length) throw badSnapshot(file, `the key of the anchor at tick ${String(head.tick)} is another's`, HINT)
  const state = key === null ? new Uint8Array(body) : xorStates(body, key)
  if (xxh64(state) === head.stateHash) return state
  throw badSnapshot(file, `the anchor of branch ${String(head.branch)}, tick ${String(head.tick)} does not give the state it was made of`, HINT)
}

export const HINT = 'Anchors only make seeking faster: the run is replayed from an earlier one, nothing is lost. Delete the file to start anew.'
