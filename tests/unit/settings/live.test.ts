import { describe, expect, it } from 'vitest'
import { defaultSettings, describeSettings, SETTING_FIELDS, withSettings } from '../../../src-preload/contract/index.ts'
import { settingsBetween, withChanges, withLiveSettings } from '../../../src-main/settings/index.ts'

const present = defaultSettings()

describe('settings that change while a run goes', () => {
  it('should hold from now on, as flags would have it', () => {
    expect(withLiveSettings(present, { limits: { max_ticks: 5000 }, screenshot: { interval: 7 } })).toEqual(withSettings(present, { limits: { max_ticks: 5000 }, screenshot: { interval: 7 } }))
    expect(withLiveSettings(present, { tick_rate: { normal: 4 } }).tick_rate).toEqual({ ...present.tick_rate, normal: 4, pace: 'ticks' })
    expect(withLiveSettings(withSettings(present, { tick_rate: { pace: 'ticks' } }), { tick_rate: { speed: 2 } }).tick_rate).toMatchObject({ speed: 2, pace: 'speed' })
    expect(withLiveSettings(withSettings(present, { tick_rate: { budget: 'run', budget_limit: 1 } }), { tick_rate: { budget_limit: 5 } }).tick_rate).toMatchObject({ budget_limit: 5, pace: 'auto' })
  })

  it.each([
    [{ tick_rate: { normal: 0 } }, 'tick_rate.normal: expected a whole number from 1 to 10000, got 0', '--tick-rate-base: '],
    [{ tick_rate: { base: 4 } }, 'there is no setting tick_rate.base', ''],
    [{ limits: { max_tiks: 4 } }, 'there is no setting limits.max_tiks', 'did you mean limits.max_ticks?'],
    [{ limit: { max_ticks: 4 } }, 'there is no section limit', 'did you mean limits?'],
    [{ max_ticks: 4 }, 'there is no section max_ticks', 'did you mean limits.max_ticks?'],
    [{ limits: 4 }, 'limits: expected settings by their keys, got 4', ''],
    [{ tick_rate: { budget: 'daily' } }, 'tick_rate.budget is decided when a run starts: what is spent is counted', '--tick-rate-budget'],
    [{ screenshot: { format: 'png' } }, 'screenshot.format is decided when a run starts', '--screenshot-format'],
    [{ experiment: { parallel_workers: 4 } }, 'experiment.parallel_workers is decided when a run starts: it is about a set of runs', ''],
    [{ system: { random_seed: 4 } }, 'system.random_seed is decided when a run starts', ''],
    [{ tick_rate: { budget_limit: 3 } }, 'has no budget', '--tick-rate-budget'],
    [{ tick_rate: { speed: 3, normal: 5 } }, '--speed and --tick-rate-base both say', ''],
    [{ snapshot: { rollback_on_error: true, memory: 0, disk: 0 } }, '--rollback-on-error needs snapshots', ''],
  ])('should be refused where they cannot be meant: %j', (changes, message, hint) => {
    expect(() => withLiveSettings(present, changes)).toThrow(expect.objectContaining({ code: 'bad-input', message: expect.stringContaining(message) as string, ...(hint === '' ? {} : { hint: expect.stringContaining(hint) as string }) }))
  })

  it('should say what is another, and come to the same when the changes are laid over the start once more', () => {
    const first = withLiveSettings(present, { tick_rate: { normal: 4 }, snapshot: { on_event: ['badge'] } })
    const second = withLiveSettings(first, { tick_rate: { speed: 2 }, limits: { max_cost: 1.5 } })
    expect(settingsBetween(present, first)).toEqual([
      { setting: 'tick_rate.normal', from: 10, to: 4 },
      { setting: 'tick_rate.pace', from: 'auto', to: 'ticks' },
      { setting: 'snapshot.on_event', from: [], to: ['badge'] },
    ])
    const at = { at: '', branch: 0, tick: 1, by: 'me' }
    const changes = [{ ...at, set: settingsBetween(present, first) }, { ...at, set: settingsBetween(first, second) }]
    expect(withChanges(present, changes)).toEqual(second)
    expect(withChanges(present, [{ ...at, set: [{ setting: 'tick_rate.timeout', from: 30, to: 5 }] }]).tick_rate).toMatchObject({ timeout: 5, pace: 'auto' })
  })

  it('should be told of to forms: which can change, and why the others cannot', () => {
    const told = new Map(describeSettings().fields.map(({ section, key, at_start }) => [`${section}.${key}`, at_start]))
    expect([...told].filter(([, why]) => why === null).map(([path]) => path)).toEqual(SETTING_FIELDS.filter(({ section, path }) => !['experiment', 'system'].includes(section) && !['tick_rate.budget', 'screenshot.format'].includes(path)).map(({ path }) => path))
    expect(told.get('experiment.name')).toContain('a set of runs')
  })
})
