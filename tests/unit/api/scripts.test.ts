import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TestDesk } from './support.ts'

describe('the script library', () => {
  it('should keep every version of a script, and none for the same text again', async () => {
    await using desk = new TestDesk()
    await desk.call('scripts.save', { name: 'my-walk.ptp', source: 'A\n' })
    await desk.call('scripts.save', { name: 'my-walk.ptp', source: 'A\nB\n' })
    const saved = await desk.call('scripts.save', { name: 'my-walk.ptp', source: 'A\nB\n' })
    expect(saved).toMatchObject({ name: 'my-walk.ptp', bundled: false, versions: 2, lines: 2 })
    expect((await desk.call('scripts.read', { name: 'my-walk.ptp', version: 1 })).source).toBe('A\n')
    expect((await desk.call('scripts.versions', { name: 'my-walk.ptp' })).map(({ version }) => version)).toEqual([1, 2])
  })

  it('should make one version for each of many saves at once', async () => {
    await using desk = new TestDesk()
    await Promise.all(Array.from({ length: 8 }, (_, i) => desk.call('scripts.save', { name: 'many.ptp', source: `WAIT ${i + 1}\n` })))
    expect(await desk.call('scripts.versions', { name: 'many.ptp' })).toHaveLength(8)
  })

  it('should hide a bundled script by what is saved under its name, and show it again when that is deleted', async () => {
    await using desk = new TestDesk()
    const bundled = (await desk.call('scripts.list', {})).find((script) => script.bundled)
    const name = bundled?.name ?? ''
    const original = (await desk.call('scripts.read', { name })).source
    await expect(desk.call('scripts.delete', { name })).rejects.toMatchObject({ code: 'bad-input' })
    expect(await desk.call('scripts.save', { name, source: `${original}\n# mine\n` })).toMatchObject({ bundled: false, versions: 2 })
    expect((await desk.call('scripts.read', { name, version: 1 })).source).toBe(original)
    await desk.call('scripts.delete', { name })
    expect((await desk.call('scripts.read', { name })).source).toBe(original)
    await desk.call('scripts.restore', { name })
    expect((await desk.call('scripts.read', { name })).source).toContain('# mine')
  })

  it('should refuse names that are paths', async () => {
    await using desk = new TestDesk()
    for (const name of ['../x', 'a/b', '.hidden', 'a\\b', 'x ', 'con:1']) {
      await expect(desk.call('scripts.save', { name, source: 'A' })).rejects.toMatchObject({ code: 'bad-input' })
    }
    expect(readdirSync(desk.home)).not.toContain('scripts')
  })

  it('should check and format without a game', async () => {
    await using desk = new TestDesk()
    const bad = await desk.call('scripts.check', { source: 'FLY 3\n', game: null })
    expect([bad.diagnostics[0]?.severity, bad.diagnostics[0]?.line, bad.estimate]).toEqual(['error', 1, null])
    expect((await desk.call('scripts.check', { source: 'WAIT 60\n', game: null })).estimate?.expected).toBe(60)
    expect((await desk.call('scripts.format', { source: 'repeat 2 times\na\nend' })).source).toBe('REPEAT 2 TIMES\n  A\nEND\n')
  })
})
