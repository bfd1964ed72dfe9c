import { defaultSettings, settingsSchema, SETTING_FIELDS, type Settings, type SettingValue } from '../../src-preload/contract/index.ts'
import type { GivenValue } from './configText.ts'

/** Where a value can come from, the weakest first. */
export const SETTING_SOURCES = ['default', 'run', 'config file', 'experiment config', 'environment', 'flag'] as const
export type SettingSource = (typeof SETTING_SOURCES)[number]

/** What one source says. */
export interface Layer {
  source: Exclude<SettingSource, 'default'>
  values: ReadonlyMap<string, GivenValue>
}

export interface Origin {
  source: SettingSource
  /** file, line and column, the variable or the flag; null for defaults */
  at: string | null
}

export interface Resolved {
  settings: Settings
  /** by `section.key` */
  origins: ReadonlyMap<string, Origin>
}

/** Giving one of these means that the tick rates are to hold. */
const RATES = ['tick_rate.normal', 'tick_rate.battle', 'tick_rate.timeout', 'tick_rate.adaptive']

/**
 * Lays the sources over each other: of two that say something, the later one counts.
 * @param base what holds where nobody says anything
 */
export function resolveSettings(layers: readonly Layer[], base: Settings = defaultSettings()): Resolved {
  const plain: Record<string, Record<string, SettingValue>> = structuredClone(base)
  const origins = new Map<string, Origin>(SETTING_FIELDS.map(({ path }) => [path, { source: 'default', at: null }]))
  const put = (path: string, value: SettingValue, origin: Origin): void => {
    const [section = '', key = ''] = path.split('.')
    const values = plain[section]
    if (values) values[key] = value
    origins.set(path, origin)
  }
  const strength = new Map<string, number>()
  layers.forEach(({ source, values }, rank) => {
    for (const [path, { value, at }] of values) {
      put(path, value, { source, at })
      strength.set(path, rank)
    }
  })
  const pace = impliedPace(strength)
  if (pace) put('tick_rate.pace', pace.pace, origins.get(pace.by) ?? { source: 'default', at: null })
  return { settings: settingsSchema.parse(plain), origins }
}

/** A rate or a speed that was given is meant to hold, unless something as strong says otherwise. */
function impliedPace(strength: ReadonlyMap<string, number>): { pace: 'ticks' | 'speed'; by: string } | null {
  const rankOf = (path: string): number => strength.get(path) ?? -1
  const rate = RATES.reduce((best, path) => (rankOf(path) > rankOf(best) ? path : best))
  const speed = 'tick_rate.speed'
  const strongest = Math.max(rankOf(rate), rankOf(speed))
  if (strongest < 0 || rankOf('tick_rate.pace') >= strongest) return null
  return rankOf(rate) >= rankOf(speed) ? { pace: 'ticks', by: rate } : { pace: 'speed', by: speed }
}
