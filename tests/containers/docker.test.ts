import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PoolEvent } from '../../src-preload/contract/index.ts'
import { connectEngine, engineAddress } from '../../src-main/emulator/docker/index.ts'
import { dockerBackend, Pool, Pools, removeLeftovers, type AcquireOptions, type DockerBackendOptions, type PoolOptions } from '../../src-main/pool/index.ts'
import { baseImage } from '../support/baseImage.ts'
import { BadWire } from '../support/badWire.ts'
import { containers, docker, requireEngine } from '../support/dockerEngine.ts'
import { gymBundle } from '../support/gymServer.ts'
import { demoCartridge, owner, until } from '../unit/pool/support.ts'

const GAME = demoCartridge()
const BATCH: AcquireOptions = { owner: owner('a-run', 'batch'), inTurn: true }
const SLOW = { timeout: 60_000 }

let bundle: string
/** our own image, once it was built */
let image: string
const images: string[] = []
const pools: Pool[] = []

beforeAll(async () => {
  await requireEngine()
  bundle = await gymBundle()
})

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close()
})

afterAll(async () => {
  for (const name of images) await docker('rmi', '-f', name)
})

async function open(options: DockerBackendOptions & Pick<PoolOptions, 'size'> = {}): Promise<Pool> {
  const { size = 1, ...rest } = options
  const pool = new Pool({ backend: await dockerBackend({ base_image: baseImage(), bundle, ...rest }), size })
  pools.push(pool)
  return pool
}

/** An image of ours that behaves otherwise: `lines` of a Dockerfile on top of it. */
async function variant(name: string, lines: string): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ptp-variant-'))
  try {
    writeFileSync(path.join(folder, 'Dockerfile'), `FROM ${image}\n${lines}\n`)
    await docker('build', '-q', '-t', name, folder)
    images.push(name)
    return name
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function inspect(container: string): Promise<{ HostConfig: Record<string, unknown>; Config: { User: string; Labels: Record<string, string> } }> {
  const [found] = JSON.parse(await docker('inspect', container)) as [never]
  return found
}

describe('a pool of containers', () => {
  it('should build the image, and bring four up side by side on ports of this machine alone', SLOW, async () => {
    const pool = await open({ size: 4 })
    await pool.ready()
    const { emulators, engines, image: built } = pool.status
    expect(emulators.map(({ state, health }) => `${state}, ${health}`)).toEqual(Array.from({ length: 4 }, () => 'idle, healthy'))
    const ports = emulators.map(({ port }) => port ?? 0)
    expect(new Set(ports).size).toBe(4)
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(8081)
    expect(engines).toMatchObject([{ name: 'Docker', state: 'ready' }])
    expect(built).toMatchObject({ state: 'ready', id: expect.stringMatching(/^sha256:/) as string })
    image = built?.name ?? ''
    const bindings = await Promise.all(emulators.map(({ container }) => docker('port', container ?? '')))
    expect(bindings.map((line) => line.split(' -> ')[1])).toEqual(ports.map((port) => `127.0.0.1:${port}`))
  })

  it('should leave its containers no right but to serve', SLOW, async () => {
    const pool = await open({ memory_mb: 200, cpus: 0.5 })
    await pool.ready()
    const { HostConfig, Config } = await inspect(pool.status.emulators[0]?.container ?? '')
    expect(HostConfig).toMatchObject({
      Memory: 200 * 1024 * 1024, MemorySwap: 200 * 1024 * 1024, NanoCpus: 5e8, PidsLimit: 64,
      CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], ReadonlyRootfs: true, Privileged: false,
    })
    expect(Object.keys(HostConfig['Tmpfs'] as object)).toEqual(['/tmp'])
    expect(Config.User).not.toMatch(/^(0|root|)$/)
  })

  it('should show what its containers take, and what they print', SLOW, async () => {
    const pool = await open()
    await pool.ready()
    await until(() => (pool.status.emulators[0]?.memory_bytes ?? 0) > 0 && pool.status.emulators[0]?.cpu !== null, 20_000)
    expect(pool.status.emulators[0]).toMatchObject({ memory_limit_bytes: 256 * 1024 * 1024 })
    await until(() => pool.require('docker-1').log.newest(100).some(({ stream, text }) => stream === 'out' && text.includes('8080')))
    expect(pool.require('docker-1').trend.trend.at.length).toBeGreaterThan(0)
  })

  it('should go around a port that somebody else has', SLOW, async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)))
    const pool = await open({ base_port: port })
    await pool.ready()
    expect(pool.status.emulators[0]?.port).toBeGreaterThan(port)
    await new Promise((resolve) => taken.close(resolve))
  })

  it.each([
    ['killed', (name: string) => docker('kill', name), /it was killed/],
    ['paused', (name: string) => docker('pause', name), /it was paused/],
    ['cut off from the network', (name: string) => docker('network', 'disconnect', '-f', 'bridge', name), /network was cut|did not answer|not be reached/],
  ] as const)('should replace a container that is %s, and say why', SLOW, async (_, harm, reason) => {
    const pool = await open()
    await pool.ready()
    const lease = await pool.acquire(GAME, BATCH)
    const before = pool.status.emulators[0]?.container ?? ''
    await harm(before)
    await until(() => pool.status.emulators[0]?.restarts === 1, 15_000)
    await expect(lease.save()).rejects.toMatchObject({ kind: 'recoverable' })
    await lease.close()
    await using next = await pool.acquire(GAME, { ...BATCH, again: true })
    expect(next.info.backend).toBe('docker')
    expect(pool.events.find(({ kind, run }) => kind === 'failed' && run === 'a-run')?.text).toMatch(reason)
    expect(pool.status.emulators[0]?.container).not.toBe(before)
    expect(pool.status.statistics.recovery.calls).toBe(1)
  })

  it('should name the reason when a container runs out of memory', SLOW, async () => {
    const greedy = 'const kept=[];setTimeout(()=>setInterval(()=>kept.push(Buffer.alloc(16e6,1)),20),1500)'
    const pool = await open({ image: await variant('ptp-test-greedy', `ENTRYPOINT ["node", "--import", "data:text/javascript,${greedy}", "/app/out/main/gymServer.js"]`), memory_mb: 128 })
    await pool.ready()
    await until(() => pool.events.some(({ text }) => /out of memory/.test(text)), 20_000)
    expect(pool.events.find(({ kind }) => kind === 'failed')?.text).toBe('it ran out of memory')
  })
})

