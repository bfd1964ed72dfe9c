import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { probeGym, startEmbedded, startGymEmulator } from '../../src-main/emulator/index.ts'
import { babbler, faultyWire, type Fault } from '../support/faultyWire.ts'
import { GAME, gymProcess, gymServer, keySteps } from '../support/gymServer.ts'
import { COUNTER_ROM } from '../support/testRom.ts'

const OBSERVED = [{ address: 0xc000, length: 32 }]

describe('a wire that fails', () => {
  it.each(['lose the answer', 'cut the request', 'cut the answer', 'half-close'] satisfies Fault[])('should not be noticed in what is played: %s', async (fault) => {
    await using server = await gymServer()
    await using wire = await faultyWire(server.url)
    await using there = await startGymEmulator({ url: wire.url, rom: COUNTER_ROM })
    await using here = await startEmbedded(COUNTER_ROM)
    for (let i = 0; i < 12; i++) {
      if (i % 3 === 1) wire.suffer(fault, 1 + (i % 2))
      const batch = { steps: keySteps(4, i), observe: OBSERVED }
      const [a, b] = await Promise.all([here.advance(batch), there.advance(batch)])
      expect(b.map(({ fingerprint }) => fingerprint)).toEqual(a.map(({ fingerprint }) => fingerprint))
    }
    expect(wire.suffered).toBeGreaterThan(3)
    expect((await there.save()).hash).toBe((await here.save()).hash)
    expect(there.circuit).toBe('closed')
  })

  it('should not be noticed by many calls at once either', async () => {
    await using server = await gymServer()
    await using wire = await faultyWire(server.url)
    await using there = await startGymEmulator({ url: wire.url, rom: COUNTER_ROM })
    await using here = await startEmbedded(COUNTER_ROM)
    wire.suffer('lose the answer', 3)
    const batches = Array.from({ length: 20 }, (_, i) => ({ steps: keySteps(3, i), observe: OBSERVED }))
    const [a, b] = await Promise.all([Promise.all(batches.map((batch) => here.advance(batch))), Promise.all(batches.map((batch) => there.advance(batch)))])
    expect(b.flat().map(({ fingerprint }) => fingerprint)).toEqual(a.flat().map(({ fingerprint }) => fingerprint))
    expect(wire.suffered).toBe(3)
  })

  it('should end the emulator when it does not heal', async () => {
    await using server = await gymServer()
    await using wire = await faultyWire(server.url)
    await using emulator = await startGymEmulator({ url: wire.url, rom: COUNTER_ROM, retries: 2 })
    wire.suffer('lose the answer', 100)
    await expect(emulator.advance({ steps: keySteps(1), observe: [] })).rejects.toMatchObject({ code: 'emulator-gone', kind: 'recoverable' })
    expect(emulator.circuit).toBe('open')
    wire.suffer('none')
    await expect(emulator.save()).rejects.toMatchObject({ code: 'emulator-gone', kind: 'recoverable' })
  })

  it('should count as a hang when nothing comes at all', async () => {
    await using server = await gymServer()
    await using wire = await faultyWire(server.url)
    await using emulator = await startGymEmulator({ url: wire.url, rom: COUNTER_ROM, callTimeout: 300 })
    wire.suffer('say nothing', 100)
    await expect(emulator.advance({ steps: keySteps(1), observe: [] })).rejects.toMatchObject({ code: 'emulator-hung', kind: 'recoverable' })
    await expect(emulator.health()).rejects.toMatchObject({ code: 'emulator-hung' })
  })
})

describe('a batch that takes long', () => {
  it('should be given its time, also by the calls that wait behind it', async () => {
    await using server = await gymServer()
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME, callTimeout: 40 })
    const steps = Array.from({ length: 20 }, () => ({ buttons: 0, hold: 0, frames: 3600 }))
    const [played, saved] = await Promise.all([emulator.advance({ steps, observe: [] }), emulator.save()])
    expect([played.length, saved.hash.length]).toEqual([20, 16])
  })
})

