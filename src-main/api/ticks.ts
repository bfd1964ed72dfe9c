import { pictureUrl } from '../../src-preload/contract/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'
import { searchMemory } from './memorySearch.ts'
import { ownPlace } from './runShelf.ts'
import { tileIds, TILE_RANGES } from './tiles.ts'

/** Everything about one tick. */
export function tickAnswers({ shelf, viewer, tiles }: DeskParts): AnswersTo<'tick.get' | 'tick.memory' | 'tick.tiles' | 'memory.search'> {
  return {
    'tick.get': async ({ run, branch, tick }) => {
      const open = await shelf.open(run)
      const own = ownPlace(open, branch, tick)
      const { reader } = open
      const { rows } = reader.actions({ line: branch, from: tick, to: tick, limit: 1, count: false })
      const shot = reader.nearestScreenshot(branch, tick)
      return {
        action: rows[0] ?? null,
        state: reader.stateAt(branch, tick),
        previous: tick > 0 ? reader.stateAt(branch, tick - 1) : null,
        events: reader.events({ line: branch, from: tick, to: tick }).map(({ kind, tick: at, title, data }) => ({ kind, tick: at, title, data })),
        shot: shot && { id: shot.id, branch: shot.branch, tick: shot.tick },
        exact: pictureUrl.exact(run, own.branch, tick),
      }
    },
    'tick.memory': async ({ address, length, ...place }) => {
      const { memory } = await viewer.look(place, [{ address, length: Math.min(length, 0x10000 - address) }])
      return { hex: Buffer.from(memory).toString('hex') }
    },
    'tick.tiles': async (place) => {
      const { memory, observed, profile, state } = await viewer.look(place, TILE_RANGES)
      const known = profile.tiles?.meanings(observed) ?? new Map<number, string>()
      tiles.learnSoon(await shelf.open(place.run), place.branch)
      const meanings = [...tiles.learnt(profile.id, state.location), ...known].map(([id, meaning]) => [`0x${id.toString(16).padStart(2, '0')}`, meaning])
      return { hex: Buffer.from(tileIds(memory)).toString('hex'), meanings: Object.fromEntries(meanings) as Record<string, string> }
    },
    'memory.search': ({ run, steps }) => searchMemory(viewer, run, steps),
  }
}
