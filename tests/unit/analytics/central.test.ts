import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Central } from '../../../src-main/analytics/index.ts'
import { PtpError } from '../../../src-preload/contract/index.ts'
import { usualCentralDb } from '../../../src-main/settings/index.ts'

/** Nobody listens there. */
const NOWHERE = 'postgresql://ada:s3cret@127.0.0.1:1/results'

let home: string

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'ptp-central-'))
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

async function withCentral(address: string | PtpError, work: (central: Central) => Promise<void>): Promise<void> {
  const central = new Central({ home, address })
  try {
    await work(central)
  } finally {
    await central.close()
  }
}

describe('runs that end while the database is away', () => {
  it('should wait in the home, also for the next engine, and be told of', async () => {
    await withCentral(NOWHERE, async (central) => {
      central.begun('a')
      central.ended('a')
      expect(await central.deliver()).toMatchObject({ delivered: 0, waiting: 1, reason: 'connection refused' })
      expect(central.status).toMatchObject({ state: 'away', address: 'postgresql://ada@127.0.0.1:1/results', waiting: 1, reason: 'connection refused' })
    })
    await withCentral(NOWHERE, async (central) => {
      expect(central.status).toMatchObject({ state: 'connecting', waiting: 1 })
      expect(central.rows().waiting).toMatchObject([{ run_id: 'a' }])
    })
  })

  it('should wait too where the address is none, with what is wrong about it', async () => {
    await withCentral('mysql://ada:s3cret@db.lab/x', async (central) => {
      central.ended('a')
      const report = await central.deliver()
      expect(report).toMatchObject({ delivered: 0, waiting: 1 })
      expect(report.reason).toContain('begins with mysql:')
      expect(JSON.stringify([report, central.status])).not.toContain('s3cret')
    })
  })

  it('should be tried again at once when somebody asks, and told to whoever listens', async () => {
    await withCentral(NOWHERE, async (central) => {
      const { promise, resolve } = Promise.withResolvers<string>()
      central.listen(({ state, waiting }) => {
        if (state === 'away' && waiting === 1) resolve(state)
      })
      central.ended('a')
      expect(await promise).toBe('away')
      expect(await central.look()).toMatchObject({ state: 'away' })
    })
  })

  it('should not be lost when the queue cannot be written for a while', async () => {
    const file = path.join(home, 'central.db')
    mkdirSync(file)
    await withCentral(NOWHERE, async (central) => {
      central.begun('a')
      central.ended('a')
      expect(central.status.waiting).toBe(1)
      rmSync(file, { recursive: true })
    })
    await withCentral(NOWHERE, async (central) => expect(central.rows().waiting).toMatchObject([{ run_id: 'a' }]))
  })

  it('should be those that are still there', async () => {
    await withCentral(NOWHERE, async (central) => {
      central.begun('never-made')
      expect(await central.deliver()).toMatchObject({ waiting: 0 })
      expect(central.status.waiting).toBe(0)
    })
  })
})

describe('a home', () => {
  it('should name the database in its config.yaml, and the environment over it', () => {
    writeFileSync(path.join(home, 'config.yaml'), `version: "3.0"\nsystem:\n  central_db: ${NOWHERE}\n`)
    expect(usualCentralDb(home, {})).toBe(NOWHERE)
    expect(usualCentralDb(home, { PTP_CENTRAL_DB: 'postgresql://db.lab/x' })).toBe('postgresql://db.lab/x')
    expect(usualCentralDb(home, { PTP_CENTRAL_DB: 'none' })).toBeNull()
  })

  it('should have none where nobody names one, whatever else is wrong with its config.yaml', () => {
    expect(usualCentralDb(home, {})).toBeNull()
    writeFileSync(path.join(home, 'config.yaml'), 'version: "3.0"\nsistem: {}\n')
    expect(usualCentralDb(home, {})).toBeNull()
    writeFileSync(path.join(home, 'config.yaml'), `version: "3.0"\nsistem: {}\nsystem:\n  central_db: ${NOWHERE}\n`)
    const wrong = usualCentralDb(home, {})
    expect(wrong).toBeInstanceOf(PtpError)
    expect(wrong instanceof PtpError && wrong.message).toContain('sistem')
    expect(existsSync(path.join(home, 'central.db'))).toBe(false)
  })
})
