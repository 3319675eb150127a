import { describe, expect, it } from 'vitest'
import { createPasswordChecker } from './password-hash.ts'

describe('passwords', () => {
  it('ACCESS-6: are Argon2id with 19 MiB and two passes', async () => {
    const checker = await createPasswordChecker(2)
    const stored = await checker.hash('correct horse')
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await checker.matches(stored, 'correct horse')).toBe(true)
    expect(await checker.matches(stored, 'correct horsf')).toBe(false)
    expect(await checker.hash('correct horse')).not.toBe(stored)
  })

  it('ACCESS-6: nobody’s password matches nothing, not even its own', async () => {
    const checker = await createPasswordChecker(1)
    expect(await checker.matches(null, 'nobody has this password')).toBe(false)
  })

  it('are the same however the keyboard composes them', async () => {
    const checker = await createPasswordChecker(1)
    expect(await checker.matches(await checker.hash('caf\u00E9 \uFF21'), 'cafe\u0301 A')).toBe(true)
  })

  it('ACCESS-6: wait their turn beyond the limit, and all get it, failures included', async () => {
    const checker = await createPasswordChecker(1)
    const stored = await checker.hash('one')
    const checks = [
      checker.matches(stored, 'one'),
      checker.matches('no hash at all', 'two').catch(() => 'failed'),
      checker.matches(stored, 'three'),
      checker.matches(stored, 'one'),
    ]
    expect(checker.waiting()).toBe(3)
    expect(await Promise.all(checks)).toEqual([true, 'failed', false, true])
    expect(checker.waiting()).toBe(0)
  })
})
