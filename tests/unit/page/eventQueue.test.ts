import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventName, EventOf } from '../../../src-preload/contract/index.ts'
import { EventQueue, MAX_MESSAGES } from '../../../src-main/page/index.ts'

interface Sent {
  name: EventName
  event: EventOf<EventName>
}

function slowPage(): { queue: EventQueue; sent: Sent[]; open: (credit: number) => void } {
  const sent: Sent[] = []
  let credit = 0
  const queue = new EventQueue(
    () => credit > 0,
    (name, event) => {
      credit--
      sent.push({ name, event })
    },
  )
  return {
    queue,
    sent,
    open: (more) => {
      credit = more
      queue.flush()
    },
  }
}

const live = (run: string, tick: number): EventOf<'run.live'> => ({
  run, tick, status: 'running', branch: 0, frame: tick, speed: 1, driver: 'script', line: null, tick_rate: 1, frames_per_second: 60, message: null,
  state: {} as EventOf<'run.live'>['state'],
})
const message = (text: string): EventOf<'run.message'> => ({ run: 'r', tick: 0, level: 'info', text })
const job = (id: string, done: number): EventOf<'job.progress'> => ({ id, title: id, done, total: 10, state: 'running', message: null, files: [] })

describe('the events that wait for a page', () => {
  it('should go at once while the page takes them', () => {
    const { queue, sent, open } = slowPage()
    open(10)
    queue.push('run.live', live('a', 1))
    queue.push('run.message', message('hello'))
    expect(sent.map(({ name }) => name)).toEqual(['run.live', 'run.message'])
  })

  it('should keep only the newest present of each run while the page is slow', () => {
    const { queue, sent, open } = slowPage()
    for (let tick = 0; tick < 100_000; tick++) queue.push('run.live', live(tick % 2 === 0 ? 'a' : 'b', tick))
    expect(queue.size).toBe(2)
    open(10)
    expect(sent.map(({ event }) => (event as EventOf<'run.live'>).tick)).toEqual([99_998, 99_999])
  })

  it('should keep the newest state of each job, so that its end is never lost', () => {
    const { queue, sent, open } = slowPage()
    for (let done = 0; done <= 10; done++) queue.push('job.progress', job('x', done))
    queue.push('job.progress', { ...job('x', 10), state: 'done' })
    open(10)
    expect(sent).toEqual([{ name: 'job.progress', event: { ...job('x', 10), state: 'done' } }])
  })

  it('should hold a bounded number of lines and tell how many were left out', () => {
    const { queue, sent, open } = slowPage()
    for (let line = 0; line < MAX_MESSAGES + 700; line++) queue.push('run.message', message(`line ${line}`))
    expect(queue.size).toBe(MAX_MESSAGES)
    open(10_000)
    const texts = sent.map(({ event }) => (event as EventOf<'run.message'>).text)
    expect(texts[0]).toBe('line 700')
    expect(texts.at(-1)).toBe('700 earlier lines came faster than they could be shown')
  })

  it('should never lose or reorder lines of a page that catches up, however it stutters', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant('push' as const), fc.nat(3)), { maxLength: 300 }), (steps) => {
        const { queue, sent, open } = slowPage()
        let pushed = 0
        for (const step of steps) {
          if (step === 'push') queue.push('run.message', message(String(pushed++)))
          else open(step)
        }
        open(1000)
        expect(sent.map(({ event }) => (event as EventOf<'run.message'>).text)).toEqual(Array.from({ length: pushed }, (_, at) => String(at)))
      }),
    )
  })

  it('should lose no search, no experiment and no event of the pool to another one', () => {
    const { queue, sent, open } = slowPage()
    const search = (run: string, phase: 'exploring' | 'ended'): EventOf<'search.progress'> => ({
      run, phase, goal: 'badges >= 1', seconds: 1, restores: 1, restores_per_second: 1, frames_per_second: 1, cells: 1, best: 0, sights: null, lines: 0, found: null, message: null,
    })
    queue.push('search.progress', search('a', 'ended'))
    for (let at = 0; at < 100; at++) queue.push('search.progress', search('b', 'exploring'))
    for (const text of ['one', 'two']) queue.push('pool.event', { at: '2026-11-21T10:00:00.000Z', level: 'info', kind: 'slow', emulator: 'emu-1', run: null, text })
    open(100)
    expect(sent.map(({ name, event }) => `${name} ${name === 'pool.event' ? (event as EventOf<'pool.event'>).text : (event as EventOf<'search.progress'>).run}`)).toEqual(['search.progress a', 'search.progress b', 'pool.event one', 'pool.event two'])
  })
})