describe('a server that dies', () => {
  it('should reject the batch under way and every later call, and close at once', async () => {
    await using server = await gymProcess()
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME })
    const underWay = Promise.allSettled([1, 2, 3].map((seed) => emulator.advance({ steps: Array.from({ length: 6000 }, (_, i) => ({ buttons: i & seed, hold: 1, frames: 60 })), observe: [] })))
    await new Promise((resolve) => setTimeout(resolve, 50))
    server.child.kill('SIGKILL')
    for (const result of await underWay) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'emulator-gone', kind: 'recoverable' } })
    await expect(emulator.picture()).rejects.toMatchObject({ kind: 'recoverable' })
    await emulator.close()
    await emulator.close()
  })

  it('should count as hung when it is stopped, and its client does not wait for it to close', async () => {
    await using server = await gymProcess()
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME, callTimeout: 400 })
    server.child.kill('SIGSTOP')
    await expect(emulator.health()).rejects.toMatchObject({ code: 'emulator-hung', kind: 'recoverable' })
    const underWay = emulator.save()
    await expect(underWay).rejects.toMatchObject({ code: 'emulator-hung', kind: 'recoverable' })
    await emulator.close()
    server.child.kill('SIGCONT')
  })

  it('should be known as another one when it was started again', async () => {
    await using first = await gymProcess()
    await using emulator = await startGymEmulator({ url: first.url, rom: GAME })
    first.child.kill('SIGKILL')
    await first.ended
    await using second = await gymProcess(['--port', new URL(first.url).port])
    expect(second.url).toBe(first.url)
    await expect(emulator.save()).rejects.toMatchObject({ code: 'emulator-gone', kind: 'recoverable', message: expect.stringContaining('session is over') as string })
  })

  it('should answer what is under way when it is asked to end, and end well', async () => {
    await using server = await gymProcess()
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME })
    const underWay = emulator.advance({ steps: keySteps(2000), observe: [] })
    await new Promise((resolve) => setTimeout(resolve, 30))
    server.child.kill('SIGTERM')
    expect(await underWay).toHaveLength(2000)
    expect(await server.ended).toMatchObject({ code: 0, signal: null, stderr: '' })
  })

  it('should say in one line why it cannot begin', async () => {
    await using server = await gymProcess()
    await expect(gymProcess(['--port', new URL(server.url).port])).rejects.toThrow(/port \d+ of 127\.0\.0\.1 is taken/)
    await expect(gymProcess(['--rom', '/nowhere.gb'])).rejects.toThrow(/no such ROM: \/nowhere\.gb/)
    await expect(gymProcess([], { PTP_GYM_MODEL: 'gba' })).rejects.toThrow(/--model cannot be "gba"/)
  })
})

describe('something else at the address', () => {
  it('should be named: nobody, no HTTP, another server, silence', async () => {
    await expect(startGymEmulator({ url: 'http://127.0.0.1:9', rom: GAME, retries: 1 })).rejects.toMatchObject({ code: 'emulator-gone', message: expect.stringContaining('nobody listens there') as string })
    await expect(startGymEmulator({ url: 'somewhere', rom: GAME })).rejects.toMatchObject({ code: 'bad-input' })
    for (const [said, code] of [
      ['SSH-2.0-OpenSSH_9.2\r\n', 'emulator-gone'],
      ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}', 'emulator-gone'],
      ['HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\n{}', 'emulator-gone'],
      ['HTTP/1.1 404 Not Found\r\ncontent-length: 22\r\n\r\n{"detail":"Not Found"}', 'bad-input'],
      ['HTTP/1.1 502 Bad Gateway\r\ncontent-length: 4\r\n\r\noops', 'emulator-gone'],
    ] as const) {
      await using other = await babbler(said)
      await expect(startGymEmulator({ url: other.url, rom: GAME, retries: 0 }), said).rejects.toMatchObject({ code })
    }
    await using silent = await babbler(null)
    await expect(probeGym(silent.url, 200)).rejects.toMatchObject({ code: 'emulator-hung' })
    await using page = await babbler('HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>')
    await expect(probeGym(page.url)).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('is no gym server') as string })
  })
})

