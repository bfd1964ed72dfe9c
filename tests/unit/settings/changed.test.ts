import { describe, expect, it } from 'vitest'
import { changedConfig, configTemplate, parseConfig, settingNamed } from '../../../src-main/settings/index.ts'

describe('a setting by its name', () => {
  it.each(['tick_rate.normal', 'tick_rate.base', 'tick-rate-base', '--tick-rate-base'])('should be found: %s', (name) => {
    expect(settingNamed(name).path).toBe('tick_rate.normal')
  })

  it('should be refused with the nearest one where there is none', () => {
    expect(() => settingNamed('limits.max_tiks')).toThrow(expect.objectContaining({ code: 'bad-input', hint: 'did you mean limits.max_ticks?' }))
    expect(() => settingNamed('colour')).toThrow(expect.objectContaining({ hint: expect.stringContaining('config show') as string }))
  })
})

describe('a config file in which one setting is changed', () => {
  const quality = settingNamed('screenshot.quality')

  it('should keep every comment and everything else', () => {
    const text = '# mine\nversion: "3.0"\nscreenshot:\n  # small\n  quality: 50 # really\nlimits:\n  max_ticks: 5\n'
    expect(changedConfig(text, 'ptp.yaml', quality, 70)).toBe(text.replace('quality: 50', 'quality: 70'))
  })

  it('should be begun where there is none', () => {
    expect(changedConfig('', 'ptp.yaml', settingNamed('snapshot.on_event'), ['catch'])).toBe('version: "3.0"\nsnapshot:\n  on_event:\n    - catch\n')
  })

  it('should keep the comments of a section in which nothing was said', () => {
    const changed = changedConfig(configTemplate(), 'ptp.yaml', quality, 70)
    expect(parseConfig(changed, 'ptp.yaml').values.get('screenshot.quality')?.value).toBe(70)
    expect(changed.split('\n')).toHaveLength(configTemplate().split('\n').length + 1)
  })

  it('should be left alone when it has mistakes', () => {
    expect(() => changedConfig('limits:\n  max_tick: 5\n', 'ptp.yaml', quality, 70)).toThrow(/ptp\.yaml:2:3/)
  })
})
