import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MemoryExpression } from '../../../src-preload/contract/index.ts'
import type { Advance, StepResult } from '../../../src-main/emulator/index.ts'
import { splitBatch } from '../../../src-main/emulator/gym/split.ts'
import { BatchReader, encodeBatch } from '../../../src-main/emulator/gym/wire/batch.ts'
import { parseExpressions } from '../../../src-main/emulator/gym/wire/expression.ts'
import { PICTURE_BYTES } from '../../../src-main/emulator/gym/wire/limits.ts'
import { decodeResults, encodeResults } from '../../../src-main/emulator/gym/wire/results.ts'

const UNTIL: MemoryExpression = {
  op: 'and',
  left: { op: '==', left: { op: 'read', address: 0xc005, size: 1, endian: 'little', mask: 0x7f, shift: 1 }, right: { op: 'const', value: 3 } },
  right: { op: 'not', of: { op: 'popcount', address: 0xc030, size: 2 } },
}
const range = fc.integer({ min: 0, max: 0xffff }).chain((address) => fc.record({ address: fc.constant(address), length: fc.integer({ min: 0, max: Math.min(600, 0x10000 - address) }) }))
const step = fc.record(
  {
    buttons: fc.integer({ min: 0, max: 255 }), hold: fc.integer({ min: 0, max: 10 }), frames: fc.integer({ min: 10, max: 60 }),
    picture: fc.constant(true), save: fc.constant(true), until: fc.constant(UNTIL), resume: fc.integer({ min: 0, max: 1023 }), keep: fc.integer({ min: 0, max: 1023 }),
  },
  { requiredKeys: ['buttons', 'hold', 'frames'] },
)
const batch: fc.Arbitrary<Advance> = fc.record(
  {
    steps: fc.array(step, { maxLength: 20 }), observe: fc.array(range, { maxLength: 5 }), stopOnChange: fc.array(range, { maxLength: 5 }),
    from: fc.uint8Array({ minLength: 1, maxLength: 300 }), unlessCut: fc.constant(true),
  },
  { requiredKeys: ['steps', 'observe'] },
)

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? Buffer.from(each).toString('hex') : each)))
}

describe('a batch on the wire', () => {
  it('should arrive as it was sent, whatever is in it', () => {
    const reader = new BatchReader()
    fc.assert(fc.property(batch, (sent) => {
      expect(plain(reader.read(encodeBatch(sent)))).toEqual(plain(sent))
    }), { numRuns: 300 })
  })

  it('should hold no longer than it lasts', () => {
    const read = new BatchReader().read(encodeBatch({ steps: [{ buttons: 1, hold: 90, frames: 20 }], observe: [] }))
    expect(read.steps[0]).toMatchObject({ hold: 20, frames: 20 })
  })

  it('should be refused when it is cut or has bytes too many', () => {
    const whole = encodeBatch({ steps: [{ buttons: 1, hold: 2, frames: 3, until: UNTIL }], observe: [{ address: 0xc000, length: 4 }], from: new Uint8Array(9) })
    for (let length = 0; length < whole.length; length++) {
      expect(() => new BatchReader().read(whole.subarray(0, length))).toThrow(expect.objectContaining({ code: 'bad-input' }))
    }
    expect(() => new BatchReader().read(Buffer.concat([whole, Buffer.from([0])]))).toThrow(/do not add up/)
  })

  it('should never be more than refused, whatever bytes come', () => {
    const whole = encodeBatch({ steps: [{ buttons: 1, hold: 2, frames: 3, until: UNTIL }], observe: [{ address: 0xc000, length: 4 }] })
    fc.assert(fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(whole)
      changed[at] = byte
      try {
        new BatchReader().read(changed)
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-input' })
      }
    }), { numRuns: 500 })
  })

  it.each([
    ['more frames than a step may have', { steps: [{ buttons: 0, hold: 0, frames: 4000 }], observe: [] }, /4000 frames/],
    ['memory that is not there', { steps: [], observe: [{ address: 0xfff0, length: 17 }] }, /no memory of 17 bytes/],
    ['a slot that is not there', { steps: [{ buttons: 0, hold: 0, frames: 1, keep: 1024 }], observe: [] }, /no slot 1024/],
    ['an answer that no client takes', { steps: Array.from({ length: 900 }, () => ({ buttons: 0, hold: 0, frames: 1, picture: true })), observe: [] }, /63 MB/],
  ] satisfies [string, Advance, RegExp][])('should be refused when it asks for %s', (_, asked, reason) => {
    expect(() => new BatchReader().read(encodeBatch(asked))).toThrow(reason)
  })

  it('should be cut into parts that each play only when nothing happened in the one before', () => {
    const steps = Array.from({ length: 700 }, (_, i) => ({ buttons: i & 255, hold: 0, frames: 1, picture: true }))
    const from = new Uint8Array(5)
    const watched = [{ address: 0xc000, length: 1 }]
    const parts = splitBatch({ steps, observe: [], from, stopOnChange: watched })
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.flatMap((part) => part.steps)).toEqual(steps)
    expect(parts.map(({ from: state, unlessCut, stopOnChange }) => ({ state, unlessCut, stopOnChange }))).toEqual([
      { state: from, unlessCut: undefined, stopOnChange: watched },
      ...parts.slice(1).map(() => ({ state: undefined, unlessCut: true, stopOnChange: watched })),
    ])
    for (const part of parts) new BatchReader().read(encodeBatch(part))
  })
})

describe('conditions', () => {
  it('should be refused when they are nested so deep that reading them could end the server', () => {
    const deep = `[${'{"op":"not","of":'.repeat(5000)}{"op":"const","value":1}${'}'.repeat(5000)}]`
    expect(() => parseExpressions(deep)).toThrow(/nested deeper/)
  })

  it.each(['[', '{}', '[{"op":"eval"}]', '[{"op":"read","address":70000,"size":1,"endian":"little"}]'])('should be refused when they are none: %s', (text) => {
    expect(() => parseExpressions(text)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })
})

describe('results on the wire', () => {
  const picture = new Uint8Array(PICTURE_BYTES).map((_, i) => i & 255)
  const results: StepResult[] = [
    { frames: 60, memory: new Uint8Array([1, 2, 3]), fingerprint: 2 ** 48 - 1, met: false },
    { frames: 7, memory: new Uint8Array([4, 5, 6]), fingerprint: 0, met: true, picture, saved: { hash: '0123456789abcdef', state: new Uint8Array(100).fill(7) } },
    { frames: 0, memory: new Uint8Array([7, 8, 9]), fingerprint: 123_456_789_012, met: false, saved: { hash: 'ffffffffffffffff', state: new Uint8Array(1) } },
  ]

  it('should arrive as they were sent', () => {
    expect(plain(decodeResults(encodeResults(results, 3), 5, 3))).toEqual(plain(results))
    expect(decodeResults(encodeResults([], 3), 5, 3)).toEqual([])
  })

  it('should count as the end of the emulator when they are cut, or are no answer to what was asked', () => {
    const whole = encodeResults(results, 3)
    for (const length of [0, 10, 16, 40, 70, whole.length - 1]) {
      expect(() => decodeResults(whole.subarray(0, length), 5, 3)).toThrow(expect.objectContaining({ code: 'emulator-gone', kind: 'recoverable' }))
    }
    expect(() => decodeResults(whole, 2, 3)).toThrow(/3 steps where 2/)
    expect(() => decodeResults(whole, 5, 4)).toThrow(/another number of observed bytes/)
    expect(() => decodeResults(Buffer.concat([whole, Buffer.from([0])]), 5, 3)).toThrow(/too many/)
  })
})
