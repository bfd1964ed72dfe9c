import { z } from 'zod'
import { commandSchema, experimentSettingsSchema, limitsSchema, screenshotSchema, snapshotSettingsSchema, systemSchema, tickRateSchema } from './sections.ts'

/** Version of the layout below, as config files state it. */
export const CONFIG_VERSION = '3.0'

/**
 * The sections of a configuration, in the order they are shown, with what each is about, and why it is decided when a run starts;
 * null: what stands in it can be changed while a run goes, unless the setting says otherwise.
 */
export const SETTING_SECTIONS = {
  tick_rate: { title: 'Tick rate', about: 'How fast a run is played. Scripts run as fast as possible unless a rate or --speed is given; the rates are for play by models.', atStart: null, schema: tickRateSchema },
  screenshot: { title: 'Screenshots', about: 'Which ticks are pictured. Priority: error, battle turn, change, interval.', atStart: null, schema: screenshotSchema },
  command: { title: 'Command buffer', about: 'What happens to commands between the moment they are planned and the moment they are played.', atStart: null, schema: commandSchema },
  limits: { title: 'Limits', about: 'When a run ends by itself, and how.', atStart: null, schema: limitsSchema },
  snapshot: { title: 'Snapshots', about: 'States that can be gone back to.', atStart: null, schema: snapshotSettingsSchema },
  experiment: { title: 'Experiments', about: 'How a set of runs is carried out.', atStart: 'it is about a set of runs, not about one', schema: experimentSettingsSchema },
  system: { title: 'System', about: 'Output, files and chance.', atStart: 'it is about the command that starts a run', schema: systemSchema },
} as const

export type SettingSection = keyof typeof SETTING_SECTIONS
export const SETTING_SECTION_NAMES = Object.keys(SETTING_SECTIONS) as SettingSection[]

/** How a run is played and what is kept of it. Written to the run's config.yaml. */
export const settingsSchema = z.strictObject({
  tick_rate: tickRateSchema.prefault({}),
  screenshot: screenshotSchema.prefault({}),
  command: commandSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  snapshot: snapshotSettingsSchema.prefault({}),
  experiment: experimentSettingsSchema.prefault({}),
  system: systemSchema.prefault({}),
})
export type Settings = z.output<typeof settingsSchema>

/** Some settings, section by section. */
export type SettingsChanges = { [S in SettingSection]?: Partial<Settings[S]> }

/** @returns the settings with every default filled in */
export function defaultSettings(): Settings {
  return settingsSchema.parse({})
}

/** @returns `base` with the changes in it; neither is changed */
export function withSettings(base: Settings, changes: SettingsChanges): Settings {
  return {
    tick_rate: { ...base.tick_rate, ...changes.tick_rate },
    screenshot: { ...base.screenshot, ...changes.screenshot },
    command: { ...base.command, ...changes.command },
    limits: { ...base.limits, ...changes.limits },
    snapshot: { ...base.snapshot, ...changes.snapshot },
    experiment: { ...base.experiment, ...changes.experiment },
    system: { ...base.system, ...changes.system },
  }
}
