import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings, type SettingsChange } from '../../../src-preload/contract/index.ts'
import { keepChange, readChanges } from '../../../src-main/run/changes.ts'
import { withChanges } from '../../../src-main/settings/index.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'ptp-changes-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const changeAt = (tick: number, set: SettingsChange['set']): SettingsChange => ({ at: '2026-11-21T10:00:00.000Z', branch: 0, tick, by: 'a test', set })

describe('the changes that are kept with a run', () => {
  it('should be none where nothing was changed, and all of them in their order, with nothing beside them', () => {
    expect(readChanges(dir)).toEqual([])
    const changes = [changeAt(5, [{ setting: 'limits.max_ticks', from: null, to: 9 }]), changeAt(7, [{ setting: 'snapshot.on_event', from: [], to: ['catch'] }])]
    for (const change of changes) keepChange(dir, change)
    expect(readChanges(dir)).toEqual(changes)
    expect(readdirSync(dir)).toEqual(['settings.json'])
  })

  it('should stay bounded, and lead to the same settings all the same', { timeout: 120_000 }, () => {
    keepChange(dir, changeAt(1, [{ setting: 'screenshot.interval', from: 100, to: 3 }]))
    for (let tick = 2; tick <= 1010; tick++) keepChange(dir, changeAt(tick, [{ setting: 'limits.max_ticks', from: tick === 2 ? null : tick - 1, to: tick }]))
    const kept = readChanges(dir)
    expect(kept).toHaveLength(1000)
    expect(kept[0]).toMatchObject({ tick: 11, set: [{ setting: 'screenshot.interval', from: 100, to: 3 }, { setting: 'limits.max_ticks', from: null, to: 11 }] })
    expect(withChanges(defaultSettings(), kept)).toMatchObject({ screenshot: { interval: 3 }, limits: { max_ticks: 1010 } })
  })

  it('should be refused where they cannot be written, as nothing is changed then', () => {
    rmSync(dir, { recursive: true })
    expect(() => keepChange(dir, changeAt(1, []))).toThrow(expect.objectContaining({ code: 'storage', hint: 'nothing was changed' }))
  })
})
