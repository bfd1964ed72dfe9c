import { describe, expect, test } from 'vitest'
import { compile, memoryAddresses } from '../../../src-main/script/index.ts'
import type { Condition } from '../../../src-preload/contract/index.ts'
import { KEYWORDS, RESERVED } from '../../../src-preload/contract/grammar/index.ts'
import { blind, findings, programOf, vocabulary } from './vocabulary.ts'

function conditionOf(text: string): Condition | undefined {
  const [first] = programOf(`EXPECT ${text}`).instructions
  return first?.op === 'expect' ? first.condition : undefined
}

const n = (value: number): Condition => ({ op: 'number', value })
const name = (...path: (string | number)[]): Condition => ({ op: 'name', path })

describe('conditions', () => {
  test('should bind as one reads them', () => {
    expect(conditionOf('badges >= 1 and party[0].hp < 10 or not standing')).toEqual({
      op: 'or',
      left: { op: 'and', left: { op: '>=', left: name('badges'), right: n(1) }, right: { op: '<', left: name('party', 0, 'hp'), right: n(10) } },
      right: { op: 'not', of: name('standing') },
    })
    expect(conditionOf('not money - 2 * 3 == -x')).toEqual({
      op: 'not',
      of: { op: '==', left: { op: '-', left: name('money'), right: n(6) }, right: { op: 'neg', of: name('x') } },
    })
  })

  test('should know names in any spelling, and write them as the profile does', () => {
    expect(conditionOf('Party[1].maxHP > 0')).toEqual({ op: '>', left: name('party', 1, 'max_hp'), right: n(0) })
    expect(conditionOf('badge.tide')).toEqual(name('badge', 'TIDE'))
  })

  test('should take && || ! and <> as well', () => {
    expect(conditionOf('badges <> 1 && !standing || true')).toEqual(conditionOf('badges != 1 and not standing or true'))
  })

  test('should tell which addresses they read', () => {
    expect(programOf('IF mem[0xD35E] == 3 and mem[0xC000 + 1] > 0 THEN A END').memory).toEqual([0xc001, 0xd35e])
    expect(programOf('IF mem[mem[2]] == 3 THEN A END').memory).toBeNull()
    const computed = conditionOf('mem[x] == mem[1]')
    const constant = conditionOf('mem[3] == mem[1]')
    expect(computed && memoryAddresses(computed)).toBeNull()
    expect(constant && memoryAddresses(constant)).toEqual([3, 1])
  })

  test('should never be decided before the game runs', () => {
    expect(programOf('IF 1 == 2 THEN A END').instructions.map((each) => each.op)).toEqual(['unless', 'press', 'end'])
  })
})

describe('the program', () => {
  test('should not unroll loops', () => {
    expect(programOf('REPEAT 1000000 TIMES\n A\nEND').instructions.map((each) => each.op)).toEqual(['count', 'round', 'press', 'jump', 'end'])
  })

  test('should join waits and drop what nobody could notice', () => {
    const source = 'WAIT 10\n\n20\nWAIT 0\nREPEAT 0 TIMES\n A\nEND\nREPEAT 3 TIMES\n WAIT 0\nEND\nIF standing THEN END\nWAIT 5\nREPEAT 1 TIMES\n B\nEND\nOBSERVE'
    expect(programOf(source).instructions.map((each) => (each.op === 'wait' ? `wait ${each.frames}` : each.op))).toEqual(['wait 35', 'press', 'observe', 'end'])
  })

  test('should point from each instruction to its place in the source', () => {
    const source = 'A\nREPEAT 2 TIMES\n  MOVE UP 3\nEND'
    const { spans } = programOf(source)
    expect(spans.map((span) => `${span.line}:${span.column} ${source.slice(span.from, span.to)}`)).toEqual([
      '1:1 A', '2:1 REPEAT', '2:1 REPEAT', '3:8 UP 3', '2:1 REPEAT', '2:1 REPEAT',
    ])
  })

  test('should count lines for every kind of line end', () => {
    expect(programOf('A\r\nB\r\rSTART\nUP').spans.map((span) => span.line)).toEqual([1, 2, 4, 5, 5])
  })

  test('should have a checksum that layout, comments and case do not change', () => {
    const sum = programOf('REPEAT 2 TIMES\n  PRESS A\nEND').checksum
    expect(sum).toMatch(/^[0-9a-f]{64}$/)
    expect(programOf('repeat 2 # twice\n\n  press a; end').checksum).toBe(sum)
    expect(programOf('REPEAT 2 TIMES\n  PRESS B\nEND').checksum).not.toBe(sum)
    expect(programOf('REPEAT 2 TIMES\n  MOVE UP\nEND', blind).checksum).not.toBe(programOf('REPEAT 2 TIMES\n  MOVE UP\nEND').checksum)
  })

  test('should be made once for the same text and vocabulary', () => {
    const source = 'A B # cached'
    expect(compile(source, vocabulary)).toBe(compile(source, vocabulary))
    expect(compile(source, { ...vocabulary }).program).toBe(compile(source, vocabulary).program)
    expect(compile(source, { ...vocabulary, timing: { ...vocabulary.timing, hold: 9 } }).checksum).not.toBe(compile(source, vocabulary).checksum)
  })
})

describe('complexity', () => {
  test('should count what makes a script hard to follow', () => {
    const source = 'MACRO m\n IF standing THEN A ELSE IF badges > 1 THEN B END\nEND\nREPEAT 2 TIMES\n WHILE standing MAX 2\n  m\n END\nEND'
    expect(compile(source, vocabulary).complexity).toMatchObject({ depth: 4, branches: 2, loops: 2, macros: 1 })
  })
})

describe('a long script', () => {
  test('should compile', () => {
    const part = '# part\nREPEAT 3 TIMES\n  A B\n  WAIT 60\n  IF badges >= 1 and party[0].hp < 10 THEN\n    MOVE UP 3\n  ELSE\n    up:2, a, wait:30\n  END\nEND\n'
    const { program, complexity } = compile(part.repeat(1000), vocabulary)
    expect(program?.spans.at(-2)?.line).toBe(9992)
    expect(complexity.instructions).toBe(12_001)
  })

  test('should be refused past five million characters', () => {
    expect(findings('A '.repeat(2_500_001))[0]).toContain('longer than 5000000')
  })
})

describe('the words', () => {
  test('should all be documented, with an example that compiles', () => {
    const documented = new Set(KEYWORDS.map((each) => each.name))
    const buttons = new Set(['A', 'B', 'SELECT', 'START', 'UP', 'DOWN', 'LEFT', 'RIGHT'])
    expect(RESERVED.filter((word) => !documented.has(word) && !buttons.has(word))).toEqual([])
    for (const { name: word, example } of KEYWORDS) {
      const isCondition = ['AND', 'OR', 'NOT', 'FALSE', 'mem', 'item'].includes(word)
      const source = isCondition ? `EXPECT ${example}` : example
      expect(compile(source, vocabulary).diagnostics.filter((each) => each.severity === 'error'), source).toEqual([])
    }
  })
})
