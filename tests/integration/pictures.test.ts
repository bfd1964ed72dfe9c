import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SCRIPTS } from '../support/engine.ts'
import { PolicyRuns, read } from '../support/policyRuns.ts'

const ALL_EVENTS = readFileSync(path.join(SCRIPTS, 'all-events.ptp'), 'utf8')
const WALK = 'WAIT 60\nSTART\nWAIT 60\nREPEAT 1000 TIMES\n  MOVE LEFT 2\n  MOVE RIGHT 2\nEND\n'

const runs = new PolicyRuns()
const { play } = runs
afterAll(() => runs.close())

describe('screenshots', () => {
  it('should picture every turn of a battle from its very start', async () => {
    const ended = await play(ALL_EVENTS, { screenshot: { interval: 0, battle_turn: 1 } })
    const { turns, shots } = read(ended.dir, (reader) => ({
      turns: reader.events().filter(({ kind }) => kind.startsWith('battle_')).map(({ tick }) => tick),
      shots: reader.query("SELECT tick FROM screenshots WHERE reason = 'battle' ORDER BY tick").map((row) => Number(row['tick'])),
    }))
    expect(shots).toEqual([...new Set(turns)])
  })

  it('should take so many pictures for a turn as asked for', async () => {
    const count = async (battle_turn: number): Promise<number> => (await play(ALL_EVENTS, { screenshot: { interval: 0, battle_turn }, limits: { max_ticks: 300 } })).screenshots
    const [none, one, three] = [await count(0), await count(1), await count(3)]
    expect(none).toBe(0)
    expect(three).toBeGreaterThan(one * 2)
  })

  it('should picture an error', async () => {
    const ended = await play(`${WALK.replace('1000', '3')}EXPECT badges == 9 "no badges"\n`, { screenshot: { interval: 0, battle_turn: 0 } })
    expect(ended.status).toBe('failed')
    expect(read(ended.dir, (reader) => reader.query('SELECT reason, tick FROM screenshots'))).toEqual([{ reason: 'error', tick: ended.tick }])
  })

  it('should lose none unless they are asynchronous, and say how many it lost then', async () => {
    const changes = { interval: 1, battle_turn: 0, format: 'png' as const }
    const waited = await play(WALK, { screenshot: changes, limits: { max_ticks: 400 } })
    expect(read(waited.dir, (reader) => reader.query('SELECT count(*) AS n FROM screenshots'))).toEqual([{ n: 400 }])
    const hasty = await play(WALK, { screenshot: { ...changes, async: true }, limits: { max_ticks: 1500 } })
    const { rows, dropped } = read(hasty.dir, (reader) => ({
      rows: Number(reader.query('SELECT count(*) AS n FROM screenshots')[0]?.['n']),
      dropped: reader.errors().filter(({ error_type }) => error_type === 'screenshots-dropped').reduce((sum, { error_message }) => sum + Number.parseInt(error_message, 10), 0),
    }))
    expect(rows + dropped).toBe(1500)
    if (dropped > 0) expect(hasty.messages.join()).toContain('dropped')
  })

  it('should stay within their storage: the oldest are compressed, then deleted, and that is said', async () => {
    const room = 60_000
    const ended = await play(ALL_EVENTS, { screenshot: { interval: 1, quality: 95, max_storage: room / 1e9 } })
    const folder = path.join(ended.dir, 'screenshots')
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile() && each.name.endsWith('.jpg')).map((each) => path.join(each.parentPath, each.name))
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThanOrEqual(room)
    const rows = read(ended.dir, (reader) => reader.query('SELECT DISTINCT file_path AS file, tick FROM screenshots'))
    expect(new Set(rows.map(({ file }) => path.join(ended.dir, String(file))))).toEqual(new Set(files))
    expect(Math.max(...rows.map(({ tick }) => Number(tick)))).toBe(ended.tick)
    expect(ended.messages.join()).toContain('of the oldest screenshots were deleted')
  })

  it('should compress old ones when asked to', async () => {
    const changes = { interval: 1, quality: 95, battle_turn: 0 }
    const plain = await play(ALL_EVENTS, { screenshot: changes })
    const packed = await play(ALL_EVENTS, { screenshot: { ...changes, compress: true } })
    const bytes = (dir: string): number => Number(read(dir, (reader) => reader.query('SELECT sum(file_size_bytes) AS n FROM screenshots'))[0]?.['n'])
    expect(bytes(packed.dir)).toBeLessThan(bytes(plain.dir) * 0.9)
    expect(packed.screenshots).toBe(plain.screenshots)
  })
})
