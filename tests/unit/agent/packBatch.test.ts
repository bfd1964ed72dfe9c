import { describe, expect, it } from 'vitest'
import { KeptStates } from '../../../src-main/agent/search/keptStates.ts'
import { packBatch, type Exploration } from '../../../src-main/agent/search/packBatch.ts'
import type { StepResult } from '../../../src-main/emulator/index.ts'

function exploration(name: number, steps = 2, done: Exploration['done'] = () => undefined): Exploration {
  return { name, state: new Uint8Array([name]), steps: Array.from({ length: steps }, () => ({ buttons: name, hold: 1, frames: 4 })), done }
}

/** Results that say which step they are of. */
function resultsOf(count: number): StepResult[] {
  return Array.from({ length: count }, (_, i) => ({ frames: i, memory: new Uint8Array(0), fingerprint: 0, met: false }))
}

describe('states that are kept in slots', () => {
  it('should be found where they were put, and give way in the order they were last used', () => {
    const kept = new KeptStates(2)
    expect([kept.find(7), kept.place(7), kept.place(8), kept.find(7)]).toEqual([null, 0, 1, 0])
    expect(kept.place(9)).toBe(1)
    expect([kept.find(7), kept.find(8), kept.find(9)]).toEqual([0, null, 1])
    expect(new KeptStates(0).place(1)).toBeNull()
  })
})

describe('explorations on one message', () => {
  it('should bring one state along, keep it, and go back to those that are kept', () => {
    const kept = new KeptStates(10)
    const waiting = [exploration(1), exploration(1), exploration(2)]
    const first = packBatch(waiting, kept)
    expect(first?.from).toEqual(new Uint8Array([1]))
    expect(first?.steps.map(({ frames, keep, resume }) => [frames, keep, resume])).toEqual([
      [0, 0, undefined], [4, undefined, undefined], [4, undefined, undefined],
      [4, undefined, 0], [4, undefined, undefined],
    ])
    expect(waiting).toHaveLength(1)
    expect(packBatch(waiting, kept)?.from).toEqual(new Uint8Array([2]))
    expect(packBatch(waiting, kept)).toBeNull()
    const again = packBatch([exploration(2), exploration(1)], kept)
    expect(again?.from).toBeUndefined()
    expect(again?.steps.map(({ resume }) => resume)).toEqual([1, undefined, 0, undefined])
  })

  it('should give each exploration its own results, and never that of the step that only keeps', () => {
    const got: Record<string, number[]> = {}
    const noting = (id: string, name: number, steps: number): Exploration => exploration(name, steps, (results) => (got[id] = results.map(({ frames }) => frames)))
    const batch = packBatch([noting('a', 1, 2), noting('b', 1, 3)], new KeptStates(4))
    batch?.deliver(resultsOf(batch.steps.length))
    expect(got).toEqual({ a: [1, 2], b: [3, 4, 5] })
  })

  it('should be one at a time, with its state, on an emulator without slots', () => {
    const waiting = [exploration(1), exploration(1)]
    const batch = packBatch(waiting, new KeptStates(0))
    expect(batch?.explorations).toHaveLength(1)
    expect(batch?.steps.every(({ keep, resume }) => keep === undefined && resume === undefined)).toBe(true)
    expect(waiting).toHaveLength(1)
  })
})
