import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunResult } from '../../../src-preload/contract/index.ts'
import { ExperimentFolder } from '../../../src-main/experiment/index.ts'

function result(index: number): RunResult {
  return {
    index, run: `r-${index}`, arm: 'a', seed: 1, start: 'power-on', repeat: 0, params: {}, status: 'completed', ok: true, attempts: 1, error: null, ticks: 1, frames: 1,
    wall_seconds: 1, final_state_hash: 'x'.repeat(5000), final_state: null, events: {}, milestones: {},
  }
}

describe('folder of an experiment', () => {
  let dir: string

  beforeEach(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'ptp-experiment-'))
  })

  afterEach(() => rmSync(dir, { recursive: true }))

  it('should keep every result whole when many end at the same time', async () => {
    const folder = new ExperimentFolder(dir)
    await Promise.all(Array.from({ length: 60 }, (_, i) => folder.add(result(59 - i))))
    await folder.close()
    expect(new ExperimentFolder(dir).results().map(({ index }) => index)).toEqual(Array.from({ length: 60 }, (_, i) => i))
    expect(readFileSync(path.join(dir, 'runs.ndjson'), 'utf8').split('\n')).toHaveLength(61)
  })

  it('should leave out the line a crash cut off, and go on behind the last whole one', async () => {
    const first = new ExperimentFolder(dir)
    await first.add(result(0))
    await first.close()
    appendFileSync(path.join(dir, 'runs.ndjson'), '{"index":1,"run"')
    const again = new ExperimentFolder(dir)
    expect(again.results()).toHaveLength(1)
    await again.add(result(1))
    await again.close()
    expect(new ExperimentFolder(dir).results().map(({ run }) => run)).toEqual(['r-0', 'r-1'])
  })

  it('should count a run that was played again once, by its last result', async () => {
    const folder = new ExperimentFolder(dir)
    await folder.add({ ...result(0), ok: false })
    await folder.add(result(0))
    await folder.close()
    expect(folder.results().map(({ ok }) => ok)).toEqual([true])
  })

  it('should say which line is no result', () => {
    writeFileSync(path.join(dir, 'runs.ndjson'), `${JSON.stringify(result(0))}\n{"index":"one"}\n`)
    expect(() => new ExperimentFolder(dir).results()).toThrow(/runs\.ndjson: line 2/)
  })
})
