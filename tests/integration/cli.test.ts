import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SerializedError, SnapshotMeta } from '../../src-preload/contract/index.ts'
import type { RunReport } from '../../src-main/cli/playRun.ts'
import { DEMO_ROM, ptp, ptpJson } from '../support/engine.ts'
import { playedHome } from '../support/wholeRun.ts'

const played = playedHome('rollback', '--id', 'ways', '--snapshot-on-event', 'catch')
const { home } = played

function file(name: string, content: string | Uint8Array): string {
  const made = path.join(home, name)
  writeFileSync(made, content)
  return made
}

/** Runs a command that must fail, both ways it can say so. */
async function refused(...args: string[]): Promise<{ code: number | null; lines: string[]; error: SerializedError }> {
  const [plain, json] = await Promise.all([ptp(home, ...args), ptp(home, ...args, '--json')])
  expect(plain.stdout).toBe('')
  expect(plain.code).toBe(json.code)
  expect(plain.code).not.toBe(0)
  const lines = plain.stderr.trimEnd().split('\n')
  const { error } = JSON.parse(json.stdout) as { error: SerializedError }
  expect(lines[0]).toBe(`ptp: ${error.message.split('\n')[0] ?? ''}`)
  expect(error.message).not.toMatch(/\n\s+at /)
  return { code: plain.code, lines, error }
}

describe('a command that cannot be obeyed', () => {
  it('should name an unknown flag', async () => {
    const { lines, error } = await refused('run', '--script', 'walk', '--sped', '4')
    expect(error).toMatchObject({ code: 'bad-input' })
    expect(lines.join('\n')).toMatch(/--sped/)
    expect(lines.join('\n')).toMatch(/--speed|--help/)
  })

  it('should name an unknown command', async () => {
    expect((await refused('rnu')).error.message).toMatch(/rnu/)
  })

  it.each([
    ['--speed', 'fast'],
    ['--max-ticks', '0'],
    ['--screenshot-quality', '500'],
    ['--snapshot-on-event', 'birthday'],
    ['--model', 'gba'],
  ])('should name a flag with a value out of range: %s %s', async (flag, value) => {
    const { error } = await refused('run', '--script', 'walk', flag, value)
    expect(error.code).toBe('bad-input')
    expect(`${error.message} ${error.hint ?? ''}`).toMatch(new RegExp(`${flag.slice(2).split('-').at(-1) ?? ''}|${value}`, 'i'))
  })

  it('should say that a script is missing, and where the bundled ones are', async () => {
    const { lines, error } = await refused('run', '--script', 'nowhere.ptp')
    expect(error.code).toBe('not-found')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain('scripts')
  })

  it('should give line and column of a mistake in a script', async () => {
    const broken = file('broken.ptp', 'START\nWAIT 10\n  PRES A\nEXPECT badgs == 1\n')
    const { error } = await refused('run', '--script', broken)
    expect(error.code).toBe('bad-script')
    expect(`${error.message}\n${error.hint ?? ''}`).toMatch(/3:3/)
    const { stdout, code } = await ptp(home, 'script', 'check', broken)
    expect(code).not.toBe(0)
    expect(stdout).toMatch(/broken\.ptp:3:3: error: .*PRES/)
    expect(stdout).toMatch(/broken\.ptp:4:8: error: .*badgs.*badges/)
  })

  it('should say that a file is no ROM', async () => {
    const { error } = await refused('run', '--script', 'walk', '--game', file('no.gb', 'this is no game'))
    expect(error.code).toBe('bad-rom')
    expect(error.message).toMatch(/no\.gb|ROM|cartridge/)
  })

  it('should say that a ROM is missing', async () => {
    expect((await refused('run', '--script', 'walk', '--game', '/nowhere/game.gb')).error).toMatchObject({ code: 'not-found' })
  })

  it.each(['replay', 'verify', 'export', 'snapshot list', 'runs show'])('should say that there is no such run: %s', async (command) => {
    const { error } = await refused(...command.split(' '), 'wasy')
    expect(error.code).toBe('not-found')
    expect(error.message).toContain('wasy')
    expect(error.hint).toBeTruthy()
  })

  it('should say that a tick or a branch was never played', async () => {
    expect((await refused('replay', 'ways', '--to', '100000')).error.code).toBe('not-found')
    expect((await refused('replay', 'ways', '--branch', '99')).error.code).toBe('not-found')
  })

  it('should refuse to make a run twice', async () => {
    const { error } = await refused('run', '--script', 'walk', '--id', 'ways')
    expect(error.message).toContain('ways')
    expect((await ptp(home, 'verify', 'ways')).code).toBe(0)
  })

  it('should name a database that is no database', async () => {
    const dir = played.copy('scribbled')
    for (const name of readdirSync(dir)) if (name.startsWith('game_data.db')) writeFileSync(path.join(dir, name), 'x'.repeat(5000))
    const { error } = await refused('replay', dir)
    expect(error.code).toBe('bad-run')
    expect(error.message).toContain('game_data.db')
    expect(error.hint).toBeTruthy()
  })

  it('should name metadata that cannot be read', async () => {
    const dir = played.copy('nameless')
    writeFileSync(path.join(dir, 'metadata.json'), '{"format": "ptp-run", ')
    const { error } = await refused('runs', 'show', dir)
    expect(error).toMatchObject({ code: 'bad-run', message: expect.stringContaining('metadata.json') as string })
  })
})

