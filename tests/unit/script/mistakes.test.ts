import { describe, expect, test } from 'vitest'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { compile, requireProgram } from '../../../src-main/script/index.ts'
import { findings, vocabulary } from './vocabulary.ts'

/** script, where, what is said, and what is suggested or expected */
const MISTAKES: [source: string, place: string, message: string, help: string][] = [
  ['PRES A', '1:1', 'there is no button, keyword or macro PRES', 'PRESS'],
  ['A\nWIAT 60', '2:1', 'there is no button, keyword or macro WIAT', 'WAIT'],
  ['REPAET 3 TIMES\n A\nEND', '1:1', 'there is no button, keyword or macro REPAET', 'REPEAT'],
  ['MACRO knock\n A\nEND\nknok', '4:1', 'there is no button, keyword or macro knok', 'knock'],
  ['PRESS SELCT', '1:7', 'SELCT is not a button', 'SELECT'],
  ['PRESS', '1:6', 'something is missing at the end of the line', 'a button: A, B,'],
  ['PRESS A+', '1:9', 'something is missing at the end of the line', 'a button: A, B,'],
  ['PRESS A 3', '1:9', 'after a button, 3 could be frames or times', 'PRESS A:3 for 3 presses'],
  ['HOLD A', '1:7', 'something is missing at the end of the line', 'the number of frames'],
  ['HOLD 30', '1:6', 'something is missing before 30', 'a button: A, B,'],
  ['MOVE 3', '1:6', 'something is missing before 3', 'a direction: UP, DOWN, LEFT or RIGHT'],
  ['MOVE A 3', '1:6', 'A is no direction', 'UP, DOWN, LEFT or RIGHT'],
  ['WAIT', '1:5', 'something is missing at the end of the line', 'a number of frames, or UNTIL'],
  ['WAIT -5', '1:6', '-5 frames: there are no fewer than 0', 'a number of frames'],
  ['WAIT 1.5', '1:6', 'frames are whole, and this is 1.5', '2'],
  ['WAIT 12ab', '1:6', '12ab is not a number', 'a number such as 60'],
  ['WAIT standing', '1:6', 'this is true or false', 'a number of frames'],
  ['WAIT 60 WAIT 60', '1:9', 'WAIT begins a statement of its own', '; WAIT'],
  ['WAIT UNTIL MAX 3', '1:12', 'something is missing before MAX', 'a condition'],
  ['GOTO 3', '1:7', 'something is missing at the end of the line', 'y of the cell'],
  ['REPEAT TIMES\nEND', '1:8', 'something is missing before TIMES', 'how many times'],
  ['A\nREPEAT 3 TIMES\n B', '2:1', 'this REPEAT is never closed', 'END'],
  ['REPEAT 3 TIMES\n  IF x > 1 THEN\n    A\nEND', '2:3', 'this IF is never closed', 'END'],
  ['IF x > 1 THEN\n  A\n', '1:1', 'this IF is never closed', 'END'],
  ['A\nEND', '2:1', 'this END closes nothing', 'REPEAT, IF, WHILE, MACRO'],
  ['ELSE', '1:1', 'ELSE belongs to an IF', 'IF and a condition before it'],
  ['IF badges >= THEN A END', '1:14', 'something is missing before THEN', 'a value after the operator'],
  ['IF (badges > 1 THEN A END', '1:16', 'something is missing before THEN', ')'],
  ['IF badges = 1 THEN A END', '1:11', 'a single = compares nothing', '=='],
  ['IF badges == "1" THEN A END', '1:14', 'a number cannot be compared with text', 'a number'],
  ['IF screen == 3 THEN A END', '1:14', 'text cannot be compared with a number', '"3"'],
  ['IF screen < "b" THEN A END', '1:4', '< compares numbers, and this is text', 'a number, or =='],
  ['IF screen and x > 1 THEN A END', '1:4', 'and joins conditions, and this is text', 'a comparison'],
  ['IF money / 0 > 1 THEN A END', '1:10', 'division by zero', ''],
  ['IF screen == battle THEN A END', '1:14', 'battle is a value of screen', '"battle"'],
  ['IF bagdes > 1 THEN A END', '1:4', 'the game has no value bagdes', 'badges'],
  ['IF prty[2].hp > 1 THEN A END', '1:4', 'the game has no value prty[].hp', 'party[2].hp'],
  ['IF party > 1 THEN A END', '1:4', 'party has several values', 'party[0].hp'],
  ['IF party[0.hp > 1 THEN A END', '1:11', 'something is missing before .', ']'],
  ['IF party[1.5].hp > 1 THEN A END', '1:10', 'an index is a whole number', '0 or more'],
  ['IF mem[0x12345] > 1 THEN A END', '1:8', 'there is no such address', '0xFFFF'],
  ['IF itme("orb") > 1 THEN A END', '1:4', 'there is no function itme', 'item'],
  ['IF item(3) > 1 THEN A END', '1:4', 'item() counts one thing in the bag', 'item("orb")'],
  ['mem[0xD35E] == 3', '1:1', 'mem is a value of the game', 'IF, WHILE, WAIT UNTIL or EXPECT'],
  ['SCREENSHOT gym', '1:12', 'gym is no text', '"gym"'],
  ['SNAPSHOT ""', '1:10', 'a snapshot needs a name', 'text in quotes'],
  ['LOG "at the gym', '1:5', 'this text is never closed', '"at the gym"'],
  ['SET hld 6', '1:5', 'there is no setting hld', 'hold'],
  ['SET hold 0', '1:10', 'hold cannot be 0', '1 to 600 frames'],
  ['SET hold badges', '1:10', 'a setting is known before the game runs', 'a number of frames'],
  ['MACRO wait(n)\n A\nEND', '1:7', 'WAIT means something already', 'another name'],
  ['MACRO m\n A\nEND\nMACRO M\n B\nEND', '4:7', 'there is a macro m already, at line 1', 'another name'],
  ['MACRO m(n)\n WAIT n\nEND\nm(1, 2)', '4:1', 'm takes 1 argument, and this gives it 2', '1 argument in parentheses'],
  ['MACRO m(n)\n WAIT n\nEND\nm("x")', '4:3', 'the arguments of a macro are numbers', 'a number'],
  ['MACRO m(n, n)\n WAIT n\nEND', '1:12', 'the parameter n is there twice', ''],
  ['MACRO m(b)\n WAIT b\nEND', '1:9', 'B is a button and cannot name a parameter', 'another name'],
  ['MACRO m(max)\n WAIT 3\nEND\nm(1)', '1:9', 'MAX means something already and cannot name a parameter', 'another name'],
  ['REPEAT 2 TIMES\n MACRO m\n  A\n END\nEND', '2:2', 'a MACRO stands outside of every other block', 'top level'],
  ['MACRO p\n q\nEND\nMACRO q\n p\nEND', '5:2', 'a macro cannot call itself: p -> q -> p', 'REPEAT or WHILE'],
  ['A @ B', '1:3', '"@" does not belong here', 'the end of the line'],
]

