import { describe, expect, it } from 'vitest'
import { defaultSettings, describeSettings, SETTING_FIELDS, SETTING_SECTION_NAMES, settingsDescriptionSchema, withSettings } from '../../../src-preload/contract/index.ts'

describe('the description of settings', () => {
  it('should cross the wire as it is', () => {
    const described = describeSettings()
    expect(settingsDescriptionSchema.parse(JSON.parse(JSON.stringify(described)))).toEqual(described)
    expect(described.sections.map(({ name }) => name)).toEqual(SETTING_SECTION_NAMES)
  })

  it('should tell everything a form needs', () => {
    const quality = describeSettings().fields.find(({ key }) => key === 'quality')
    expect(quality).toEqual({
      section: 'screenshot', key: 'quality', flag: '--screenshot-quality', env: 'PTP_SCREENSHOT_QUALITY', kind: 'int', unit: null,
      help: 'JPEG quality, 0–100', default: 85, optional: false, min: 0, max: 100, choices: null, at_start: null,
    })
    expect(describeSettings().fields.find(({ key }) => key === 'max_cost')).toMatchObject({ optional: true, default: null, kind: 'float' })
    expect(describeSettings().fields.find(({ key }) => key === 'on_event')?.choices).toContain('catch')
  })

  it('should give each setting a flag and a variable of its own, and defaults its schema takes', () => {
    expect(new Set(SETTING_FIELDS.map(({ flag }) => flag)).size).toBe(SETTING_FIELDS.length)
    const plain = defaultSettings() as Record<string, Record<string, unknown>>
    for (const { section, key, default: value, schema } of SETTING_FIELDS) {
      expect(schema.safeParse(value).success).toBe(true)
      expect(plain[section]?.[key]).toEqual(value)
    }
  })

  it('should be changed section by section without touching the rest', () => {
    const base = defaultSettings()
    const changed = withSettings(base, { limits: { max_ticks: 5 } })
    expect(changed.limits).toEqual({ ...base.limits, max_ticks: 5 })
    expect(base.limits.max_ticks).toBeNull()
  })
})
