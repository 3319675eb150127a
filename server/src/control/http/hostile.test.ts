import { Problem } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, password, type House } from '../testing/house.ts'
import { watchedLog } from '../testing/watched-log.ts'

const problemOf = (answer: Answer) => Problem.parse(answer.body)
const form = 'application/x-www-form-urlencoded'

describe('bodies and cookies that mean harm', () => {
  let house: House
  let admin: Browser
  let agent: Browser
  const watched = watchedLog()

  beforeAll(async () => {
    house = await openHouse({ log: watched.log })
    admin = await house.signedIn(house.ada)
    agent = await house.signedIn(house.dana)
  })
  afterAll(async () => {
    expect(watched.errors).toEqual([])
    await house.dispose()
  })

  const listed = (query: string) => admin.send('GET', `/api/devices?${query}`)

  /** Routes that change something, with somebody who may call them. */
  const writes: readonly [string, string, () => Browser][] = [
    ['POST', '/api/challenges', () => house.browser()],
    ['POST', '/api/sign-in', () => house.browser()],
    ['POST', '/api/enrolments', () => house.browser()],
    ['POST', '/api/sign-out', () => agent],
    ['POST', '/api/teams', () => admin],
    ['PATCH', '/api/devices/00000000-0000-4000-8000-000000000001', () => admin],
  ]
  const kinds: readonly [string, string][] = [
    [form, 'name=Foreign&reason=x'],
    ['text/plain', '{"name":"Foreign"}'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nF\r\n--x--',
    ],
    ['text/json', '{"name":"Foreign"}'],
    ['', '{"name":"Foreign"}'],
  ]
  it.each(
    writes.flatMap(([method, path, who]) => kinds.map((kind) => [method, path, ...kind, who] as const)),
  )('ACCESS-13: %s %s as "%s" is refused before it is read', async (method, path, type, body, who) => {
    const answer = await who().send(method, path, body, { 'Content-Type': type })
    expect([answer.status, problemOf(answer).code]).toEqual([415, 'unsupported-media-type'])
    expect((await agent.send('GET', '/api/me')).status).toBe(200)
  })

  it.each(kinds)(
    'ACCESS-13: a form of another site as "%s" does not even get that far',
    async (type, body) => {
      const answer = await admin.send('POST', '/api/teams', body, {
        Origin: 'https://evil.example',
        'Sec-Fetch-Site': 'cross-site',
        'Content-Type': type,
      })
      expect([answer.status, problemOf(answer).code]).toEqual([403, 'origin-refused'])
    },
  )

  it.each([
    ['role', { role: 'administrator' }],
    ['passwordHash', { passwordHash: '!' }],
    ['state', { state: 'approved' }],
    ['personId', { personId: '00000000-0000-4000-8000-000000000001' }],
    ['constructor', { constructor: { prototype: { admin: true } } }],
  ])(
    'ACCESS-14: nobody assigns themselves "%s" with a request that takes no such field',
    async (field, more) => {
      const stranger = house.browser()
      const enrolment = await stranger.enrolmentBody('AAAAAAAAAA')
      const signIn = await agent.signInBody(house.dana, password)
      const tries: [Browser, string, string, object][] = [
        [stranger, 'POST', '/api/enrolments', { ...enrolment, ...more }],
        [agent, 'POST', '/api/sign-in', { ...signIn, ...more }],
        [admin, 'PATCH', `/api/devices/${agent.deviceId}`, { name: 'desk', ...more }],
        [admin, 'POST', `/api/devices/${agent.deviceId}/revoke`, { reason: 'x', ...more }],
        [admin, 'POST', '/api/teams', { name: 'Foreign', ...more }],
      ]
      for (const [who, method, path, body] of tries) {
        const answer = await who.send(method, path, body)
        expect([answer.status, problemOf(answer).code, problemOf(answer).field]).toEqual([
          400,
          'invalid-request',
          field,
        ])
      }
    },
  )

  it.each([
    '{"name":"x","__proto__":{"admin":true}}',
    '{"name":"x","nested":{"__proto__":{"admin":true}}}',
    '{"__proto__":null}',
    String.raw`{"name":"x","\u005f_proto__":{"admin":true}}`,
  ])('ACCESS-14: %s pollutes nothing and is 400', async (body) => {
    for (const [who, path] of [
      [admin, '/api/teams'],
      [house.browser(), '/api/challenges'],
      [house.browser(), '/api/sign-in'],
    ] as const) {
      const answer = await who.send('POST', path, body)
      expect([answer.status, problemOf(answer).code]).toEqual([400, 'invalid-request'])
    }
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  it('ACCESS-14: a query pollutes nothing either', async () => {
    expect((await listed('__proto__[limit]=1')).status).toBe(200)
    expect((await listed('limit[]=1')).status).toBe(200)
    expect((await listed('search[__proto__]=1&constructor=1')).status).toBe(200)
    expect((await listed('limit=1e99')).status).toBe(400)
    expect(Object.hasOwn(Object.prototype, 'limit')).toBe(false)
  })

  it.each([
    ['%00', 400],
    ['..%2f..%2fpeople', 400],
    ["' or 1=1 --", 400],
    ['a'.repeat(5000), 400],
  ])('ACCESS-14: "%s" for an id is %d', async (id, status) => {
    const answer = await admin.send(
      'POST',
      `/api/devices/${id.includes('%') ? id : encodeURIComponent(id)}/revoke`,
      {
        reason: 'x',
      },
    )
    expect(answer.status).toBe(status)
  })

  it('ACCESS-21: a cookie on another device is nobody’s, and its owner is not disturbed', async () => {
    const colleague = await house.signedIn(house.priya)
    for (const [name, value] of agent.cookies) colleague.cookies.set(name, value)
    const answer = await colleague.send('GET', '/api/me')
    expect([answer.status, problemOf(answer).code]).toEqual([401, 'proof-required'])
    const rows = house.control.services.audit.page({ offset: 0, limit: 50, action: 'access.request-proof' })
    expect(rows.items.map((row) => [row.actorId, row.reason])).toEqual([[house.dana.personId, 'key-unknown']])
    expect((await agent.send('GET', '/api/me')).status).toBe(200)
  })

  it('ACCESS-25: a body beyond its route’s limit is 413, before anybody parses it', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(64 * 1024) })
    const answer = await admin.send('POST', '/api/teams', large)
    expect([answer.status, problemOf(answer).code]).toEqual([413, 'payload-too-large'])
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
    expect((await admin.send('POST', '/api/teams', deep)).status).toBe(400)
  })
})
