import { genericProfile } from '../game/index.ts'
import { compile, format } from '../script/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'

type ScriptCall =
  | 'scripts.list' | 'scripts.read' | 'scripts.versions' | 'scripts.save' | 'scripts.delete' | 'scripts.restore' | 'scripts.check' | 'scripts.format'

export function scriptAnswers({ scripts, games, tell }: DeskParts): AnswersTo<ScriptCall> {
  return {
    'scripts.list': () => scripts.list(),
    'scripts.read': async ({ name, version }) => ({ name, ...(await scripts.read(name, version)) }),
    'scripts.versions': ({ name }) => scripts.versions(name),
    'scripts.save': async ({ name, source }) => {
      const saved = await scripts.save(name, source)
      tell('scripts.changed', {})
      return saved
    },
    'scripts.delete': async ({ name }) => {
      await scripts.delete(name)
      tell('scripts.changed', {})
      return {}
    },
    'scripts.restore': async ({ name }) => {
      await scripts.restore(name)
      tell('scripts.changed', {})
      return {}
    },
    'scripts.check': async ({ source, game }) => {
      const profile = game === null ? genericProfile : (await games.get(game)).profile
      const { program, diagnostics, estimate, complexity } = compile(source, profile.vocabulary)
      return { diagnostics, estimate: program === null ? null : estimate, instructions: complexity.instructions }
    },
    'scripts.format': async ({ source }) => ({ source: format(source) }),
  }
}
