import { describe, expect, it } from 'vitest'
import { changedScript } from '../../../src-main/experiment/scriptText.ts'

const NONE = { constants: {}, macros: {}, timing: {} }
const SCRIPT = ['SET hold 3', 'step', 'MACRO step', '  IF x == 1 THEN', '    A # END', '  END', '  LOG "END"', 'END', 'MACRO stepping', '  B', 'END', ''].join('\n')

describe('changes of a script', () => {
  it('should leave a script alone that nothing is changed of', () => {
    expect(changedScript('a.ptp', SCRIPT, NONE)).toBe(SCRIPT)
  })

  it('should put a body in place of the macro of that name alone, and add one there is not', () => {
    const changed = changedScript('a.ptp', SCRIPT, { ...NONE, macros: { step: 'UP\nDOWN\n', other: 'START' } })
    expect(changed).toContain('MACRO step\nUP\nDOWN\nEND\nMACRO stepping\n  B\nEND')
    expect(changed).not.toContain('LOG')
    expect(changed.endsWith('MACRO other\nSTART\nEND\n')).toBe(true)
  })

  it('should set timing that is set, and add what is not without moving lines', () => {
    const changed = changedScript('a.ptp', SCRIPT, { ...NONE, timing: { hold: 7, gap: 2 } })
    expect(changed.split('\n')[0]).toBe('SET gap 2; SET hold 7 ')
    expect(changed.split('\n')).toHaveLength(SCRIPT.split('\n').length)
  })

  it('should fill in constants, and say which has no value or no place', () => {
    const text = 'WAIT ${frames}; REPEAT ${times:3} TIMES; A; END'
    expect(changedScript('a.ptp', text, { ...NONE, constants: { frames: 5 } })).toBe('WAIT 5; REPEAT 3 TIMES; A; END')
    expect(() => changedScript('a.ptp', text, NONE)).toThrow(/a\.ptp: the constant frames has no value/)
    expect(() => changedScript('a.ptp', 'WAIT 1', { ...NONE, constants: { frames: 5 } })).toThrow(/no constant frames/)
  })
})
