import { describeSettings } from '../../src-preload/contract/index.ts'
import type { AnswersTo } from './answers.ts'

export function settingsAnswers(): AnswersTo<'settings.describe'> {
  return {
    'settings.describe': async () => describeSettings(),
  }
}
