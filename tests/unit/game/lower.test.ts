import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileExpression } from '../../../src-main/emulator/embedded/memoryExpression.ts'
import { genericProfile, loadProfileFile, type GameProfile } from '../../../src-main/game/index.ts'
import { EMPTY_STATE, evaluate, isTrue, numberOf, type Condition } from '../../../src-preload/contract/index.ts'
import { Memory, PROFILE_DIR, questMemory } from './fixtures.ts'

const quest = loadProfileFile(join(PROFILE_DIR, 'pocket-quest.json'))
const red = loadProfileFile(join(PROFILE_DIR, 'pokemon-red.json'))

const name = (...path: (string | number)[]): Condition => ({ op: 'name', path })
const text = (value: string): Condition => ({ op: 'text', value })
const number = (value: number): Condition => ({ op: 'number', value })

function asked(profile: GameProfile, condition: Condition, memory: Memory): number {
  const lowered = profile.lower(condition)
  if (lowered === null) throw new Error('the condition was not lowered')
  return compileExpression(lowered)((address) => memory.bytes[address] ?? 0)
}

describe('conditions an emulator tests by itself', () => {
  it.each([
    ['screen == "overworld"', { op: '==', left: name('screen'), right: text('Overworld') }, 1],
    ['location == "home"', { op: '==', left: name('location'), right: text('home') }, 1],
    ['location != "FERNWAY"', { op: '!=', left: name('location'), right: text('FERNWAY') }, 1],
    ['standing', name('standing'), 1],
    ['money', name('money'), 500],
    ['party[0].hp', name('party', 0, 'hp'), 20],
    ['party[1].hp', name('party', 1, 'hp'), 0],
    ['hp', name('hp'), 20],
    ['item("orb")', { op: 'call', name: 'item', args: [text('orb')] }, 5],
    ['item("tonic")', { op: 'call', name: 'item', args: [text('tonic')] }, 0],
    ['mem[0xC011]', { op: 'memory', address: number(0xc011) }, 4],
    ['battle.kind == "wild"', { op: '==', left: name('battle', 'kind'), right: text('wild') }, 0],
    ['starter_taken', name('starter_taken'), 0],
  ] satisfies [string, Condition, number][])('should answer %s', (_, condition, expected) => {
    expect(asked(quest, condition, questMemory())).toBe(expected)
  })

  it('should leave texts in memory and computed addresses to the run loop', () => {
    expect(quest.lower({ op: '==', left: name('dialog'), right: text('hello') })).toBeNull()
    expect(quest.lower({ op: 'memory', address: name('x') })).toBeNull()
  })

  it('should leave a text that is held against true or false to the run loop, where a text that is not there is 0', () => {
    const isFalse: Condition = { op: '==', left: { op: 'name', path: ['battle', 'kind'] }, right: { op: 'boolean', value: false } }
    expect(evaluate(isFalse, EMPTY_STATE)).toBe(true)
    for (const profile of [quest, red]) expect(profile.lower(isFalse)).toBeNull()
  })

  it('should give constant answers where nothing is known of the game', () => {
    expect(genericProfile.lower(name('badges'))).toEqual({ op: 'const', value: 0 })
  })
})

function conditions(profile: GameProfile): fc.Arbitrary<Condition> {
  const paths = profile.vocabulary.names.map(({ path }) => path)
  const path = fc.tuple(fc.constantFrom(...paths), fc.nat(6)).map(([doc, index]): Condition =>
    name(...doc.split('.').flatMap((step) => (step.endsWith('[]') ? [step.slice(0, -2), index] : [step]))))
  const texts = profile.vocabulary.names.flatMap(({ values }) => values ?? [])
  const value = fc.oneof(
    fc.integer({ min: 0, max: 300 }).map(number),
    fc.constantFrom(...texts, '0', '#7', '#240', 'nowhere', 'true').map(text),
    fc.boolean().map((value): Condition => ({ op: 'boolean', value })),
    fc.integer({ min: 0xc000, max: 0xdfff }).map((address): Condition => ({ op: 'memory', address: number(address) })),
    fc.constantFrom(...texts).map((item): Condition => ({ op: 'call', name: 'item', args: [text(item)] })),
  )
  const leaf = fc.oneof({ weight: 3, arbitrary: path }, value)
  const labelled = profile.vocabulary.names.filter(({ values }) => values !== undefined)
  const ofText = fc.constantFrom(...labelled).chain(({ path: doc, values = [] }) =>
    fc.tuple(fc.nat(6), fc.constantFrom(...values, '0', '#0', '#9'), fc.constantFrom('==', '!=')).map(([index, label, op]): Condition => ({
      op: op === '==' ? '==' : '!=',
      left: name(...doc.split('.').flatMap((step) => (step.endsWith('[]') ? [step.slice(0, -2), index] : [step]))),
      right: text(label),
    })))
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      ofText,
      tie('tree').map((of): Condition => ({ op: 'not', of })),
      tie('tree').map((of): Condition => ({ op: 'neg', of })),
      fc.tuple(tie('tree'), tie('tree'), fc.constantFrom('and', 'or', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'))
        .map(([left, right, op]): Condition => ({ op: op as 'and', left, right })),
    ),
  }))
  return tree
}

describe.each([['Pocket Quest', quest], ['Pokemon Red', red]] as const)('lowering for %s', (_, profile) => {
  it('should always say what the game state says', () => {
    let lowered = 0
    // Small bytes make counts, ids and flags that mean something as likely as garbage.
    const byte = fc.oneof(fc.nat(12), fc.nat(255))
    fc.assert(
      fc.property(conditions(profile), fc.array(byte, { minLength: 700, maxLength: 700 }), (condition, bytes) => {
        const expression = profile.lower(condition)
        if (expression === null) return
        lowered++
        const memory = new Memory()
        let at = 0
        for (const { address, length } of profile.observe) for (let i = 0; i < length; i++) memory.put(address + i, bytes[at++ % 700] ?? 0)
        const readByte = (address: number): number => memory.bytes[address] ?? 0
        const state = profile.createReader().read(memory.observed(profile))
        const told = evaluate(condition, state, readByte)
        const answer = compileExpression(expression)(readByte)
        expect(answer !== 0).toBe(isTrue(told))
        if (typeof told !== 'string') expect(answer).toBeCloseTo(numberOf(told), 6)
      }),
      { numRuns: 1500 },
    )
    expect(lowered).toBeGreaterThan(400)
  })
})
