import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadProfileFile } from '../../../src-main/game/index.ts'
import { compile } from '../../../src-main/script/index.ts'
import { vocabulary } from './vocabulary.ts'

describe('the estimate', () => {
  test.each([
    ['A B', { min: 20, expected: 20, max: 20 }],
    ['HOLD A 30\nWAIT 100', { min: 130, expected: 130, max: 130 }],
    ['MOVE UP 3', { min: 24, expected: 48, max: 120 }],
    ['REPEAT 10 TIMES\n WAIT 6\nEND', { min: 60, expected: 60, max: 60 }],
    ['WAIT UNTIL standing MAX 10', { min: 0, expected: 5, max: 10 }],
    ['WAIT UNTIL standing MAX 100', { min: 0, expected: 12, max: 100 }],
    ['WAIT UNTIL standing MAX 10000', { min: 0, expected: 12, max: 10_000 }],
    ['WAIT UNTIL standing MAX money', { min: 0, expected: 12, max: null }],
    ['IF standing THEN WAIT 10 ELSE WAIT 30 END', { min: 10, expected: 20, max: 30 }],
    ['IF standing THEN WAIT 10 END', { min: 0, expected: 5, max: 10 }],
    ['WHILE standing MAX 4\n WAIT 10\nEND', { min: 0, expected: 20, max: 40 }],
    ['WHILE standing MAX 400\n WAIT 10\nEND', { min: 0, expected: 30, max: 4000 }],
    ['MACRO m(n)\n WAIT n * 2\nEND\nm(5)\nm(7)', { min: 24, expected: 24, max: 24 }],
    ['WAIT money', { min: 0, expected: 1, max: null }],
    ['GOTO 1 2', { min: 0, expected: 96, max: null }],
    ['REPEAT 0 TIMES\n GOTO 1 2\nEND', { min: 0, expected: 0, max: 0 }],
  ])('should say how many frames %j takes', (source, frames) => {
    expect(compile(source, vocabulary).estimate).toEqual(frames)
  })

  // What the bundled scripts took when they were played on the bundled game.
  test.each([
    ['demo.ptp', 9071],
    ['walk.ptp', 246],
    ['fight.ptp', 967],
    ['rollback.ptp', 1060],
  ])('should be of the size of what %s really takes', (name, frames) => {
    const { vocabulary: words } = loadProfileFile('resources/profiles/pocket-quest.json')
    const { min, expected, max } = compile(readFileSync(`resources/scripts/${name}`, 'utf8'), words).estimate
    expect(expected).toBeGreaterThan(frames / 2)
    expect(expected).toBeLessThan(frames * 2)
    expect(min).toBeLessThanOrEqual(frames)
    expect(max ?? Infinity).toBeGreaterThanOrEqual(frames)
  })

  test('should stay quick however the macros call each other', () => {
    const macros = Array.from({ length: 30 }, (_, i) => `MACRO m${i}(n)\n ${i === 29 ? 'WAIT n' : `m${i + 1}(n * 2)\n m${i + 1}(n * 2 + 1)`}\nEND`)
    const started = performance.now()
    expect(compile(`${macros.join('\n')}\nm0(1)`, vocabulary).program).not.toBeNull()
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