describe('an image that is not there yet', () => {
  it('should be built before the eyes of who opens the pool: each step with its share, begin and end as events', SLOW, async () => {
    // Another base, so that the image is one of its own; the old one is no further from it than a tag.
    const base = `ptp-test-other-base-${process.pid}`
    await docker('tag', baseImage(), base)
    images.push(base)
    const told: { progress: number; message: string }[] = []
    const events: PoolEvent[] = []
    await using pools = new Pools({ size: 1 }, async (wish) => dockerBackend({ ...wish, bundle }))
    pools.listen({
      logged: () => undefined,
      event: (event) => void events.push(event),
      changed: () => {
        const { image: now } = pools.status
        if (now?.state === 'building') told.push({ progress: now.progress ?? 0, message: now.message })
      },
    })
    const pool = await pools.open({ backend: 'docker', size: 1, base_image: base })
    const made = pool.status.image
    images.push(made?.name ?? '')
    expect(made?.state).toBe('ready')
    const shares = told.map(({ progress }) => progress)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(new Set(shares).size).toBeGreaterThan(3)
    expect(told.map(({ message }) => message).join('\n')).toMatch(/^FROM /m)
    expect(events.filter(({ kind }) => kind === 'image').map(({ text }) => text)).toEqual([expect.stringMatching(/is being built/), expect.stringMatching(/is there/)])
  })
})

