import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInterpreter, format } from '../../../src-main/script/index.ts'
import type { Effect, Interpreter, InterpreterState, Program, View } from '../../../src-main/script/index.ts'
import { compileFresh } from '../../../src-main/script/compile.ts'
import { EMPTY_STATE, PtpError } from '../../../src-preload/contract/index.ts'
import type { Direction, GameState } from '../../../src-preload/contract/index.ts'
import { scripts } from './programs.ts'
import { vocabulary } from './vocabulary.ts'

/** A game of a few numbers, all of which follow from the frames and buttons so far. */
class ToyGame {
  #seed: number
  state: GameState

  constructor(seed: number) {
    this.#seed = seed
    this.state = this.#observe()
  }

  view(): View {
    return { state: this.state, readByte: (address) => (this.#seed ^ address) & 3 }
  }

  do(effect: Effect, interpreter: Interpreter): void {
    if (effect.kind === 'find-path') interpreter.pathFound(this.#way())
    if (effect.kind !== 'act') return
    this.#seed = (Math.imul(this.#seed ^ effect.buttons, 0x5bd1e995) + effect.hold * 31 + effect.frames) >>> 0
    this.state = this.#observe()
    if (effect.until) interpreter.advanced(1 + (this.#seed % effect.frames))
  }

  #way(): Direction[] | null {
    const ways: (Direction[] | null)[] = [['UP', 'LEFT'], ['RIGHT'], [], ['DOWN', 'DOWN', 'LEFT'], null]
    return ways[(this.#seed >>> 5) % ways.length] ?? null
  }

  #observe(): GameState {
    const bits = this.#seed >>> 8
    const screen = bits % 5 === 0 ? 'battle' : 'overworld'
    return { ...EMPTY_STATE, screen, x: bits & 3, y: (bits >> 2) & 3, badges: (bits >> 4) & 3, standing: (bits & 64) !== 0, location: bits % 7 === 0 ? 'HOME' : 'FIELD' }
  }
}

const MOST = 60

function run(program: Program, seed: number): Effect[] {
  const game = new ToyGame(seed)
  const interpreter = createInterpreter(program)
  const effects: Effect[] = []
  while (effects.length < MOST) {
    const effect = interpreter.next(game.view())
    effects.push(effect)
    if (effect.kind === 'end') break
    game.do(effect, interpreter)
  }
  return effects
}

function programOf(source: string): Program {
  const { program, diagnostics } = compileFresh(source, vocabulary)
  const errors = diagnostics.filter((each) => each.severity === 'error')
  expect(errors).toEqual([])
  if (program === null) throw new Error('no program')
  return program
}

describe('any script without mistakes', () => {
  test('should compile and run the same twice', () => {
    fc.assert(
      fc.property(scripts, fc.nat(), (source, seed) => {
        const first = programOf(source)
        const second = programOf(source)
        expect(second).toEqual(first)
        expect(JSON.parse(JSON.stringify(first))).toEqual(first)
        expect(run(second, seed)).toEqual(run(first, seed))
      }),
      { numRuns: 300 },
    )
  })

  test('should ask for ticks of 1 to 60 frames only, and never after the end', () => {
    fc.assert(
      fc.property(scripts, fc.nat(), (source, seed) => {
        for (const effect of run(programOf(source), seed)) {
          if (effect.kind !== 'act') continue
          expect(effect.frames).toBeGreaterThanOrEqual(1)
          expect(effect.frames).toBeLessThanOrEqual(60)
          expect(effect.hold).toBeLessThanOrEqual(effect.frames)
          expect(effect.line).toBeLessThanOrEqual(source.split(/\r\n|\r|\n/).length)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('should go on exactly where it was saved, at any effect', () => {
    fc.assert(
      fc.property(scripts, fc.nat(), fc.nat(MOST), (source, seed, cut) => {
        const program = programOf(source)
        const game = new ToyGame(seed)
        let interpreter = createInterpreter(program)
        const effects: Effect[] = []
        while (effects.length < MOST) {
          if (effects.length === cut) {
            const saved = JSON.parse(JSON.stringify(interpreter.save())) as InterpreterState
            const { needsState, line } = interpreter
            interpreter = createInterpreter(program, saved)
            expect({ needsState: interpreter.needsState, line: interpreter.line }).toEqual({ needsState, line })
          }
          const effect = interpreter.next(game.view())
          effects.push(effect)
          if (effect.kind === 'end') break
          // Between an effect and its answer is a place too.
          if (effects.length - 1 === cut) interpreter = createInterpreter(program, interpreter.save())
          game.do(effect, interpreter)
        }
        expect(effects).toEqual(run(program, seed))
      }),
      { numRuns: 300 },
    )
  })

  test('should look at the game only where needsState said so', () => {
    fc.assert(
      fc.property(scripts, fc.nat(), (source, seed) => {
        const program = programOf(source)
        const game = new ToyGame(seed)
        const interpreter = createInterpreter(program)
        const look = () => {
          throw new Error('looked at the game')
        }
        const blind: View = { state: new Proxy(EMPTY_STATE, { get: look, has: look, getOwnPropertyDescriptor: look }), readByte: look }
        for (let i = 0; i < MOST; i++) {
          const effect = interpreter.next(interpreter.needsState ? game.view() : blind)
          if (effect.kind === 'end') break
          game.do(effect, interpreter)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('should mean the same after formatting, which changes nothing the second time', () => {
    fc.assert(
      fc.property(scripts, (source) => {
        const formatted = format(source)
        expect(format(formatted)).toBe(formatted)
        expect(programOf(formatted).checksum).toBe(programOf(source).checksum)
        const comments = (script: string) => script.match(/# a comment|# on its own|# why/g)?.length ?? 0
        expect(comments(formatted)).toBe(comments(source))
      }),
      { numRuns: 300 },
    )
  })

  test('should have an estimate whose least is at most its most', () => {
    fc.assert(
      fc.property(scripts, (source) => {
        const { min, expected, max } = compileFresh(source, vocabulary).estimate
        expect(min).toBeLessThanOrEqual(max ?? Infinity)
        expect(expected).toBeLessThanOrEqual(max ?? Infinity)
        expect(min).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 100 },
    )
  })
})

describe('any text', () => {
  const words = fc.array(
    fc.constantFrom('PRESS', 'A', 'wait', 'until', 'MAX', 'IF', 'then', 'ELSE', 'END', 'REPEAT', '3', 'TIMES', 'MACRO', 'm', '(', ')', '[', ']', '.hp', 'x', '==', '<', '"t"', '"', "'", '\n', ';', ',', ':', '+', '-', '#', '\\', 'GOTO', 'SET', 'hold', 'not', 'mem', '\r', 'é', '💥', '\0'),
    { maxLength: 40 },
  )
  const anything = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), words.map((all) => all.join(' ')), words.map((all) => all.join('')))

  test('should give a program, or an error at a place that is there', () => {
    fc.assert(
      fc.property(anything, (source) => {
        const { program, diagnostics, checksum } = compileFresh(source, vocabulary)
        const lines = source.split(/\r\n|\r|\n/)
        expect(program === null).toBe(diagnostics.some((each) => each.severity === 'error'))
        expect(checksum === '').toBe(program === null)
        for (const { line, column, from, to, message } of diagnostics) {
          expect(message).not.toBe('')
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeGreaterThanOrEqual(1)
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1)
          expect(from).toBeLessThanOrEqual(to)
          expect(to).toBeLessThanOrEqual(source.length)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('should be formatted or refused, and mean what it meant', () => {
    fc.assert(
      fc.property(anything, (source) => {
        let formatted: string
        try {
          formatted = format(source)
        } catch (error) {
          expect(error).toBeInstanceOf(PtpError)
          return
        }
        expect(format(formatted)).toBe(formatted)
        expect(compileFresh(formatted, vocabulary).checksum).toBe(compileFresh(source, vocabulary).checksum)
      }),
      { numRuns: 1000 },
    )
  })
})
