import { isDeepStrictEqual } from 'node:util'
import { nearest, PtpError, SETTING_FIELDS, SETTING_SECTION_NAMES, settingField, type Settings, type SettingsChange, type SettingValue } from '../../src-preload/contract/index.ts'
import { refuseClashes } from './combinations.ts'
import { givenValues } from './given.ts'
import { resolveSettings } from './resolve.ts'

/**
 * Lays settings over those of a run that goes. Giving a rate or a speed decides which of them holds.
 * @param given some settings, section by section
 * @throws PtpError `bad-input` for what is no setting, what it cannot be, and what is decided when a run starts
 */
export function withLiveSettings(present: Settings, given: Readonly<Record<string, unknown>>): Settings {
  const values = givenValues(sectionsOf(given))
  for (const path of values.keys()) {
    const why = settingField(path)?.atStart
    if (why !== undefined) throw new PtpError('bad-input', `${path} is decided when a run starts: ${why}`, { hint: `start a run with --${settingField(path)?.flag ?? ''}` })
  }
  const budgetLimit = values.get('tick_rate.budget_limit')
  if (budgetLimit) refuseBudgetLimit(present.tick_rate, budgetLimit.value)
  const resolved = resolveSettings([{ source: 'flag', values }], present)
  refuseClashes(resolved)
  return resolved.settings
}

/**
 * A speed, and what a run is resumed with, hold for a sitting; what is given is to hold in the next one too.
 * @param kept what the run would go on with
 * @returns the present settings, but what is given as it is kept: what a change is to be told against
 */
export function keptWhereGiven(present: Settings, kept: Settings, given: Readonly<Record<string, unknown>>): Settings {
  const values = [...givenValues(sectionsOf(given)).keys()]
  // What a rate implies goes with it.
  const paths = values.some((path) => path.startsWith('tick_rate.')) ? [...values, ...Object.keys(kept.tick_rate).map((key) => `tick_rate.${key}`)] : values
  const back = settingsBetween(present, kept).filter(({ setting }) => paths.includes(setting))
  return withChanges(present, [{ at: '', branch: 0, tick: 0, by: '', set: back }])
}

/** @returns what is another in `after`, in the order settings are shown */
export function settingsBetween(before: Settings, after: Settings): SettingsChange['set'] {
  return SETTING_FIELDS.flatMap(({ path, section, key }) => {
    const from = valueIn(before, section, key)
    const to = valueIn(after, section, key)
    return isDeepStrictEqual(from, to) ? [] : [{ setting: path, from, to }]
  })
}

/**
 * Lays recorded changes over the settings they were made to.
 * @throws PtpError `bad-input` for a setting that this workbench does not know
 */
export function withChanges(started: Settings, changes: readonly SettingsChange[]): Settings {
  const last = new Map(changes.flatMap(({ set }) => set.map(({ setting, to }) => [setting, to] as const)))
  const given: Record<string, Record<string, unknown>> = {}
  for (const [setting, to] of last) {
    const [section = '', key = ''] = setting.split('.')
    given[section] = { ...given[section], [key]: to }
  }
  // What a rate implies was recorded too, so nothing is to be implied once more.
  const values = givenValues(given)
  if (!values.has('tick_rate.pace')) values.set('tick_rate.pace', { value: started.tick_rate.pace, at: 'run' })
  return resolveSettings([{ source: 'run', values }], started).settings
}

function valueIn(settings: Settings, section: keyof Settings, key: string): Exclude<SettingValue, readonly string[]> | string[] {
  const value = (settings[section] as Readonly<Record<string, SettingValue>>)[key] ?? null
  return typeof value === 'object' && value !== null ? [...value] : value
}

function sectionsOf(given: Readonly<Record<string, unknown>>): Record<string, Record<string, unknown>> {
  const sections: Record<string, Record<string, unknown>> = {}
  for (const [section, keys] of Object.entries(given)) {
    if (!SETTING_SECTION_NAMES.some((each) => each === section)) {
      const near = nearest(section, SETTING_SECTION_NAMES) ?? SETTING_FIELDS.find(({ key, flag }) => key === section || flag.replaceAll('-', '_') === section)?.path ?? null
      throw new PtpError('bad-input', `there is no section ${section} of settings`, { hint: near === null ? `the sections: ${SETTING_SECTION_NAMES.join(', ')}` : `did you mean ${near}?` })
    }
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) throw new PtpError('bad-input', `${section}: expected settings by their keys, got ${JSON.stringify(keys)}`)
    sections[section] = { ...keys }
  }
  return sections
}

function refuseBudgetLimit({ budget }: Settings['tick_rate'], value: unknown): void {
  if (budget === null) throw new PtpError('bad-input', 'this run has no budget whose limit could be changed', { hint: 'start it with --tick-rate-budget and --tick-rate-budget-limit' })
  if (value === null) throw new PtpError('bad-input', 'the budget of a run cannot be taken away while it goes', { hint: 'give it a higher limit' })
}
