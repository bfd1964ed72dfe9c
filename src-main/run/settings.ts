import path from 'node:path'
import { settingsSchema, type EventKind, type Settings } from '../../src-preload/contract/index.ts'
import { readRunConfig } from '../settings/index.ts'

export { defaultSettings } from '../../src-preload/contract/index.ts'

/** How one run is played and what is kept of it: the whole configuration, as the contract defines it. */
export const runSettingsSchema = settingsSchema
export type RunSettings = Settings

/** @returns the kinds of events that make a snapshot; in settings `battle` stands for the start of one */
export function snapshotKinds({ snapshot }: Pick<RunSettings, 'snapshot'>): EventKind[] {
  return snapshot.on_event.map((event) => (event === 'battle' ? 'battle_start' : event))
}

/** @returns the settings the run was started with @throws PtpError `bad-input` that names file, line and column */
export function readSettings(dir: string): RunSettings {
  return readRunConfig(path.join(dir, 'config.yaml'))
}
