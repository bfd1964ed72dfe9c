import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AnchorPack, compactAnchors, type AnchorHome } from '../../../src-main/snapshot/index.ts'
import { CORE, folder, rejected, ROM, stateOf } from './support.ts'

const HOME: AnchorHome = { run_id: 'run_a', rom_sha256: ROM, core: CORE, state_format: 'bos' }

function place(tick: number): { branch: number; tick: number; frame: number } {
  return { branch: 0, tick, frame: tick * 20 }
}

/** A pack of a run that was killed and resumed so many times, each time losing ten anchors. */
async function killedOften(times: number): Promise<string> {
  const file = join(folder(), 'anchors.pack')
  for (let time = 0; time <= times; time++) {
    const pack = await AnchorPack.open(file, HOME, { write: true })
    if (time > 0) pack.dropAfter(0, 12)
    for (let tick = time === 0 ? 1 : 13; tick <= 22; tick++) pack.append(place(tick), stateOf(tick * 100 + time), { time })
    await pack.close()
  }
  return file
}

describe('compacting anchors', () => {
  it('should free what void anchors take, and keep every other as it was', async () => {
    const file = await killedOften(4)
    const before = statSync(file).size
    const freed = await compactAnchors(file, HOME, 0)
    expect(freed).toBeGreaterThan(before / 2)
    expect(statSync(file).size).toBe(before - freed)
    expect(existsSync(`${file}.compact`)).toBe(false)
    const pack = await AnchorPack.open(file, HOME, { write: true })
    expect(pack.stats).toMatchObject({ anchors: 22, damaged: 0 })
    for (let tick = 1; tick <= 22; tick++) {
      const time = tick <= 12 ? 0 : 4
      expect(await pack.load(0, tick)).toEqual({ ...place(tick), state: stateOf(tick * 100 + time), agent: { time } })
    }
    pack.dropAfter(0, 20)
    pack.append(place(21), stateOf(9), null)
    await pack.close()
    const again = await AnchorPack.open(file, HOME)
    expect(again.list(0).at(-1)?.tick).toBe(21)
    await again.close()
  })

  it('should leave a pack alone that has little to free', async () => {
    const file = await killedOften(1)
    const before = readFileSync(file)
    expect(await compactAnchors(file, HOME)).toBe(0)
    expect(await compactAnchors(join(folder(), 'none.pack'), HOME)).toBe(0)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('should begin anew where it was cut off the last time', async () => {
    const file = await killedOften(4)
    writeFileSync(`${file}.compact`, readFileSync(file).subarray(0, 5000))
    expect(await compactAnchors(file, HOME, 0)).toBeGreaterThan(0)
    const pack = await AnchorPack.open(file, HOME)
    expect(pack.stats).toMatchObject({ anchors: 22, damaged: 0 })
    await pack.close()
  })

  it('should not touch the pack of another run', async () => {
    const file = await killedOften(4)
    expect(await rejected(compactAnchors(file, { ...HOME, run_id: 'run_b' }, 0))).toMatchObject({ code: 'foreign-snapshot' })
  })
})