describe('a pool that cannot be', () => {
  it('should say that an image is not there', SLOW, async () => {
    const pool = await open({ image: 'localhost:1/no-such-image:1' })
    await expect(pool.ready()).rejects.toMatchObject({ kind: 'fatal', message: expect.stringContaining('no-such-image') as string, hint: expect.stringContaining('name') as string })
    expect(pool.state).toBe('stopped')
  })

  it('should give up on an image that never becomes well', SLOW, async () => {
    const pool = await open({ image: await variant('ptp-test-deaf', 'ENTRYPOINT ["node", "-e", "setInterval(()=>0,1000)"]'), startTimeout: 700 })
    await expect(pool.ready()).rejects.toMatchObject({ kind: 'fatal', message: expect.stringMatching(/was not well within 0.7 s/) as string })
    await until(() => pool.status.emulators[0]?.state === 'failed')
    expect(await containers(`ptp-gym-${(pool.backend as unknown as { id: string }).id}`)).toEqual([])
  })

  it('should give up on an image that ends at once, and say what it ended with', SLOW, async () => {
    const pool = await open({ image: await variant('ptp-test-short', 'ENTRYPOINT ["node", "-e", "process.exit(7)"]') })
    await expect(pool.ready()).rejects.toMatchObject({ kind: 'fatal', message: expect.stringContaining('exit code 7') as string })
    await expect(pool.acquire(GAME, { ...BATCH, timeout: 15_000 })).rejects.toThrow()
  })

  it('should say that no engine answers, and how to name another', async () => {
    await expect(dockerBackend({ docker_hosts: ['unix:///no/such/docker.sock'], bundle })).rejects.toMatchObject({
      kind: 'fatal', message: expect.stringContaining('/no/such/docker.sock') as string, hint: expect.stringContaining('--docker-host') as string,
    })
  })
})

describe('container engines', () => {
  it('should share the containers of a pool, also when one goes away', SLOW, async () => {
    const { host, options } = engineAddress()
    const { socketPath } = options
    expect(host).toContain(socketPath)
    const wire = await BadWire.toSocket(socketPath ?? '')
    const pool = await open({ size: 4, docker_hosts: [host, wire.url.replace('http', 'tcp')] })
    try {
      await pool.ready()
      const byEngine = Map.groupBy(pool.status.emulators, ({ engine }) => engine)
      expect([...byEngine.values()].map((each) => each.length)).toEqual([2, 2])
      await wire.close()
      await until(() => pool.status.engines.some(({ state }) => state === 'gone'))
      const lost = pool.status.emulators.find(({ engine }) => engine !== host)
      await docker('kill', lost?.container ?? '')
      await until(() => pool.status.emulators.filter(({ engine, state }) => engine === host && state === 'idle').length === 3, 30_000)
    } finally {
      await wire.close()
    }
  })

  it('should carry files in and out of a container, as servers keep their states in their own folders', SLOW, async () => {
    const engine = await connectEngine(engineAddress())
    const name = await variant('ptp-test-files', 'USER 0')
    const container = await engine.start(
      { name: `ptp-test-files-${process.pid}`, image: name, pool: 'test', port: 18_099, inside: 8080, memory: 256e6, cpus: 1, pids: 64 },
      { log: () => undefined, lost: () => undefined },
    )
    try {
      expect(new TextDecoder().decode(await container.readFile('/app/package.json'))).toContain('ptp-gym')
      await expect(container.readFile('/app/no-such-file')).rejects.toMatchObject({ code: expect.stringMatching(/not-found|emulator-gone/) as string })
      await expect(container.readFile('/app')).rejects.toMatchObject({ code: 'bad-input' })
    } finally {
      await container.remove()
      engine.close()
    }
  })

  it('should be freed of what a pool left whose process died, and of nothing else', SLOW, async () => {
    const mine = await open()
    await mine.ready()
    const dead = ['run', '-d', '--label', 'io.ptp-workbench.pool=dead']
    const left = `ptp-test-left-${process.pid}`
    await docker(...dead, '--name', left, '--label', `io.ptp-workbench.owner=999999999@${os.hostname()}#1`, image)
    const elsewhere = `ptp-test-elsewhere-${process.pid}`
    await docker(...dead, '--name', elsewhere, '--label', 'io.ptp-workbench.owner=1@another-machine#1', image)
    expect(await removeLeftovers(undefined)).toContain(left)
    expect(await containers('ptp-test-')).toEqual([elsewhere])
    expect(await containers(mine.status.emulators[0]?.container ?? 'none')).toHaveLength(1)
    await docker('rm', '-f', elsewhere)
  })
})
