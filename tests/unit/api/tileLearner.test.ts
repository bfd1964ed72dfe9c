import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mapTileIds, screenTileIds } from '../../../src-main/api/tiles.ts'
import { TestDesk } from './support.ts'

const PROFILE = new URL('../../../resources/profiles/pocket-quest.json', import.meta.url)
/** Up and down in the room the game begins in, and against its wall. */
const SCRIPT = `WAIT UNTIL mode == "title" MAX 120
START
WAIT UNTIL standing MAX 120
REPEAT 6 TIMES
  MOVE DOWN 1
  MOVE UP 1
END
MOVE LEFT 9
HOLD LEFT 20
HOLD LEFT 20
`

let desk: TestDesk
let run: string
beforeAll(async () => {
  desk = new TestDesk()
  // A profile that knows the game, but nothing of its tiles.
  const known = JSON.parse(readFileSync(PROFILE, 'utf8')) as { tiles: { meanings: unknown[] } }
  known.tiles.meanings = []
  mkdirSync(path.join(desk.home, 'profiles'))
  writeFileSync(path.join(desk.home, 'profiles', 'pocket-quest.json'), JSON.stringify(known))
  const [game] = await desk.call('games.list', {})
  run = (await desk.call('run.start', { game: game?.id ?? '', script: 'walls.ptp', source: SCRIPT, speed: 0, seed: null })).run
})
afterAll(() => desk[Symbol.asyncDispose]())

describe('tiles of a game nothing is known of', () => {
  it('should be learnt from where the player walked and where it could not', async () => {
    await expect.poll(async () => (await desk.call('runs.get', { run })).live?.status, { timeout: 15_000 }).not.toBe('running')
    const { summary } = await desk.call('runs.get', { run })
    const place = { run, branch: 0, tick: summary.ticks }
    await expect.poll(async () => new Set(Object.values((await desk.call('tick.tiles', place)).meanings)), { timeout: 15_000 })
      .toEqual(new Set(['walkable (walked on)', 'wall (walked into)']))
  })
})

describe('the tiles of a cell', () => {
  const memory = Uint8Array.from([0x91, 0, 0, 0, 0, 0, ...Array.from({ length: 2048 }, (_, i) => i % 251)])

  it('should go around the edges of the background map', () => {
    expect(mapTileIds(memory, 31, 31, 2)).toEqual([1023 % 251, 992 % 251, 31, 0])
  })

  it('should leave out what is beside the screen', () => {
    const ids = Uint8Array.from({ length: 360 }, (_, i) => i % 256)
    expect(screenTileIds(ids, 8, 8, 2)).toEqual([168, 169, 188, 189])
    expect(screenTileIds(ids, -1, 0, 2)).toEqual([0, 20])
  })
})
