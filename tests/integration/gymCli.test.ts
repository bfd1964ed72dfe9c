import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { gymStatus, playGym, serveGymCommand } from '../../src-main/cli/commands/gym.ts'
import { startGymEmulator } from '../../src-main/emulator/index.ts'
import { GAME, gymServer } from '../support/gymServer.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** What a command printed, as the object it prints with --json. */
async function printed(work: () => Promise<void>): Promise<Record<string, unknown>> {
  const out: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  await work()
  vi.restoreAllMocks()
  return JSON.parse(out.join('')) as Record<string, unknown>
}

const flags = { json: true, quiet: true }

describe('ptp gym', () => {
  it('should play on a server key by key, keep a state and a picture', async () => {
    await using server = await gymServer({ rom: GAME })
    const picture = path.join(server.folder, 'end.png')
    const first = await printed(() => playGym({ ...flags, url: server.url, keys: 'START a', save: 'home', picture }))
    expect(first).toMatchObject({ state: { location: 'HOME', step_number: 1 }, status: { status: 'running' }, evaluation: { locations: { items: ['HOME'] } }, state_file: expect.stringContaining('home.state') as string })
    expect(first['state']).not.toHaveProperty('screenshot_base64')
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG')
    expect(await printed(() => playGym({ ...flags, url: server.url, wait: 10 }))).toMatchObject({ state: { step_number: 2 } })
    expect(await printed(() => playGym({ ...flags, url: server.url, stateFile: String(first['state_file']) }))).toMatchObject({ state: { location: 'HOME', step_number: 0 } })
  })

  it('should say what listens at an address', async () => {
    await using server = await gymServer({ rom: GAME })
    expect(await printed(() => gymStatus({ ...flags, url: server.url }))).toMatchObject({ dialect: 'ptp', health: { status: 'ok', game: { profile: 'pocket-quest' } } })
    await expect(gymStatus({ ...flags, url: 'http://127.0.0.1:9' })).rejects.toMatchObject({ code: 'emulator-gone' })
  })

  it('should serve the bundled game by its name until it is asked to end', async () => {
    const out: string[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
    const before = process.listenerCount('SIGHUP')
    const serving = serveGymCommand({ ...flags, port: 0, rom: 'pocket-quest', home: '/nowhere' })
    while (process.listenerCount('SIGHUP') === before) await new Promise((resolve) => setTimeout(resolve, 10))
    const { url } = JSON.parse(out.join('')) as { url: string }
    vi.restoreAllMocks()
    await using emulator = await startGymEmulator({ url, rom: GAME })
    expect(await emulator.advance({ steps: [{ buttons: 0, hold: 0, frames: 9 }], observe: [] })).toHaveLength(1)
    process.emit('SIGHUP')
    await serving
    await expect(fetch(`${url}/health`)).rejects.toThrow()
  })
})
