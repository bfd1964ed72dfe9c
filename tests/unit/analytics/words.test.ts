import { describe, expect, it } from 'vitest'
import { CENTRAL_OFF } from '../../../src-preload/contract/index.ts'
import { parseCentralAddress } from '../../../src-main/analytics/address.ts'
import { pauseAfter, pauses } from '../../../src-main/analytics/link.ts'
import { isAboutData, troubleOf } from '../../../src-main/analytics/postgres/troubles.ts'
import { describeDelivery } from '../../../src-main/cli/delivery.ts'
import { saidWords } from '../../../src-main/cli/log.ts'
import { centralDetails, centralWords } from '../../../src-renderer/shell/centralWords.ts'

const address = parseCentralAddress('postgresql://ada:s3cret@db.lab/results')
const failed = (code: string, message = 'connect'): Error => Object.assign(new Error(message), { code })

describe('what is told of a database that is away', () => {
  it.each([
    [failed('ECONNREFUSED'), 'connection refused'],
    [new AggregateError([failed('ECONNREFUSED'), failed('ECONNREFUSED')]), 'connection refused'],
    [failed('ENOTFOUND'), 'unknown host db.lab'],
    [failed('28P01'), 'wrong password for ada'],
    [failed('3D000'), 'there is no database results'],
    [failed('57P03'), 'the server is starting up'],
    [new Error('timeout expired'), 'no answer in time'],
    [new Error('Connection terminated unexpectedly'), 'the connection was cut'],
    [failed('ETIMEDOUT'), 'no answer in time'],
    [failed('53100'), 'the disk of the server is full'],
  ])('should be short and come with what to do: %s', (error, reason) => {
    expect(troubleOf(error, address)).toMatchObject({ message: reason, kind: 'transient', hint: expect.stringMatching(/.{10}/) as unknown })
  })

  it('should tell what is wrong with a run from what is wrong with the way', () => {
    expect(isAboutData(failed('22P02'))).toBe(true)
    expect(isAboutData(failed('23505'))).toBe(true)
    expect(isAboutData(failed('ECONNRESET'))).toBe(false)
    expect(troubleOf(failed('22021', 'invalid byte sequence'), address)).toMatchObject({ kind: 'fatal' })
  })
})

describe('the time between two tries', () => {
  it('should grow up to a minute, and not be the same for everybody', () => {
    const [one, other] = [pauses(), pauses()]
    const [mine, theirs] = [Array.from({ length: 30 }, one), Array.from({ length: 30 }, other)]
    expect(Math.max(...mine, ...theirs)).toBeLessThanOrEqual(60_000)
    expect(Math.max(...mine.slice(-5))).toBeGreaterThan(Math.max(...mine.slice(0, 2)))
    expect(mine).not.toEqual(theirs)
    expect(pauseAfter(500)).toBeLessThanOrEqual(60_000)
  })
})

describe('what a command says at its end', () => {
  it('should be one line for each thing to know', () => {
    expect(describeDelivery({ delivered: 3, waiting: 0, refused: [], reason: '', hint: '' })).toEqual(['3 runs delivered to the central database'])
    expect(describeDelivery({ delivered: 0, waiting: 2, refused: [], reason: 'connection refused', hint: '' })).toEqual(['2 runs wait for the central database (connection refused); `ptp central push` delivers them'])
    expect(describeDelivery({ delivered: 0, waiting: 0, refused: [{ run_id: 'a', reason: 'damaged' }], reason: '', hint: '' })[0]).toContain('1 run cannot be delivered as it is')
    expect(describeDelivery({ delivered: 0, waiting: 0, refused: [], reason: '', hint: '' })).toEqual([])
  })
})

describe('a command line in a log', () => {
  it('should be without the passwords of addresses', () => {
    expect(saidWords(['run', '--central-db', 'postgresql://ada:s3 cret@h/d', '--game', 'x'])).toEqual(['run', '--central-db', 'postgresql://ada:***@h/d', '--game', 'x'])
    expect(saidWords(['--central-db=postgresql://ada:s3cret@h/d'])).toEqual(['--central-db=postgresql://ada:***@h/d'])
    expect(saidWords(['config', 'set', 'system.central_db', 's3cret'])).toEqual(['config', 'set', 'system.central_db', '***'])
    expect(saidWords(['--agent', 'http://127.0.0.1:9000/decide'])).toEqual(['--agent', 'http://127.0.0.1:9000/decide'])
  })
})

describe('the chip of the central database', () => {
  it('should say how it is and what waits, and nothing where there is none', () => {
    expect(centralWords(CENTRAL_OFF)).toBeNull()
    expect(centralWords({ ...CENTRAL_OFF, state: 'up' })).toBe('central up')
    expect(centralWords({ ...CENTRAL_OFF, state: 'away', waiting: 3 })).toBe('central away · 3 waiting')
    expect(centralWords({ ...CENTRAL_OFF, state: 'up', waiting: 12, refused: 1 })).toBe('central up · 12 waiting · 1 refused')
  })

  it('should have the reason and what to do in its details', () => {
    const details = centralDetails({ ...CENTRAL_OFF, state: 'away', address: 'postgresql://ada@db.lab:5432/results', since: '2026-11-21T12:00:00.000Z', reason: 'connection refused', hint: 'is it running?', next_try: '2026-11-21T12:01:00.000Z', waiting: 3 })
    for (const part of ['postgresql://ada@db.lab:5432/results', 'connection refused', 'is it running?', 'Tried again at', '3 waiting']) expect(details).toContain(part)
  })
})
