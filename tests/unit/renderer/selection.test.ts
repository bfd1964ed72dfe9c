import { beforeEach, describe, expect, it } from 'vitest'
import { useSelection } from '../../../src-renderer/state/selection.ts'

const now = (): ReturnType<typeof useSelection.getState> => useSelection.getState()

describe('the selection', () => {
  beforeEach(() => {
    now().select(null)
    now().select('run_a')
  })

  it('should follow the live run of a run that was opened without a place', () => {
    expect(now()).toMatchObject({ run: 'run_a', branch: 0, tick: 0, following: true, window: null })
    now().select('run_b', { branch: 2, tick: 50 })
    expect(now()).toMatchObject({ run: 'run_b', branch: 2, tick: 50, following: false })
  })

  it('should stay where it is when the run that is looked at is chosen again', () => {
    now().goTo(12)
    now().select('run_a')
    expect(now()).toMatchObject({ tick: 12, following: false })
    now().select('run_a', { branch: 0, tick: 3 })
    expect(now().tick).toBe(3)
  })

  it('should stop following when the play head is moved', () => {
    now().goTo(12.4)
    expect(now()).toMatchObject({ tick: 12, following: false })
    now().goTo(-5, 1)
    expect(now()).toMatchObject({ tick: 0, branch: 1 })
  })

  it('should take a window whichever way it was drawn', () => {
    now().setWindow({ from: 90.2, to: -3 })
    expect(now().window).toEqual({ from: 0, to: 90 })
    now().setWindow(null)
    expect(now().window).toBeNull()
  })

  it('should forget the window of the run before', () => {
    now().setWindow({ from: 1, to: 2 })
    now().select('run_b')
    expect(now().window).toBeNull()
  })
})
