import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BrowserTransport, type ConnectionStatus } from '../../../src-renderer/api/browserTransport.ts'
import { SocketServer } from '../../support/socketServer.ts'

let server: SocketServer
let statuses: ConnectionStatus[]

const connect = (): BrowserTransport => new BrowserTransport(`ws://127.0.0.1:${server.port}/api/socket`, (status) => statuses.push(status))

beforeEach(async () => {
  server = await SocketServer.listen()
  statuses = []
})
afterEach(() => server.close())

describe('the engine over a WebSocket', () => {
  it('should give each call its own answer, in whatever order they come', async () => {
    const asked: number[] = []
    server.onMessage = ({ id }) => {
      asked.push(Number(id))
      if (asked.length === 2) for (const one of asked.reverse()) server.send({ id: one, result: { run: `run_${one}` } })
    }
    const transport = connect()
    const [first, second] = await Promise.all([transport.call('runs.open', { path: 'a' }), transport.call('runs.open', { path: 'b' })])
    expect([first.run, second.run]).toEqual(['run_1', 'run_2'])
  })

  it('should throw the error of the engine with its code and its hint', async () => {
    server.onMessage = ({ id }) => server.send({ id, error: { code: 'not-found', kind: 'fatal', message: 'no such run', hint: 'look at the list' } })
    await expect(connect().call('run.pause', { run: 'x' })).rejects.toMatchObject({ code: 'not-found', message: 'no such run', hint: 'look at the list' })
  })

  it('should pass events on to those who listen, and only while they do', async () => {
    const transport = connect()
    const heard: unknown[] = []
    const stop = transport.subscribe('runs.changed', (event) => heard.push(event))
    await expect.poll(() => server.received).toEqual([{ subscribe: 'runs.changed' }])
    server.send({ event: 'runs.changed', data: { run: 'a' } })
    await expect.poll(() => heard).toEqual([{ run: 'a' }])
    stop()
    server.send({ event: 'runs.changed', data: { run: 'b' } })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(heard).toHaveLength(1)
  })

  it('should connect again after the line broke, listen again, and do what was asked meanwhile', async () => {
    const transport = connect()
    transport.subscribe('runs.changed', () => undefined)
    await expect.poll(() => server.received.length).toBe(1)
    const { port } = server
    const lost = transport.call('run.pause', { run: 'x' })
    await expect.poll(() => server.received.length).toBe(2)
    const rejected = expect(lost).rejects.toMatchObject({ code: 'emulator-gone', kind: 'transient' })
    await server.close()
    await rejected
    const waiting = transport.call('run.pause', { run: 'y' })
    server = await SocketServer.listen(port)
    server.onMessage = ({ id }) => {
      if (id !== undefined) server.send({ id, result: {} })
    }
    await expect(waiting).resolves.toEqual({})
    expect(server.received[0]).toEqual({ subscribe: 'runs.changed' })
    expect(statuses.at(0)).toBe('connecting')
    expect(statuses).toContain('lost')
    expect(statuses.at(-1)).toBe('open')
  })

  it('should tell a line that is refused from one that is down', async () => {
    const locked = createServer((_request, response) => response.writeHead(401).end('the token is missing'))
    locked.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'))
    await new Promise<void>((resolve) => locked.listen(0, '127.0.0.1', resolve))
    new BrowserTransport(`ws://127.0.0.1:${(locked.address() as AddressInfo).port}/api/socket?token=old`, (status) => statuses.push(status))
    await expect.poll(() => statuses.at(-1)).toBe('refused')
    locked.closeAllConnections()
    await new Promise((resolve) => locked.close(resolve))
    await expect.poll(() => statuses.at(-1)).toBe('lost')
  })
})
