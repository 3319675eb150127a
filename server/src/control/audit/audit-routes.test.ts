import { rmSync } from 'node:fs'
import { AuditEntryView, AuditVerification, pageOf } from '@hearthline/shared'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'
import { anchorPaths } from './anchor-file.ts'

const Page = pageOf(AuditEntryView)

describe('the audit trail over HTTP', () => {
  let house: House
  let admin: Browser
  let agent: Browser
  beforeAll(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
    agent = await house.signedIn(house.dana)
  })
  afterAll(() => house.dispose())
  const verification = async (method: 'GET' | 'POST', path: string) =>
    AuditVerification.parse((await admin.send(method, path)).body)
  const list = async (query: string) => Page.parse((await admin.send('GET', `/api/audit${query}`)).body)

  it('AUDIT-6: a search by a name finds what that person did and what was done to them', async () => {
    const { items, total } = await list('?search=DANA.WHIT')
    expect(total).toBeGreaterThan(0)
    for (const { actorId, subjectId, actor, subjectName } of items)
      expect([actorId, subjectId, actor?.displayName, subjectName]).toContain(house.dana.personId)
    const byPerson = await list(`?actorId=${house.dana.personId}&action=access.sign-in`)
    expect(byPerson.items[0]?.actor).toEqual({
      personId: house.dana.personId,
      displayName: house.dana.displayName,
    })
  })

  it('AUDIT-6: the actions for the filter', async () => {
    const { body } = await admin.send('GET', '/api/audit/actions')
    expect(body).toMatchObject({ actions: expect.arrayContaining(['access.sign-in']) })
  })

  it.each([
    '?outcome=perhaps',
    '?actorId=1',
    '?from=yesterday',
    '?limit=100000',
    `?action=${'x'.repeat(61)}`,
  ])('AUDIT-6: %s is refused', async (query) => {
    expect((await admin.send('GET', `/api/audit${query}`)).status).toBe(400)
  })

  it('AUDIT-8: the export is a file of CSV and a row of the trail', async () => {
    const { status, headers, body } = await admin.send('POST', '/api/audit/exports', { action: 'access' })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="hearthline-audit-\S+\.csv"$/)
    expect(headers.get('cache-control')).toBe('no-store')
    const rows: Record<string, string>[] = parse(String(body), { bom: true, columns: true })
    expect(rows.length).toBeGreaterThan(0)
    expect(new Set(rows.map((row) => row['action']?.split('.')[0]))).toEqual(new Set(['access']))
    const { items } = await list('?action=audit.exported')
    expect(items).toMatchObject([{ actorId: house.ada.personId, address: '127.0.0.1', outcome: 'done' }])
  })

  it('AUDIT-8: an unknown field of the filter is refused, and nothing is exported', async () => {
    const before = (await list('?action=audit.exported')).total
    expect((await admin.send('POST', '/api/audit/exports', { actions: 'access' })).status).toBe(400)
    expect((await list('?action=audit.exported')).total).toBe(before)
  })

  it('AUDIT-11: the standing check and the walk on demand; lost anchors are told', async () => {
    expect(await verification('GET', '/api/audit/verification')).toMatchObject({ firstBadSeq: null })
    house.clock.advance(60_000)
    const all = await verification('POST', '/api/audit/verifications')
    expect(all).toMatchObject({ firstBadSeq: null, anchors: { firstBad: null } })
    expect(all.rows).toBe((await list('?limit=1')).items[0]?.seq)
    expect(all.anchors.count).toBeGreaterThan(0)
    rmSync(anchorPaths(house.config.dataDir).file)
    expect((await verification('POST', '/api/audit/verifications')).anchors.firstBad?.why).toBe('unreadable')
  })

  it.each([
    ['GET', '/api/audit'],
    ['GET', '/api/audit/actions'],
    ['POST', '/api/audit/exports'],
    ['GET', '/api/audit/verification'],
    ['POST', '/api/audit/verifications'],
  ])('AUDIT-6: %s %s is for administrators only', async (method, path) => {
    const body = method === 'POST' ? {} : undefined
    expect((await agent.send(method, path, body)).status).toBe(403)
    expect((await house.browser().send(method, path, body)).status).toBe(401)
  })
})
