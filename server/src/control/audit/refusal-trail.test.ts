import { Problem } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { slowStartMs } from '../testing/call-floor.ts'
import type { Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'

const ask = (from: Browser) => from.send('POST', '/api/access-requests', { reference: '7K4-QX2', note: 'x' })

describe('AUDIT-14: refused requests', () => {
  let house: House
  let admin: Browser
  beforeEach(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
  }, slowStartMs)
  afterEach(() => house.dispose())

  const rows = () =>
    house.control.services.audit
      .page({ offset: 0, limit: 200 })
      .items.filter((row) => row.outcome === 'refused')
      .map(({ action, reason, actorId }) => [action, reason, actorId === null ? 'stranger' : 'known'])

  const asked = () => rows().filter(([action]) => action === 'access.request-asked').length

  it('a foreign page’s request is one row, however often it comes within a minute', async () => {
    for (let time = 0; time < 3; time += 1)
      await admin.send('POST', '/api/teams', { name: 'X' }, { Origin: 'https://evil.example' })
    expect(rows()).toEqual([['http.refused', 'origin-refused', 'stranger']])
    house.clock.advance(61_000)
    await admin.send('POST', '/api/teams', { name: 'X' }, { Origin: 'https://evil.example' })
    expect(rows()).toHaveLength(2)
  })

  it('a form, a field nobody asked for, and a made-up prototype are a row each', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const answers = [
      await admin.send('POST', '/api/teams', 'name=X', form),
      await admin.send('POST', '/api/people', { userName: 'a.b', displayName: 'A', role: 'agent', admin: 1 }),
      await admin.send('POST', '/api/sites', '{"name":"S","__proto__":{"role":"administrator"}}'),
    ]
    expect(answers.map(({ body }) => Problem.parse(body).code)).toEqual([
      'unsupported-media-type',
      'invalid-request',
      'invalid-request',
    ])
    expect(rows()).toEqual([
      ['http.refused', 'invalid-request', 'known'],
      ['http.refused', 'invalid-request', 'known'],
      ['http.refused', 'unsupported-media-type', 'known'],
    ])
  })

  it('a role that may not, and an id of another team, are a row each', async () => {
    const lead = await house.signedIn(house.priya)
    await lead.send('POST', '/api/teams', { name: 'X' })
    await lead.send('GET', `/api/people/${house.ada.personId}`)
    expect(rows()).toEqual([
      ['http.refused', 'not-found', 'known'],
      ['http.refused', 'not-allowed', 'known'],
    ])
  })

  it('a stranger who never stops is no row for each try, and hides nobody else', async () => {
    const stranger = house.browser('203.0.113.9')
    for (let time = 0; time < 130; time += 1) await ask(stranger)
    expect(asked()).toBe(120)
    await ask(house.browser('203.0.113.10'))
    expect(asked()).toBe(121)
    house.clock.advance(60_000)
    for (let time = 0; time < 8; time += 1) await ask(stranger)
    expect(asked()).toBe(125)
  })

  it('what a domain wrote a row about gets no second one', async () => {
    const policies = await admin.send('PUT', '/api/policies', { policies: {}, revision: 99 })
    expect(Problem.parse(policies.body).code).toBe('invalid-request')
    const changes = [{ type: 'add', cidr: '0.0.0.0/0', name: 'all', scope: { type: 'everyone' } }]
    await admin.send('POST', '/api/networks/changes', { revision: 0, changes })
    expect(rows().filter(([action]) => action === 'http.refused')).toHaveLength(1)
    expect(rows()).toHaveLength(2)
  })
})
