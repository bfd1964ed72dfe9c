import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Journal } from '../../../src-main/agent/search/journal.ts'

describe('journal of a search', () => {
  let dir: string
  let file: string

  beforeEach(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'ptp-journal-'))
    file = path.join(dir, 'journal.ndjson')
  })

  afterEach(() => rmSync(dir, { recursive: true }))

  it('should know after a crash what each round found, without the line that was cut off', () => {
    const first = Journal.open(file)
    first.add(0, [3, 5])
    first.add(1, [])
    first.close()
    appendFileSync(file, '[2,[1,')
    const again = Journal.open(file)
    expect(again.rounds).toBe(2)
    expect([again.fruitful(0), again.fruitful(1), again.fruitful(2)]).toEqual([[3, 5], [], null])
    again.add(1, [9])
    again.add(2, [4])
    again.close()
    expect(readFileSync(file, 'utf8')).toBe('[0,[3,5]]\n[1,[]]\n[2,[4]]\n')
  })

  it('should refuse rounds that do not follow each other', () => {
    writeFileSync(file, '[0,[]]\n[2,[]]\n')
    expect(() => Journal.open(file)).toThrow(/line 2 is not round 1/)
  })
})
