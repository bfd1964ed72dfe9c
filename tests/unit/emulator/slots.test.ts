import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { maskOf } from '../../../src-preload/contract/index.ts'
import { startEmbedded, type Emulator, type Step } from '../../../src-main/emulator/index.ts'

const GAME = new Uint8Array(readFileSync(new URL('../../../resources/games/pocket-quest/pocket-quest.gb', import.meta.url)))
const RANGES = [{ address: 0xc000, length: 0x40 }]

const opened: Emulator[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((emulator) => emulator.close()))
})

async function start(core: string, model: 'dmg' | 'cgb' = 'dmg'): Promise<Emulator> {
  const emulator = await startEmbedded(GAME, { core, model })
  opened.push(emulator)
  return emulator
}

const KEYS = [maskOf('A'), maskOf('START'), maskOf('UP'), maskOf('LEFT')]
const tick = (buttons: number, more: Partial<Step> = {}): Step => ({ buttons, hold: 6, frames: 12, ...more })
/** A step of no frames: what is kept in a slot, as it is. */
const kept = (resume: number): Step => ({ buttons: 0, hold: 0, frames: 0, resume, save: true })

describe.each(['ptp-core', 'boytacean'])('slots of an emulator (%s)', (core) => {
  it('should lead to the same places as states that are saved and loaded', async () => {
    const [forking, loading] = await Promise.all([start(core), start(core)])
    expect(forking.info.slots).toBeGreaterThan(100)
    const begin = [tick(0), tick(KEYS[1] ?? 0, { keep: 0 })]
    // A tree: from slot 0 a child for each key in slots 1 to 4, from each of those two grandchildren, all in one batch.
    const children = KEYS.map((key, i) => tick(key, { resume: 0, keep: 1 + i }))
    const grandchildren = KEYS.flatMap((_, i) => [tick(1, { resume: 1 + i, save: true }), tick(64, { resume: 1 + i, save: true, keep: 10 + i })])
    const results = await forking.advance({ steps: [...begin, ...children, ...grandchildren, kept(0)], observe: RANGES })

    await loading.advance({ steps: begin.map(({ buttons, hold, frames }) => ({ buttons, hold, frames })), observe: RANGES })
    const root = await loading.save()
    const expected: string[] = []
    for (const key of KEYS) {
      await loading.advance({ steps: [tick(key)], observe: [], from: root.state })
      const child = await loading.save()
      for (const then of [1, 64]) expected.push((await loading.advance({ steps: [tick(then, { save: true })], observe: [], from: child.state }))[0]?.saved?.hash ?? '')
    }
    expect(results.flatMap(({ saved }) => saved?.hash ?? [])).toEqual([...expected, root.hash])
    expect(results.at(-1)).toMatchObject({ frames: 0, saved: { state: root.state } })
    expect(new Set(expected).size).toBeGreaterThan(1)
  })

  it('should keep what they hold through resets and other states', async () => {
    const emulator = await start(core)
    const [first] = await emulator.advance({ steps: [tick(0, { keep: 7, save: true })], observe: [] })
    const { state } = await emulator.save()
    await emulator.reset()
    await emulator.advance({ steps: [tick(1), tick(8)], observe: [] })
    await emulator.load(state)
    await emulator.advance({ steps: [tick(1)], observe: [] })
    expect((await emulator.advance({ steps: [kept(7)], observe: [] }))[0]?.saved).toEqual(first?.saved)
  })

  it('should be refused when they are none, or hold nothing', async () => {
    const emulator = await start(core)
    await expect(emulator.advance({ steps: [tick(0, { resume: 3 })], observe: [] })).rejects.toMatchObject({ code: 'bad-input', message: 'nothing was kept in slot 3' })
    for (const slot of [-1, 1.5, 1e6]) await expect(emulator.advance({ steps: [tick(0, { keep: slot })], observe: [] })).rejects.toMatchObject({ code: 'bad-input' })
    expect(await emulator.advance({ steps: [tick(0, { keep: 3 }), tick(1, { resume: 3 })], observe: [] })).toHaveLength(2)
  })

  it('should not be taken for a change of a watched byte when one is resumed', async () => {
    const emulator = await start(core)
    // The game counts its frames here, so two slots differ in it; the byte that is watched is another.
    const steps = [tick(0, { keep: 0 }), tick(0, { keep: 1 }), tick(0, { resume: 0 }), tick(0, { resume: 1 })]
    expect(await emulator.advance({ steps, observe: [], stopOnChange: [{ address: 0xc02b, length: 1 }] })).toHaveLength(4)
    await emulator.advance({ steps: [{ buttons: 0, hold: 0, frames: 0, keep: 2 }], observe: [] })
    const still: Step[] = [0, 2, 1].map((resume) => ({ buttons: 0, hold: 0, frames: 0, resume }))
    expect(await emulator.advance({ steps: still, observe: [], stopOnChange: [{ address: 0xc008, length: 4 }] })).toHaveLength(3)
  })
})

describe('the states that a batch saves', () => {
  it.each([['ptp-core', 'dmg'], ['ptp-core', 'cgb'], ['boytacean', 'dmg']] as const)('should be those that are saved one at a time, in whatever order they are looked at (%s, %s)', async (core, model) => {
    const [batch, single] = await Promise.all([start(core, model), start(core, model)])
    // Saves and steps without, forks far apart, one tick so long that nearly everything changes.
    const steps = Array.from({ length: 40 }, (_, i): Step => ({
      ...tick(KEYS[i % 4] ?? 0, i === 20 ? { frames: 60 } : {}),
      ...(i % 7 === 3 ? { keep: i % 3 } : {}),
      ...(i > 12 && i % 5 === 0 ? { resume: [0, 1, 2][i % 3] ?? 0 } : {}),
      ...(i % 3 === 1 ? {} : { save: true }),
    }))
    const expected: (string | undefined)[] = []
    for (const step of steps) expected.push((await single.advance({ steps: [step], observe: [] }))[0]?.saved?.hash)
    const results = await batch.advance({ steps, observe: RANGES })
    expect(results.map(({ saved }) => saved?.hash)).toEqual(expected)
    for (const i of [...results.keys()].toSorted((a, b) => ((a * 17) % 40) - ((b * 17) % 40))) {
      const { saved, memory } = results[i] ?? {}
      if (!saved) continue
      await single.load(saved.state)
      expect(await single.save()).toEqual(saved)
      expect(await single.read(RANGES)).toEqual(memory)
      expect(saved.state).toBe(saved.state)
      expect(structuredClone(saved)).toEqual({ state: saved.state, hash: saved.hash })
    }
  })

  it('should be whole too when the batch is left early', async () => {
    const [batch, other] = await Promise.all([start('ptp-core'), start('ptp-core')])
    const steps = Array.from({ length: 20 }, () => tick(0, { save: true }))
    const results = await batch.advance({ steps, observe: [], stopOnChange: [{ address: 0xc005, length: 1 }] })
    expect(results.length).toBeLessThan(20)
    for (const { saved } of results.toReversed()) if (saved) await other.load(saved.state)
    expect((await other.save()).hash).toBe(results[0]?.saved?.hash)
  })
})
