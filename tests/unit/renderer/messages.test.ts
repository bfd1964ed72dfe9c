import { describe, expect, it } from 'vitest'
import type { Branch, EventOf, RunMessage } from '../../../src-renderer/api/contract.ts'
import { fromBefore, lineOf, MOST, withHeard, withRecorded, type Said } from '../../../src-renderer/shell/saidMessages.ts'

const recorded = (...texts: string[]): RunMessage[] => texts.map((text, at) => ({ tick: at, level: 'info', text }))
const heard = (serial: number, text: string): EventOf<'run.message'> => ({ run: 'r', tick: serial, level: 'info', text, serial })
const texts = (said: readonly Said[]): string[] => said.map(({ text }) => text)

describe('the messages of the run that is looked at', () => {
  it('should have what was said before the page came, and go on with what is told', () => {
    const before = withRecorded([], { messages: recorded('one', 'two'), is_cut: false, up_to: 2 })
    expect(texts(withHeard(before, heard(3, 'three')))).toEqual(['one', 'two', 'three'])
  })

  it('should show nothing twice that was told while the engine was asked', () => {
    const meanwhile = [heard(7, 'again'), heard(8, 'again'), heard(9, 'again')].reduce<readonly Said[]>(withHeard, [])
    expect(texts(withRecorded(meanwhile, { messages: recorded('first', 'again', 'again'), is_cut: false, up_to: 8 }))).toEqual(['first', 'again', 'again', 'again'])
  })

  it('should take the word of an engine that was started anew, whose count begins again', () => {
    const ofTheOldOne = withHeard([], heard(4000, 'said to the old one'))
    const asked = withHeard(fromBefore(ofTheOldOne), heard(2, 'said since'))
    expect(texts(withRecorded(asked, { messages: recorded('said to the old one'), is_cut: false, up_to: 1 }))).toEqual(['said to the old one', 'said since'])
  })

  it('should keep the newest when a run says too much', () => {
    let said: readonly Said[] = []
    for (let serial = 1; serial <= MOST + 20; serial++) said = withHeard(said, heard(serial, String(serial)))
    expect(said).toHaveLength(MOST)
    expect(said.at(-1)?.text).toBe(String(MOST + 20))
  })
})

describe('where a message leads to', () => {
  const line = (branch: number, parent: number | null, fork_tick: number, head_tick: number): Branch => ({ branch, name: `b${branch}`, parent, fork_tick, head_tick, created_at: '', agent: 'x.ptp' })
  const branches = [line(0, null, 0, 100), line(1, 0, 40, 90), line(2, 1, 60, 80)]

  it('should be the branch it was said on, where another one is looked at', () => {
    expect(lineOf({ branch: 1, tick: 70 }, branches, 0)).toBe(1)
    expect(lineOf({ branch: 1, tick: 70 }, branches, 2)).toBe(1)
    expect(lineOf({ branch: 0, tick: 41 }, branches, 2)).toBe(0)
  })

  it('should stay on the line that is looked at where it was said on that line, before a fork', () => {
    expect(lineOf({ branch: 0, tick: 40 }, branches, 2)).toBe(2)
    expect(lineOf({ branch: 1, tick: 60 }, branches, 2)).toBe(2)
    expect(lineOf({ branch: 0, tick: 0 }, branches, 1)).toBe(1)
  })

  it('should be on the new branch what was said before its first tick', () => {
    expect(lineOf({ branch: 2, tick: 60 }, branches, 0)).toBe(2)
  })

  it('should stay where it is with a log that does not say the branch', () => {
    expect(lineOf({ tick: 70 }, branches, 2)).toBe(2)
  })
})
