import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StateFiles } from '../../../src-main/gym/pokemonGym/stateFiles.ts'

let root = ''
const STATE = new Uint8Array([1, 2, 3, 4])

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'ptp-states-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function session(name = 'one'): { files: StateFiles; dir: string } {
  const files = new StateFiles(path.join(root, 'sessions'))
  const dir = files.folder(name)
  files.open(dir)
  return { files, dir }
}

describe('state files', () => {
  it('should be found by the path they were given, by their name, and from a later session', () => {
    const { files, dir } = session()
    const file = files.save(dir, 'at the gym', STATE)
    const later = files.folder('two')
    files.open(later)
    for (const wanted of [file, 'at the gym', 'at the gym.state']) {
      expect(files.load(dir, wanted)).toEqual(STATE)
      expect(files.load(later, wanted)).toEqual(STATE)
    }
  })

  it('should be replaced whole when a name is used again', () => {
    const { files, dir } = session()
    files.save(dir, 'one', new Uint8Array(1000))
    files.save(dir, 'one', STATE)
    expect(files.load(dir, 'one')).toEqual(STATE)
    expect(readdirSync(dir)).toEqual(['one.state'])
  })

  it.each(['../evil', '../../etc/passwd', '/etc/passwd', 'a/b', 'a\\b', '..', '.', '', 'x'.repeat(101), 'a\0b', '.hidden'])('should not take %j for a name', (name) => {
    const { files, dir } = session()
    expect(() => files.save(dir, name, STATE)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    expect(() => files.folder(name)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    expect(readdirSync(root)).toEqual(['sessions'])
    expect(readdirSync(dir)).toEqual([])
  })

  it('should not be read from outside of the folder, be it through a link', () => {
    const { files, dir } = session()
    writeFileSync(path.join(root, 'secret.state'), 'secret')
    symlinkSync(path.join(root, 'secret.state'), path.join(dir, 'link.state'))
    for (const wanted of ['../../secret', '../../secret.state', path.join(root, 'secret.state'), 'link', '/etc/passwd']) {
      expect(() => files.load(dir, wanted)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    }
  })

  it('should be asked for by a name that is there', async () => {
    const { files, dir } = session()
    expect(() => files.load(dir, 'nothing')).toThrow(expect.objectContaining({ code: 'not-found', hint: expect.stringContaining('state_file') as string }))
    expect(() => files.kept()).toThrow(expect.objectContaining({ code: 'not-found' }))
    await Promise.all([files.keep(new Uint8Array(9)), files.keep(STATE)])
    expect(files.kept()).toEqual(STATE)
  })

  it('should be refused when a file is no state: empty, or larger than any', () => {
    const { files, dir } = session()
    writeFileSync(path.join(dir, 'empty.state'), '')
    writeFileSync(path.join(dir, 'large.state'), new Uint8Array(2 * 1024 * 1024))
    for (const name of ['empty', 'large']) expect(() => files.load(dir, name)).toThrow(expect.objectContaining({ code: 'bad-snapshot' }))
  })

  it('should never grow without bound: old sessions go, and a full one says so', () => {
    const files = new StateFiles(path.join(root, 'sessions'))
    for (let i = 0; i < 60; i++) files.open(files.folder(`session ${i}`))
    expect(readdirSync(path.join(root, 'sessions')).length).toBeLessThanOrEqual(50)
    expect(existsSync(files.folder('session 59'))).toBe(true)
    const dir = files.folder('full')
    mkdirSync(dir)
    for (let i = 0; i < 1000; i++) writeFileSync(path.join(dir, `${i}.state`), STATE)
    expect(() => files.save(dir, 'another', STATE)).toThrow(/1000 state files already/)
    files.save(dir, '7', STATE)
  })
})
