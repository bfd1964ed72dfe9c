import { describe, expect, it } from 'vitest'
import { maskOf, type MemoryExpression } from '../../src-preload/contract/index.ts'
import { probeGym, startEmbedded, startGymEmulator, type Advance, type Emulator, type Step } from '../../src-main/emulator/index.ts'
import { GAME, gymProcess, gymServer, keySteps } from '../support/gymServer.ts'
import { COUNTER_ROM } from '../support/testRom.ts'

const OBSERVED = [{ address: 0xc000, length: 64 }, { address: 0xff80, length: 8 }]
const UNTIL: MemoryExpression = { op: '==', left: { op: 'read', address: 0xc008, size: 1, endian: 'little' }, right: { op: 'const', value: 77 } }

/** What a batch came to, as text that says where two differ. */
async function played(emulator: Emulator, batch: Advance): Promise<unknown> {
  return (await emulator.advance(batch)).map(({ memory, picture, saved, ...rest }) => ({
    ...rest,
    memory: Buffer.from(memory).toString('hex'),
    picture: picture ? Buffer.from(picture).toString('base64') : null,
    saved: saved ? { hash: saved.hash, state: Buffer.from(saved.state).toString('base64') } : null,
  }))
}

describe('an emulator behind HTTP', () => {
  it('should play a long game exactly as an embedded one does, with every kind of wish', async () => {
    await using server = await gymProcess()
    await using there = await startGymEmulator({ url: server.url, rom: GAME })
    await using here = await startEmbedded(GAME)
    expect(there.info).toEqual({ ...here.info, backend: 'gym', slots: 1024 })
    for (let round = 1; round <= 40; round++) {
      const steps = keySteps(50, round).map((step, i): Step => ({
        ...step,
        ...(i % 25 === 0 ? { picture: true } : {}),
        ...(i % 30 === 7 ? { save: true } : {}),
        ...(i % 9 === 3 ? { until: UNTIL } : {}),
      }))
      const batch: Advance = { steps, observe: OBSERVED, ...(round % 3 === 0 ? { stopOnChange: [{ address: 0xc005, length: 1 }] } : {}) }
      const [a, b] = await Promise.all([played(here, batch), played(there, batch)])
      expect(b).toEqual(a)
    }
    expect((await there.save()).hash).toBe((await here.save()).hash)
    expect(Buffer.compare(await there.picture(), await here.picture())).toBe(0)
    expect(Buffer.compare(await there.exportBess(), await here.exportBess())).toBe(0)
    expect(await there.read(OBSERVED)).toEqual(await here.read(OBSERVED))
    await Promise.all([there.reset(), here.reset()])
    expect((await there.save()).hash).toBe((await here.save()).hash)
    expect(there.latency.summary().count).toBeGreaterThan(40)
    expect(there.latency.breach).toBeNull()
  })

  it('should keep the order of calls that are made at once, and plans that came to nothing', async () => {
    await using server = await gymServer()
    await using there = await startGymEmulator({ url: server.url, rom: COUNTER_ROM })
    await using here = await startEmbedded(COUNTER_ROM)
    const watched = [{ address: 0xc101, length: 1 }]
    const storm = (emulator: Emulator): Promise<unknown[]> =>
      Promise.all(Array.from({ length: 60 }, (_, i) =>
        i % 7 === 3
          ? emulator.save().then(({ hash }) => hash)
          : played(emulator, { steps: keySteps(6, i), observe: watched, ...(i % 4 === 1 ? { stopOnChange: watched } : {}), ...(i % 4 === 2 ? { unlessCut: true } : {}) }),
      ))
    expect(await storm(there)).toEqual(await storm(here))
  })

  it('should fork in slots and go on from states, there as here', async () => {
    await using server = await gymServer()
    await using there = await startGymEmulator({ url: server.url, rom: GAME, model: 'cgb' })
    await using here = await startEmbedded(GAME, { model: 'cgb' })
    const forks: Advance = {
      steps: [
        ...keySteps(20), { buttons: 0, hold: 0, frames: 0, keep: 0 },
        ...['LEFT', 'RIGHT', 'A'].map((key, i) => ({ buttons: maskOf(key as 'A'), hold: 8, frames: 30, resume: 0, keep: i + 1 })),
        { buttons: 0, hold: 0, frames: 0, resume: 2, save: true },
      ],
      observe: OBSERVED,
    }
    expect(await played(there, forks)).toEqual(await played(here, forks))
    await expect(there.advance({ steps: [{ buttons: 0, hold: 0, frames: 1, resume: 900 }], observe: [] })).rejects.toMatchObject({ code: 'bad-input' })
    const { state, hash } = await there.save()
    await here.load(state)
    const on: Advance = { steps: keySteps(30, 5), observe: OBSERVED, from: state }
    expect(await played(there, on)).toEqual(await played(here, on))
    await there.load(state)
    expect((await there.save()).hash).toBe(hash)
  })

  it('should refuse a bad state and play on as if nothing had happened', async () => {
    await using server = await gymServer()
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME })
    await emulator.advance({ steps: keySteps(5), observe: [] })
    const { state, hash } = await emulator.save()
    await expect(emulator.load(state.map((byte, i) => (i === 5000 ? byte ^ 1 : byte)))).rejects.toMatchObject({ code: 'bad-snapshot', kind: 'fatal' })
    await expect(emulator.load(new Uint8Array())).rejects.toMatchObject({ code: 'bad-snapshot' })
    await expect(emulator.read([{ address: 0xffff, length: 2 }])).rejects.toMatchObject({ code: 'bad-input' })
    expect((await emulator.save()).hash).toBe(hash)
  })

  it('should bring a batch whose answer is larger than one answer may be', async () => {
    await using server = await gymServer()
    await using there = await startGymEmulator({ url: server.url, rom: GAME })
    await using here = await startEmbedded(GAME)
    const steps = keySteps(400).map((step) => ({ ...step, frames: 2, hold: 1, picture: true }))
    const [a, b] = await Promise.all([here.advance({ steps, observe: OBSERVED }), there.advance({ steps, observe: OBSERVED })])
    expect(b).toHaveLength(400)
    expect(b.every(({ picture, fingerprint }, i) => fingerprint === a[i]?.fingerprint && Buffer.compare(picture ?? new Uint8Array(), a[i]?.picture ?? new Uint8Array(1)) === 0)).toBe(true)
  })

  it('should play the games of the other core, and with sound', async () => {
    await using server = await gymProcess()
    for (const options of [{ core: 'boytacean' }, { sound: true }]) {
      await using there = await startGymEmulator({ url: server.url, rom: GAME, ...options })
      await using here = await startEmbedded(GAME, options)
      const batch: Advance = { steps: keySteps(10), observe: OBSERVED }
      expect(await played(there, batch)).toEqual(await played(here, batch))
      expect(there.info.core).toEqual(here.info.core)
    }
  })
})

