import { afterEach, describe, expect, it } from 'vitest'
import { isHurried, onBeat, setHurried, whenCalm } from '../../../src-renderer/state/beat.ts'

/** Work that notes that it was done, and in which turn of the event loop. */
function noting(): { done: { name: string; turn: number }[]; work: (name: string) => () => void } {
  const done: { name: string; turn: number }[] = []
  let turn = 0
  const work = (name: string) => () => {
    if (done.length === 0) setTimeout(() => turn++)
    done.push({ name, turn })
  }
  return { done, work }
}

describe('the beat of the page', () => {
  afterEach(() => setHurried(false))

  it('should do all that waits in one go', async () => {
    const { done, work } = noting()
    onBeat(work('log'))
    onBeat(work('picture'))
    await expect.poll(() => done).toEqual([{ name: 'log', turn: 0 }, { name: 'picture', turn: 0 }])
  })

  it('should do what was asked for several times once', async () => {
    const { done, work } = noting()
    const once = work('log')
    for (let i = 0; i < 10; i++) onBeat(once)
    onBeat(work('last'))
    await expect.poll(() => done.map(({ name }) => name)).toEqual(['log', 'last'])
  })

  it('should not do what was taken back', async () => {
    const { done, work } = noting()
    onBeat(work('gone'))()
    onBeat(work('there'))
    await expect.poll(() => done.map(({ name }) => name)).toEqual(['there'])
  })

  it('should do work at once, unless a run goes as fast as it can', async () => {
    const { done, work } = noting()
    whenCalm(work('calm'))
    expect(done).toHaveLength(1)
    setHurried(true)
    expect(isHurried()).toBe(true)
    whenCalm(work('hurried'))
    expect(done).toHaveLength(1)
    await expect.poll(() => done).toHaveLength(2)
  })
})
