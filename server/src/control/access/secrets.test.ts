import { EnrolmentCode } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import { createSeededRandom, createVirtualClock } from '../../testing/virtual-clock.ts'
import { describeBrowser } from './browser-name.ts'
import { createChallenges } from './challenges.ts'
import { looksLikeSecret, newEnrolmentCode, newReference, newSecret, sameText } from './secrets.ts'

describe('secrets', () => {
  it('ACCESS-1: enrolment codes are what the contract reads', () => {
    const random = createSeededRandom(7)
    for (let count = 0; count < 100; count += 1) {
      const code = newEnrolmentCode(random)
      expect(EnrolmentCode.parse(code)).toBe(code)
    }
  })

  it('ACCESS-2: secrets have 256 bits and one shape', () => {
    const secret = newSecret(createSeededRandom(3))
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(looksLikeSecret(secret)).toBe(true)
    for (const other of ['', `${secret}A`, secret.slice(1), `${secret.slice(1)}=`])
      expect(looksLikeSecret(other)).toBe(false)
  })

  it('ACCESS-7: references can be read out by phone', () => {
    const random = createSeededRandom(5)
    for (let count = 0; count < 100; count += 1)
      expect(newReference(random)).toMatch(/^[234679AC-HJKMNP-RT-Z]{3}-[234679AC-HJKMNP-RT-Z]{3}$/)
  })

  it('compares texts of any length', () => {
    expect(sameText('123456', '123456')).toBe(true)
    expect(sameText('123456', '12345')).toBe(false)
  })

  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/145.0.0.0 Safari/537.36',
      'Chrome 145 on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/145.0.0.0 Safari/537.36 Edg/145.0.0.0',
      'Edge 145 on Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0', 'Firefox 146 on Linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15',
      'Safari 26 on macOS',
    ],
    ['curl/8', 'Unknown browser on an unknown system'],
    ['', 'Unknown browser on an unknown system'],
  ])('ACCESS-4: calls a browser by its name: %s', (userAgent, name) => {
    expect(describeBrowser(userAgent)).toBe(name)
  })

  it('ACCESS-2: open challenges are bounded, the oldest goes first', () => {
    const challenges = createChallenges({ clock: createVirtualClock(), random: createSeededRandom(1) })
    const binding = { purpose: 'sign-in', holder: 'browser', address: '198.51.100.7' } as const
    const first = challenges.issue(binding)
    const second = challenges.issue(binding)
    for (let count = 2; count <= 20_000; count += 1) challenges.issue(binding)
    expect(challenges.take(first.challengeId, binding)).toBeNull()
    expect(challenges.take(second.challengeId, binding)).toMatchObject(second)
  })
})
