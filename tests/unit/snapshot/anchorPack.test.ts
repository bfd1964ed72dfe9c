import { appendFileSync, mkdirSync, readFileSync, rmSync, rmdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PtpError } from '../../../src-preload/contract/index.ts'
import { AnchorPack, type AnchorHome, type AnchorPackOptions } from '../../../src-main/snapshot/index.ts'
import { caught, CORE, expectRefusal, folder, rejected, ROM, stateOf } from './support.ts'

const HOME: AnchorHome = { run_id: 'run_a', rom_sha256: ROM, core: CORE, state_format: 'bos' }
const WRITE: AnchorPackOptions = { write: true }
const MAIN = [{ branch: 0, from: 0, to: Infinity }]

function packFile(): string {
  return join(folder(), 'anchors.pack')
}

function place(tick: number, branch = 0): { branch: number; tick: number; frame: number } {
  return { branch, tick, frame: tick * 20 }
}

/** A pack with an anchor every 10 ticks, from 10. */
async function written(file: string, anchors: number, stateBytes = 94_597): Promise<void> {
  const pack = await AnchorPack.open(file, HOME, WRITE)
  for (let n = 1; n <= anchors; n++) pack.append(place(n * 10), stateOf(n * 10, stateBytes), { line: n })
  await pack.close()
}

