import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createBoytaceanCore } from '../../../src-main/emulator/embedded/boytaceanCore.ts'
import type { Core } from '../../../src-main/emulator/embedded/core.ts'
import { machine } from './machine.ts'

const game = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../resources/games/pocket-quest/pocket-quest.gb')))

/** Keys held in a frame: nothing until the title stands, then through the menus and about. */
const held = (frame: number): number => (frame < 240 ? 0 : ([8, 0, 1, 0, 16, 16, 64, 1, 32, 128, 0, 1][Math.floor(frame / 16) % 12] ?? 0))

/** Each picture the game shows, as a string, with the frame in which it first stands. */
function pictures(core: Core, frames: number): { picture: string; frame: number }[] {
  const shown: { picture: string; frame: number }[] = []
  for (let frame = 0; frame < frames; frame++) {
    core.advance(held(frame), 1, 'all')
    const picture = Buffer.from(core.screen()).toString('latin1')
    if (picture !== shown.at(-1)?.picture) shown.push({ picture, frame })
  }
  return shown
}

it('should show the pictures of the second core on Pocket Quest, in their order', { timeout: 60_000 }, () => {
  // The frames differ by how each core counts them while the LCD is off; see "Held against boytacean" in docs/core.md.
  const own = pictures(machine(game, 'dmg'), 1200)
  const second = pictures(createBoytaceanCore(game, { model: 'dmg', sound: true }), 1200)
  const known = new Set(own.map(({ picture }) => picture))
  expect(second.filter(({ picture }) => !known.has(picture))).toEqual([])
  expect(Math.abs(own.length - second.length)).toBeLessThanOrEqual(4)
  // In the same order too, where the difference of a frame does not let a key fall into another frame of an animation.
  let common = 0
  let from = 0
  for (const { picture } of second) {
    const at = own.findIndex((other, i) => i >= from && i < from + 8 && other.picture === picture)
    if (at < 0) continue
    common++
    from = at + 1
  }
  expect(common / second.length).toBeGreaterThan(0.9)
})
