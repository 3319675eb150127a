import { pageOf, Person, Problem, Site, Team } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'

const nobody = '00000000-0000-4000-8000-000000000001'

const problemOf = (answer: Answer) => Problem.parse(answer.body)

describe('people, teams and sites', () => {
  let house: House
  let admin: Browser
  let lead: Browser

  beforeAll(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
    lead = await house.signedIn(house.priya)
  })
  afterAll(() => house.dispose())

  const create = (more: object) =>
    admin.send('POST', '/api/people', {
      userName: 'new.person',
      displayName: 'New Person',
      role: 'agent',
      password: 'at least eight',
      ...more,
    })
  const change = (person: Person, body: object, by = admin) =>
    by.send('PATCH', `/api/people/${person.personId}`, body)

  it('creates a person with a normalised user name, once', async () => {
    const answer = await create({
      userName: ' Ben.Okafor ',
      teamIds: [house.team.teamId],
      siteId: house.site.siteId,
    })
    expect(Person.parse(answer.body)).toMatchObject({
      userName: 'ben.okafor',
      teams: [{ name: 'West' }],
      disabled: false,
      devices: 0,
      createdAt: house.clock.nowMs(),
    })
    expect(JSON.stringify(answer.body)).not.toContain('argon2')
    const twice = await create({ userName: 'BEN.okafor' })
    expect([twice.status, problemOf(twice).code]).toEqual([409, 'conflict'])
  })

  it.each([
    ['userName', { userName: '../etc' }],
    ['password', { password: 'short' }],
    ['role', { role: 'owner' }],
    ['teamIds.0', { teamIds: [nobody] }],
    ['siteId', { siteId: nobody }],
    ['disabled', { disabled: true }],
    ['displayName', { displayName: '  ' }],
  ])('ACCESS-14: names the field %s', async (field, more) => {
    const answer = await create(more)
    expect([answer.status, problemOf(answer).field]).toEqual([400, field])
  })

  it('keeps administrators out of teams', async () => {
    const answer = await create({ userName: 'boss', role: 'administrator', teamIds: [house.team.teamId] })
    expect(problemOf(answer).field).toBe('teamIds')
    expect(problemOf(await change(house.ada, { teamIds: [house.team.teamId] })).field).toBe('teamIds')
  })

  it('changes what is named and leaves the rest', async () => {
    const omar = await house.person('omar.haddad', 'agent')
    const renamed = await change(omar, { displayName: 'Omar H.' })
    expect(Person.parse(renamed.body)).toEqual({ ...omar, displayName: 'Omar H.' })
    const moved = await change(omar, { teamIds: [], siteId: null })
    expect(Person.parse(moved.body)).toMatchObject({ displayName: 'Omar H.', teams: [], siteId: null })
    expect((await change({ ...omar, personId: house.dana.personId }, {})).status).toBe(200)
    expect((await admin.send('PATCH', `/api/people/${nobody}`, {})).status).toBe(404)
    const { items } = house.control.services.audit.page({ offset: 0, limit: 9, search: omar.personId })
    expect(items.map((row) => row.action).slice(0, 3)).toEqual([
      'people.site-set',
      'people.teams-set',
      'people.renamed',
    ])
  })

  it('disabling keeps the first time and can be undone', async () => {
    const lena = await house.person('lena.brandt', 'agent')
    expect(Person.parse((await change(lena, { disabled: true })).body).disabled).toBe(true)
    expect(Person.parse((await change(lena, { disabled: true })).body).disabled).toBe(true)
    expect(Person.parse((await change(lena, { disabled: false })).body).disabled).toBe(false)
    const { items } = house.control.services.audit.page({ offset: 0, limit: 9, search: lena.personId })
    expect(items.map((row) => row.action)).toEqual(['people.enabled', 'people.disabled', 'people.created'])
  })

  it('ACCESS-12: nobody disables themselves, nor anybody the last administrator', async () => {
    const own = await change(house.ada, { disabled: true })
    expect([own.status, problemOf(own).code]).toEqual([409, 'conflict'])
    // The console is nobody: even it cannot leave the house without an administrator.
    const last = house.control.services.people.change(house.ada.personId, { disabled: true }, null)
    expect(last).toMatchObject({ ok: false, problem: { code: 'conflict' } })
    const second = await house.person('bella.stone', 'administrator')
    expect((await change(second, { disabled: true })).status).toBe(200)
    expect(house.control.services.people.change(house.ada.personId, { disabled: true }, null).ok).toBe(false)
  })

  it('ACCESS-12: nobody moves themselves to a site that does not list where they are', async () => {
    const office = Site.parse(
      (await admin.send('POST', '/api/sites', { name: 'Office', cidrs: ['203.0.113.0/24'] })).body,
    )
    expect((await change(house.ada, { siteId: office.siteId })).status).toBe(409)
    expect((await change(house.ada, { siteId: null })).status).toBe(409)
    expect((await change(house.ada, { siteId: house.site.siteId })).status).toBe(200)
    expect((await change(await house.person('kofi.mensah', 'agent'), { siteId: office.siteId })).status).toBe(
      200,
    )
  })

  it('ACCESS-12: an edit of one’s own site that leaves oneself out is refused with the address', async () => {
    const path = `/api/sites/${house.site.siteId}/networks`
    const out = await admin.send('PUT', path, { cidrs: ['198.51.100.0/24'] })
    expect(out.status).toBe(409)
    expect(problemOf(out).detail).toContain('127.0.0.1')
    expect((await admin.send('PUT', path, { cidrs: [] })).status).toBe(409)
    const fine = await admin.send('PUT', path, { cidrs: ['127.0.0.1', '127.0.0.1/32', '2001:DB8::/48'] })
    expect(Site.parse(fine.body).cidrs).toEqual(['127.0.0.1/32', '2001:db8::/48'])
  })

  it('ACCESS-11: names the entry that is no network', async () => {
    const path = `/api/sites/${house.site.siteId}/networks`
    const answer = await admin.send('PUT', path, { cidrs: ['127.0.0.0/8', '0.0.0.0/0'] })
    expect(problemOf(answer)).toMatchObject({ code: 'invalid-request', field: 'cidrs.1' })
    const created = await admin.send('POST', '/api/sites', { name: 'Wide', cidrs: ['::/0'] })
    expect(problemOf(created).field).toBe('cidrs.0')
    expect((await admin.send('PUT', `/api/sites/${nobody}/networks`, { cidrs: [] })).status).toBe(404)
  })

  it('counts people and lists sites and teams', async () => {
    const sites = z.object({ items: z.array(Site) }).parse((await admin.send('GET', '/api/sites')).body).items
    const people = pageOf(Person).parse((await admin.send('GET', '/api/people?limit=200')).body).items
    for (const site of sites)
      expect(site.people).toBe(people.filter((person) => person.siteId === site.siteId).length)
    const teams = z.object({ items: z.array(Team) }).parse((await admin.send('GET', '/api/teams')).body).items
    expect(teams[0]).toMatchObject({
      name: 'West',
      leads: [{ personId: house.priya.personId }],
      wrapUpSeconds: 60,
    })
    expect(teams[0]?.members).toBe(
      people.filter((person) => person.role === 'agent' && person.teams.length > 0 && !person.disabled)
        .length,
    )
    expect(people.find((person) => person.personId === house.ada.personId)?.devices).toBe(1)
    expect(people.find((person) => person.personId === house.dana.personId)?.devices).toBe(0)
  })

  it('refuses a second team or site of a name, whatever its capitals', async () => {
    expect((await admin.send('POST', '/api/teams', { name: 'WEST' })).status).toBe(409)
    expect((await admin.send('POST', '/api/sites', { name: 'home OFFICES', cidrs: [] })).status).toBe(409)
  })

  const list = async (query: string) =>
    pageOf(Person).parse((await admin.send('GET', `/api/people?${query}`)).body)

  it('searches, filters and pages', async () => {
    expect((await list('search=dana')).items.map((person) => person.userName)).toEqual(['dana.whitlock'])
    expect((await list('search=%25')).total).toBe((await list('')).total)
    expect((await list('role=lead')).items.map((person) => person.userName)).toEqual(['priya.raman'])
    const first = await list('limit=1')
    const second = await list('limit=1&offset=1')
    expect(first.items[0]?.personId).not.toBe(second.items[0]?.personId)
  })

  it('ACCESS-15: a lead sees the people and teams they lead, and no more', async () => {
    await admin.send('POST', '/api/teams', { name: 'East' })
    const seen = pageOf(Person).parse((await lead.send('GET', '/api/people?limit=200')).body).items
    expect(seen.every((person) => person.teams.some((team) => team.name === 'West'))).toBe(true)
    expect(seen.some((person) => person.role === 'administrator')).toBe(false)
    const teams = z.object({ items: z.array(Team) }).parse((await lead.send('GET', '/api/teams')).body).items
    expect(teams.map((team) => team.name)).toEqual(['West'])
    expect((await lead.send('GET', '/api/sites')).status).toBe(403)
    expect((await change(house.dana, { displayName: 'x' }, lead)).status).toBe(403)
  })
})
