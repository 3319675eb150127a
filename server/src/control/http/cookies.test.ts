import { describe, expect, it } from 'vitest'
import { createCookies } from './cookies.ts'

const secret = 'A'.repeat(43)

describe('ACCESS-9: the cookies', () => {
  it('are HttpOnly, SameSite=Strict and for the whole site', () => {
    const line = createCookies(false).setSignIn(secret, 60)
    expect(line).toBe(`hearthline-sign-in=${secret}; Max-Age=60; Path=/; HttpOnly; SameSite=Strict`)
  })

  it('are Secure and host-only on https', () => {
    for (const line of [createCookies(true).setSignIn(secret, 60), createCookies(true).setPreLogin(secret)]) {
      expect(line).toMatch(/^__Host-hearthline-/)
      expect(line).toContain('; Secure')
      expect(line).not.toContain('Domain')
    }
  })

  it('are read only in their own shape and under their own name', () => {
    const cookies = createCookies(false)
    expect(cookies.signIn(`a=b; hearthline-sign-in=${secret}`)).toBe(secret)
    expect(cookies.preLogin(`hearthline-sign-in=${secret}`)).toBeNull()
    expect(cookies.signIn('hearthline-sign-in=short')).toBeNull()
    expect(cookies.signIn(undefined)).toBeNull()
    expect(createCookies(true).signIn(`hearthline-sign-in=${secret}`)).toBeNull()
  })
})
