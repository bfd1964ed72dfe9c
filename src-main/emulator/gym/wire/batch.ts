import { PtpError, type MemoryExpression, type MemoryRange } from '../../../../src-preload/contract/index.ts'
import type { Advance, Step } from '../../emulator.ts'
import { parseExpressions } from './expression.ts'
import { MAX_ANSWER_BYTES, MAX_RANGES, MAX_SLOTS, MAX_STEP_FRAMES, MAX_STEPS, PICTURE_BYTES, USUAL_STATE_BYTES } from './limits.ts'

/*
 * A batch on the wire, little-endian:
 *   0  'PTPA'  4 version (1)  5 flags  8 steps  12 observed ranges  16 watched ranges  20 bytes of conditions  24 bytes of `from`
 *   28 ranges, 8 bytes each: address, length
 *      steps, 12 bytes each: buttons, flags, then u16: hold, frames, index of the condition, slot to resume, slot to keep
 *      conditions: a JSON list
 *      `from`
 */
const MAGIC = 0x41505450
const VERSION = 1
const HEAD = 28
const RANGE = 8
const STEP = 12
const FLAG = { unlessCut: 1, watching: 2, from: 4 } as const
const STEP_FLAG = { picture: 1, save: 2, until: 4, resume: 8, keep: 16 } as const

const texts = new WeakMap<MemoryExpression, string>()

export function encodeBatch(batch: Advance): Uint8Array {
  const { steps, observe, stopOnChange = [], from } = batch
  const conditions = new Map<MemoryExpression, number>()
  for (const { until } of steps) if (until && !conditions.has(until)) conditions.set(until, conditions.size)
  const text = conditions.size === 0 ? '' : `[${[...conditions.keys()].map(textOf).join(',')}]`
  const textBytes = Buffer.byteLength(text)
  const ranges = [...observe, ...stopOnChange]
  const out = Buffer.allocUnsafe(HEAD + RANGE * ranges.length + STEP * steps.length + textBytes + (from?.length ?? 0))
  out.writeUInt32LE(MAGIC, 0)
  out.writeUInt32LE(VERSION | (((batch.unlessCut ? FLAG.unlessCut : 0) | (batch.stopOnChange ? FLAG.watching : 0) | (from ? FLAG.from : 0)) << 8), 4)
  const sizes = [steps.length, observe.length, stopOnChange.length, textBytes, from?.length ?? 0]
  sizes.forEach((size, i) => out.writeUInt32LE(size, 8 + 4 * i))
  let at = HEAD
  for (const { address, length } of ranges) {
    out.writeUInt32LE(address, at)
    out.writeUInt32LE(length, at + 4)
    at += RANGE
  }
  for (const step of steps) {
    out[at] = step.buttons
    out[at + 1] = flagsOf(step)
    out.writeUInt16LE(Math.min(step.hold, step.frames), at + 2)
    out.writeUInt16LE(step.frames, at + 4)
    out.writeUInt16LE(step.until ? (conditions.get(step.until) ?? 0) : 0, at + 6)
    out.writeUInt16LE(step.resume ?? 0, at + 8)
    out.writeUInt16LE(step.keep ?? 0, at + 10)
    at += STEP
  }
  at += out.write(text, at)
  if (from) out.set(from, at)
  return out
}

function flagsOf({ picture, save, until, resume, keep }: Step): number {
  return (picture ? STEP_FLAG.picture : 0) | (save ? STEP_FLAG.save : 0) | (until ? STEP_FLAG.until : 0)
    | (resume === undefined ? 0 : STEP_FLAG.resume) | (keep === undefined ? 0 : STEP_FLAG.keep)
}

function textOf(expression: MemoryExpression): string {
  let text = texts.get(expression)
  if (text === undefined) {
    text = JSON.stringify(expression)
    texts.set(expression, text)
  }
  return text
}

/** Reads batches. The conditions of one batch are mostly those of the last, so they are kept. */
export class BatchReader {
  #text = ''
  #conditions: MemoryExpression[] = []

