import { describe, expect, it } from 'vitest'
import { PUBLISHED_RUNS, words } from '../../support/publishedLines.ts'
import { createProgram } from '../../../src-main/cli/program.ts'
import { givenSettings, plainBooleans } from '../../../src-main/cli/settingFlags.ts'
import { resolveSettings } from '../../../src-main/settings/index.ts'

describe('the published examples', () => {
  it.each(PUBLISHED_RUNS)('should mean what they say: ptp run %s', (line, meaning) => {
    const run = createProgram().commands.find((each) => each.name() === 'run')
    expect(run?.parseOptions(plainBooleans(words(line)))).toEqual({ operands: [], unknown: [] })
    const { settings } = resolveSettings([{ source: 'flag', values: givenSettings(run?.opts() ?? {}) }])
    expect(settings).toMatchObject(meaning)
  })
})
