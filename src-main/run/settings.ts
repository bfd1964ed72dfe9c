import path from 'node:path'
import { PtpError, settingsSchema, type EventKind, type Settings } from '../../src-preload/contract/index.ts'
import { readRunConfig, withChanges } from '../settings/index.ts'
import { readChanges } from './changes.ts'

export { defaultSettings } from '../../src-preload/contract/index.ts'

/** How one run is played and what is kept of it: the whole configuration, as the contract defines it. */
export const runSettingsSchema = settingsSchema
export type RunSettings = Settings

/** @returns the kinds of events that make a snapshot; in settings `battle` stands for the start of one */
export function snapshotKinds({ snapshot }: Pick<RunSettings, 'snapshot'>): EventKind[] {
  return snapshot.on_event.map((event) => (event === 'battle' ? 'battle_start' : event))
}

/** @returns the settings the run was started with @throws PtpError `bad-input` that names file, line and column */
export function readStartSettings(dir: string): RunSettings {
  return readRunConfig(path.join(dir, 'config.yaml'))
}

/**
 * @returns the settings the run goes on with: those it was started with, and what was changed since
 * @throws PtpError as {@link readStartSettings}, and `bad-run` for changes that cannot be read
 */
export function readSettings(dir: string): RunSettings {
  const started = readStartSettings(dir)
  const changes = readChanges(dir)
  if (changes.length === 0) return started
  try {
    return withChanges(started, changes)
  } catch (cause) {
    if (!(cause instanceof PtpError)) throw cause
    throw new PtpError('bad-run', `the settings of ${dir} were changed to what this workbench does not know: ${cause.message}`, { hint: 'open the run with the version of the workbench that recorded it', cause })
  }
}
