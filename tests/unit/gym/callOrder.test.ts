import { describe, expect, it } from 'vitest'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { SlidingWindow } from '../../../src-main/emulator/gym/slidingWindow.ts'
import { CallOrder } from '../../../src-main/gym/callOrder.ts'

function recorder(): { order: CallOrder<string>; played: number[]; call: (number: number, arrived?: number) => Promise<string> } {
  const order = new CallOrder<string>()
  const played: number[] = []
  const call = (number: number, arrived = 0): Promise<string> =>
    order.serve(number, arrived, () => {
      played.push(number)
      return Promise.resolve(`answer ${number}`)
    })
  return { order, played, call }
}

describe('the calls of a session', () => {
  it('should be played in the order of their numbers, however they arrive', async () => {
    const { played, call } = recorder()
    const answers = await Promise.all([3, 2, 1, 4].map((number) => call(number)))
    expect(played).toEqual([1, 2, 3, 4])
    expect(answers).toEqual(['answer 3', 'answer 2', 'answer 1', 'answer 4'])
  })

  it('should be played once, though they come again', async () => {
    const { played, call } = recorder()
    const answers = [await call(1), await call(1), await call(2), ...(await Promise.all([call(4), call(4), call(3)])), await call(3)]
    expect(played).toEqual([1, 2, 3, 4])
    expect(answers).toEqual(['answer 1', 'answer 1', 'answer 2', 'answer 4', 'answer 4', 'answer 3', 'answer 3'])
  })

  it('should fail again with the same error when they failed', async () => {
    const order = new CallOrder<string>()
    let times = 0
    const fail = (): Promise<string> => order.serve(1, 0, () => Promise.reject(new PtpError('bad-input', `failed ${++times} times`)))
    await expect(fail()).rejects.toThrow('failed 1 times')
    await expect(fail()).rejects.toThrow('failed 1 times')
  })

  it('should not keep an answer that has arrived, nor take numbers out of reach', async () => {
    const { played, call } = recorder()
    for (let number = 1; number <= 20; number++) await call(number, number - 1)
    await expect(call(19, 18)).rejects.toMatchObject({ code: 'bad-input' })
    await expect(call(40)).rejects.toMatchObject({ code: 'bad-input' })
    expect(played).toHaveLength(20)
  })

  it('should stop waiting when the session ends', async () => {
    const { order, call } = recorder()
    const waiting = call(2)
    order.end(new PtpError('emulator-gone', 'over'))
    await expect(waiting).rejects.toThrow('over')
  })
})

describe('the window of a client', () => {
  it('should hold calls back that are too far ahead of one without an answer', async () => {
    const window = new SlidingWindow(3)
    const sent: number[] = []
    const numbers = Array.from({ length: 6 }, () => {
      const { number, turn } = window.enter()
      void turn.then(() => sent.push(number))
      return number
    })
    const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
    await settled()
    expect([numbers, sent]).toEqual([[1, 2, 3, 4, 5, 6], [1, 2, 3]])
    window.leave(2)
    window.leave(3)
    await settled()
    expect([sent, window.oldest(7)]).toEqual([[1, 2, 3], 1])
    window.leave(1)
    await settled()
    expect([sent, window.oldest(7)]).toEqual([[1, 2, 3, 4, 5, 6], 4])
    for (const number of [6, 4, 5]) window.leave(number)
    expect(window.oldest(7)).toBe(7)
    expect(window.enter().number).toBe(7)
  })
})
