import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { baseImage } from '../support/baseImage.ts'
import { longScript } from '../support/batchRuns.ts'
import { docker, requireEngine } from '../support/dockerEngine.ts'
import { answerOf, makeHome, ptp, ptpBundle, ptpJson, removeHome, startPtp } from '../support/engine.ts'
import type { RunReport } from '../../src-main/cli/playRun.ts'

let home: string

beforeAll(async () => {
  await requireEngine()
  await ptpBundle()
  home = makeHome()
})
afterAll(() => removeHome(home))

/** Containers that a process has started, whatever their state. */
async function startedBy(pid: number): Promise<string[]> {
  const rows = await docker('ps', '-a', '--format', '{{.Names}} {{.Label "io.ptp-workbench.owner"}}')
  return rows.split('\n').filter((row) => row.split(' ')[1]?.startsWith(`${pid}@`)).map((row) => row.split(' ')[0] ?? '')
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await isSo()); ) {
    if (Date.now() > end) throw new Error(`waited too long: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

it('should take away the containers of an engine that was killed, and let its runs go on', async () => {
  const script = path.join(home, 'long.ptp')
  writeFileSync(script, longScript(400))
  const pool = ['--backend', 'docker', '--base-image', baseImage()]
  const child = await startPtp(home, ['run-many', '--script', script, ...pool, '--size', '1', '--json'])
  const ended = answerOf(child)
  const runs = async (): Promise<{ run_id: string; ticks: number; status: string }[]> => (await ptpJson<{ runs: { run_id: string; ticks: number; status: string }[] }>(home, 'runs', 'list')).runs
  await until('the run plays in a container', async () => (await runs()).some(({ ticks }) => ticks > 20))
  const pid = child.pid ?? 0
  expect(await startedBy(pid)).not.toEqual([])
  child.kill('SIGKILL')
  await ended
  const [left] = await runs()
  expect(left?.status).toBe('crashed')
  // The next pool on this engine begins by taking away what the dead one left.
  const again = await ptp(home, 'run-many', '--script', 'walk', ...pool, '--size', '1', '--quiet')
  expect(again.code).toBe(0)
  expect(await startedBy(pid)).toEqual([])
  const end = await ptpJson<RunReport>(home, 'run', '--resume', left?.run_id ?? '', '--max-ticks', String((left?.ticks ?? 0) + 50))
  expect(end).toMatchObject({ status: 'limit' })
  expect((await ptp(home, 'verify', left?.run_id ?? '')).code).toBe(0)
}, 240_000)
