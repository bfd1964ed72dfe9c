import { describeSettings, type RunSettingsState } from '../../src-preload/contract/index.ts'
import { readChanges, readSettings, readStartSettings } from '../run/index.ts'
import type { AnswersTo } from './answers.ts'
import type { DeskParts } from './desk.ts'
import { runDirOf } from './runDir.ts'

export function settingsAnswers(): AnswersTo<'settings.describe'> {
  return {
    'settings.describe': async () => describeSettings(),
  }
}

/** The settings of a run, live or not. @throws PtpError `not-found`, `bad-run`, `bad-input` for a config.yaml with mistakes */
export function settingsOf({ workbench, live }: Pick<DeskParts, 'workbench' | 'live'>, id: string): RunSettingsState {
  const run = live.get(id)?.run ?? null
  const dir = run?.files.dir ?? runDirOf(workbench, id)
  return { started: readStartSettings(dir), present: run?.settings ?? readSettings(dir), changes: readChanges(dir), target: run?.tickRate.target ?? null }
}
