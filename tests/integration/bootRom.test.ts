import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readMetadata } from '../../src-main/recorder/index.ts'
import { Workbench } from '../../src-main/workbench.ts'
import { assemble } from '../roms/assemble.ts'

const home = mkdtempSync(path.join(os.tmpdir(), 'ptp-boot-'))
const SCRIPT = 'REPEAT 20 TIMES\n  WAIT 30\nEND\n'
/** Does nothing but end: the machine is at 0x0100 then. */
const BOOT = assemble('org 0\njp $fa\norg $fa\nld b, 7\nld a, 1\nldh (80), a').slice(0, 256)
const file = path.join(home, 'boot.bin')
writeFileSync(file, BOOT)

afterAll(() => rmSync(home, { recursive: true, force: true }))

async function play(config: { bootRom?: string }): Promise<{ dir: string; hash: string }> {
  await using workbench = new Workbench({ home, model: 'dmg', ...config })
  const game = await workbench.loadGame('pocket-quest')
  const run = await workbench.startRun({ game, script: workbench.compileScript('short.ptp', SCRIPT, game) })
  await run.resume()
  await run.until((status) => status !== 'running')
  const { finalStateHash } = await run.close('completed')
  return { dir: run.files.dir, hash: finalStateHash }
}

describe('a boot ROM of the user', () => {
  it('should start the console, and be found again when its run is gone back to', async () => {
    const { dir, hash } = await play({ bootRom: file })
    expect((await play({})).hash).not.toBe(hash)
    expect(readMetadata(dir).core.boot_rom).toMatch(/^[0-9a-f]{64}$/)
    await using workbench = new Workbench({ home })
    const run = await workbench.resumeRun(dir)
    await run.rollback(0, 5)
    await run.rollback(0, 20)
    expect((await run.close()).finalStateHash).toBe(hash)
  })

  it('should be asked for by its hash where it is missing, and refused when it is none', async () => {
    const { dir } = await play({ bootRom: file })
    const kept = path.join(home, 'boot-roms')
    for (const name of readdirSync(kept)) rmSync(path.join(kept, name))
    await using workbench = new Workbench({ home })
    await expect(workbench.resumeRun(dir)).rejects.toMatchObject({ code: 'not-found', hint: expect.stringContaining('.bin') as unknown })
    writeFileSync(path.join(home, 'short.bin'), 'no boot ROM')
    await expect(play({ bootRom: path.join(home, 'short.bin') })).rejects.toMatchObject({ code: 'bad-rom' })
    await expect(play({ bootRom: path.join(home, 'nowhere.bin') })).rejects.toMatchObject({ code: 'not-found' })
  })
})
