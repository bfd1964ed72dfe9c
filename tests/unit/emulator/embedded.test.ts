import { readFileSync } from 'node:fs'
import type { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { maskOf, type MemoryExpression } from '../../../src-preload/contract/index.ts'
import { startEmbedded, type EmbeddedOptions, type Emulator, type Step } from '../../../src-main/emulator/index.ts'
import { BROKEN_ROM, COUNTER_ROM, DARK_ROM, makeRom } from '../../support/testRom.ts'

const GAME = new Uint8Array(readFileSync(new URL('../../../resources/games/pocket-quest/pocket-quest.gb', import.meta.url)))
/** Frames since power-on in the demo game, u32. */
const FRAME_COUNTER = { address: 0xc008, length: 4 }
/** Buttons held in this frame. */
const KEYS_HELD = { address: 0xc00e, length: 1 }

const opened: Emulator[] = []

async function start(rom: Uint8Array, options: EmbeddedOptions = {}): Promise<Emulator> {
  const emulator = await startEmbedded(rom, options)
  opened.push(emulator)
  return emulator
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((emulator) => emulator.close()))
})

/** Walks and talks through the start of the demo game: 2,000 frames with keys in most of them. */
function keySteps(count: number, seed = 1): Step[] {
  const keys = [maskOf('A'), maskOf('START'), maskOf('UP'), maskOf('DOWN'), maskOf('LEFT'), maskOf('RIGHT'), maskOf('A'), 0]
  let lot = seed
  return Array.from({ length: count }, () => {
    lot = (lot * 1_103_515_245 + 12_345) & 0x7fffffff
    return { buttons: keys[(lot >> 16) & 7] ?? 0, hold: 4 + ((lot >> 20) & 7), frames: 20 }
  })
}

function play(emulator: Emulator, steps: readonly Step[]): ReturnType<Emulator['advance']> {
  return emulator.advance({ steps, observe: [FRAME_COUNTER, { address: 0xc010, length: 16 }] })
}

/** `address` == `value`, one byte. */
function byteIs(address: number, value: number): MemoryExpression {
  return { op: '==', left: { op: 'read', address, size: 1, endian: 'little' }, right: { op: 'const', value } }
}

