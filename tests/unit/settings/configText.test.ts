import { describe, expect, it } from 'vitest'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { parseConfig, type ConfigIssue } from '../../../src-main/settings/index.ts'

function valuesOf(text: string): Record<string, unknown> {
  return Object.fromEntries([...parseConfig(text, 'ptp.yaml').values].map(([path, { value }]) => [path, value]))
}

function failure(text: string): PtpError {
  try {
    parseConfig(text, 'ptp.yaml')
  } catch (error) {
    if (error instanceof PtpError) return error
    throw error
  }
  throw new Error('nothing was wrong')
}

function issuesOf(text: string): ConfigIssue[] {
  return failure(text).details?.['issues'] as ConfigIssue[]
}

describe('a config file', () => {
  it('should be read section by section, with the place of each value', () => {
    const config = parseConfig('version: "3.0"\ntick_rate:\n  normal: 15\n  adaptive: True\nsnapshot:\n  on_event: catch, badge\nlimits:\n', 'ptp.yaml')
    expect(config.version).toBe('3.0')
    expect(config.values.get('tick_rate.normal')).toEqual({ value: 15, at: 'ptp.yaml:3:3' })
    expect(config.values.get('tick_rate.adaptive')?.value).toBe(true)
    expect(config.values.get('snapshot.on_event')?.value).toEqual(['catch', 'badge'])
    expect(config.values.size).toBe(3)
  })

  it('should be allowed to be empty', () => {
    expect(valuesOf('')).toEqual({})
    expect(valuesOf('# nothing yet\n')).toEqual({})
  })

  it('should be refused with line and column where it is no YAML', () => {
    const error = failure('version: "3.0"\ntick_rate:\n  normal: 10\n battle: 2\n')
    expect(error.code).toBe('bad-input')
    expect(error.message).toMatch(/^ptp\.yaml:4:\d+: /)
  })

  it('should be refused where a bracket is not closed', () => {
    expect(failure('snapshot:\n  on_event: [catch\n').message).toMatch(/^ptp\.yaml:\d+:\d+: /)
  })

  it('should be refused where a key is there twice', () => {
    expect(failure('limits:\n  max_ticks: 1\n  max_ticks: 2\n').message).toMatch(/^ptp\.yaml:3:3: /)
  })

  it('should name the value of a wrong type, and say what is right', () => {
    expect(failure('screenshot:\n  quality: fine\n').message).toBe('ptp.yaml:2:12: screenshot.quality: expected a whole number from 0 to 100, got "fine"')
    expect(failure('limits:\n  on_limit: explode\n').message).toContain('expected one of save-and-exit, save-only, abort, got "explode"')
    expect(failure('command:\n  validate: maybe\n').message).toContain('expected true or false')
    expect(failure('screenshot:\n  quality: 500\n').message).toContain('from 0 to 100')
  })

  it.each([
    ['tick_rte:\n  normal: 3\n', 'ptp.yaml:1:1: unknown key tick_rte, did you mean tick_rate?'],
    ['tick_rate:\n  nomal: 3\n', 'ptp.yaml:2:3: unknown key tick_rate.nomal, did you mean tick_rate.normal?'],
    ['tick_rate:\n  tick_rate_base: 3\n', 'ptp.yaml:2:3: unknown key tick_rate.tick_rate_base, did you mean tick_rate.normal?'],
    ['limits:\n  max_badge: 3\n', 'ptp.yaml:2:3: unknown key limits.max_badge, did you mean limits.max_badges?'],
    ['tick_rate:\n  interval: 3\n', 'ptp.yaml:2:3: unknown key tick_rate.interval, did you mean screenshot.interval?'],
    ['zzzzzzzz: 3\nversion: "3.0"\n', 'ptp.yaml:1:1: unknown key zzzzzzzz'],
  ])('should name an unknown key and the nearest one: %j', (text, message) => {
    expect(failure(text).message).toBe(message)
  })

  it('should list every mistake', () => {
    expect(issuesOf('limits:\n  max_tick: 3\nscreenshot:\n  quality: x\n').map(({ line }) => line)).toEqual([2, 4])
  })

  it('should be refused when it is a list', () => {
    expect(failure('- a\n').message).toContain('expected sections')
  })

  it('should be refused when it is of a later version', () => {
    expect(failure('version: "4.0"\ntick_rate:\n  normal: 3\n')).toMatchObject({ code: 'newer-format' })
  })

  it('should leave the sections of others alone where they are expected', () => {
    expect(() => parseConfig('plan:\n  arms: [a]\n', 'e.yaml')).toThrow(/unknown key plan/)
    expect(parseConfig('plan:\n  arms: [a]\nlimits:\n  max_ticks: 5\n', 'e.yaml', ['plan']).others).toEqual({ plan: { arms: ['a'] } })
  })
})

describe('config files of earlier versions', () => {
  it('should be understood when they are flat', () => {
    expect(valuesOf('version: "1.0"\ntick_rate_base: 15\nscreenshot_interval: 50\n')).toEqual({ 'tick_rate.normal': 15, 'screenshot.interval': 50 })
    expect(valuesOf('version: "2.0"\ntick_rate_overworld: 12\ntick_rate_battle: 3\n')).toEqual({ 'tick_rate.normal': 12, 'tick_rate.battle': 3 })
  })

  it('should be understood as runs recorded them before there were sections', () => {
    const old = 'version: "3.0"\nrun:\n  speed: 4\n  limits: {ticks: 100, seconds: 1.5}\n  screenshots: {interval: 7, battleTurn: false, onChange: true, format: png, quality: 85}\n  snapshots: {memory: 3, disk: 0, onEvent: [battle_start, catch], validate: true, maxDiskGb: 2}\n'
    expect(valuesOf(old)).toEqual({
      'tick_rate.speed': 4, 'limits.max_ticks': 100, 'limits.max_time': 2,
      'screenshot.interval': 7, 'screenshot.battle_turn': 0, 'screenshot.on_change': true, 'screenshot.format': 'png', 'screenshot.quality': 85,
      'snapshot.memory': 3, 'snapshot.disk': 0, 'snapshot.on_event': ['battle', 'catch'], 'snapshot.validate': true, 'snapshot.max_disk': 2,
    })
  })
})
