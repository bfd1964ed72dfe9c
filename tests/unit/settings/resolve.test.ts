import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src-preload/contract/index.ts'
import { configText, gatherLayers, parseConfig, refuseClashes, resolveSettings, type GivenValue, type Resolved } from '../../../src-main/settings/index.ts'

let home: string

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'ptp-settings-'))
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const made = path.join(home, name)
  mkdirSync(path.dirname(made), { recursive: true })
  writeFileSync(made, text)
  return made
}

function flagged(values: Record<string, GivenValue['value']>): Map<string, GivenValue> {
  return new Map(Object.entries(values).map(([setting, value]) => [setting, { value, at: `--${setting}` }]))
}

function resolved(flags: Record<string, GivenValue['value']>, env: NodeJS.ProcessEnv = {}): Resolved {
  return resolveSettings(gatherLayers({ home, env, flags: flagged(flags) }))
}

describe('where a setting comes from', () => {
  it('should be its default when nobody says anything', () => {
    const { settings, origins } = resolved({})
    expect(settings).toEqual(defaultSettings())
    expect(origins.get('screenshot.interval')).toEqual({ source: 'default', at: null })
  })

  it('should be the strongest that says something: config file, experiment config, environment, flag', () => {
    const own = file('config.yaml', 'screenshot: {interval: 1, quality: 1}\ncommand: {timeout: 1, buffer_size: 1}\nlimits: {max_badges: 1}\n')
    const config = file('mine.yaml', 'screenshot: {interval: 2, quality: 2}\ncommand: {timeout: 2, buffer_size: 2}\n')
    const experiment = file('experiment.yaml', 'screenshot: {interval: 3, quality: 3}\ncommand: {timeout: 3}\n')
    const { settings, origins } = resolved(
      { 'system.config_file': config, 'experiment.config': experiment, 'screenshot.interval': 5 },
      { PTP_SCREENSHOT_INTERVAL: '4', PTP_SCREENSHOT_QUALITY: '4' },
    )
    expect(settings.screenshot).toMatchObject({ interval: 5, quality: 4 })
    expect(settings.command).toMatchObject({ timeout: 3, buffer_size: 2 })
    expect(settings.limits.max_badges).toBe(1)
    expect(origins.get('screenshot.interval')?.source).toBe('flag')
    expect(origins.get('screenshot.quality')).toEqual({ source: 'environment', at: 'PTP_SCREENSHOT_QUALITY' })
    expect(origins.get('command.timeout')).toMatchObject({ source: 'experiment config', at: `${experiment}:2:11` })
    expect(origins.get('command.buffer_size')).toMatchObject({ source: 'config file', at: `${config}:2:23` })
    expect(origins.get('limits.max_badges')?.at).toBe(`${own}:3:10`)
  })

  it('should be the settings of an experiment’s plan too', () => {
    const plan = file('plan.yaml', 'version: "3.0"\nplan:\n  arms: [walk]\nlimits: {max_ticks: 77}\n')
    expect(resolved({ 'experiment.config': plan }).settings.limits.max_ticks).toBe(77)
  })

  it('should be taken from variables in their own words', () => {
    const { settings } = resolved({}, { PTP_SNAPSHOT_ON_EVENT: 'catch,badge', PTP_COMMAND_INTERRUPT_BATTLE: 'False', PTP_MAX_COST: '2.5', PTP_MAX_TICKS: 'none' })
    expect(settings.snapshot.on_event).toEqual(['catch', 'badge'])
    expect(settings.command.interrupt_battle).toBe(false)
    expect(settings.limits).toMatchObject({ max_cost: 2.5, max_ticks: null })
  })

  it('should be refused in a variable that is misspelt or out of range', () => {
    expect(() => resolved({}, { PTP_SCREENSHOT_QUALITY: '500' })).toThrow(/PTP_SCREENSHOT_QUALITY: expected a whole number from 0 to 100/)
    expect(() => resolved({}, { PTP_SCREENSHOT_QUALTIY: '50' })).toThrow(/unknown variable PTP_SCREENSHOT_QUALTIY/)
    expect(() => resolved({}, { PTP_HOME: '/x', PTP_DEBUG: '1', PTP_SM83_VECTORS: 'x' })).not.toThrow()
  })
})

describe('a config file that names another one', () => {
  it('should be refused with its place', () => {
    const config = file('mine.yaml', 'system:\n  config_file: other.yaml\n')
    expect(() => resolved({ 'system.config_file': config })).toThrow(`${config}:2:3: a config file cannot name another one`)
  })
})

describe('the pace', () => {
  it('should be the tick rates when one is given, the speed when that is given', () => {
    expect(resolved({}).settings.tick_rate.pace).toBe('auto')
    expect(resolved({ 'tick_rate.normal': 5 }).settings.tick_rate.pace).toBe('ticks')
    expect(resolved({ 'tick_rate.speed': 0 }).settings.tick_rate.pace).toBe('speed')
    expect(resolved({ 'tick_rate.budget': 'run', 'tick_rate.budget_limit': 1 }).settings.tick_rate.pace).toBe('auto')
  })

  it('should follow the stronger source, and what is said of it', () => {
    file('config.yaml', 'tick_rate: {normal: 5}\n')
    expect(resolved({ 'tick_rate.speed': 1 }).settings.tick_rate.pace).toBe('speed')
    expect(resolved({ 'tick_rate.pace': 'auto' }).settings.tick_rate.pace).toBe('auto')
  })
})

describe('settings that cannot be meant together', () => {
  it.each([
    [{ 'tick_rate.speed': 1, 'tick_rate.normal': 5 }, /--speed and --tick-rate-base/],
    [{ 'tick_rate.budget': 'hourly' }, /how much may be spent/],
    [{ 'tick_rate.budget_limit': 5 }, /which period/],
    [{ 'system.verbose': true, 'system.quiet': true }, /--verbose and --quiet/],
    [{ 'screenshot.format': 'png', 'screenshot.compress': true }, /keeps every pixel/],
    [{ 'snapshot.rollback_on_error': true, 'snapshot.memory': 0, 'snapshot.disk': 0 }, /needs snapshots/],
  ] as const)('should be refused with the reason: %j', (flags, reason) => {
    expect(() => refuseClashes(resolved(flags))).toThrow(reason)
  })

  it('should be fine where a flag overrules a file', () => {
    file('config.yaml', 'tick_rate: {normal: 5}\n')
    expect(() => refuseClashes(resolved({ 'tick_rate.speed': 1 }))).not.toThrow()
  })
})

describe('settings written to a file', () => {
  it('should read back the same', () => {
    const { settings } = resolved({ 'limits.max_cost': 2.5, 'snapshot.on_event': ['catch'], 'tick_rate.normal': 3 })
    expect(resolveSettings([{ source: 'run', values: parseConfig(configText(settings), 'config.yaml').values }]).settings).toEqual(settings)
  })
})