describe('an embedded emulator', () => {
  it('should play the same keys to the same states, whatever the batches are', async () => {
    const [one, other] = await Promise.all([start(GAME), start(GAME)])
    const steps = keySteps(60)
    const whole = await play(one, steps)
    const parts = []
    for (const length of [1, 7, 20, 32]) parts.push(...(await play(other, steps.slice(parts.length, parts.length + length))))
    expect(parts).toEqual(whole)
    expect((await other.save()).hash).toBe((await one.save()).hash)
  })

  it('should start a batch from a state that comes with it', async () => {
    const emulator = await start(GAME)
    await play(emulator, keySteps(20))
    const { state } = await emulator.save()
    const once = await play(emulator, keySteps(10, 7))
    await play(emulator, keySteps(5, 9))
    expect(await emulator.advance({ steps: keySteps(10, 7), observe: [FRAME_COUNTER, { address: 0xc010, length: 16 }], from: state })).toEqual(once)
  })

  it('should give a picture of just those ticks at whose end one of the bytes is another', async () => {
    const emulator = await start(GAME)
    const told = { address: 0xc010, length: 1 }
    const before = (await emulator.read([told]))[0]
    const steps = keySteps(200).map((step) => ({ ...step, picture: 'changed' as const }))
    const results = await emulator.advance({ steps, observe: [told], pictureOn: [told] })
    const values = [before, ...results.map(({ memory }) => memory[0])]
    const expected = results.map((_, i) => values[i + 1] !== values[i])
    expect(results.map(({ picture }) => picture !== undefined)).toEqual(expected)
    expect(new Set(expected).size).toBe(2)
  })

  it('should play nothing of what was planned on top of a batch that was left early', async () => {
    const emulator = await start(COUNTER_ROM)
    const steps = keySteps(6)
    const changing = [{ address: 0xc000, length: 1 }]
    const [first, second, third] = await Promise.all([
      emulator.advance({ steps, observe: changing, stopOnChange: changing }),
      emulator.advance({ steps, observe: changing, unlessCut: true }),
      emulator.advance({ steps, observe: changing, unlessCut: true }),
    ])
    expect(first.length).toBeLessThan(steps.length)
    expect([second, third]).toEqual([[], []])
    expect(await emulator.advance({ steps, observe: changing })).toHaveLength(6)
    expect(await emulator.advance({ steps, observe: changing, unlessCut: true })).toHaveLength(6)
  })

  it('should end in another state when one key is another', async () => {
    const [one, other] = await Promise.all([start(COUNTER_ROM), start(COUNTER_ROM)])
    const steps = keySteps(10)
    await play(one, steps)
    await play(other, steps.map((step, i) => (i === 5 ? { ...step, buttons: step.buttons ^ maskOf('A') } : step)))
    expect((await other.save()).hash).not.toBe((await one.save()).hash)
  })

  it('should hold the keys for the frames it is told, and no longer', async () => {
    const emulator = await start(GAME)
    await play(emulator, [{ buttons: 0, hold: 0, frames: 60 }])
    const held: number[] = []
    for (let hold = 1; hold <= 4; hold++) {
      const frames = await emulator.advance({ steps: [{ buttons: maskOf('B'), hold, frames: hold }, ...Array.from({ length: 3 }, () => ({ buttons: 0, hold: 0, frames: 1 }))], observe: [KEYS_HELD] })
      held.push(frames.filter(({ memory }) => memory[0] !== 0).length)
      expect(frames.at(-1)?.memory[0]).toBe(0)
    }
    expect(held).toEqual([1, 1, 1, 1])
  })

  it('should count a frame for each that was played', async () => {
    const emulator = await start(GAME)
    const read = async (): Promise<number> => Buffer.from(await emulator.read([FRAME_COUNTER])).readUInt32LE()
    await play(emulator, [{ buttons: 0, hold: 0, frames: 30 }])
    const before = await read()
    await play(emulator, [{ buttons: maskOf('LEFT'), hold: 7, frames: 41 }, { buttons: 0, hold: 0, frames: 1 }])
    expect((await read()) - before).toBe(42)
  })
})

describe('until', () => {
  it('should end a step in the first frame in which it holds', async () => {
    const [emulator, exact] = await Promise.all([start(GAME), start(GAME)])
    const [result] = await play(emulator, [{ buttons: 0, hold: 0, frames: 60, until: byteIs(0xc005, 1) }])
    expect(result).toMatchObject({ met: true })
    const frames = result?.frames ?? 0
    expect(frames).toBeGreaterThan(1)
    expect(frames).toBeLessThan(60)
    await play(exact, [{ buttons: 0, hold: 0, frames: frames - 1 }])
    expect((await exact.read([{ address: 0xc005, length: 1 }]))[0]).not.toBe(1)
    await play(exact, [{ buttons: 0, hold: 0, frames: 1 }])
    expect((await exact.save()).hash).toBe((await emulator.save()).hash)
  })

  it('should take all frames when it never holds', async () => {
    const emulator = await start(GAME)
    expect(await play(emulator, [{ buttons: 0, hold: 0, frames: 45, until: byteIs(0xc005, 99) }])).toMatchObject([{ met: false, frames: 45 }])
  })

  it('should not be looked at before the keys are up', async () => {
    const emulator = await start(GAME)
    await play(emulator, [{ buttons: 0, hold: 0, frames: 60 }])
    expect(await play(emulator, [{ buttons: maskOf('B'), hold: 9, frames: 30, until: byteIs(0xc005, 1) }])).toMatchObject([{ met: true, frames: 9 }])
  })

  it('should lead to the same place in slices as in one piece', async () => {
    const [whole, sliced] = await Promise.all([start(GAME), start(GAME)])
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 255 }), async (frames, slice, low) => {
        await Promise.all([whole.reset(), sliced.reset()])
        const until = byteIs(0xc008, low)
        const [one] = await play(whole, [{ buttons: 0, hold: 0, frames, until }])
        let taken = 0
        let met = false
        while (taken < frames && !met) {
          const [part] = await play(sliced, [{ buttons: 0, hold: 0, frames: Math.min(slice, frames - taken), until }])
          taken += part?.frames ?? 0
          met = part?.met ?? true
        }
        expect({ frames: taken, met }).toEqual({ frames: one?.frames, met: one?.met })
        expect((await sliced.save()).hash).toBe((await whole.save()).hash)
      }),
      { numRuns: 15 },
    )
  })
})

