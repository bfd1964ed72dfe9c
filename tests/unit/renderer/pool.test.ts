import { describe, expect, it } from 'vitest'
import { wishOf, FIRST_FORM } from '../../../src-renderer/pool/poolWish.ts'
import { addSample, KEPT, NO_SAMPLES } from '../../../src-renderer/pool/trends.ts'
import { cpuText, homeText } from '../../../src-renderer/pool/looks.ts'
import { formatBytes, formatDuration } from '../../../src-renderer/ui/format.ts'
import { sparkPath } from '../../../src-renderer/ui/sparkPath.ts'
import { FakePool } from '../../support/fakePool.ts'
import { holdingOf, type Holders } from '../../../src-renderer/pool/holding.ts'
import { summaryOf } from '../../support/fakeGame.ts'

describe('asking for another pool', () => {
  it('should leave to the engine what was not said', () => {
    expect(wishOf({ ...FIRST_FORM, size: '' })).toEqual({ backend: 'embedded' })
    expect(wishOf({ ...FIRST_FORM, backend: 'docker' })).toEqual({ backend: 'docker', size: 4 })
  })

  it('should take what is typed for containers', () => {
    const form = { ...FIRST_FORM, backend: 'docker' as const, image: ' ptp-gym ', basePort: '9000', memory: '256', cpus: '0.5', hosts: 'tcp://a:2375\ntcp://b:2375' }
    expect(wishOf(form)).toEqual({ backend: 'docker', size: 4, image: 'ptp-gym', base_port: 9000, memory_mb: 256, cpus: 0.5, docker_hosts: ['tcp://a:2375', 'tcp://b:2375'] })
  })

  it('should hold emulators behind HTTP to an answer time, and never threads', () => {
    expect(wishOf({ ...FIRST_FORM, backend: 'gym', size: '', urls: 'http://a:1', sla: '250' })).toEqual({ backend: 'gym', urls: ['http://a:1'], sla_ms: 250 })
    expect(wishOf({ ...FIRST_FORM, backend: 'docker', sla: '0' })).toContain('milliseconds above 0')
    expect(wishOf({ ...FIRST_FORM, sla: '250' })).toEqual({ backend: 'embedded', size: 4 })
  })

  it('should say what is missing or wrong', () => {
    expect(wishOf({ ...FIRST_FORM, size: 'four' })).toContain('whole number')
    expect(wishOf({ ...FIRST_FORM, size: '65' })).toContain('64')
    expect(wishOf({ ...FIRST_FORM, backend: 'gym' })).toBe('Name at least one server')
    expect(wishOf({ ...FIRST_FORM, backend: 'gym', urls: '127.0.0.1:8081' })).toContain('http://')
    expect(wishOf({ ...FIRST_FORM, backend: 'docker', memory: '4' })).toContain('16')
    expect(wishOf({ ...FIRST_FORM, backend: 'docker', cpus: '0' })).toContain('above 0')
  })
})

describe('trends of an emulator', () => {
  it('should keep the newest samples only', () => {
    const [emulator] = new FakePool().status('run').emulators
    if (emulator === undefined) throw new Error('the pool is empty')
    let samples = NO_SAMPLES
    for (let at = 0; at < KEPT + 30; at++) samples = addSample(samples, { ...emulator, frames_per_second: at })
    expect(samples.frames).toHaveLength(KEPT)
    expect(samples.frames.at(-1)).toBe(KEPT + 29)
    expect(samples.frames[0]).toBe(30)
    expect(samples.memory).toHaveLength(KEPT)
  })
})

describe('a sparkline', () => {
  it('should have its newest value at the right and its largest at the top', () => {
    expect(sparkPath([0, 10], 100, 22, 2)).toBe('M0 21L100 1')
    expect(sparkPath([10], 100, 22, 3)).toBe('M100 1')
  })

  it('should break where nothing is known, and lie at the bottom where all is nothing', () => {
    expect(sparkPath([4, null, 4], 100, 22, 3, 8)).toBe('M0 11M100 11')
    expect(sparkPath([0, 0], 100, 22, 2)).toBe('M0 21L100 21')
    expect(sparkPath([], 100, 22, 10)).toBe('')
  })
})

describe('numbers of an emulator', () => {
  it('should be told in words people know', () => {
    expect(cpuText(0.625)).toBe('63 %')
    expect(cpuText(null)).toBe('—')
    expect(homeText({ port: 8081, url: 'http://127.0.0.1:8081', backend: 'docker' })).toBe('port 8081')
    expect(homeText({ port: null, url: null, backend: 'embedded' })).toBe('worker thread')
    expect(formatBytes(8_200_000_000)).toBe('8.2 GB')
    expect([42, 60, 200, 7500, 90_000].map(formatDuration)).toEqual(['42 s', '1 min', '3 min 20 s', '2 h 5 min', '1 d 1 h'])
  })
})

describe('what an emulator is held for', () => {
  const holders = (fields: Partial<Holders>): Holders => ({ runs: new Map([['r', summaryOf('r', 'default', 10, { status: 'running' })]]), statuses: new Map(), exploring: new Set(), ...fields })
  const playing = { run: 'r', purpose: 'playing' }

  it('should be told of a run as it is now: it plays, is paused, or has ended and keeps it', () => {
    expect(holdingOf(playing, holders({})).what).toBe('playing')
    expect(holdingOf(playing, holders({ statuses: new Map([['r', 'paused']]) })).what).toBe('paused')
    for (const status of ['completed', 'failed', 'limit', 'manual_stop'] as const) {
      expect(holdingOf(playing, holders({ statuses: new Map([['r', status]]) }))).toMatchObject({ what: 'kept', hint: expect.stringContaining('has ended') })
    }
    expect(holdingOf(playing, holders({ runs: new Map([['r', summaryOf('r', 'default', 10, { status: 'completed' })]]) })).what).toBe('kept')
  })

  it('should be told of a search: some explore, and the one that records waits', () => {
    const exploring = holders({ exploring: new Set(['r']) })
    expect(holdingOf({ run: 'r', purpose: 'looking' }, exploring).what).toBe('exploring')
    expect(holdingOf(playing, exploring).what).toBe('waiting')
    expect(holdingOf({ run: 'other', purpose: 'looking' }, exploring).what).toBe('looking')
  })

  it('should say what the run is called, its id where that is not known, and nothing where nobody holds it', () => {
    expect(holdingOf(playing, holders({})).title).toBe('first-steps.ptp')
    expect(holdingOf({ run: 'older', purpose: 'playing' }, holders({}))).toMatchObject({ what: 'playing', title: 'older' })
    expect(holdingOf({ run: null, purpose: '' }, holders({}))).toEqual({ what: '', hint: '', title: null })
    expect(holdingOf({ run: 'r', purpose: 'batch' }, holders({})).what).toBe('batch')
  })
})
