import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gymImageFiles, startEmbedded, startGymEmulator } from '../../src-main/emulator/index.ts'
import { baseImage } from '../support/baseImage.ts'
import { docker, requireEngine } from '../support/dockerEngine.ts'
import { GAME, gymBundle, keySteps } from '../support/gymServer.ts'

const TAG = `ptp-gym-test:${process.pid}`
const started: string[] = []

/** Starts a container as careful people do: nothing writable, no rights, little memory. @returns its id and address */
async function container(): Promise<{ id: string; url: string }> {
  const careful = ['--read-only', '--tmpfs', '/tmp:size=64m', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '-m', '256m', '--pids-limit', '64']
  const id = await docker('run', '-d', ...careful, '-p', '127.0.0.1:0:8080', TAG)
  started.push(id)
  const url = `http://${(await docker('port', id, '8080')).split('\n')[0] ?? ''}`
  for (let i = 0; i < 100; i++) {
    const isUp = await fetch(`${url}/health`).then(({ ok }) => ok, () => false)
    if (isUp) return { id, url }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the container does not answer: ${await docker('logs', id)}`)
}

describe('the gym image', () => {
  beforeAll(async () => {
    await requireEngine()
    const context = mkdtempSync(path.join(os.tmpdir(), 'ptp-context-'))
    try {
      for (const { name, file } of gymImageFiles(await gymBundle())) {
        mkdirSync(path.dirname(path.join(context, name)), { recursive: true })
        copyFileSync(file, path.join(context, name))
      }
      await docker('build', '--build-arg', `BASE=${baseImage()}`, '-t', TAG, context)
    } finally {
      rmSync(context, { recursive: true, force: true })
    }
  })

  afterAll(async () => {
    if (started.length > 0) await docker('rm', '-f', ...started)
    await docker('rmi', '-f', TAG)
  })

  it('should add little to its base and run as nobody in particular', async () => {
    const size = async (tag: string): Promise<number> => Number(await docker('image', 'inspect', '-f', '{{.Size}}', tag))
    expect((await size(TAG)) - (await size(baseImage()))).toBeLessThan(5e6)
    expect(await docker('image', 'inspect', '-f', '{{.Config.User}} {{.Config.Healthcheck.Test}}', TAG)).toBe('10001:10001 [CMD node /app/health.mjs]')
  })

  it.each(['ptp-core', 'boytacean'])('should play on %s exactly as an embedded emulator does, with a read-only root', async (core) => {
    const { url } = await container()
    await using there = await startGymEmulator({ url, rom: GAME, core, backend: 'docker' })
    await using here = await startEmbedded(GAME, { core })
    expect(there.info).toMatchObject({ backend: 'docker', core: here.info.core })
    const batch = { steps: keySteps(60).map((step, i) => ({ ...step, picture: i % 20 === 0 })), observe: [{ address: 0xc000, length: 128 }] }
    const [a, b] = await Promise.all([here.advance(batch), there.advance(batch)])
    expect(b.map(({ fingerprint }) => fingerprint)).toEqual(a.map(({ fingerprint }) => fingerprint))
    expect((await there.save()).hash).toBe((await here.save()).hash)
  })

  it('should be healthy by its own word, keep states in its tmpfs and end well when asked', async () => {
    const { id, url } = await container()
    await docker('exec', id, 'node', '/app/health.mjs')
    const put = await fetch(`${url}/rom`, { method: 'PUT', body: GAME })
    expect(put.status).toBe(200)
    const post = (route: string, body: object): Promise<Response> => fetch(url + route, { method: 'POST', body: JSON.stringify(body) })
    await post('/initialize', {})
    const saved = (await (await post('/save_state', { filename: 'one' })).json()) as { state_file: string }
    expect(saved.state_file).toMatch(/^\/tmp\/ptp-gym\/session_[^/]+\/one\.state$/)
    expect((await post('/load_state', { filename: 'one' })).status).toBe(200)
    await docker('stop', '-t', '5', id)
    expect(await docker('inspect', '-f', '{{.State.ExitCode}}', id)).toBe('0')
  })

  it('should reject what is under way when its container is killed', async () => {
    const { id, url } = await container()
    await using emulator = await startGymEmulator({ url, rom: GAME, backend: 'docker' })
    const underWay = emulator.advance({ steps: keySteps(9000), observe: [] })
    const failed = expect(underWay).rejects.toMatchObject({ code: 'emulator-gone', kind: 'recoverable' })
    await docker('kill', id)
    await failed
  })
})
