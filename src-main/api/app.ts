import { DEFAULT_CORE } from '../emulator/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'

export function appAnswers({ workbench, face }: DeskParts): AnswersTo<'app.info'> {
  return {
    'app.info': async () => ({ version: workbench.version, home: workbench.home, face, core: DEFAULT_CORE }),
  }
}