describe('stopOnChange', () => {
  it('should leave the batch after the step in which a watched byte changed', async () => {
    const [emulator, exact] = await Promise.all([start(GAME), start(GAME)])
    const steps = Array.from({ length: 20 }, () => ({ buttons: 0, hold: 0, frames: 5 }))
    const results = await emulator.advance({ steps, observe: [{ address: 0xc005, length: 1 }], stopOnChange: [{ address: 0xc005, length: 1 }] })
    expect(results.length).toBeGreaterThan(0)
    expect(results.length).toBeLessThan(20)
    const modes = results.map(({ memory }) => memory[0])
    expect(new Set(modes.slice(0, -1)).size).toBeLessThanOrEqual(1)
    expect(modes.at(-1)).not.toBe(modes.at(-2) ?? 0)
    await play(exact, steps.slice(0, results.length))
    expect((await exact.save()).hash).toBe((await emulator.save()).hash)
  })

  it('should play all of it while nothing watched changes', async () => {
    const emulator = await start(GAME)
    const results = await emulator.advance({ steps: keySteps(5), observe: [], stopOnChange: [{ address: 0xc02b, length: 1 }] })
    expect(results).toHaveLength(5)
  })
})

describe('a saved state', () => {
  it.each(['dmg', 'cgb'] as const)('should go on in another worker bit for bit, 2,000 frames long with keys (%s)', async (model) => {
    const first = await start(GAME, { model })
    await play(first, keySteps(30, 3))
    const saved = await first.save()
    const steps = keySteps(100, 9).map((step) => ({ ...step, picture: true }))
    const there = await play(first, steps)
    const second = await start(GAME, { model })
    await second.load(saved.state)
    expect((await second.save()).hash).toBe(saved.hash)
    const here = await play(second, steps)
    expect(here.map(({ fingerprint }) => fingerprint)).toEqual(there.map(({ fingerprint }) => fingerprint))
    expect(here.every(({ picture }, i) => Buffer.compare(picture ?? new Uint8Array(), there[i]?.picture ?? new Uint8Array(1)) === 0)).toBe(true)
    expect((await second.save()).hash).toBe((await first.save()).hash)
  })

  it('should be refused when it is cut or altered, and leave the machine as it was', async () => {
    const emulator = await start(GAME)
    await play(emulator, keySteps(5))
    const { state, hash } = await emulator.save()
    const flipped = state.map((byte, i) => (i === 5000 ? byte ^ 1 : byte))
    const cuts = [state.slice(0, -1), state.slice(0, state.length >> 1), state.slice(0, 0x2000), state.slice(0, -32), new Uint8Array([...state, ...new Uint8Array(32)])]
    for (const bad of [...cuts, flipped, new Uint8Array(64)]) await expect(emulator.load(bad)).rejects.toMatchObject({ code: 'bad-snapshot' })
    expect((await emulator.save()).hash).toBe(hash)
    await play(emulator, keySteps(5))
  })

  it('should be written in the format of other emulators', async () => {
    const emulator = await start(GAME)
    await play(emulator, keySteps(5))
    expect(Buffer.from((await emulator.exportBess()).subarray(-4)).toString()).toBe('BESS')
  })
})

describe('pictures', () => {
  it('should show the title of the demo game, the same in the result and when asked for', async () => {
    const emulator = await start(GAME)
    const results = await play(emulator, [{ buttons: 0, hold: 0, frames: 60, picture: true }])
    const picture = results[0]?.picture ?? new Uint8Array()
    expect(picture).toHaveLength(160 * 144 * 3)
    expect(new Set(picture).size).toBeGreaterThan(1)
    expect(Buffer.compare(await emulator.picture(), picture)).toBe(0)
  })

  it('should not change the game by being taken', async () => {
    const [seen, unseen] = await Promise.all([start(GAME), start(GAME)])
    await play(seen, keySteps(30).map((step) => ({ ...step, picture: true })))
    await play(unseen, keySteps(30))
    expect((await seen.save()).hash).toBe((await unseen.save()).hash)
  })
})

