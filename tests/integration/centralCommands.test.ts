import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CentralStatus } from '../../src-preload/contract/index.ts'
import type { DeliveryReport } from '../../src-main/analytics/index.ts'
import { answerOf, ptp, ptpJson, startPtp } from '../support/engine.ts'
import { freshDatabases, until } from '../support/freshDatabase.ts'
import { partitionBefore } from '../support/partition.ts'

const db = freshDatabases()

describe('a command that plays', () => {
  it('should tell at the end of a command what waits, and deliver it when asked to', async () => {
    await db.server.kill()
    try {
      const { code, stderr } = await ptp(db.home, 'run', '--script', 'walk', '--max-ticks', '50', '--central-db', db.url)
      expect(code).toBe(0)
      expect(stderr).toContain('1 run waits for the central database (connection refused); `ptp central push` delivers it')
      const experiment = await ptpJson<{ state: string; central: DeliveryReport }>(db.home, 'experiment', 'run', '--agent', 'random', '--seeds', '3', '--max-ticks', '30', '--central-db', db.url)
      expect(experiment).toMatchObject({ state: 'completed', central: { delivered: 0, waiting: 4, reason: 'connection refused' } })
      const status = await ptpJson<CentralStatus & { waiting_runs: unknown[] }>(db.home, 'central', 'status', '--central-db', db.url)
      expect(status).toMatchObject({ state: 'away', waiting: 4, reason: 'connection refused' })
      expect(status.waiting_runs).toHaveLength(4)
      expect((await ptp(db.home, 'central', 'push', '--central-db', db.url)).code).toBe(1)
    } finally {
      await db.server.start()
    }
    const { code, stdout } = await ptp(db.home, 'central', 'push', '--central-db', db.url)
    expect(stdout).toContain('4 runs delivered to the central database')
    expect(code).toBe(0)
    expect(await db.runs()).toHaveLength(4)
  })

  it('should not be held up by a database that says nothing once Ctrl-C is pressed', async () => {
    const partition = await partitionBefore(db.server.port)
    partition.cut()
    try {
      const child = await startPtp(db.home, ['run', '--script', 'walk', '--max-ticks', '30', '--central-db', db.server.url({ port: partition.port })])
      const answer = answerOf(child)
      let shown = ''
      child.stdout?.on('data', (chunk: Buffer) => (shown += chunk.toString()))
      // Everything is shown, and it waits for an answer.
      await until(() => (shown.includes('state hash') && partition.knocks() > 0) || child.exitCode !== null)
      child.kill('SIGINT')
      expect(await answer).toMatchObject({ code: 0, stdout: expect.stringContaining('state hash') as unknown, stderr: expect.stringContaining('1 run waits for the central database') as unknown })
    } finally {
      await partition.close()
    }
  })
})

