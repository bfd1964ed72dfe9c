import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGymSession } from '../../src-main/emulator/index.ts'
import { dockerBackend, Pool, Pools } from '../../src-main/pool/index.ts'
import { baseImage } from '../support/baseImage.ts'
import { docker, PrivateEngine, requireEngine } from '../support/dockerEngine.ts'
import { makeHome, removeHome } from '../support/engine.ts'
import { GAME, gymBundle } from '../support/gymServer.ts'
import { demoCartridge, owner, until } from '../unit/pool/support.ts'

const LONG = { timeout: 240_000 }
const isRoot = process.platform === 'linux' && process.getuid?.() === 0

let bundle: string
let home: string

beforeAll(async () => {
  await requireEngine()
  bundle = await gymBundle()
  home = makeHome()
})

afterAll(() => removeHome(home))

describe('a container whose own disk is full', () => {
  it('should refuse what has to be written, saying why, and play on', LONG, async () => {
    await using pool = new Pool({ backend: await dockerBackend({ base_image: baseImage(), bundle }), size: 1 })
    await pool.ready()
    const { url, container } = pool.status.emulators[0] ?? { url: null, container: null }
    await fetch(`${url ?? ''}/rom`, { method: 'PUT', body: GAME })
    await using session = await openGymSession({ url: url ?? '', reinitialize: false })
    await session.initialize()
    const fill = "const fs=require('fs');const f=fs.openSync('/tmp/ballast','w');try{for(;;)fs.writeSync(f,Buffer.alloc(65536))}catch(e){if(e.code!=='ENOSPC')throw e}"
    await docker('exec', container ?? '', 'node', '-e', fill)
    await expect(session.saveState('mine')).rejects.toMatchObject({ message: expect.stringMatching(/the disk is full; free some space/) as string })
    // Every hundredth action keeps the state: that it cannot is told in the log, and nobody is refused anything.
    for (let nth = 0; nth < 100; nth++) await session.wait(1)
    expect(await session.press('A')).toMatchObject({ step_number: 101 })
    await until(() => pool.require('docker-1').log.newest(50).some(({ stream, text }) => stream === 'error' && text.includes('the disk is full')), 30_000)
    expect(await session.stop()).toMatchObject({ status: 'stopped' })
    await using lease = await pool.acquire(demoCartridge(), { owner: owner() })
    expect(await lease.advance({ steps: [{ buttons: 0, hold: 0, frames: 60 }], observe: [] })).toMatchObject([{ frames: 60 }])
    expect(pool.status.emulators).toMatchObject([{ health: 'healthy', restarts: 0 }])
  })
})

describe.skipIf(!isRoot)('an engine whose disk is full', () => {
  it('should stop the opening of a pool with what to do, leave the pool that is there as it is, and serve once there is room', LONG, async () => {
    const small = path.join(home, 'small')
    mkdirSync(small)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=500m', 'tmpfs', small])
    const tmp = process.env['TMPDIR']
    process.env['TMPDIR'] = small
    const engine = await PrivateEngine.start().finally(() => (tmp === undefined ? delete process.env['TMPDIR'] : (process.env['TMPDIR'] = tmp)))
    const pools = new Pools({ size: 1 }, async (wish) => dockerBackend({ ...wish, bundle }))
    try {
      const archive = path.join(home, 'base.tar')
      await docker('save', '-o', archive, baseImage())
      await engine.docker('load', '-i', archive)
      const { bavail, bsize } = statfsSync(small)
      const ballast = path.join(small, 'ballast')
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - 1_000_000))
      const wish = { backend: 'docker' as const, size: 1, base_image: baseImage(), docker_hosts: [engine.host] }
      await expect(pools.open(wish)).rejects.toMatchObject({ code: 'disk-full', kind: 'fatal', message: expect.stringContaining('no room on its disk') as string, hint: expect.stringContaining('docker system prune') as string })
      await using lease = await pools.current.acquire(demoCartridge(), { owner: owner() })
      expect(lease.info.backend).toBe('embedded')
      rmSync(ballast)
      expect((await pools.open(wish)).status).toMatchObject({ state: 'ready', message: '', emulators: [{ state: 'idle', health: 'healthy' }] })
    } finally {
      await pools.close()
      await engine.remove()
      spawnSync('umount', ['-l', small])
    }
  })
})