describe('one server for one client after the other', () => {
  it('should leave nothing of a run to the next one', async () => {
    await using server = await gymServer()
    const fresh = async (): Promise<string> => {
      await using emulator = await startGymEmulator({ url: server.url, rom: GAME })
      const { hash } = await emulator.save()
      await emulator.advance({ steps: [...keySteps(30, 4), { buttons: 0, hold: 0, frames: 1, keep: 5 }], observe: [] })
      expect((await emulator.save()).hash).not.toBe(hash)
      return hash
    }
    const first = await fresh()
    await using other = await startGymEmulator({ url: server.url, rom: COUNTER_ROM })
    expect(other.info.romSha256).not.toBe(first)
    await expect(other.advance({ steps: [{ buttons: 0, hold: 0, frames: 0, resume: 5 }], observe: [] })).rejects.toMatchObject({ code: 'bad-input' })
    await other.close()
    expect(await fresh()).toBe(first)
  })

  it('should not be played by two at once, unless the second takes it over', async () => {
    await using server = await gymServer()
    await using first = await startGymEmulator({ url: server.url, rom: GAME })
    await expect(startGymEmulator({ url: server.url, rom: GAME })).rejects.toMatchObject({ code: 'busy', kind: 'transient', hint: expect.stringContaining('takeOver') as string })
    await first.advance({ steps: keySteps(2), observe: [] })
    await using second = await startGymEmulator({ url: server.url, rom: GAME, takeOver: true })
    await expect(first.save()).rejects.toMatchObject({ code: 'emulator-gone', kind: 'recoverable' })
    await second.advance({ steps: keySteps(2), observe: [] })
    expect(await second.health()).toMatchObject({ status: 'ok', held_by: 'session' })
    await second.close()
    expect(await probeGym(server.url)).toMatchObject({ dialect: 'ptp', health: { held_by: null, game: { title: 'POCKETQUEST' } } })
  })

  it('should be had by one of two who come at the same time', async () => {
    await using server = await gymServer()
    const results = await Promise.allSettled([1, 2, 3].map(() => startGymEmulator({ url: server.url, rom: GAME })))
    const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(opened).toHaveLength(1)
    expect(await opened[0]?.advance({ steps: keySteps(2), observe: [] })).toHaveLength(2)
    await opened[0]?.close()
  })

  it('should refuse a file that is no game and keep the one it has', async () => {
    await using server = await gymServer({ rom: GAME })
    await expect(startGymEmulator({ url: server.url, rom: new Uint8Array(40_000) })).rejects.toMatchObject({ code: 'bad-rom', kind: 'fatal' })
    await expect(startGymEmulator({ url: server.url, rom: GAME, core: 'nintendo' })).rejects.toMatchObject({ code: 'bad-input', hint: expect.stringContaining('boytacean') as string })
    expect(await probeGym(server.url)).toMatchObject({ health: { status: 'ok', game: { title: 'POCKETQUEST' } } })
  })
})
