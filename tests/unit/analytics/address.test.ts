import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { defaultSettings, LEFT_OUT, PtpError, settingsSchema, withoutPassword } from '../../../src-preload/contract/index.ts'
import { parseCentralAddress } from '../../../src-main/analytics/address.ts'

/** @returns what an address that is none is refused with */
function refusal(text: string): PtpError {
  try {
    parseCentralAddress(text)
  } catch (error) {
    if (error instanceof PtpError) return error
    throw error
  }
  throw new Error(`${text} was taken`)
}

/** Words that occur nowhere else. */
const secrets = fc.string({ unit: fc.constantFrom(...'sEcrT789@:/?#%& \'"\\=;'), minLength: 6, maxLength: 30 }).map((text) => `Zq${text}qZ`)

describe('the address of a central database', () => {
  const user = process.env['PGUSER']
  afterEach(() => {
    if (user === undefined) delete process.env['PGUSER']
    else process.env['PGUSER'] = user
  })

  it('should say where the database is, without its password', () => {
    expect(parseCentralAddress('postgresql://ada:s3cret@db.lab:6543/results')).toEqual({
      url: 'postgresql://ada:s3cret@db.lab:6543/results', shown: 'postgresql://ada@db.lab:6543/results', schema: 'ptp', host: 'db.lab', database: 'results', user: 'ada',
    })
    expect(parseCentralAddress('postgres://db.lab/results').shown).toBe('postgresql://db.lab:5432/results')
    expect(parseCentralAddress('postgresql:///results?host=/var/run/postgresql').shown).toBe('postgresql:///var/run/postgresql/results')
  })

  it('should take its user from PGUSER where it names none', () => {
    process.env['PGUSER'] = 'grace'
    expect(parseCentralAddress('postgresql://db.lab/results').user).toBe('grace')
  })

  it.each([
    ['?search_path=lab', 'lab'],
    ['?search_path=lab,public', 'lab'],
    ['?options=-c%20search_path%3Dlab', 'lab'],
    ['?options=-csearch_path%3D%22lab%22%20-c%20statement_timeout%3D5', 'lab'],
    ['', 'ptp'],
  ])('should know the schema of %s', (query, schema) => {
    const address = parseCentralAddress(`postgresql://db.lab/results${query}`)
    expect(address.schema).toBe(schema)
    expect(address.url).not.toContain('?search_path')
    expect(address.shown.endsWith(schema === 'ptp' ? '/results' : `/results (schema ${schema})`)).toBe(true)
  })

  it.each(['?search_path=la"b', '?search_path=pg_catalog', '?search_path=', '?search_path=9lab', '?search_path=DROP%20TABLE'])('should refuse a schema that is none: %s', (query) => {
    expect(refusal(`postgresql://db.lab/results${query}`).message).toContain('schema')
  })

  it('should say what is wrong with it', () => {
    expect(refusal('db.lab').message).toContain('is no address')
    expect(refusal('mysql://db.lab/x').message).toContain('mysql:')
    expect(refusal('postgresql://db.lab').message).toContain('names no database')
    expect(refusal('postgresql://db.lab/a/b').message).toContain('more than a database')
    expect(refusal(`postgresql://ada:${LEFT_OUT}@db.lab/x`).message).toContain('in place of its password')
  })

  it('should read back what was encoded, whatever it is', () => {
    fc.assert(
      fc.property(secrets, secrets, secrets, (name, password, database) => {
        fc.pre(!database.includes('/'))
        const address = parseCentralAddress(`postgresql://${encodeURIComponent(name)}:${encodeURIComponent(password)}@db.lab/${encodeURIComponent(database)}`)
        expect(address).toMatchObject({ user: name, database, host: 'db.lab' })
        expect(decodeURIComponent(new URL(address.url).password)).toBe(password)
      }),
    )
  })

  it('should never tell its password, however it was written', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom('postgresql://ada:', 'postgres://', 'postgresql://ada:x@', 'POSTGRESQL://ada:', '', ' postgresql://ada:', 'host=h password='), fc.constantFrom('@db.lab/x', '@db.lab', '@', '', '/x', '@db.lab/x?sslmode=require', '@[::1/x'), (secret, before, after) => {
        fc.pre(before.endsWith(':') || before.endsWith('=') || before === '')
        const text = `${before}${secret}${after}`
        expect(withoutPassword(text)).not.toContain(secret)
        try {
          const { shown } = parseCentralAddress(text)
          expect(shown).not.toContain(secret)
        } catch (error) {
          if (!(error instanceof PtpError)) throw error
          expect(`${error.message} ${error.hint ?? ''} ${JSON.stringify(error.details ?? {})} ${String(error.cause ?? '')}`).not.toContain(secret)
        }
      }),
    )
  })

  it('should take any text as an address or refuse it in our words', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl().map((url) => url.replace(/^https?/, 'postgresql')), fc.string().map((text) => `postgresql://${text}`)), (text) => {
        try {
          expect(parseCentralAddress(text).shown).toMatch(/^postgresql:\/\//)
        } catch (error) {
          expect(error).toMatchObject({ name: 'PtpError', code: 'bad-input' })
        }
      }),
    )
  })
})

describe('settings', () => {
  it('should hold no password, whoever makes them', () => {
    const central_db = 'postgresql://ada:s3cret@db.lab/results?sslpassword=s3cret&sslmode=require'
    const settings = settingsSchema.parse({ system: { central_db } })
    expect(settings.system.central_db).toBe(`postgresql://ada:${LEFT_OUT}@db.lab/results?sslpassword=${LEFT_OUT}&sslmode=require`)
    expect(settingsSchema.parse(settings)).toEqual(settings)
    expect(settingsSchema.parse({ system: { central_db: 's3cret' } }).system.central_db).toBe(LEFT_OUT)
    expect(defaultSettings().system.central_db).toBeNull()
  })
})