describe('ptp snapshot', () => {
  let snapshots: Pick<SnapshotMeta, 'id' | 'name' | 'tick' | 'reason'>[]

  beforeAll(async () => {
    snapshots = (await ptpJson<{ snapshots: typeof snapshots }>(home, 'snapshot', 'list', 'ways')).snapshots
  })

  it('should list the start, the named one, the catch and the end', () => {
    expect(snapshots.map(({ reason }) => reason)).toEqual(['start', 'named', 'event', 'final'])
  })

  it('should show one by its name and by its id', async () => {
    const byName = await ptpJson<SnapshotMeta>(home, 'snapshot', 'show', 'ways', 'first turn')
    expect(byName).toMatchObject({ reason: 'named', metadata: { screen: 'battle', location: 'FERNWAY' } })
    expect(await ptpJson<SnapshotMeta>(home, 'snapshot', 'show', 'ways', byName.id)).toEqual(byName)
  })

  it('should say that there is no such snapshot', async () => {
    const { error } = await refused('snapshot', 'show', 'ways', 'second turn')
    expect(error).toMatchObject({ code: 'not-found', message: expect.stringContaining('second turn') as string })
  })

  it('should find all of them good', async () => {
    const { ok, snapshots: checked } = await ptpJson<{ ok: boolean; snapshots: unknown[] }>(home, 'snapshot', 'verify', 'ways')
    expect(ok).toBe(true)
    expect(checked).toHaveLength(snapshots.length)
  })

  it('should export one, in our own format and in one that other emulators read', async () => {
    const [own, bess] = [path.join(home, 'turn.ptpsnap'), path.join(home, 'turn.bess')]
    expect((await ptp(home, 'snapshot', 'export', 'ways', 'first turn', own)).code).toBe(0)
    expect((await ptp(home, 'snapshot', 'export', 'ways', 'first turn', bess, '--format', 'bess')).code).toBe(0)
    expect(readFileSync(own).length).toBeGreaterThan(1000)
    expect(readFileSync(bess).subarray(-4).toString()).toBe('BESS')
  })

  it('should play on from one with another script, on a branch', async () => {
    const dir = played.copy('restored')
    const script = file('flee.ptp', 'PRESS DOWN RIGHT A\nWAIT UNTIL standing MAX 600\nEXPECT flights == 1\n')
    const end = await ptpJson<RunReport>(home, 'snapshot', 'restore', dir, 'first turn', '--script', script)
    expect(end).toMatchObject({ status: 'completed', final_state: { location: 'FERNWAY' } })
    expect(end.branch).toBeGreaterThan(played.whole.branch)
    expect((await ptp(home, 'verify', dir)).code).toBe(0)
  })

  it('should name one that was cut, and still play the run', async () => {
    const dir = played.copy('cut')
    const named = snapshots.find(({ reason }) => reason === 'named')
    const cut = path.join(dir, 'snapshots', `${named?.id ?? ''}.ptpsnap`)
    truncateSync(cut, 3000)
    const { stdout, code } = await ptp(home, 'snapshot', 'verify', dir)
    expect(code).not.toBe(0)
    expect(stdout).toMatch(new RegExp(`BAD.*${named?.id ?? ''}`))
    const error = (await refused('snapshot', 'export', dir, named?.id ?? '', path.join(home, 'cut.out'))).error
    expect(error.code).toMatch(/bad-snapshot|not-found/)
    expect(existsSync(path.join(home, 'cut.out'))).toBe(false)
    const at = await ptpJson<RunReport>(home, 'replay', dir, '--to', String(named?.tick ?? 0))
    expect(at.final_state.screen).toBe('battle')
  })

  it('should put one into the bin', async () => {
    const dir = played.copy('binned')
    expect((await ptp(home, 'snapshot', 'delete', dir, 'first turn')).code).toBe(0)
    const left = await ptpJson<{ snapshots: unknown[] }>(home, 'snapshot', 'list', dir)
    expect(left.snapshots).toHaveLength(snapshots.length - 1)
  })
})

describe('ptp', () => {
  it('should list and show runs', async () => {
    const { runs } = await ptpJson<{ runs: { run_id: string; status: string }[] }>(home, 'runs', 'list')
    expect(runs).toContainEqual(expect.objectContaining({ run_id: 'ways', status: 'completed' }))
    const { branches } = await ptpJson<{ branches: unknown[] }>(home, 'runs', 'show', 'way')
    expect(branches.length).toBeGreaterThanOrEqual(3)
  })

  it('should know the bundled game', async () => {
    const { games } = await ptpJson<{ games: { name: string; profile: string }[] }>(home, 'game', 'list')
    expect(games).toContainEqual(expect.objectContaining({ name: 'pocket-quest', profile: 'pocket-quest' }))
    expect((await ptpJson<{ ok: boolean; profile: string }>(home, 'game', 'check', DEMO_ROM))).toMatchObject({ ok: true, profile: 'pocket-quest' })
  })
})
