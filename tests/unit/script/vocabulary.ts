import { EMPTY_STATE, SCREENS } from '../../../src-preload/contract/index.ts'
import type { GameState, NameDoc, Vocabulary } from '../../../src-preload/contract/index.ts'
import { compile } from '../../../src-main/script/index.ts'
import type { Effect, Interpreter, Program, View } from '../../../src-main/script/index.ts'

const number = (path: string): NameDoc => ({ path, type: 'number', doc: path })

/** What a game of these tests has to offer. */
export const vocabulary: Vocabulary = {
  names: [
    number('badges'), number('x'), number('y'), number('money'), number('party[].hp'), number('party[].max_hp'), number('party[].level'),
    { path: 'screen', type: 'text', doc: 'What is on screen', values: SCREENS },
    { path: 'location', type: 'text', doc: 'Where the player is' },
    { path: 'standing', type: 'boolean', doc: 'Ready for a step' },
    { path: 'badge.TIDE', type: 'boolean', doc: 'The TIDE badge is won' },
  ],
  timing: { hold: 4, gap: 6, stepHold: 8, stepMax: 40, step: 16, poll: 4 },
  standing: { op: 'name', path: ['standing'] },
}

/** The same game without a way to tell that the player stands. */
export const blind: Vocabulary = { names: vocabulary.names, timing: vocabulary.timing }

export function programOf(source: string, words = vocabulary): Program {
  const { program, diagnostics } = compile(source, words)
  if (program === null) throw new Error(diagnostics.map((each) => `${each.line}:${each.column} ${each.message}`).join('\n'))
  return program
}

/** @returns the errors and warnings of a script as `line:column message` */
export function findings(source: string, words = vocabulary): string[] {
  return compile(source, words).diagnostics.map((each) => `${each.line}:${each.column} ${each.message}`)
}

export function viewOf(state: Partial<GameState> = {}, bytes: Record<number, number> = {}): View {
  return { state: { ...EMPTY_STATE, screen: 'overworld', ...state }, readByte: (address) => bytes[address] ?? 0 }
}

/** Plays until `end`, or `most` effects. */
export function play(interpreter: Interpreter, view: (effects: readonly Effect[]) => View, most = 500): Effect[] {
  const effects: Effect[] = []
  while (effects.length < most) {
    const effect = interpreter.next(view(effects))
    effects.push(effect)
    if (effect.kind === 'end') break
  }
  return effects
}

/** @returns effects in short: `MOVE UP 8/40`, `snapshot "gym"` */
export function short(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    switch (effect.kind) {
      case 'act':
        return `${effect.title} ${effect.hold}/${effect.frames}`
      case 'screenshot':
        return `screenshot ${effect.label}`
      case 'snapshot':
      case 'rollback':
        return `${effect.kind} ${effect.name}`
      case 'log':
        return `log ${effect.text}`
      case 'find-path':
        return `find-path ${effect.x} ${effect.y}`
      case 'failed':
        return `failed ${effect.message}`
      default:
        return effect.kind
    }
  })
}
