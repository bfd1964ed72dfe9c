import { cpSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { makeHome, ptpBundle, removeHome, runScript } from './engine.ts'

/** A home with one run in it, played before the tests of a file: what happens to others is held against it. */
export interface PlayedHome {
  readonly home: string
  /** there from the first test on */
  readonly whole: RunReport
  /** @returns the directory of a copy of the run somewhere else, to be damaged */
  copy(name: string): string
}

/** Plays a bundled script before the tests of a file, and takes everything away behind them. */
export function playedHome(script: string, ...args: string[]): PlayedHome {
  const home = makeHome()
  let played: RunReport | null = null
  const whole = (): RunReport => {
    if (!played) throw new Error('the run is played before the first test, not before the file is read')
    return played
  }
  beforeAll(async () => {
    await ptpBundle()
    played = await runScript(home, script, ...args)
  })
  afterAll(() => removeHome(home))
  return {
    home,
    get whole() {
      return whole()
    },
    copy(name) {
      const dir = path.join(home, 'copies', name)
      cpSync(whole().dir, dir, { recursive: true })
      return dir
    },
  }
}