describe('an address', () => {
  it.each([
    ['a wrong password', () => db.server.url({ database: db.name, password: 'wrong-horse' }), 'wrong password for ada'],
    ['an unknown host', () => 'postgresql://ada:wrong-horse@no-such-host.invalid/x', 'unknown host no-such-host.invalid'],
    ['a database that is not there', () => db.server.url({ database: 'nowhere' }), 'there is no database nowhere'],
    ['a server without TLS', () => db.server.url({ database: db.name, query: '?sslmode=require' }), 'the server speaks no TLS'],
  ])('should be told clearly where it names %s', async (_what, address, reason) => {
    const { stdout, code } = await ptp(db.home, 'central', 'status', '--central-db', address())
    expect(stdout).toContain(reason)
    expect(stdout).not.toContain('wrong-horse')
    expect(code).toBe(1)
  })

  it('should be told clearly what its user may not do', async () => {
    await db.ask(`CREATE USER bob_${db.name} PASSWORD 'builder'`)
    const bob = db.server.url({ database: db.name, user: `bob_${db.name}`, password: 'builder' })
    const refused = await ptp(db.home, 'central', 'status', '--central-db', bob)
    expect(refused.stdout).toContain('may not do that: permission denied')
    expect(refused.stdout).toContain('GRANT CREATE')
    expect(refused.code).toBe(1)
    // The tables are another's now: what is delivered is there all the same, only the views are as they were.
    expect((await ptp(db.home, 'central', 'status', '--central-db', db.url)).stdout).toContain(': up')
    await db.ask(`GRANT USAGE ON SCHEMA ptp TO bob_${db.name}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ptp TO bob_${db.name}`)
    const played = await ptp(db.home, 'run', '--script', 'walk', '--max-ticks', '20', '--central-db', bob)
    expect(played.code).toBe(0)
    await ptp(db.home, 'central', 'push', '--central-db', bob)
    expect(await db.runs()).toHaveLength(1)
    expect(await db.ask('SELECT * FROM ptp.model_comparison')).toEqual([])
  })

  it('should stop a command before anything is played when it is none, without repeating it', async () => {
    for (const address of ['localhost:5432 secret-word', 'mysql://ada:secret-word@host/x', 'postgresql://ada:secret-word@host', 'postgresql://ada:secret-word', 'postgresql://ada:%zzsecret-word@host/db']) {
      const { code, stdout, stderr } = await ptp(db.home, 'run', '--script', 'walk', '--max-ticks', '20', '--log-file', path.join(db.home, 'ptp.log'), '--central-db', address)
      expect(code).toBe(2)
      expect(stderr).toContain('the address of the central database')
      expect(stdout + stderr + readFileSync(path.join(db.home, 'ptp.log'), 'utf8')).not.toContain('secret-word')
    }
    expect(existsSync(path.join(db.home, 'runs')) ? readdirSync(path.join(db.home, 'runs')) : []).toEqual([])
  })

  it('should keep its password to itself, whatever is written or said', async () => {
    const log = path.join(db.home, 'ptp.log')
    const said = [
      await ptp(db.home, 'run', '--script', 'walk', '--max-ticks', '30', '--verbose', '--log-file', log, '--id', 'said', '--central-db', db.url),
      await ptp(db.home, 'experiment', 'run', '--agent', 'random', '--seeds', '2', '--max-ticks', '20', '--aggregate-stats', '--export-results', '--log-file', log, `--central-db=${db.url}`),
      await ptp(db.home, 'config', 'show', '--central-db', db.url),
      await ptp(db.home, 'config', 'show', '--json', '--central-db', db.url),
      await ptp(db.home, 'config', 'show', '--run', 'said'),
      await ptp(db.home, 'central', 'status', '--json', '--central-db', db.url),
      await ptp(db.home, 'central', 'push', '--all', '--verbose', '--central-db', db.url),
    ].map(({ code, stdout, stderr }) => {
      expect(code).toBe(0)
      return stdout + stderr
    })
    expect(said[2]).toMatch(/central_db +postgresql:\/\/ada:\*\*\*@127\.0\.0\.1/)
    const files = readdirSync(db.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    const there = await db.ask<{ config: string }>('SELECT config_snapshot::text AS config FROM ptp.aggregated_runs')
    expect(there).toHaveLength(3)
    for (const text of [...said, ...files, ...there.map(({ config }) => config)]) {
      expect(text).not.toContain(encodeURIComponent(db.server.password))
      expect(text).not.toContain(db.server.password)
    }
  })

  it('should come from the environment and from config.yaml too', async () => {
    const child = await startPtp(db.home, ['run', '--script', 'walk', '--max-ticks', '20', '--json'], { PTP_CENTRAL_DB: db.url })
    expect(JSON.parse((await answerOf(child)).stdout)).toMatchObject({ central: { delivered: 1 } })
    const set = await ptp(db.home, 'config', 'set', 'system.central_db', db.url)
    expect(set.stdout).not.toContain(encodeURIComponent(db.server.password))
    expect(await ptpJson(db.home, 'run', '--script', 'walk', '--max-ticks', '20')).toMatchObject({ central: { delivered: 1 } })
    expect(await ptpJson(db.home, 'central', 'status')).toMatchObject({ state: 'up', delivered: 2 })
  })
})

describe('without a central database', () => {
  it('should leave no trace of one', async () => {
    const report = await ptpJson(db.home, 'run', '--script', 'walk', '--max-ticks', '20')
    expect(report).not.toHaveProperty('central')
    expect(existsSync(path.join(db.home, 'central.db'))).toBe(false)
    expect((await ptp(db.home, 'central', 'status')).stdout).toContain('no central database is given')
    expect((await ptp(db.home, 'central', 'push')).code).toBe(2)
  })
})
