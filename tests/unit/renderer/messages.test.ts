import { describe, expect, it } from 'vitest'
import type { EventOf, RunMessage } from '../../../src-renderer/api/contract.ts'
import { fromBefore, MOST, withHeard, withRecorded, type Said } from '../../../src-renderer/shell/saidMessages.ts'

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
