import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { format } from '../../../src-main/script/index.ts'
import { SETTINGS } from '../../../src-preload/contract/grammar/index.ts'
import { findings } from './vocabulary.ts'

const page = readFileSync(new URL('../../../docs/script-language.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/```ptp\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

describe('the reference', () => {
  test('should have examples', () => {
    expect(examples.length).toBeGreaterThan(5)
  })

  test.each(examples)('should compile without a word: %s', (example) => {
    expect(findings(example)).toEqual([])
    expect(format(format(example))).toBe(format(example))
  })

  test('should list every setting with its bounds', () => {
    for (const { name, min, max } of SETTINGS) expect(page).toMatch(new RegExp(`\\| \`${name}\` \\|.*\\(${min}–${max}\\)`))
  })
})
