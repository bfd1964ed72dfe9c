import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { compressFrameSync, decompressFrameSync } from 'lz4-napi'
import { describe, expect, it } from 'vitest'
import { decodeSnapshot, encodeSnapshot, readHeader, readSnapshot } from '../../../src-main/snapshot/index.ts'
import { writeFrame } from '../../../src-main/snapshot/lz4Frame.ts'
import { caught, draft, expectRefusal, folder, rejected, stateOf } from './support.ts'

const FILE = 'runs/x/snap_0_0.ptpsnap'
const encoded = encodeSnapshot(draft({ name: 'before the gym', note: 'zwölf\nlines', thumbnail: 'iVBORw0KGgo=' }), stateOf(1))

describe('a snapshot file', () => {
  it('should give back the header and the state that went in', () => {
    const { meta, state } = decodeSnapshot(encoded.bytes, FILE)
    expect(meta).toEqual(encoded.meta)
    expect(meta).toMatchObject({ name: 'before the gym', note: 'zwölf\nlines', state_bytes: 94_597, agent: { line: 3 } })
    expect(Buffer.from(state).equals(stateOf(1))).toBe(true)
  })

  it('should give back any state of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 3000 }), fc.string({ maxLength: 200, unit: 'binary' }), (state, name) => {
        const found = decodeSnapshot(encodeSnapshot(draft({ name }), state).bytes, FILE)
        expect(Buffer.from(found.state).equals(state)).toBe(true)
        expect(found.meta.name).toBe(name)
      }),
      { numRuns: 200 },
    )
  })

  it('should hold states larger than one block, packed or not', () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000))
    const large = new Uint8Array(9 * 1024 * 1024 + 5)
    for (let at = 0; at < large.length; at += noise.length) large.set(noise.subarray(0, Math.min(noise.length, large.length - at)), at)
    const { bytes } = encodeSnapshot(draft(), large)
    expect(Buffer.from(decodeSnapshot(bytes, FILE).state).equals(large)).toBe(true)
    expect(decompressFrameSync(bytes).length).toBeGreaterThan(large.length)
  })

  it('should be one LZ4 frame whose first line the lz4 tool shows', (context) => {
    const file = join(folder(), 'a.ptpsnap')
    writeFileSync(file, encoded.bytes)
    expect(decompressFrameSync(encoded.bytes).subarray(-94_597).equals(stateOf(1))).toBe(true)
    try {
      execFileSync('lz4', ['--version'])
    } catch {
      context.skip('the lz4 tool is not installed (apt-get install lz4)')
    }
    const line = execFileSync('sh', ['-c', `lz4 -dc "$1" | head -1`, 'sh', file], { encoding: 'utf8' })
    expect(JSON.parse(line)).toEqual(encoded.meta)
    expect(execFileSync('lz4', ['-t', file], { stdio: 'pipe' })).toBeDefined()
  })

  it('should be refused with any byte changed', () => {
    fc.assert(
      fc.property(fc.nat(encoded.bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const altered = Buffer.from(encoded.bytes)
        altered[at] = (altered[at] ?? 0) ^ by
        expectRefusal(caught(() => decodeSnapshot(altered, FILE)), 'bad-snapshot', FILE)
      }),
      { numRuns: 2000 },
    )
  })

  it('should be refused with any bit of a small file changed, anywhere', () => {
    const { bytes } = encodeSnapshot(draft({ metadata: {} }), new Uint8Array(600))
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 1; bit < 256; bit <<= 1) {
        const altered = Buffer.from(bytes)
        altered[at] = (altered[at] ?? 0) ^ bit
        expectRefusal(caught(() => decodeSnapshot(altered, FILE)), 'bad-snapshot', FILE)
      }
    }
  })

  it('should be refused when cut at any place or when something follows it', () => {
    fc.assert(
      fc.property(fc.nat(encoded.bytes.length - 1), (length) => {
        expectRefusal(caught(() => decodeSnapshot(encoded.bytes.subarray(0, length), FILE)), 'bad-snapshot', FILE)
      }),
      { numRuns: 1000 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (more) => {
        expectRefusal(caught(() => decodeSnapshot(Buffer.concat([encoded.bytes, more]), FILE)), 'bad-snapshot', FILE)
      }),
    )
  })

  it('should be refused when a stretch is cut out or several bytes changed', () => {
    fc.assert(
      fc.property(fc.nat(encoded.bytes.length - 1), fc.integer({ min: 1, max: 500 }), fc.uint8Array({ maxLength: 500 }), (at, length, instead) => {
        const altered = Buffer.concat([encoded.bytes.subarray(0, at), instead, encoded.bytes.subarray(at + length)])
        fc.pre(!altered.equals(encoded.bytes))
        expectRefusal(caught(() => decodeSnapshot(altered, FILE)), 'bad-snapshot', FILE)
      }),
      { numRuns: 1000 },
    )
  })

  it('should be refused as newer when a later version wrote it', async () => {
    const header = `${JSON.stringify({ ...encoded.meta, version: 2, colour: 'new' })}\n`
    const bytes = writeFrame([Buffer.from(header), stateOf(1)])
    expectRefusal(caught(() => decodeSnapshot(bytes, FILE)), 'newer-format', FILE, 'version 2')
    const file = join(folder(), 'newer.ptpsnap')
    writeFileSync(file, bytes)
    expectRefusal(await rejected(readHeader(file)), 'newer-format', file)
  })

  it('should be refused when a well-formed frame holds a header with a field missing or another state', () => {
    const missing = writeFrame([Buffer.from(`${JSON.stringify({ ...encoded.meta, state_hash: undefined })}\n`), stateOf(1)])
    expectRefusal(caught(() => decodeSnapshot(missing, FILE)), 'bad-snapshot', 'state_hash')
    const other = writeFrame([Buffer.from(`${JSON.stringify(encoded.meta)}\n`), stateOf(2)])
    expectRefusal(caught(() => decodeSnapshot(other, FILE)), 'bad-snapshot', 'SHA-256')
    const none = writeFrame([stateOf(3).filter((byte) => byte !== 10)])
    expectRefusal(caught(() => decodeSnapshot(none, FILE)), 'bad-snapshot', 'header')
  })

  it('should be refused before it is unpacked when it would blow up', () => {
    const bomb = writeFrame([Buffer.from(`${JSON.stringify(encoded.meta)}\n`), new Uint8Array(40 * 1024 * 1024)])
    expect(bomb.length).toBeLessThan(400_000)
    const before = process.memoryUsage().arrayBuffers
    expectRefusal(caught(() => decodeSnapshot(bomb, FILE)), 'bad-snapshot', 'limit')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024)
  })

  it('should be refused when it is some other file', async () => {
    expectRefusal(caught(() => decodeSnapshot(Buffer.from('PK\x03\x04 not a snapshot at all'), FILE)), 'bad-snapshot', 'no snapshot file')
    expectRefusal(caught(() => decodeSnapshot(compressFrameSync(Buffer.alloc(1000)), FILE)), 'bad-snapshot', 'not one of a snapshot')
    expectRefusal(await rejected(readSnapshot(join(folder(), 'gone.ptpsnap'))), 'not-found', 'gone.ptpsnap')
  })
})