describe('a mistake', () => {
  test.each(MISTAKES)('should be found and explained: %j', (source, place, message, help) => {
    const errors = compile(source, vocabulary).diagnostics.filter((each) => each.severity === 'error')
    const [first] = errors
    expect(errors).toHaveLength(1)
    expect(`${first?.line}:${first?.column}`).toBe(place)
    expect(first?.message).toContain(message)
    expect(`${first?.suggestion ?? ''} ${first?.expected ?? ''}`).toContain(help)
  })

  test('should not hide the others', () => {
    expect(findings('PRES A\nWAIT\nMOVE UP\nIF bagdes > 1 THEN\n  HOLD A\nEND\nLOG "x')).toEqual([
      '1:1 there is no button, keyword or macro PRES',
      '2:5 something is missing at the end of the line',
      '4:4 the game has no value bagdes',
      '5:9 something is missing at the end of the line',
      '7:5 this text is never closed',
    ])
  })

  test('should be told with the file and the place when a program is required', () => {
    const attempt = () => requireProgram('A\nPRES B\nWAIT', 'first.ptp', vocabulary)
    expect(attempt).toThrow(PtpError)
    expect(attempt).toThrow('first.ptp:2:1: there is no button, keyword or macro PRES')
    expect(attempt).toThrow(expect.objectContaining({ code: 'bad-script', hint: 'Did you mean PRESS? There are 2 errors in all.', details: { diagnostics: expect.arrayContaining([expect.objectContaining({ line: 3 })]) } }))
  })

  test('should be bounded when macros or blocks lie too deep in each other', () => {
    const chain = Array.from({ length: 40 }, (_, i) => `MACRO m${i}\n ${i === 39 ? 'A' : `m${i + 1}`}\nEND`).join('\n')
    expect(findings(`${chain}\nm0`)[0]).toContain('calls macros more than 32 deep')
    expect(findings('REPEAT 2 TIMES\n'.repeat(100) + 'A\n' + 'END\n'.repeat(100))[0]).toContain('nested more than 64 deep')
    expect(findings(`WAIT ${'('.repeat(5000)}1${')'.repeat(5000)}`)[0]).toContain('nested more than 64 deep')
    expect(findings('REPEAT 2 TIMES\n'.repeat(20_000)).length).toBeGreaterThan(0)
  })
})

describe('a warning', () => {
  test.each([
    ['WAIT UNTIL standing', 'without MAX this ends after 3600 frames'],
    ['WHILE standing\n A\nEND', 'without MAX this ends after 1000 rounds'],
    ['WHILE standing MAX 3\n OBSERVE\nEND', 'nothing in this WHILE lets the game go on'],
    ['ROLLBACK "gym"', 'no SNAPSHOT of this script is called "gym"'],
    ['IF screen == "batle" THEN A END', 'screen is never "batle"'],
  ])('should leave the program whole: %j', (source, message) => {
    const { program, diagnostics } = compile(source, vocabulary)
    expect(program).not.toBeNull()
    expect(diagnostics.map((each) => each.severity)).toEqual(['warning'])
    expect(diagnostics[0]?.message).toContain(message)
  })
})
