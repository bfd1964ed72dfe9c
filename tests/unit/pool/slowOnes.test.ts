import { describe, expect, it } from 'vitest'
import { slowOnes, type PoolEvent } from '../../../src-preload/contract/index.ts'

const event = (kind: PoolEvent['kind'], emulator: string | null, text: string, level: PoolEvent['level'] = 'warning'): PoolEvent => ({ at: '2026-01-01T00:00:00Z', level, kind, emulator, run: null, text })

describe('the emulators the pool view marks as slow', () => {
  it('should be those whose calls are slower than was asked, until they are well again or another takes the place', () => {
    const events = [event('slow', 'gym-1', '800 ms'), event('slow', 'gym-2', '900 ms'), event('slow', 'gym-3', '700 ms'), event('stopped', null, 'x')]
    expect([...slowOnes(events)]).toEqual([['gym-1', '800 ms'], ['gym-2', '900 ms'], ['gym-3', '700 ms']])
    const later = [...events, event('slow', 'gym-1', 'well', 'info'), event('replaced', 'gym-2', 'up', 'info'), event('degraded', 'gym-3', 'x'), event('healthy', 'gym-3', 'x', 'info')]
    // Its health is another matter.
    expect([...slowOnes(later)]).toEqual([['gym-3', '700 ms']])
    expect([...slowOnes([...later, event('slow', 'gym-3', '2000 ms')])]).toEqual([['gym-3', '2000 ms']])
  })
})
