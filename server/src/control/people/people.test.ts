import { pageOf, Person, Problem, Site, Team } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, password, type House } from '../testing/house.ts'

const nobody = '00000000-0000-4000-8000-000000000001'

const get = async (by: Browser, personId: string) => (await by.send('GET', `/api/people/${personId}`)).status
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
      password: 'fifteen letters or more',
      ...more,
    })
  const change = (person: Person, body: object, by = admin) =>
    by.send('PATCH', `/api/people/${person.personId}`, body)

  it('PEOPLE-1: creates a person with a normalised user name, once', async () => {
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
    expect([twice.status, problemOf(twice).code]).toEqual([409, 'name-taken'])
  })

  it.each([
    ['userName', { userName: '../etc' }],
    ['password', { password: '' }],
    ['password', { password: 'x'.repeat(201) }],
    ['passwordHash', { passwordHash: 'x' }],
    ['totpSecret', { totpSecret: 'x' }],
    ['personId', { personId: nobody }],
    ['role', { role: 'owner' }],
    ['teamIds.0', { teamIds: [nobody] }],
    ['siteId', { siteId: nobody }],
    ['disabled', { disabled: true }],
    ['displayName', { displayName: '  ' }],
  ])('ACCESS-14: names the field %s', async (field, more) => {
    const answer = await create(more)
    expect([answer.status, problemOf(answer).field]).toEqual([400, field])
  })

  it('PEOPLE-5: keeps administrators out of teams', async () => {
    const answer = await create({ userName: 'boss', role: 'administrator', teamIds: [house.team.teamId] })
    expect(problemOf(answer).field).toBe('teamIds')
    expect(problemOf(await change(house.ada, { teamIds: [house.team.teamId] })).field).toBe('teamIds')
  })

  it('PEOPLE-1: changes what is named and leaves the rest', async () => {
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

  it('PEOPLE-1: disabling keeps the first time and can be undone', async () => {
    const lena = await house.person('lena.brandt', 'agent')
    expect(Person.parse((await change(lena, { disabled: true })).body).disabled).toBe(true)
    expect(Person.parse((await change(lena, { disabled: true })).body).disabled).toBe(true)
    expect(Person.parse((await change(lena, { disabled: false })).body).disabled).toBe(false)
    const { items } = house.control.services.audit.page({ offset: 0, limit: 9, search: lena.personId })
    expect(items.map((row) => row.action)).toEqual(['people.enabled', 'people.disabled', 'people.created'])
  })

  it('PEOPLE-4: nobody disables themselves, nor anybody the last administrator', async () => {
    const own = await change(house.ada, { disabled: true })
    expect([own.status, problemOf(own).code]).toEqual([409, 'would-lock-out'])
    // The console is nobody: even it cannot leave the house without an administrator.
    const { people } = house.control.services
    const last = (request: object) => {
      const changed = people.change(house.ada.personId, request, null)
      return changed.ok ? 'ok' : changed.problem.code
    }
    expect(last({ disabled: true })).toBe('last-administrator')
    expect(last({ role: 'lead' })).toBe('last-administrator')
    const second = await house.person('bella.stone', 'administrator')
    expect((await change(second, { disabled: true })).status).toBe(200)
    expect(last({ disabled: true })).toBe('last-administrator')
    // A disabled one counts for nothing, so taking the role from it is no loss.
    expect((await change(second, { role: 'agent' })).status).toBe(200)
    const { items } = house.control.services.audit.page({ offset: 0, limit: 50, search: house.ada.personId })
    const refused = items.filter((row) => row.outcome === 'refused' && row.action.startsWith('people.'))
    expect(refused.map((row) => row.reason)).toEqual([
      'last-administrator',
      'last-administrator',
      'last-administrator',
      'would-lock-out',
    ])
  })

  it('PEOPLE-5: a new role ends every sign-in of the person, and theirs alone', async () => {
    const nora = await house.person('nora.lind', 'agent')
    const browser = await house.signedIn(nora)
    const promoted = await change(nora, { role: 'lead' })
    expect(Person.parse(promoted.body)).toMatchObject({ role: 'lead', teams: [{ name: 'West' }] })
    expect((await browser.send('GET', '/api/me')).status).toBe(401)
    expect((await lead.send('GET', '/api/me')).status).toBe(200)
    // The same role again ends nothing.
    await browser.signIn(nora, password)
    await change(nora, { role: 'lead' })
    expect((await browser.send('GET', '/api/me')).status).toBe(200)
  })

  it('PEOPLE-5: who becomes an administrator leaves their teams', async () => {
    const ivo = await house.person('ivo.lang', 'lead')
    expect(Person.parse((await change(ivo, { role: 'administrator' })).body)).toMatchObject({ teams: [] })
    const refused = await change(ivo, { role: 'administrator', teamIds: [house.team.teamId] })
    expect(problemOf(refused).field).toBe('teamIds')
    const back = await change(ivo, { role: 'agent', teamIds: [house.team.teamId] })
    expect(Person.parse(back.body)).toMatchObject({ role: 'agent', teams: [{ name: 'West' }] })
  })

  it('PEOPLE-4: nobody changes their own role', async () => {
    const own = await change(house.ada, { role: 'agent' })
    expect([own.status, problemOf(own).code]).toEqual([409, 'would-lock-out'])
  })

  it('PEOPLE-4: nobody moves themselves to a site whose networks do not hold them', async () => {
    const office = Site.parse(
      (await admin.send('POST', '/api/sites', { name: 'Office', cidrs: ['203.0.113.0/24'] })).body,
    )
    const out = await change(house.ada, { siteId: office.siteId })
    expect([out.status, problemOf(out).code]).toEqual([409, 'would-lock-out'])
    expect(problemOf(out).detail).toContain('127.0.0.1')
    expect((await change(house.ada, { siteId: null })).status).toBe(409)
    expect((await change(house.ada, { siteId: house.site.siteId })).status).toBe(200)
    expect((await change(await house.person('kofi.mensah', 'agent'), { siteId: office.siteId })).status).toBe(
      200,
    )
  })

  it('NETWORK-2: a new site names the entry that is no network', async () => {
    const created = await admin.send('POST', '/api/sites', { name: 'Wide', cidrs: ['10.0.0.0/8', '::/0'] })
    expect(problemOf(created)).toMatchObject({ code: 'invalid-request', field: 'cidrs.1' })
  })

  it('PEOPLE-6: sites have a place on earth, and change it', async () => {
    const columbus = { latitude: 39.96, longitude: -83 }
    const made = await admin.send('POST', '/api/sites', { name: 'Hub', position: columbus })
    const hub = Site.parse(made.body)
    expect(hub).toMatchObject({ position: columbus, networks: 0, people: 0 })
    const set = (body: object, siteId: string = hub.siteId) =>
      admin.send('PATCH', `/api/sites/${siteId}`, body)
    expect(Site.parse((await set({ name: 'Hub 2' })).body)).toMatchObject({
      name: 'Hub 2',
      position: columbus,
    })
    expect(Site.parse((await set({ position: null })).body).position).toBeNull()
    expect(problemOf(await set({ position: { latitude: 91, longitude: 0 } })).field).toBe('position.latitude')
    expect(problemOf(await set({ position: { latitude: 1 } })).field).toBe('position.longitude')
    expect(problemOf(await set({ cidrs: [] })).field).toBe('cidrs')
    expect(problemOf(await set({ name: 'home OFFICES' })).code).toBe('name-taken')
    expect((await set({ name: 'HUB 2' })).status).toBe(200)
    expect((await set({}, nobody)).status).toBe(404)
  })

  it('PEOPLE-6: teams change their name, wrap-up and what a revocation does to a call', async () => {
    const made = Team.parse((await admin.send('POST', '/api/teams', { name: 'North' })).body)
    const set = (body: object, by = admin, teamId: string = made.teamId) =>
      by.send('PATCH', `/api/teams/${teamId}`, body)
    expect(Team.parse((await set({ onRevoke: 'cut', wrapUpSeconds: 0 })).body)).toEqual({
      ...made,
      onRevoke: 'cut',
      wrapUpSeconds: 0,
    })
    expect(Team.parse((await set({ name: 'NORTH' })).body).name).toBe('NORTH')
    expect(problemOf(await set({ name: 'west' })).code).toBe('name-taken')
    expect(problemOf(await set({ wrapUpSeconds: 1801 })).field).toBe('wrapUpSeconds')
    expect(problemOf(await set({ teamId: nobody })).field).toBe('teamId')
    expect((await set({}, admin, nobody)).status).toBe(404)
    expect((await set({ name: 'Mine' }, lead)).status).toBe(403)
    const { people, audit } = house.control.services
    const cutter = await house.person('cut.person', 'agent')
    expect(people.onRevoke(cutter.personId)).toBe('drain')
    await change(cutter, { teamIds: [house.team.teamId, made.teamId] })
    expect(people.onRevoke(cutter.personId)).toBe('cut')
    const { items } = audit.page({ offset: 0, limit: 9, search: made.teamId })
    expect(items.map((row) => row.action)).toEqual([
      'people.team-renamed',
      'people.team-on-revoke-set',
      'people.team-wrap-up-set',
      'people.team-created',
    ])
  })

  it('PEOPLE-3: somebody may be made without a password; a weak one is refused with its fault', async () => {
    const made = await create({ userName: 'no.password', password: null })
    expect(Person.parse(made.body)).toMatchObject({ hasPassword: false, totpEnabled: false })
    expect(house.control.services.people.secretOf('no.password')?.passwordHash).toBe('!')
    const weak = await create({ userName: 'weak.one', password: 'short' })
    expect([weak.status, problemOf(weak).code, problemOf(weak).detail]).toEqual([
      422,
      'password-refused',
      'too-short',
    ])
    expect(house.control.services.people.secretOf('weak.one')).toBeNull()
  })

  it('PEOPLE-6: counts people and lists sites and teams', async () => {
    const sites = z.object({ items: z.array(Site) }).parse((await admin.send('GET', '/api/sites')).body).items
    const people = pageOf(Person).parse((await admin.send('GET', '/api/people?limit=200')).body).items
    for (const site of sites)
      expect(site.people).toBe(people.filter((person) => person.siteId === site.siteId).length)
    const teams = z.object({ items: z.array(Team) }).parse((await admin.send('GET', '/api/teams')).body).items
    const west = teams.find((team) => team.name === 'West')
    expect(west).toMatchObject({ wrapUpSeconds: 60, onRevoke: 'drain' })
    const inWest = people.filter(
      ({ teams: own, disabled }) => !disabled && own.some(({ name }) => name === 'West'),
    )
    expect(west?.members).toBe(inWest.filter(({ role }) => role === 'agent').length)
    const leads = inWest.filter(({ role }) => role === 'lead').map(({ personId }) => personId)
    expect(leads).toContain(house.priya.personId)
    expect(west?.leads.map(({ personId }) => personId).toSorted()).toEqual(leads.toSorted())
    expect(people.find((person) => person.personId === house.ada.personId)?.devices).toBe(1)
    expect(people.find((person) => person.personId === house.dana.personId)?.devices).toBe(0)
  })

  it('PEOPLE-6: refuses a second team or site of a name, whatever its capitals', async () => {
    expect((await admin.send('POST', '/api/teams', { name: 'WEST' })).status).toBe(409)
    expect((await admin.send('POST', '/api/sites', { name: 'home OFFICES', cidrs: [] })).status).toBe(409)
  })

  const list = async (query: string) =>
    pageOf(Person).parse((await admin.send('GET', `/api/people?${query}`)).body)

  it('PEOPLE-2: searches, filters and pages', async () => {
    expect((await list('search=dana')).items.map((person) => person.userName)).toEqual(['dana.whitlock'])
    expect((await list('search=%25')).total).toBe((await list('')).total)
    expect((await list('role=lead&search=raman')).items.map((person) => person.userName)).toEqual([
      'priya.raman',
    ])
    expect((await list(`siteId=${nobody}`)).total).toBe(0)
    expect(
      (await list(`siteId=${house.site.siteId}&limit=200`)).items.every(
        (person) => person.siteId === house.site.siteId,
      ),
    ).toBe(true)
    expect((await list('state=disabled')).items.map((person) => person.disabled)).toContain(true)
    expect((await list('state=enabled&limit=200')).items.every((person) => !person.disabled)).toBe(true)
    expect((await admin.send('GET', '/api/people?sort=passwordHash')).status).toBe(400)
    const first = await list('limit=1')
    const second = await list('limit=1&offset=1')
    expect(first.items[0]?.personId).not.toBe(second.items[0]?.personId)
  })

  it.each<[string, (person: Person) => string | number]>([
    ['name', (person) => person.displayName.toLowerCase()],
    ['user-name', (person) => person.userName],
    ['created', (person) => person.createdAt],
    ['role', (person) => ['administrator', 'lead', 'agent'].indexOf(person.role)],
  ])('PEOPLE-2: sorts by %s, both ways', async (sort, keyOf) => {
    const compare = (one: Person, two: Person) =>
      keyOf(one) < keyOf(two) ? -1 : Number(keyOf(one) > keyOf(two))
    const { items } = await list(`sort=${sort}&limit=200`)
    expect(items.map(keyOf)).toEqual(items.toSorted(compare).map(keyOf))
    const turned = await list(`sort=${sort}&direction=descending&limit=200`)
    expect(turned.items.map(keyOf)).toEqual(items.map(keyOf).toReversed())
  })

  it('PEOPLE-2: a lead sees the people and teams they lead, and no more', async () => {
    await admin.send('POST', '/api/teams', { name: 'East' })
    const seen = pageOf(Person).parse((await lead.send('GET', '/api/people?limit=200')).body).items
    expect(seen.every((person) => person.teams.some((team) => team.name === 'West'))).toBe(true)
    expect(seen.some((person) => person.role === 'administrator')).toBe(false)
    const teams = z.object({ items: z.array(Team) }).parse((await lead.send('GET', '/api/teams')).body).items
    expect(teams.map((team) => team.name)).toEqual(['West'])
    expect((await lead.send('GET', '/api/sites')).status).toBe(403)
    expect((await change(house.dana, { displayName: 'x' }, lead)).status).toBe(403)
    const east = z
      .object({ items: z.array(Team) })
      .parse((await admin.send('GET', '/api/teams')).body)
      .items.find((team) => team.name === 'East')
    const outsider = Person.parse((await create({ userName: 'out.sider', teamIds: [east?.teamId] })).body)
    expect(await get(lead, house.dana.personId)).toBe(200)
    expect(await get(lead, outsider.personId)).toBe(404)
    expect(await get(lead, house.ada.personId)).toBe(404)
    expect(await get(admin, outsider.personId)).toBe(200)
    expect(await get(admin, nobody)).toBe(404)
    expect(await get(admin, 'nobody')).toBe(400)
    expect((await list(`teamId=${east?.teamId}`)).items.map((person) => person.userName)).toEqual([
      'out.sider',
    ])
    expect((await lead.send('GET', `/api/people?teamId=${east?.teamId}`)).body).toEqual({
      items: [],
      total: 0,
    })
  })
})