describe('AnchorPack', () => {
  it('should give back every state exactly, now and after a restart', async () => {
    const file = packFile()
    const pack = await AnchorPack.open(file, HOME, WRITE)
    for (let tick = 0; tick < 30; tick++) pack.append(place(tick), stateOf(tick), { line: tick })
    expect((await pack.load(0, 29)).state).toEqual(stateOf(29))
    await pack.close()
    const again = await AnchorPack.open(file, HOME)
    expect(again.stats).toMatchObject({ anchors: 30, damaged: 0, bytes: statSync(file).size })
    for (const tick of [29, 0, 7, 8, 9, 15, 16]) {
      expect(await again.load(0, tick)).toEqual({ ...place(tick), state: stateOf(tick), agent: { line: tick } })
    }
    await again.close()
  })

  it('should give back any sequence of states, also of changing length and branch', async () => {
    const file = packFile()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ branch: fc.nat(2), state: fc.uint8Array({ minLength: 1, maxLength: 40 }) }), { minLength: 1, maxLength: 40 }), async (anchors) => {
        rmSync(file, { force: true })
        const pack = await AnchorPack.open(file, HOME, WRITE)
        anchors.forEach(({ branch, state }, tick) => { pack.append(place(tick, branch), state, null) })
        await pack.close()
        const again = await AnchorPack.open(file, HOME)
        for (const [tick, { branch, state }] of anchors.entries()) expect((await again.load(branch, tick)).state).toEqual(Uint8Array.from(state))
        await again.close()
      }),
      { numRuns: 60 },
    )
  })

  it('should pack states that change little to little', async () => {
    const file = packFile()
    const pack = await AnchorPack.open(file, HOME, WRITE)
    const state = crypto.getRandomValues(new Uint8Array(60_000))
    for (let tick = 0; tick < 80; tick++) {
      state[tick * 100] = tick
      pack.append(place(tick), state, null)
    }
    await pack.close()
    expect(statSync(file).size).toBeLessThan(11 * 61_000)
    expect((await pack.load(0, 79)).state).toEqual(state)
    await pack.close()
  })

  it('should find the nearest anchor along the branches of a line', async () => {
    const pack = await AnchorPack.open(packFile(), HOME, WRITE)
    for (const [branch, tick] of [[0, 0], [0, 10], [0, 20], [1, 15], [1, 25]] as const) pack.append(place(tick, branch), stateOf(tick, 100), null)
    const line = [{ branch: 0, from: 0, to: 12 }, { branch: 1, from: 13, to: Infinity }]
    expect([5, 12, 14, 15, 24, 99].map((tick) => pack.nearest(line, tick))).toEqual([
      place(0), place(10), place(10), place(15, 1), place(15, 1), place(25, 1),
    ])
    expect(await pack.loadNearest([{ branch: 4, from: 0, to: 9 }], 9)).toBeNull()
    await pack.close()
  })

  it('should void what lies beyond the tick a run goes on from', async () => {
    const file = packFile()
    await written(file, 9)
    const pack = await AnchorPack.open(file, HOME, WRITE)
    pack.dropAfter(0, 45)
    pack.append(place(55), stateOf(1000), 'new')
    await pack.close()
    const again = await AnchorPack.open(file, HOME)
    expect(again.list(0).map(({ tick }) => tick)).toEqual([10, 20, 30, 40, 55])
    expect((await again.load(0, 55)).state).toEqual(stateOf(1000))
    await again.close()
  })

  it('should trust nothing from before a drop that was lost', async () => {
    const file = packFile()
    await written(file, 4, 200)
    const dropAt = statSync(file).size
    const pack = await AnchorPack.open(file, HOME, WRITE)
    pack.dropAfter(0, 15)
    pack.append(place(18), stateOf(18, 200), null)
    await pack.close()
    const bytes = readFileSync(file)
    bytes[dropAt + 12] = 0xff
    writeFileSync(file, bytes)
    const again = await AnchorPack.open(file, HOME)
    expect(again.list(0).map(({ tick }) => tick)).toEqual([18])
    await again.close()
  })

  it('should go on behind a tail torn at any place', async () => {
    const file = packFile()
    await written(file, 12, 400)
    const whole = readFileSync(file)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        writeFileSync(file, whole)
        truncateSync(file, length)
        const pack = await AnchorPack.open(file, HOME, WRITE)
        const left = pack.list(0).map(({ tick }) => tick)
        expect(left).toEqual(Array.from({ length: left.length }, (_, n) => (n + 1) * 10))
        pack.append(place(500), stateOf(500, 400), null)
        await pack.close()
        const again = await AnchorPack.open(file, HOME)
        expect(again.list(0).map(({ tick }) => tick)).toEqual([...left, 500])
        for (const tick of [...left, 500]) expect((await again.load(0, tick)).state).toEqual(stateOf(tick, 400))
        await again.close()
      }),
      { numRuns: 150 },
    )
  })

  it('should skip damaged records and never give a wrong state', async () => {
    const file = packFile()
    await written(file, 20, 400)
    const whole = readFileSync(file)
    const behindHome = 64 + whole.readUInt32LE(40)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: behindHome, max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const altered = Buffer.from(whole)
        altered[at] = (altered[at] ?? 0) ^ by
        writeFileSync(file, altered)
        const pack = await AnchorPack.open(file, HOME)
        let lost = 0
        for (let tick = 200; tick > 0; tick -= 10) {
          const found = await pack.loadNearest(MAIN, tick)
          if (found !== null) expect(found.state).toEqual(stateOf(found.tick, 400))
          if (found?.tick !== tick) lost++
        }
        // A damaged key costs its eight anchors, anything else one.
        expect(lost).toBeGreaterThanOrEqual(1)
        expect(lost).toBeLessThanOrEqual(8)
        expect(pack.stats.anchors).toBe(20 - lost)
        await pack.close()
      }),
      { numRuns: 200 },
    )
  })

  it('should skip rubbish in the middle', async () => {
    const file = packFile()
    await written(file, 3, 400)
    appendFileSync(file, Buffer.concat([Buffer.from('ANCR'), crypto.getRandomValues(new Uint8Array(60_000)), Buffer.alloc(140_000)]))
    const more = packFile()
    await written(more, 6, 400)
    const bytes = readFileSync(more)
    appendFileSync(file, bytes.subarray(64 + bytes.readUInt32LE(40)))
    const pack = await AnchorPack.open(file, HOME)
    expect(pack.stats).toMatchObject({ anchors: 6, damaged: 1 })
    expect((await pack.load(0, 10)).state).toEqual(stateOf(10, 400))
    await pack.close()
  })

  it('should refuse the pack of another run, ROM or core, a newer one, and one that does not say', async () => {
    const file = packFile()
    await written(file, 2, 100)
    for (const [change, tells] of [[{ rom_sha256: 'b'.repeat(64) }, 'ROM'], [{ core: { ...CORE, version: '9' } }, 'core'], [{ run_id: 'run_b' }, 'run_b'], [{ state_format: 'bess' }, 'bess']] as const) {
      expectRefusal(await rejected(AnchorPack.open(file, { ...HOME, ...change })), 'foreign-snapshot', file, tells)
    }
    const bytes = readFileSync(file)
    bytes[70] = (bytes[70] ?? 0) ^ 1
    writeFileSync(file, bytes)
    expectRefusal(await rejected(AnchorPack.open(file, HOME)), 'bad-snapshot', file)
  })

  it('should refuse to append when opened for reading, and to load what is not there', async () => {
    const pack = await AnchorPack.open(packFile(), HOME)
    expectRefusal(caught(() => { pack.append(place(1), stateOf(1), null) }), 'bad-input', 'reading')
    expectRefusal(await rejected(pack.load(0, 1)), 'not-found', 'tick 1')
  })

  it('should tell of failed appends, forget them, and go on when the disk is back', async () => {
    for (const told of [true, false]) {
      const dir = join(folder(), 'snapshots')
      const file = join(dir, 'anchors.pack')
      const errors: PtpError[] = []
      const pack = await AnchorPack.open(file, HOME, { ...WRITE, ...(told ? { onError: (error) => { errors.push(error) } } : {}) })
      pack.append(place(1), stateOf(1), null)
      pack.append(place(2), stateOf(2), null)
      const flushed = await rejected(pack.flush())
      expectRefusal(told ? errors[0] : flushed, 'not-found', file)
      expect(pack.list(0)).toEqual([])
      mkdirSync(dir)
      pack.append(place(3), stateOf(3), null)
      pack.append(place(4), stateOf(4), null)
      await pack.close()
      const again = await AnchorPack.open(file, HOME)
      expect(again.list(0)).toEqual([place(3), place(4)])
      expect((await again.load(0, 4)).state).toEqual(stateOf(4))
      await again.close()
      rmSync(file)
      rmdirSync(dir)
    }
  })
})
