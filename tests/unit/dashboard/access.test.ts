import { describe, expect, it } from 'vitest'
import { Access, namesOf } from '../../../src-main/dashboard/access.ts'

const nobody = { host: '127.0.0.1:5000', origin: undefined, token: undefined, cookie: undefined }

describe('who may talk to the server', () => {
  const access = new Access(true, namesOf('127.0.0.1'))
  const token = access.token ?? ''

  it('should let the token in, by address or by cookie', () => {
    expect(access.refusal({ ...nobody, token })).toBeNull()
    expect(access.refusal({ ...nobody, cookie: token })).toBeNull()
    expect(access.refusal({ ...nobody, host: 'LOCALHOST:5000', token })).toBeNull()
    expect(access.refusal({ ...nobody, host: '[::1]:5000', token })).toBeNull()
  })

  it('should refuse no token, half a token, a longer one and several', () => {
    for (const wrong of [undefined, '', token.slice(0, -1), `${token}x`, [token], { token }]) {
      expect(access.refusal({ ...nobody, token: wrong })?.status).toBe(401)
    }
  })

  it('should refuse a name that only points here, whatever token comes with it', () => {
    for (const host of ['evil.example', 'evil.example:5000', '127.0.0.1.evil.example', 'localhost.evil.example:5000', undefined]) {
      expect(access.refusal({ ...nobody, host, token })?.status).toBe(403)
    }
  })

  it('should refuse pages of other sites and of other ports', () => {
    for (const origin of ['http://evil.example', 'http://127.0.0.1:5001', 'http://localhost:5000', 'null', 'file://']) {
      expect(access.refusal({ ...nobody, origin, token })?.status).toBe(403)
    }
    expect(access.refusal({ ...nobody, origin: 'http://127.0.0.1:5000', token })).toBeNull()
  })

  it('should make a new token at each start', () => {
    expect(new Access(true, []).token).not.toBe(new Access(true, []).token)
    expect(token).toMatch(/^[\w-]{43}$/)
  })

  it('should still check names and origins without a token', () => {
    const open = new Access(false, namesOf('127.0.0.1'))
    expect(open.refusal(nobody)).toBeNull()
    expect(open.refusal({ ...nobody, host: 'evil.example' })?.status).toBe(403)
    expect(open.refusal({ ...nobody, origin: 'http://evil.example' })?.status).toBe(403)
  })
})
