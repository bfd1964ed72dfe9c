import { describe, expect, it } from 'vitest'
import { Latest } from '../../../src-renderer/api/latest.ts'

describe('asking for the newest only', () => {
  it('should answer the first and the last of a hundred questions asked at once', async () => {
    const worked: number[] = []
    const done: number[] = []
    const latest = new Latest<number, number>(
      async (question) => {
        worked.push(question)
        await new Promise((resolve) => setTimeout(resolve, 2))
        return question * 2
      },
      (_question, answer) => done.push(answer),
      (_question, error) => {
        throw error
      },
    )
    for (let question = 0; question < 100; question++) latest.ask(question)
    await expect.poll(() => done).toEqual([0, 198])
    expect(worked).toEqual([0, 99])
  })

  it('should go on after a failure, and tell it', async () => {
    const told: string[] = []
    const latest = new Latest<string, string>(
      (question) => (question === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve(question)),
      (_question, answer) => told.push(answer),
      (question) => told.push(`${question} failed`),
    )
    latest.ask('bad')
    await expect.poll(() => told).toEqual(['bad failed'])
    latest.ask('good')
    await expect.poll(() => told).toEqual(['bad failed', 'good'])
  })

  it('should say nothing after it was stopped', async () => {
    const told: string[] = []
    const latest = new Latest<string, string>(async (question) => question, (_question, answer) => told.push(answer), () => undefined)
    latest.ask('a')
    latest.stop()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(told).toEqual([])
  })
})
