import { describe, expect, it } from 'vitest'
import { defaultSettings, EMPTY_STATE, type EventKind, type GameEvent, type GameState } from '../../../src-preload/contract/index.ts'
import { nextCleanup, oldPictures, PictureQueue, ScreenshotPolicy, type ScreenshotSettings, type StoredPicture } from '../../../src-main/run/policies/index.ts'

function policy(changes: Partial<ScreenshotSettings> = {}): ScreenshotPolicy {
  return new ScreenshotPolicy({ ...defaultSettings().screenshot, ...changes })
}

function event(kind: EventKind): GameEvent {
  return { kind, tick: 1, title: kind, data: {} }
}

const HERE: GameState = { ...EMPTY_STATE, screen: 'overworld', location: 'FERNWAY' }
const THERE: GameState = { ...HERE, location: 'ROUTE 1' }
const FIGHT: GameState = { ...HERE, screen: 'battle', battle: { kind: 'wild', turn: 1, active: 0, trainer: null, enemy: { species: 'PIDGE', level: 3, hp: 9, maxHp: 9 } } }

describe('screenshots', () => {
  it('should be taken at the interval', () => {
    const shots = policy({ interval: 10 })
    expect([9, 10, 11, 20].map((tick) => shots.see(tick, HERE, HERE, []))).toEqual([null, 'interval', null, 'interval'])
    expect(shots.mayKeep(9, HERE)).toBe(false)
    expect(shots.mayKeep(10, HERE)).toBe(true)
  })

  it('should not be taken by interval when it is 0', () => {
    expect(policy({ interval: 0 }).see(100, HERE, HERE, [])).toBeNull()
  })

  it('should be taken on a change only when asked', () => {
    expect(policy().see(1, HERE, THERE, [])).toBeNull()
    expect(policy({ on_change: true }).see(1, HERE, THERE, [])).toBe('change')
    expect(policy({ on_change: true }).see(1, HERE, HERE, [])).toBeNull()
  })

  it('should be taken as often as asked for each battle turn', () => {
    const shots = policy({ battle_turn: 3, interval: 0 })
    const reasons = [shots.see(1, HERE, FIGHT, [event('battle_turn')]), ...[2, 3, 4].map((tick) => shots.see(tick, FIGHT, FIGHT, []))]
    expect(reasons).toEqual(['battle', 'battle', 'battle', null])
    expect(policy({ battle_turn: 0 }).see(1, HERE, FIGHT, [event('battle_turn')])).toBeNull()
    expect(policy().mayKeep(1, FIGHT)).toBe(true)
  })

  it('should be taken at errors, and at no error when told so', () => {
    expect(policy({ interval: 0 }).see(7, HERE, HERE, [event('error')])).toBe('error')
    expect(policy({ interval: 0, on_error: 0 }).see(7, HERE, HERE, [event('error')])).toBeNull()
  })

  it('should name the strongest reason: error, battle, change, interval', () => {
    const all = { on_change: true, interval: 1 }
    expect(policy(all).see(1, HERE, THERE, [event('battle_turn'), event('error')])).toBe('error')
    expect(policy(all).see(1, HERE, THERE, [event('battle_turn')])).toBe('battle')
    expect(policy(all).see(1, HERE, THERE, [])).toBe('change')
    expect(policy(all).see(1, HERE, HERE, [])).toBe('interval')
  })

  it('should forget a battle that was rolled back', () => {
    const shots = policy({ battle_turn: 3, interval: 0 })
    shots.see(1, HERE, FIGHT, [event('battle_turn')])
    shots.restart()
    expect(shots.see(2, HERE, HERE, [])).toBeNull()
  })
})

describe('the queue of pictures', () => {
  it('should drop the weakest when it is full, and count it by its reason', () => {
    const queue = new PictureQueue<string>(2)
    expect(queue.push('first', 'interval')).toBeNull()
    expect(queue.push('turn', 'battle')).toBeNull()
    expect(queue.push('second', 'interval')).toBe('second')
    expect(queue.push('crash', 'error')).toBe('first')
    expect(queue.dropped).toEqual({ error: 0, battle: 0, change: 0, interval: 2 })
    expect([queue.shift()?.picture, queue.shift()?.picture, queue.shift()]).toEqual(['turn', 'crash', undefined])
  })
})

describe('the room for pictures', () => {
  const pictures = (count: number, isCompressed = false): StoredPicture[] => Array.from({ length: count }, (_, i) => ({ id: `shot_${i}`, bytes: 100, isCompressed }))

  it('should be enough within the limit', () => {
    expect(nextCleanup(pictures(10), 1000)).toBeNull()
  })

  it('should be made by compressing the oldest first', () => {
    expect(nextCleanup(pictures(11), 1000)).toEqual({ kind: 'compress', ids: ['shot_0', 'shot_1', 'shot_2'] })
  })

  it('should be made by deleting the oldest when all are compressed', () => {
    expect(nextCleanup(pictures(11, true), 1000)).toEqual({ kind: 'delete', ids: ['shot_0', 'shot_1'] })
  })

  it('should be there after as many steps as it takes', () => {
    let stored = pictures(50)
    const deleted: string[] = []
    for (let step = nextCleanup(stored, 1000); step; step = nextCleanup(stored, 1000)) {
      const { ids } = step
      if (step.kind === 'delete') deleted.push(...ids)
      stored = step.kind === 'delete'
        ? stored.filter(({ id }) => !ids.includes(id))
        : stored.map((each) => (ids.includes(each.id) ? { ...each, bytes: 60, isCompressed: true } : each))
    }
    expect(stored.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1000)
    expect(deleted[0]).toBe('shot_0')
    expect(stored.at(-1)?.id).toBe('shot_49')
  })

  it('should leave the newest pictures as they are while old ones are compressed', () => {
    const old = oldPictures(pictures(205))
    expect(old).toEqual(['shot_0', 'shot_1', 'shot_2', 'shot_3', 'shot_4'])
    expect(oldPictures(pictures(205, true))).toEqual([])
  })
})
