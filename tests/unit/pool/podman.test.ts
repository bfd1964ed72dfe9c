import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectEngine, engineAddress } from '../../../src-main/emulator/docker/index.ts'
import { dockerBackend } from '../../../src-main/pool/index.ts'

/** As Podman 4.9 writes it, through the interface it shares with Docker. */
const VERSION = {
  Platform: { Name: 'linux/amd64/fedora-39' },
  Components: [
    { Name: 'Podman Engine', Version: '4.9.3', Details: { APIVersion: '4.9.3', Arch: 'amd64', BuildTime: '2024-02-08T00:00:00Z', Experimental: 'false', GitCommit: '', GoVersion: 'go1.21.7', KernelVersion: '6.7.4', MinAPIVersion: '4.0.0', Os: 'linux' } },
    { Name: 'Conmon', Version: 'conmon version 2.1.8, commit: ', Details: { Package: 'conmon-2.1.8-2.fc39.x86_64' } },
    { Name: 'OCI Runtime (crun)', Version: 'crun version 1.14.1', Details: { Package: 'crun-1.14.1-1.fc39.x86_64' } },
  ],
  Version: '4.9.3', ApiVersion: '1.41', MinAPIVersion: '1.24', GitCommit: '', GoVersion: 'go1.21.7', Os: 'linux', Arch: 'amd64', KernelVersion: '6.7.4', BuildTime: '2024-02-08T00:00:00Z',
}

let runtime: string
let socket: string
let version: object
let close: () => Promise<void>
const streams = new Set<ServerResponse>()

/** A server that answers on Podman's socket below XDG_RUNTIME_DIR. */
beforeEach(async () => {
  runtime = mkdtempSync(path.join(os.tmpdir(), 'ptp-podman-'))
  mkdirSync(path.join(runtime, 'podman'))
  socket = path.join(runtime, 'podman', 'podman.sock')
  version = VERSION
  const server = createServer((request, response) => {
    const at = (request.url ?? '').replace(/^\/v[\d.]+/, '').split('?')[0] ?? ''
    const say = (status: number, value: unknown): unknown => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (at === '/version') say(200, version)
    else if (at === '/info') say(200, { NCPU: 8, MemTotal: 16_000_000_000, Name: 'lab', OperatingSystem: 'fedora' })
    else if (at === '/containers/json') say(200, [])
    else if (at === '/events') {
      streams.add(response)
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
    } else say(404, { cause: 'no such image', message: `no such image at ${at}: image not known`, response: 404 })
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

afterEach(async () => {
  streams.clear()
  await close()
  rmSync(runtime, { recursive: true, force: true })
})

describe("Podman's socket", () => {
  it('should be found where Docker has none: the one of the user before the one of the system', () => {
    const env = { XDG_RUNTIME_DIR: '/run/user/1000' }
    const found = (...there: string[]): string => engineAddress(undefined, env, (each) => there.includes(each)).host
    const [docker, mine, ours, systems] = ['/var/run/docker.sock', '/run/user/1000/docker.sock', '/run/user/1000/podman/podman.sock', '/run/podman/podman.sock']
    expect(found(docker, mine, ours, systems)).toBe(`unix://${docker}`)
    expect(found(mine, ours, systems)).toBe(`unix://${mine}`)
    expect(found(ours, systems)).toBe(`unix://${ours}`)
    expect(found(systems)).toBe(`unix://${systems}`)
    expect(found()).toBe(`unix://${docker}`)
    expect(engineAddress(undefined, { ...env, DOCKER_HOST: `unix://${systems}` }, () => true).host).toBe(`unix://${systems}`)
  })

  it('should be spoken with like an engine, and be called by its name', async () => {
    const engine = await connectEngine(engineAddress(undefined, { XDG_RUNTIME_DIR: runtime }, (each) => each === socket))
    try {
      expect(engine.status).toEqual({ host: `unix://${socket}`, name: 'Podman', version: '4.9.3', api_version: '1.41', state: 'ready', message: '', cpus: 8, memory_bytes: 16_000_000_000 })
      expect(engine.isLocal).toBe(true)
      expect(await engine.image('ptp-gym:none')).toBeNull()
      expect(await engine.removeLeftovers()).toEqual([])
      expect(streams.size).toBe(1)
    } finally {
      engine.close()
    }
  })

  it('should bound a pool by the machine it is on', async () => {
    const backend = await dockerBackend({ image: 'a-gym:1', docker_hosts: [`unix://${socket}`] })
    try {
      expect(backend.engines()).toMatchObject([{ name: 'Podman', state: 'ready' }])
      expect(backend.image()).toMatchObject({ name: 'a-gym:1', state: 'missing' })
      expect([backend.most, backend.bound]).toEqual([35, '15 GB of memory'])
    } finally {
      await backend.close()
    }
  })

  it('should be refused by its name when it is too old', async () => {
    version = { ...VERSION, Version: '2.0.5', ApiVersion: '1.24' }
    await expect(connectEngine(engineAddress(socket))).rejects.toMatchObject({ kind: 'fatal', message: expect.stringContaining('Podman 2.0.5') as string, hint: expect.stringContaining('1.40') as string })
  })
})
