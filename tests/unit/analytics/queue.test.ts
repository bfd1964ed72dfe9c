import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DeliveryQueue, type Claim } from '../../../src-main/analytics/queue.ts'

let home: string
let queue: DeliveryQueue

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'ptp-queue-'))
  queue = DeliveryQueue.open(home)
})

afterEach(() => {
  queue.close()
  rmSync(home, { recursive: true, force: true })
})

function claimed(of = queue): Claim {
  const claim = of.claim()
  if (!claim) throw new Error('nothing was to be claimed')
  return claim
}

describe('the queue of deliveries', () => {
  it('should give out what has ended, those that wait longest first, each to one process only', () => {
    queue.begun('playing')
    for (const run of ['b', 'a', 'c']) queue.ended(run)
    const other = DeliveryQueue.open(home)
    const runs = [claimed(), claimed(other), claimed()].map(({ run_id }) => run_id)
    expect([...runs].sort()).toEqual(['a', 'b', 'c'])
    expect(queue.claim()).toBeNull()
    expect(other.claim()).toBeNull()
    other.close()
  })

  it('should keep everything when it is closed and opened again', () => {
    queue.ended('a')
    queue.failed(claimed(), 'connection refused', 0)
    queue.close()
    queue = DeliveryQueue.open(home)
    expect(queue.list('waiting')).toMatchObject([{ run_id: 'a', attempts: 1, error: 'connection refused' }])
    queue.delivered(claimed(), 'here')
    expect(queue.get('a')).toMatchObject({ state: 'delivered', target: 'here', error: '' })
  })

  it('should not count a delivery that began before the run went on and ended anew', () => {
    queue.ended('a')
    const early = claimed()
    queue.begun('a')
    queue.ended('a')
    queue.delivered(early, 'here')
    expect(queue.get('a')).toMatchObject({ state: 'waiting' })
    queue.delivered(claimed(), 'here')
    expect(queue.get('a')).toMatchObject({ state: 'delivered' })
  })

  it('should hold back what failed until it is due, or until all is hastened', () => {
    queue.ended('a')
    queue.failed(claimed(), 'busy', 3_600_000)
    expect(queue.claim()).toBeNull()
    expect(queue.nextTry()).toBeGreaterThan(Date.now() + 3_000_000)
    queue.hasten()
    expect(claimed().attempts).toBe(1)
  })

  it('should leave a refused run alone until it ends again', () => {
    queue.ended('a')
    queue.refused(claimed(), 'game_data.db is damaged', 'stamp')
    queue.hasten()
    expect(queue.claim()).toBeNull()
    expect(queue.list('refused')).toMatchObject([{ run_id: 'a', error: 'game_data.db is damaged', stamp: 'stamp' }])
    queue.ended('a')
    expect(claimed().run_id).toBe('a')
  })

  it('should give a claim back as if it had not been taken', () => {
    queue.ended('a')
    queue.giveBack(claimed())
    expect(claimed().attempts).toBe(0)
  })

  it('should count what was delivered to this database alone', () => {
    for (const run of ['a', 'b', 'c']) queue.ended(run)
    queue.delivered(claimed(), 'here')
    queue.delivered(claimed(), 'there')
    expect(queue.counts('here')).toEqual({ waiting: 1, refused: 0, delivered: 1 })
  })

  it('should free what a killed process had claimed, and nothing of one that lives', async () => {
    for (const run of ['a', 'b']) queue.ended(run)
    const room = fileURLToPath(new URL('../../../src-main/analytics/queue.ts', import.meta.url))
    const script = path.join(home, 'claim.mjs')
    writeFileSync(script, `const { DeliveryQueue } = await import(${JSON.stringify(room)})\nconst claim = DeliveryQueue.open(${JSON.stringify(home)}).claim()\nprocess.stdout.write(claim.run_id)\nsetInterval(() => undefined, 1000)\n`)
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [told] = (await once(child.stdout, 'data')) as [Buffer]
    queue.freeDead()
    const own = claimed()
    expect(own.run_id).not.toBe(told.toString())
    expect(queue.claim()).toBeNull()
    child.kill('SIGKILL')
    await once(child, 'exit')
    queue.freeDead()
    expect(claimed().run_id).toBe(told.toString())
    expect(queue.claim()).toBeNull()
  })

  it('should say what to do when its file is damaged', () => {
    queue.close()
    writeFileSync(queue.file, 'no database at all, and long enough to be read as one')
    expect(() => DeliveryQueue.open(home)).toThrow(expect.objectContaining({ code: 'storage', hint: expect.stringContaining('ptp central push --all') as unknown }))
    rmSync(queue.file)
    queue = DeliveryQueue.open(home)
  })
})