describe('the console', () => {
  it('should be the one that is asked for', async () => {
    const [old, colour] = await Promise.all([start(GAME, { model: 'dmg' }), start(GAME, { model: 'cgb' })])
    expect([old.info.core.model, colour.info.core.model]).toEqual(['dmg', 'cgb'])
    await Promise.all([play(old, keySteps(10)), play(colour, keySteps(10))])
    expect((await old.save()).hash).not.toBe((await colour.save()).hash)
  })

  it('should be the one the cartridge is made for when nobody asks', async () => {
    const made = makeRom([0x18, 0xfe])
    const forColour = made.slice()
    forColour[0x143] = 0xc0
    let sum = 0
    for (let i = 0x134; i <= 0x14c; i++) sum = (sum - (forColour[i] ?? 0) - 1) & 0xff
    forColour[0x14d] = sum
    const [old, colour] = await Promise.all([start(made), start(forColour)])
    expect([old.info.core.model, colour.info.core.model]).toEqual(['dmg', 'cgb'])
  })
})

describe('trouble', () => {
  it('should be told when the ROM is none', async () => {
    await expect(startEmbedded(new Uint8Array(100))).rejects.toMatchObject({ code: 'bad-rom', kind: 'fatal' })
  })

  it('should be told when the core is unknown, with those there are', async () => {
    await expect(startEmbedded(GAME, { core: 'nintendo' })).rejects.toMatchObject({ code: 'bad-input', hint: expect.stringContaining('boytacean') as string })
  })

  it('should reject the call under way and every later one when the thread crashes', async () => {
    const workers: Worker[] = []
    const notice = (worker: Worker): void => void workers.push(worker)
    process.on('worker', notice)
    const emulator = await start(GAME)
    process.off('worker', notice)
    const underWay = play(emulator, keySteps(3000))
    await Promise.all([expect(underWay).rejects.toMatchObject({ code: 'emulator-crashed', kind: 'recoverable' }), workers[0]?.terminate()])
    await expect(emulator.save()).rejects.toMatchObject({ code: 'emulator-crashed', kind: 'recoverable' })
    await emulator.close()
  })

  it('should count a thread that gives no sign of life as hung', async () => {
    const emulator = await start(GAME, { hangTimeout: 200 })
    const endless = emulator.advance({ steps: [{ buttons: 0, hold: 0, frames: 1e9 }], observe: [] })
    await expect(endless).rejects.toMatchObject({ code: 'emulator-hung', kind: 'recoverable' })
    await expect(emulator.save()).rejects.toMatchObject({ code: 'emulator-hung' })
  })

  it('should not take a long batch for a hang', async () => {
    const emulator = await start(GAME, { hangTimeout: 500 })
    expect(await play(emulator, keySteps(200))).toHaveLength(200)
  })

  it.each([
    ['runs into an instruction that does not exist', BROKEN_ROM],
    ['leaves the display off', DARK_ROM],
  ])('should be survived when a game %s: it takes its frames, or the thread is given up', async (_what, rom) => {
    const emulator = await start(rom, { hangTimeout: 300 })
    const end = await emulator.advance({ steps: [{ buttons: 0, hold: 0, frames: 60 }], observe: [] }).catch((error: unknown) => error)
    if (Array.isArray(end)) expect(end).toMatchObject([{ frames: 60 }])
    else expect(end).toMatchObject({ code: expect.stringMatching(/^emulator-(crashed|hung)$/) as string, kind: 'recoverable' })
  })

  it('should be over after close, however often that is called', async () => {
    const emulator = await start(GAME)
    await emulator.close()
    await emulator.close()
    await expect(emulator.read([FRAME_COUNTER])).rejects.toMatchObject({ code: 'emulator-gone' })
  })
})
