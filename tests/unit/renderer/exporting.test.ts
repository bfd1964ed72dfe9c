import { describe, expect, it } from 'vitest'
import { fileName, folderOf, totalBytes, writtenText } from '../../../src-renderer/exporting/written.ts'

describe('what an export wrote', () => {
  it('should be told in one line: how many files, how much, and where', () => {
    const files = ['/home/a/runs/demo/exports/actions.csv', '/home/a/runs/demo/exports/states.csv']
    expect(folderOf(files)).toBe('/home/a/runs/demo/exports')
    expect(files.map(fileName)).toEqual(['actions.csv', 'states.csv'])
    expect(writtenText(4, 12_340_000)).toBe('4 files, 12.3 MB')
    expect(writtenText(1, null)).toBe('1 file')
  })

  it('should be found on any system, and nowhere when the files lie apart', () => {
    expect(folderOf(['C:\\runs\\demo\\a.csv'])).toBe('C:\\runs\\demo')
    expect(folderOf(['/a/x.csv', '/b/y.csv'])).toBe('')
  })

  it('should have a size only when that of every file is known', () => {
    expect(totalBytes([1, 2])).toBe(3)
    expect(totalBytes([1, null])).toBeNull()
  })
})
