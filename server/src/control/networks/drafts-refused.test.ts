import { NetworkRule, pageOf, PersonId, Problem, SiteId, TeamId, type NetworkScope } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'

const nobody = '00000000-0000-4000-8000-000000000001'
const List = pageOf(NetworkRule).extend({ revision: z.int() })
const everyone: NetworkScope = { type: 'everyone' }
const problemOf = (answer: Answer) => Problem.parse(answer.body)
const add = (cidr: string, scope: object = everyone, more: object = {}) => ({
  type: 'add',
  cidr,
  name: `Rule ${cidr}`,
  scope,
  ...more,
})

describe('drafts of network rules that are refused', () => {
  let house: House
  let admin: Browser

  beforeAll(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
  })
  afterAll(() => house.dispose())

  const list = async (query = '') => List.parse((await admin.send('GET', `/api/networks?${query}`)).body)
  const preview = (...changes: object[]) => admin.send('POST', '/api/networks/preview', { changes })
  const publish = async (...changes: object[]) => {
    const { revision } = await list()
    return admin.send('POST', '/api/networks/changes', { changes, revision })
  }

  it.each([
    ['010.0.0.0/8', 'not a network', 'no-range', ''],
    ['0x0a000000/8', 'not a network', 'no-range', ''],
    ['0.0.0.0/0', 'too much', 'catch-all', '/8'],
    ['::/0', 'too much', 'catch-all', '/20'],
    ['::ffff:0:0/96', 'too much', 'catch-all', '/8'],
    ['10.0.0.0/7', 'too much', 'catch-all', '/8'],
    ['2000::/19', 'too much', 'catch-all', '/20'],
    ['fe80::1%eth0/64', 'not a network', 'no-range', ''],
    ['10.0.0.1/24', 'Did you mean 10.0.0.0/24', 'host-bits', '10.0.0.0/24'],
    ['10.0.0.0/24 ; DROP', 'not a network', 'no-range', ''],
    ['', 'not a network', 'no-range', ''],
    ['192.0.2.0/24', 'on the list', 'listed', '192.0.2.0/24'],
    ['10.0.0.0/33', 'out of range', 'prefix', '/32'],
  ])('NETWORK-2: %s is refused by its field: %s', async (cidr, sentence, fault, hint) => {
    for (const answer of [
      await preview(add('192.0.2.0/24'), add(cidr)),
      await publish(add('192.0.2.0/24'), add(cidr)),
    ]) {
      expect([answer.status, problemOf(answer).field]).toEqual([400, 'changes.1.cidr'])
      expect(problemOf(answer)).toMatchObject({
        detail: expect.stringContaining(sentence),
        range: { fault, hint },
      })
    }
    expect((await list('search=192.0.2')).total).toBe(0)
    const { items } = house.control.services.audit.page({ offset: 0, limit: 1 })
    expect(items[0]).toMatchObject({
      action: 'networks.published',
      outcome: 'refused',
      reason: 'invalid-request',
      actorId: house.ada.personId,
    })
  })

  it.each([
    ['changes.0.scope', add('192.0.2.0/24', { type: 'site', siteId: SiteId.parse(nobody) })],
    ['changes.0.scope', add('192.0.2.0/24', { type: 'person', personId: PersonId.parse(nobody) })],
    ['changes.0.scope', add('192.0.2.0/24', { type: 'team', teamId: TeamId.parse(nobody) })],
    ['changes.0.endsAt', add('192.0.2.0/24', everyone, { endsAt: 1 })],
    ['changes.0.ruleId', { type: 'remove', ruleId: nobody }],
    ['changes.0.kind', add('192.0.2.0/24', everyone, { kind: 'company' })],
    ['changes.0.createdBy', add('192.0.2.0/24', everyone, { createdBy: nobody })],
    ['changes.0.name', { ...add('192.0.2.0/24'), name: ' ' }],
    ['changes.0.scope.siteId', add('192.0.2.0/24', { ...everyone, siteId: nobody })],
    ['changes.0.type', { type: 'replace' }],
  ])('NETWORK-4: names the field %s', async (field, change) => {
    const answer = await publish(change)
    expect([answer.status, problemOf(answer).field]).toEqual([400, field])
  })
})
