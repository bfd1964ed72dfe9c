import { EVENT_KINDS, PtpError, type EventKind } from '../../src-preload/contract/index.ts'
import { runSettingsSchema, type RunSettings } from '../run/index.ts'

/** The flags of commands that play, as commander gives them. */
export interface PlayFlags {
  speed?: number
  maxTicks?: number
  maxTime?: number
  screenshotInterval?: number
  screenshotQuality?: number
  screenshotFormat?: 'jpeg' | 'png'
  screenshotOnChange?: boolean
  snapshotMemory?: number
  snapshotDisk?: number
  snapshotOnEvent?: string
  snapshotValidate?: boolean
  snapshotMaxDisk?: number
}

/**
 * @param base what holds where no flag is given
 * @throws PtpError `bad-input` for a value out of range
 */
export function settingsOf(flags: PlayFlags, base: Partial<RunSettings> = {}): RunSettings {
  const given = <T extends object>(values: T): Partial<T> =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
  const settings = runSettingsSchema.safeParse({
    ...base,
    ...given({ speed: flags.speed }),
    limits: { ...base.limits, ...given({ ticks: flags.maxTicks, seconds: flags.maxTime }) },
    screenshots: {
      ...base.screenshots,
      ...given({
        interval: flags.screenshotInterval,
        quality: flags.screenshotQuality,
        format: flags.screenshotFormat,
        onChange: flags.screenshotOnChange,
      }),
    },
    snapshots: {
      ...base.snapshots,
      ...given({
        memory: flags.snapshotMemory,
        disk: flags.snapshotDisk,
        onEvent: flags.snapshotOnEvent === undefined ? undefined : eventKinds(flags.snapshotOnEvent),
        validate: flags.snapshotValidate,
        maxDiskGb: flags.snapshotMaxDisk,
      }),
    },
  })
  if (settings.success) return settings.data
  const [issue] = settings.error.issues
  throw new PtpError('bad-input', `${issue?.path.join('.') ?? 'settings'}: ${issue?.message ?? 'out of range'}`)
}

/** `battle` stands for all events of a battle's start. */
function eventKinds(list: string): EventKind[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => {
      const kind = name === 'battle' ? 'battle_start' : name
      if (!(EVENT_KINDS as readonly string[]).includes(kind)) {
        throw new PtpError('bad-input', `--snapshot-on-event: unknown event "${name}"`, { hint: `use: battle, ${EVENT_KINDS.join(', ')}` })
      }
      return kind as EventKind
    })
}