  /** @throws PtpError `bad-input` for bytes that are no batch, or one that asks for too much */
  read(bytes: Uint8Array): Advance {
    const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (input.length < HEAD || input.readUInt32LE(0) !== MAGIC) throw refused('it does not begin as one')
    if (input[4] !== VERSION) throw refused(`it is of version ${String(input[4])}, this server reads ${VERSION}`)
    const flags = input[5] ?? 0
    const [steps = 0, observed = 0, watched = 0, textBytes = 0, fromBytes = 0] = [8, 12, 16, 20, 24].map((at) => input.readUInt32LE(at))
    const stepsAt = HEAD + RANGE * (observed + watched)
    const textAt = stepsAt + STEP * steps
    if (textAt + textBytes + fromBytes !== input.length) throw refused('its parts do not add up to its length')
    const ranges = (from: number, count: number): MemoryRange[] =>
      Array.from({ length: count }, (_, i) => ({ address: input.readUInt32LE(from + RANGE * i), length: input.readUInt32LE(from + RANGE * i + 4) }))
    const conditions = this.#read(input.toString('utf8', textAt, textAt + textBytes))
    const batch: Advance = {
      steps: Array.from({ length: steps }, (_, i) => readStep(input, stepsAt + STEP * i, conditions)),
      observe: ranges(HEAD, observed),
    }
    if (flags & FLAG.watching) batch.stopOnChange = ranges(HEAD + RANGE * observed, watched)
    if (flags & FLAG.unlessCut) batch.unlessCut = true
    if (flags & FLAG.from) batch.from = new Uint8Array(input.subarray(textAt + textBytes))
    checkBatch(batch)
    return batch
  }

  #read(text: string): MemoryExpression[] {
    if (text !== this.#text) {
      this.#conditions = text === '' ? [] : parseExpressions(text)
      this.#text = text
    }
    return this.#conditions
  }
}

function readStep(input: Buffer, at: number, conditions: readonly MemoryExpression[]): Step {
  const flags = input[at + 1] ?? 0
  const step: Step = { buttons: input[at] ?? 0, hold: input.readUInt16LE(at + 2), frames: input.readUInt16LE(at + 4) }
  if (flags & STEP_FLAG.picture) step.picture = true
  if (flags & STEP_FLAG.save) step.save = true
  if (flags & STEP_FLAG.until) {
    const until = conditions[input.readUInt16LE(at + 6)]
    if (!until) throw refused('a step names a condition that is not there')
    step.until = until
  }
  if (flags & STEP_FLAG.resume) step.resume = input.readUInt16LE(at + 8)
  if (flags & STEP_FLAG.keep) step.keep = input.readUInt16LE(at + 10)
  return step
}

/**
 * Holds a batch against the limits of the wire.
 * @throws PtpError `bad-input`
 */
export function checkBatch({ steps, observe, stopOnChange = [] }: Advance): void {
  if (steps.length > MAX_STEPS) throw refused(`it has ${steps.length} steps, at most ${MAX_STEPS} go into one`)
  if (observe.length + stopOnChange.length > MAX_RANGES) throw refused(`it reads ${observe.length + stopOnChange.length} ranges, at most ${MAX_RANGES} go into one`)
  for (const ranges of [observe, stopOnChange]) checkRanges(ranges)
  for (const { frames, hold, buttons, resume, keep } of steps) {
    if (!isWhole(frames, 0, MAX_STEP_FRAMES)) throw refused(`a step has ${frames} frames, 0 to ${MAX_STEP_FRAMES} are allowed`)
    for (const slot of [resume, keep]) {
      if (slot !== undefined && !isWhole(slot, 0, MAX_SLOTS - 1)) throw refused(`there is no slot ${slot}, they are numbered from 0 to ${MAX_SLOTS - 1}`)
    }
    if (!isWhole(hold, 0, 0xffff)) throw refused(`a step holds its buttons for ${hold} frames`)
    if (!isWhole(buttons, 0, 0xff)) throw refused(`there are no buttons ${buttons}`)
  }
  const bytes = answerBytes(steps, observe)
  if (bytes > MAX_ANSWER_BYTES) throw refused(`its answer could take ${Math.ceil(bytes / 1e6)} MB, at most ${MAX_ANSWER_BYTES / 1024 / 1024} are sent`)
}

/** @throws PtpError `bad-input` for what lies outside the address space */
export function checkRanges(ranges: readonly MemoryRange[]): void {
  for (const { address, length } of ranges) {
    if (isWhole(address, 0, 0xffff) && isWhole(length, 0, 0x10000 - address)) continue
    throw new PtpError('bad-input', `there is no memory of ${length} bytes at ${address}`, { hint: 'addresses go from 0 to 65535' })
  }
}

/** @returns bytes the answer to these steps may have, by and large */
export function answerBytes(steps: readonly Step[], observe: readonly MemoryRange[]): number {
  let width = 16
  for (const { length } of observe) width += length
  let bytes = 16
  for (const { picture, save } of steps) bytes += width + (picture ? PICTURE_BYTES : 0) + (save ? USUAL_STATE_BYTES : 0)
  return bytes
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function refused(reason: string): PtpError {
  return new PtpError('bad-input', `this batch cannot be played: ${reason}`)
}