describe('the door of the server', () => {
  it('should refuse what it does not know, with what there is', async () => {
    await using server = await gymServer({ rom: GAME })
    const missing = await fetch(`${server.url}/nothing`)
    expect([missing.status, await missing.json()]).toMatchObject([404, { detail: 'Not Found', error: { code: 'not-found', hint: expect.stringContaining('/openapi.json') as string } }])
    const method = await fetch(`${server.url}/advance`)
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST'])
    for (const path of ['/../etc/passwd', '/%2e%2e/', '//', '/advance/', `/${'x'.repeat(5000)}`]) expect((await fetch(server.url + path)).status).toBe(404)
  })

  it('should refuse bodies that are too long without reading them', async () => {
    await using server = await gymServer({ rom: GAME })
    for (const [method, path, bytes] of [['PUT', '/rom', 9e6], ['POST', '/advance', 9e6], ['PUT', '/state', 2e6], ['POST', '/action', 1e5]] as const) {
      const answer = await fetch(server.url + path, { method, body: new Uint8Array(bytes) })
      expect([path, answer.status]).toEqual([path, 413])
    }
    const endless = await rawRequest(server.port, `POST /advance HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${`ffff\r\n${'x'.repeat(0xffff)}\r\n`.repeat(200)}`)
    expect(endless).toMatch(/^HTTP\/1\.1 413 /)
    expect((await probeGym(server.url)).dialect).toBe('ptp')
  })

  it('should live through requests that are none', async () => {
    await using server = await gymServer({ rom: GAME })
    for (const text of ['\0\x01\x02 garbage\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'POST /advance HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n', `GET /health HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`]) {
      expect(await rawRequest(server.port, text)).toMatch(/^HTTP\/1\.1 4\d\d /)
    }
    const batch = { 'content-type': 'application/x-ptp-batch' }
    for (const [path, body, headers] of [['/advance', '{', {}], ['/advance', '{"steps":[{"frames":-1}]}', {}], ['/advance', 'PTPA', batch], ['/memory', '{"ranges":[{"address":65535,"length":9}]}', {}]] as const) {
      const answer = await fetch(server.url + path, { method: 'POST', body, headers })
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'bad-input' } }])
    }
    expect((await fetch(`${server.url}/memory?address=0xC000&length=4`)).status).toBe(200)
    expect((await fetch(`${server.url}/memory?address=90000`)).status).toBe(400)
  })

  it('should not let pages of foreign sites play', async () => {
    await using server = await gymServer({ rom: GAME })
    const foreign = await fetch(`${server.url}/advance`, { method: 'POST', body: '{"steps":[{"frames":1}]}', headers: { origin: 'https://evil.example' } })
    expect(foreign.status).toBe(403)
    await using open = await gymServer({ rom: GAME, allowOrigin: ['https://lab.example'] })
    const friend = await fetch(`${open.url}/advance`, { method: 'POST', body: '{"steps":[{"frames":1}]}', headers: { origin: 'https://lab.example' } })
    expect([friend.status, friend.headers.get('access-control-allow-origin')]).toEqual([200, 'https://lab.example'])
    expect((await fetch(`${open.url}/action`, { method: 'OPTIONS', headers: { origin: 'https://lab.example', 'access-control-request-method': 'POST' } })).status).toBe(204)
  })

  it('should bring one machine to many who ask at once after a session', async () => {
    await using server = await gymServer()
    await (await startGymEmulator({ url: server.url, rom: GAME })).close()
    const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(`${server.url}/state`)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(new Set(answers.map(({ headers }) => headers.get('x-ptp-hash'))).size).toBe(1)
  })

  it('should not let anybody touch the machine of a session', async () => {
    await using server = await gymServer()
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME })
    await emulator.advance({ steps: keySteps(3), observe: [] })
    const { hash } = await emulator.save()
    for (const [method, path, body] of [['POST', '/advance', '{"steps":[{"frames":1}]}'], ['POST', '/reset', ''], ['PUT', '/state', 'x'], ['PUT', '/rom', GAME], ['POST', '/initialize', '{}']] as const) {
      const answer = await fetch(server.url + path, { method, body })
      expect([path, answer.status]).toEqual([path, 409])
    }
    expect((await fetch(`${server.url}/screen?format=png`)).headers.get('content-type')).toBe('image/png')
    expect((await emulator.save()).hash).toBe(hash)
  })
})

describe('a machine that dies in the server', () => {
  it('should be told to its client and in the health, and the next game brings another', async () => {
    await using server = await gymServer()
    const workers: { terminate(): Promise<number> }[] = []
    const notice = (worker: { terminate(): Promise<number> }): void => void workers.push(worker)
    process.on('worker', notice)
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME })
    process.off('worker', notice)
    const underWay = emulator.advance({ steps: keySteps(5000), observe: [] })
    await new Promise((resolve) => setTimeout(resolve, 20))
    await Promise.all([expect(underWay).rejects.toMatchObject({ code: 'emulator-crashed', kind: 'recoverable' }), workers.at(-1)?.terminate()])
    const health = await fetch(`${server.url}/health`)
    expect([health.status, await health.json()]).toMatchObject([503, { status: 'failed', error: { code: 'emulator-crashed' } }])
    await using next = await startGymEmulator({ url: server.url, rom: GAME })
    expect(await next.advance({ steps: keySteps(3), observe: [] })).toHaveLength(3)
    expect(await next.health()).toMatchObject({ status: 'ok', error: null })
  })
})

describe('ten thousand calls', () => {
  it('should leave no sockets, no answers and no memory behind', async () => {
    await using server = await gymProcess()
    const memory = async (): Promise<number> => {
      const found = await probeGym(server.url)
      return found.dialect === 'ptp' ? found.health.memory_bytes : 0
    }
    await using emulator = await startGymEmulator({ url: server.url, rom: GAME })
    const play = async (calls: number): Promise<void> => {
      for (let i = 0; i < calls; i += 4) {
        await Promise.all(Array.from({ length: 4 }, (_, k) => emulator.advance({ steps: [{ buttons: (i + k) & 15, hold: 1, frames: 1, picture: k === 0, save: k === 1 }], observe: OBSERVED })))
      }
    }
    await play(4000)
    const before = await memory()
    await play(6000)
    expect(await memory()).toBeLessThan(before + 30e6)
    expect(await emulator.health()).toMatchObject({ busy_ms: 0 })
  })
})

/** Sends bytes as they are and gives what comes back until the connection ends. */
function rawRequest(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (part) => {
      answer += part.toString('latin1')
      socket.end()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(answer))
  })
}
