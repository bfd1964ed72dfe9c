import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PoolStatus } from '../../src-preload/contract/index.ts'
import { openGymSession } from '../../src-main/emulator/index.ts'
import { connectEngine, engineAddress, ownImage } from '../../src-main/emulator/docker/index.ts'
import { baseImage } from '../support/baseImage.ts'
import { containers, docker, requireEngine } from '../support/dockerEngine.ts'
import { answerOf, makeHome, ptp, ptpJson, removeHome, startPtp } from '../support/engine.ts'
import { GAME_FILE, gymBundle } from '../support/gymServer.ts'

const LONG = { timeout: 240_000 }
const FOREIGN = `ptp-test-foreign-${process.pid}`

type Status = PoolStatus & { up: boolean; pid: number }

let home: string

beforeAll(async () => {
  await requireEngine()
  home = makeHome()
  await makeForeignImage()
})

afterAll(async () => {
  await docker('rmi', '-f', FOREIGN)
  removeHome(home)
})

/** A server as others write them: the pokemon-gym interface and nothing else, its states in files of its own. */
async function makeForeignImage(): Promise<void> {
  const source = ownImage(baseImage(), await gymBundle())
  const engine = await connectEngine(engineAddress())
  try {
    await engine.build(source, () => undefined)
  } finally {
    engine.close()
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ptp-foreign-'))
  try {
    copyFileSync(GAME_FILE, path.join(folder, 'game.gb'))
    writeFileSync(path.join(folder, 'Dockerfile'), `FROM ${source.name}\nLABEL io.ptp-workbench.context=\nCOPY game.gb /game.gb\nENV PTP_GYM_ONLY_POKEMON_GYM=1 PTP_GYM_ROM=/game.gb PTP_GYM_SESSIONS=/tmp/sessions\n`)
    await docker('build', '-q', '-t', FOREIGN, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const status = (): Promise<Status> => ptpJson<Status>(home, 'pool', 'status')

async function readyPool(): Promise<Status> {
  for (;;) {
    const now = await status()
    if (now.up && now.state === 'ready') return now
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('a pool of plain pokemon-gym servers in containers', () => {
  it('should be kept up, played key by key, and its states be carried from one container to another', LONG, async () => {
    const up = await startPtp(home, ['pool', 'up', '--image', FOREIGN, '--size', '2'])
    const answer = answerOf(up)
    const { emulators } = await readyPool()
    expect(emulators.map(({ core, health, image }) => ({ core, health, image }))).toEqual(Array.from({ length: 2 }, () => ({ core: 'pokemon-gym', health: 'healthy', image: FOREIGN })))
    const [first, second] = emulators.map(({ id }) => id)

    const log = path.join(home, 'actions.ndjson')
    await ptpJson(home, 'gym', 'play', '--emulator', first ?? '', '--keys', 'START A LEFT UP', '--wait', '60', '--log', log)
    const lines = readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { keys?: string[]; wait?: number; state: { step_number: number } })
    expect(lines.map(({ keys, wait }) => keys ?? wait)).toEqual([['START'], ['A'], ['LEFT'], ['UP'], 60])
    expect(lines.map(({ state }) => state.step_number)).toEqual([1, 2, 3, 4, 5])

    const file = path.join(home, 'there.state')
    const saved = await ptpJson<{ bytes: number; sha256: string; steps_taken: number }>(home, 'pool', 'state', 'save', first ?? '', file)
    expect(saved).toMatchObject({ steps_taken: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    expect(readFileSync(file)).toHaveLength(saved.bytes)
    expect(existsSync(`${file}.json`)).toBe(true)
    const loaded = await ptpJson<{ state: object }>(home, 'pool', 'state', 'load', second ?? '', file)

    // Both go on in the same way from there.
    const goOn = async (id: string | undefined): Promise<string> => {
      await using session = await openGymSession({ url: emulators.find((each) => each.id === id)?.url ?? '' })
      await session.press('RIGHT A')
      const { location, coordinates, dialog, screenshot_base64: picture } = await session.press('DOWN')
      return JSON.stringify({ location, coordinates, dialog, picture })
    }
    const there = await goOn(second)
    expect(loaded.state).toMatchObject({ location: expect.any(String) as string })
    await ptpJson(home, 'pool', 'state', 'load', first ?? '', file)
    expect(await goOn(first)).toBe(there)

    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('x')]))
    expect((await ptp(home, 'pool', 'state', 'load', first ?? '', file)).stderr).toContain('altered')

    // No run can be recorded there, which is told at once, with what can be done instead.
    const refused = await ptp(home, 'run-many', '--script', 'walk')
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/no run can be recorded on it[\s\S]*ptp gym play/) as string])

    // One that dies is replaced like any other.
    await docker('kill', emulators[0]?.container ?? '')
    for (let now = await status(); now.emulators[0]?.restarts !== 1 || now.emulators[0].state !== 'idle'; now = await status()) await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await ptp(home, 'pool', 'state', 'save', first ?? '', file)).stderr).toContain('no session goes on')
    await ptpJson(home, 'pool', 'down')
    expect((await answer).code).toBe(0)
    expect((await Promise.all(emulators.map(({ container }) => containers(container ?? '')))).flat()).toEqual([])
  })
})
