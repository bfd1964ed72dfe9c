import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { answerOf, makeHome, ptp, ptpJson, removeHome, startPtp, ticksOf, untilRecorded } from '../support/engine.ts'

describe('a run by the random agent', () => {
  let home: string

  beforeAll(() => {
    home = makeHome()
  })

  afterAll(() => removeHome(home))

  const random = (id: string, seed: string, ticks = '900'): Promise<RunReport> => ptpJson<RunReport>(home, 'run', '--agent', 'random', '--random-seed', seed, '--max-ticks', ticks, '--id', id)
  const inputs = (dir: string): string[] => ticksOf(dir).map(({ buttons, hold, frames, fingerprint }) => `${buttons} ${hold} ${frames} ${fingerprint}`)

  it('should be the same for the same seed, tick for tick', async () => {
    const [one, again, other] = [await random('one', '5'), await random('again', '5'), await random('other', '6')]
    expect(one).toMatchObject({ status: 'limit', ticks: 900 })
    expect(again.final_state_hash).toBe(one.final_state_hash)
    expect(inputs(again.dir)).toEqual(inputs(one.dir))
    expect(inputs(other.dir)).not.toEqual(inputs(one.dir))
  })

  it('should go on after kill -9 as if nothing had happened', async () => {
    const whole = await random('whole', '8', '4000')
    const child = await startPtp(home, ['run', '--agent', 'random', '--random-seed', '8', '--max-ticks', '4000', '--id', 'killed', '--speed', '60', '--quiet'])
    const gone = answerOf(child)
    await untilRecorded(home, 'killed', 200, child)
    child.kill('SIGKILL')
    await gone
    const resumed = await ptpJson<RunReport>(home, 'run', '--resume', 'killed', '--speed', '0')
    expect(resumed).toMatchObject({ ticks: 4000, final_state_hash: whole.final_state_hash })
    expect(inputs(resumed.dir)).toEqual(inputs(whole.dir))
  })

  it('should not be given a script as well', async () => {
    const { code, stderr } = await ptp(home, 'run', '--agent', 'random', '--script', 'walk')
    expect(code).toBe(2)
    expect(stderr).toMatch(/--agent/)
  })
})
