import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainJson, plainText } from '../../../src-main/analytics/ingest/json.ts'

describe('what is sent to PostgreSQL', () => {
  it('should be JSON without zeros and halves of pairs, and otherwise the same', () => {
    expect(plainJson('{"a":[1,"x"]}')).toBe('{"a":[1,"x"]}')
    expect(plainJson(JSON.stringify({ a: 'b\u0000c', ['k\u0000']: '\ud800' }))).toBe(JSON.stringify({ a: 'b\ufffdc', ['k\ufffd']: '\ufffd' }))
    expect(plainJson('"a\\\\u0000b"')).toBe('"a\\\\u0000b"')
    expect(plainJson(null)).toBeNull()
  })

  it('should keep a text that is no JSON as a text', () => {
    expect(plainJson('walked up')).toBe('"walked up"')
    expect(plainText('a\u0000b')).toBe('a\ufffdb')
    expect(plainText(undefined)).toBeNull()
  })

  it('should be JSON that PostgreSQL takes, whatever a run says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.stringify(value))), (text) => {
        const json = plainJson(text) ?? ''
        expect(json).not.toContain('\u0000')
        const strings: string[] = []
        JSON.parse(json, (key: string, value: unknown) => {
          strings.push(key, ...(typeof value === 'string' ? [value] : []))
          return value
        })
        for (const each of strings) expect(each.includes('\u0000') || !each.isWellFormed()).toBe(false)
      }),
    )
  })
})