describe('readHeader', () => {
  it('should read the header alone, even where the state behind it is gone', async () => {
    const file = join(folder(), 'cut.ptpsnap')
    const { bytes, meta } = encodeSnapshot(draft({ thumbnail: Buffer.from(stateOf(4, 60_000)).toString('base64') }), stateOf(1))
    writeFileSync(file, bytes)
    expect(await readHeader(file)).toEqual(meta)
    writeFileSync(file, bytes.subarray(0, bytes.length - 100))
    expect(await readHeader(file)).toEqual(meta)
  })

  it('should refuse a header with any byte changed', async () => {
    const file = join(folder(), 'altered.ptpsnap')
    const length = 19 + encoded.bytes.readUInt32LE(15) + 4
    await fc.assert(
      fc.asyncProperty(fc.nat(length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const altered = Buffer.from(encoded.bytes)
        altered[at] = (altered[at] ?? 0) ^ by
        writeFileSync(file, altered)
        expectRefusal(await rejected(readHeader(file)), 'bad-snapshot', file)
      }),
      // The checksum of the frame's size happens to fit this one.
      { numRuns: 300, examples: [[12, 237]] },
    )
  })
})

describe('encodeSnapshot', () => {
  it('should refuse what it could not read back', () => {
    expectRefusal(caught(() => encodeSnapshot(draft(), new Uint8Array(0))), 'bad-input', '0 bytes')
    expectRefusal(caught(() => encodeSnapshot(draft(), new Uint8Array(16 * 1024 * 1024 + 1))), 'bad-input', '16777217 bytes')
    expectRefusal(caught(() => encodeSnapshot(draft({ id: '../../etc/passwd' }), stateOf(1))), 'bad-input', 'id')
    expectRefusal(caught(() => encodeSnapshot(draft({ thumbnail: 'x'.repeat(2 ** 21) }), stateOf(1))), 'bad-input', 'header')
  })
})
