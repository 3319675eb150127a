import { importLimits, PeopleImport, Problem } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'

const problemOf = (answer: Answer) => Problem.parse(answer.body)
/** Five thousand people with two rows of the trail each, on a machine that is busy with everything else. */
const largestMs = 60_000
const header = 'user name,display name,role,teams,site\n'
const file = `${header}ben.okafor,Ben Okafor,agent,West,Home offices\nlena.brandt,Lena Brandt,lead,West,\n`

describe('importing people', () => {
  let house: House
  let admin: Browser

  beforeEach(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
  })
  afterEach(() => house.dispose())

  const send = (text: string | Uint8Array, dryRun: boolean, by = admin) =>
    by.send('POST', '/api/people/imports', { csv: Buffer.from(text).toString('base64'), dryRun })
  const done = async (text: string, dryRun: boolean) => PeopleImport.parse((await send(text, dryRun)).body)
  const people = () => house.control.services.people.page({ offset: 0, limit: 200 }).total
  const steps = () =>
    house.control.services.audit
      .page({ offset: 0, limit: 50 })
      .items.map((row) => `${row.action} ${row.outcome} ${row.reason}`)

  it('PEOPLE-7: a dry run shows what would be, and changes nothing', async () => {
    const before = [people(), steps().length]
    expect(await done(file, true)).toEqual({
      rows: 2,
      good: 2,
      bad: [],
      badTotal: 0,
      sample: [
        {
          userName: 'ben.okafor',
          displayName: 'Ben Okafor',
          role: 'agent',
          teams: ['West'],
          site: 'Home offices',
        },
        { userName: 'lena.brandt', displayName: 'Lena Brandt', role: 'lead', teams: ['West'], site: null },
      ],
      created: [],
    })
    expect([people(), steps().length]).toEqual(before)
  })

  it('PEOPLE-10: an import creates everybody, without a password, each with a link of their own', async () => {
    const { created, good } = await done(file, false)
    expect([good, created.map((one) => one.userName)]).toEqual([2, ['ben.okafor', 'lena.brandt']])
    const service = house.control.services.people
    for (const { personId, userName, link } of created) {
      expect(service.find(personId)).toMatchObject({
        userName,
        hasPassword: false,
        teams: [{ name: 'West' }],
      })
      expect(new URL(link).origin).toBe(house.config.origins[0])
    }
    expect(new Set(created.map((one) => one.link)).size).toBe(2)
    expect(service.find(created[0]?.personId ?? house.ada.personId)?.siteId).toBe(house.site.siteId)
    expect(steps()).toEqual(
      expect.arrayContaining([
        'people.imported done null',
        'people.created done agent',
        'people.created done lead',
      ]),
    )
    // Nothing of the file or the links is in the trail.
    const rows = JSON.stringify(house.control.services.audit.page({ offset: 0, limit: 50 }))
    for (const { userName, link } of created) {
      expect(rows).not.toContain(userName)
      expect(rows).not.toContain(link.slice(-20))
    }
    // The same file again: everybody is taken, nobody is made twice.
    const again = await done(file, false)
    expect(again).toMatchObject({ good: 0, badTotal: 2, created: [] })
    expect(again.bad.map(({ line, field }) => [line, field])).toEqual([
      [2, 'userName'],
      [3, 'userName'],
    ])
  })

  it('PEOPLE-10: one bad row and nobody is created', async () => {
    const before = people()
    const mixed = `${file}x,X,owner,North,Moon\ndana.whitlock,Dana,agent,,\nevil,=1+1,agent,,\n`
    const found = await done(mixed, false)
    expect(found).toMatchObject({ rows: 5, good: 2, badTotal: 6, created: [] })
    expect(found.bad.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '4 userName',
      '4 role',
      '4 teams',
      '4 site',
      '5 userName',
      '6 displayName',
    ])
    expect(people()).toBe(before)
    expect(steps()[0]).toBe('people.imported refused bad-rows')
    // What the dry run says is the same.
    expect((await done(mixed, true)).bad).toEqual(found.bad)
  })

  it('PEOPLE-7: lists 200 bad rows and counts the others', async () => {
    const bad = await done(header + 'x,X,agent,,\n'.repeat(300), true)
    expect([bad.bad.length, bad.badTotal, bad.rows]).toEqual([200, 300, 300])
  })

  it('PEOPLE-8: too large, too many rows and no text are refused, with a row in the trail', async () => {
    const refusal = async (text: string | Uint8Array) => {
      const answer = await send(text, true)
      return [answer.status, problemOf(answer).code, steps()[0]]
    }
    expect(await refusal(new Uint8Array(importLimits.bytes + 1).fill(0x61))).toEqual([
      413,
      'payload-too-large',
      'people.imported refused payload-too-large',
    ])
    expect(await refusal('a,b,c\n'.repeat(100_000))).toEqual([
      413,
      'too-many-rows',
      'people.imported refused too-many-rows',
    ])
    expect(await refusal(Uint8Array.of(0xff, 0xfe, 0x61, 0))).toEqual([
      400,
      'invalid-request',
      'people.imported refused invalid-request',
    ])
    const longer = await admin.send('POST', '/api/people/imports', {
      csv: 'A'.repeat(4 * 1024 * 1024),
      dryRun: true,
    })
    expect(longer.status).toBe(413)
    const noBase64 = await admin.send('POST', '/api/people/imports', { csv: '%%%', dryRun: true })
    expect([noBase64.status, problemOf(noBase64).field]).toEqual([400, 'csv'])
  })

  it(
    'PEOPLE-8: the largest import takes every row, and stays one dbTransaction',
    async () => {
      const rows = Array.from(
        { length: importLimits.rows },
        (_, index) => `p${index},Person ${index},agent,West,`,
      )
      const { created } = await done(header + rows.join('\n'), false)
      expect(created).toHaveLength(importLimits.rows)
      expect(people()).toBe(importLimits.rows + 3)
    },
    largestMs,
  )

  it('PEOPLE-2: leads and agents import nobody', async () => {
    expect((await send(file, true, await house.signedIn(house.priya))).status).toBe(403)
    expect((await send(file, true, await house.signedIn(house.dana))).status).toBe(403)
  })
})
