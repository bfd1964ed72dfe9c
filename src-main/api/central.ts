import { CENTRAL_OFF } from '../../src-preload/contract/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'

export function centralAnswers({ workbench }: DeskParts): AnswersTo<'central.status'> {
  return {
    'central.status': async () => {
      // Whoever asks wants to see it change too.
      workbench.central?.watch()
      return workbench.central?.status ?? CENTRAL_OFF
    },
  }
}
