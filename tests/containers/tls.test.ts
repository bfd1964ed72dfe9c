import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type AddressInfo, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { createServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { engineAddress } from '../../src-main/emulator/docker/index.ts'
import { dockerBackend, Pool } from '../../src-main/pool/index.ts'
import { baseImage } from '../support/baseImage.ts'
import { requireEngine } from '../support/dockerEngine.ts'
import { gymBundle } from '../support/gymServer.ts'
import { demoCartridge, owner, until } from '../unit/pool/support.ts'

const LONG = { timeout: 120_000 }

let folder: string
let bundle: string
let port: number
let close: () => Promise<void>

/** Certificates as `dockerd --tlsverify` asks for them: an authority, a server's and a client's. */
function makeCertificates(dir: string): string {
  mkdirSync(dir)
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test authority')
  writeFileSync(path.join(dir, 'server.ext'), 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n')
  writeFileSync(path.join(dir, 'client.ext'), 'extendedKeyUsage=clientAuth\n')
  for (const [name, key, certificate] of [['server', 'server-key.pem', 'server-cert.pem'], ['client', 'key.pem', 'cert.pem']] as const) {
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-out', certificate, '-days', '2', '-extfile', `${name}.ext`)
  }
  return dir
}

beforeAll(async () => {
  await requireEngine()
  bundle = await gymBundle()
  baseImage()
  folder = mkdtempSync(path.join(os.tmpdir(), 'ptp-tls-'))
  const own = makeCertificates(path.join(folder, 'own'))
  makeCertificates(path.join(folder, 'foreign'))
  const read = (name: string): Buffer => readFileSync(path.join(own, name))
  const { options } = engineAddress()
  const sockets = new Set<Socket>()
  // Only who has a certificate of this authority gets through to the engine.
  const server = createServer({ key: read('server-key.pem'), cert: read('server-cert.pem'), ca: read('ca.pem'), requestCert: true, rejectUnauthorized: true }, (near) => {
    const far = connect(options.socketPath ?? '')
    for (const [one, other] of [[near, far], [far, near]] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

/** Gives this process the environment that the command line of Docker would be given. */
function useEngine(certificates: string): void {
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${port}`)
  vi.stubEnv('DOCKER_TLS_VERIFY', '1')
  vi.stubEnv('DOCKER_CERT_PATH', path.join(folder, certificates))
}

afterEach(() => void vi.unstubAllEnvs())

describe('an engine that is reached over TLS', () => {
  it('should serve a pool whose environment names it and its certificates', LONG, async () => {
    useEngine('own')
    await using pool = new Pool({ backend: await dockerBackend({ base_image: baseImage(), bundle }), size: 1 })
    await pool.ready()
    expect(pool.status.engines).toMatchObject([{ host: `tcp://127.0.0.1:${port}`, name: 'Docker', state: 'ready' }])
    await using lease = await pool.acquire(demoCartridge(), { owner: owner() })
    expect(await lease.advance({ steps: [{ buttons: 0, hold: 0, frames: 60 }], observe: [] })).toMatchObject([{ frames: 60 }])
    await until(() => pool.require('docker-1').log.newest(10).some(({ text }) => text.includes('gym server')), 30_000)
  })

  it('should be refused, with where its certificates belong, when they are of somebody else', LONG, async () => {
    useEngine('foreign')
    await expect(dockerBackend({ base_image: baseImage(), bundle })).rejects.toMatchObject({ kind: 'fatal', code: 'bad-input', message: expect.stringContaining('do not trust each other') as string, hint: expect.stringContaining('DOCKER_CERT_PATH') as string })
  })
})
