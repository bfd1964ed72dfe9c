import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { engineAddress, Ports } from '../../../src-main/emulator/docker/index.ts'
import { onLines } from '../../../src-main/emulator/docker/lines.ts'
import { isGone, ownTag } from '../../../src-main/emulator/docker/owner.ts'
import { engineRefusal } from '../../../src-main/emulator/docker/refusal.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

describe('the address of an engine', () => {
  it('should be what was given, before what the environment says', () => {
    expect(engineAddress('/run/podman/podman.sock', { DOCKER_HOST: 'tcp://elsewhere:2375' })).toEqual({
      host: 'unix:///run/podman/podman.sock', options: { socketPath: '/run/podman/podman.sock' }, machine: '127.0.0.1',
    })
    expect(engineAddress(undefined, { DOCKER_HOST: 'tcp://elsewhere:2375' })).toMatchObject({ options: { host: 'elsewhere', port: 2375, protocol: 'http' }, machine: 'elsewhere' })
    expect(engineAddress('unix:///a/b.sock').options).toEqual({ socketPath: '/a/b.sock' })
  })

  it('should use the certificates the environment names, when it asks for them', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ptp-certificates-'))
    folders.push(folder)
    for (const name of ['ca', 'cert', 'key']) writeFileSync(path.join(folder, `${name}.pem`), name)
    const { options } = engineAddress('tcp://lab.example', { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder })
    expect(options).toMatchObject({ protocol: 'https', port: 2376, host: 'lab.example' })
    expect(String(options.ca)).toBe('ca')
    expect(() => engineAddress('tcp://lab.example', { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/no/such' })).toThrow(/certificate/)
  })

  it('should be refused in a form that cannot be used', () => {
    expect(() => engineAddress('ssh://lab')).toThrow(/cannot be reached by "ssh:\/\/lab"/)
  })
})

describe('what an engine refuses', () => {
  const refusal = (error: unknown) => engineRefusal('unix:///var/run/docker.sock', 'start a container', error)

  it('should be waited for when it does not answer', () => {
    expect(refusal(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))).toMatchObject({ kind: 'transient', hint: expect.stringContaining('start Docker') as string })
    expect(refusal(new Error('socket hang up')).kind).toBe('transient')
  })

  it('should stop everything, and say what to do, when only a person can mend it', () => {
    expect(refusal(Object.assign(new Error('x'), { statusCode: 500, json: { message: 'write /x: no space left on device' } }))).toMatchObject({ code: 'disk-full', kind: 'fatal', hint: expect.stringContaining('prune') as string })
    expect(refusal(Object.assign(new Error('connect EACCES'), { code: 'EACCES' }))).toMatchObject({ kind: 'fatal', hint: expect.stringContaining('group') as string })
    expect(refusal(Object.assign(new Error('x'), { statusCode: 404, json: { message: 'No such image: a:b' } }))).toMatchObject({ code: 'not-found', kind: 'fatal' })
  })

  it('should be tried with another container otherwise', () => {
    expect(refusal(Object.assign(new Error('x'), { statusCode: 500, json: { message: 'something broke' } })).kind).toBe('recoverable')
    expect(refusal(Object.assign(new Error('x'), { statusCode: 500, json: { message: 'driver failed: Bind for 127.0.0.1:8081 failed: port is already allocated' } })).code).toBe('busy')
  })
})

describe('whose a container is', () => {
  it('should be known as long as its process lives, and a process of another machine is never called dead', () => {
    expect(isGone(ownTag())).toBe(false)
    expect(isGone(`999999999@${os.hostname()}#1`)).toBe(true)
    expect(isGone('999999999@another-machine#1')).toBe(false)
    expect(isGone('nonsense')).toBe(false)
  })

  it('should not be mistaken for a process that was given the same number later', () => {
    expect(isGone(`${process.pid}@${os.hostname()}#1`)).toBe(process.platform === 'linux')
  })
})

describe('ports', () => {
  it('should be given in order, each to one only, and again once they are given back', async () => {
    const ports = new Ports(39_200, false)
    expect([await ports.take(), await ports.take(), await ports.take()]).toEqual([39_200, 39_201, 39_202])
    ports.giveBack(39_201)
    expect(await ports.take()).toBe(39_201)
  })
})

describe('lines of a stream', () => {
  it('should be whole however they were cut on the way', async () => {
    const stream = new PassThrough()
    const heard: string[] = []
    onLines(stream, (line) => heard.push(line))
    for (const part of ['one\r\ntw', 'o\n', '\nthree']) stream.write(part)
    await new Promise((resolve) => stream.on('end', resolve).end())
    expect(heard).toEqual(['one', 'two', '', 'three'])
  })
})
