import { SETTING_FIELDS, type SettingValue } from '../../src-preload/contract/index.ts'

/** Names that flags had in versions 1.0 and 2.0 and have no more. */
const RENAMED: Record<string, string> = { tick_rate: 'tick_rate.normal', tick_rate_overworld: 'tick_rate.normal' }

/** @returns the setting that a key of the flat versions 1.0 and 2.0 (`tick_rate_base`) is now, null for none */
export function flatPath(name: string): string | null {
  return RENAMED[name] ?? SETTING_FIELDS.find(({ flag }) => flag.replaceAll('-', '_') === name)?.path ?? null
}

/** Where the settings of runs recorded by earlier versions are now. */
const OLD_RUN: Record<string, string> = {
  speed: 'tick_rate.speed',
  'limits.ticks': 'limits.max_ticks',
  'limits.seconds': 'limits.max_time',
  'screenshots.interval': 'screenshot.interval',
  'screenshots.battleTurn': 'screenshot.battle_turn',
  'screenshots.onChange': 'screenshot.on_change',
  'screenshots.format': 'screenshot.format',
  'screenshots.quality': 'screenshot.quality',
  'snapshots.memory': 'snapshot.memory',
  'snapshots.disk': 'snapshot.disk',
  'snapshots.onEvent': 'snapshot.on_event',
  'snapshots.validate': 'snapshot.validate',
  'snapshots.maxDiskGb': 'snapshot.max_disk',
}

/** @returns the settings under the key `run` of an earlier version, by their present paths; what it never had is left out */
export function modernised(run: unknown): [path: string, value: SettingValue][] {
  return flattened(run, '').flatMap(([name, value]): [string, SettingValue][] => {
    const path = OLD_RUN[name]
    return path === undefined ? [] : [[path, inPresentWords(path, value)]]
  })
}

function flattened(value: unknown, prefix: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[prefix, value]]
  return Object.entries(value).flatMap(([name, inner]) => flattened(inner, prefix === '' ? name : `${prefix}.${name}`))
}

function inPresentWords(path: string, value: unknown): SettingValue {
  if (path === 'screenshot.battle_turn') return value === false ? 0 : 1
  if (path === 'limits.max_time' && typeof value === 'number') return Math.ceil(value)
  if (path === 'snapshot.on_event' && Array.isArray(value)) return value.map((kind) => (kind === 'battle_start' ? 'battle' : String(kind)))
  return value as SettingValue
}
