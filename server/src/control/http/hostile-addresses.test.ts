import { Problem } from '@hearthline/shared'
import { afterEach, describe, expect, it } from 'vitest'
import { openHouse, password, type House } from '../testing/house.ts'

const home = '198.51.100.20'
const elsewhere = '203.0.113.66'

describe('addresses that are only said', () => {
  let house: House
  afterEach(() => house.dispose())

  /** Where control thinks this sign-in came from, and what it answered. */
  const signInWith = async (headers: Record<string, string>) => {
    const browser = await house.signedIn(house.dana, home)
    browser.address = null
    const body = await browser.signInBody(house.dana, password)
    // The challenge must come from the same place, or it is refused for that alone.
    const challenge = await browser.send('POST', '/api/challenges', { purpose: 'sign-in' }, headers)
    expect(challenge.status).toBe(200)
    const answer = await browser.send('POST', '/api/sign-in', body, headers)
    const [row] = house.control.services.audit.page({ offset: 0, limit: 1, action: 'access.sign-in' }).items
    return { status: answer.status, address: row?.address, problem: Problem.safeParse(answer.body).data }
  }

  const lies: readonly [string, Record<string, string>][] = [
    ['X-Forwarded-For', { 'X-Forwarded-For': home }],
    ['X-Forwarded-For of several hops', { 'X-Forwarded-For': `${home}, 10.0.0.1, ${home}` }],
    ['Forwarded', { Forwarded: `for=${home};proto=https` }],
    ['Forwarded in IPv6', { Forwarded: 'for="[2001:db8::1]:443"' }],
    ['X-Real-IP', { 'X-Real-IP': home }],
    [
      'True-Client-IP and its like',
      { 'True-Client-IP': home, 'CF-Connecting-IP': home, 'X-Client-IP': home },
    ],
    ['all of them', { 'X-Forwarded-For': home, Forwarded: `for=${home}`, 'X-Real-IP': home }],
  ]

  it.each(lies)(
    'ACCESS-10: %s from a peer that is no trusted proxy counts for nothing',
    async (_case, lie) => {
      house = await openHouse({}, { HEARTHLINE_TRUSTED_PROXIES: '192.0.2.1' })
      const browser = await house.signedIn(house.dana)
      const answer = await browser.send('GET', '/api/me', undefined, lie)
      expect(answer.status).toBe(200)
      await browser.send('POST', '/api/sign-in', await browser.signInBody(house.dana, 'wrong'), lie)
      const [row] = house.control.services.audit.page({ offset: 0, limit: 1, action: 'access.sign-in' }).items
      expect(row).toMatchObject({ outcome: 'refused', reason: 'password', address: '127.0.0.1' })
    },
  )

  it.each([
    ['the nearest hop counts, not what the client wrote before it', `${home}, ${elsewhere}`, elsewhere],
    ['a proxy behind a proxy is walked through', `${home}, ${elsewhere}, 127.0.0.1`, elsewhere],
    ['a chain of trusted proxies alone ends at the last of them', '127.0.0.9, 127.0.0.1', '127.0.0.9'],
    ['what is no address ends the walk', `${home}, unknown`, '127.0.0.1'],
    ['a port makes it no address', `${home}:4711`, '127.0.0.1'],
    ['octal is no address', '0306.063.0144.024', '127.0.0.1'],
    ['an IPv4 in IPv6 is that IPv4', `::ffff:${elsewhere}`, elsewhere],
    ['a zone is no address', 'fe80::1%eth0', '127.0.0.1'],
    ['an empty entry ends the walk', `${home}, ,`, '127.0.0.1'],
  ])('ACCESS-10: through a trusted proxy %s', async (_case, header, seen) => {
    house = await openHouse({}, { HEARTHLINE_TRUSTED_PROXIES: '127.0.0.0/8' })
    const stranger = house.browser()
    const headers = {
      'X-Forwarded-For': header,
      'X-Real-IP': home,
      Forwarded: `for=${home}`,
    }
    await stranger.send('POST', '/api/challenges', { purpose: 'sign-in' }, headers)
    await stranger.send('POST', '/api/sign-in', await stranger.signInBody(house.dana, password), headers)
    const [row] = house.control.services.audit.page({ offset: 0, limit: 1, action: 'access.sign-in' }).items
    expect(row?.address).toBe(seen)
  })

  it('ACCESS-10, ACCESS-11: whoever writes a home address before their own is still elsewhere', async () => {
    house = await openHouse()
    const outcome = await signInWith({ 'X-Forwarded-For': `${home}, ${elsewhere}`, 'X-Real-IP': home })
    expect(outcome).toMatchObject({ status: 401, address: elsewhere, problem: { code: 'sign-in-refused' } })
  })
})
