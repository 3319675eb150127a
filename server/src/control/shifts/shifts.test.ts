import {
  Overtime,
  Problem,
  ShiftHours,
  shiftRoutes,
  Team,
  type Person,
  type ShiftLane,
} from '@hearthline/shared'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, password, type House } from '../testing/house.ts'

const nobody = '00000000-0000-4000-8000-000000000001'
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const problemOf = (answer: Answer) => Problem.parse(answer.body)
const Hours = z.object({ hours: z.array(ShiftHours), inherited: z.boolean() })
const SavedHours = z.object({ hours: z.array(ShiftHours), ended: z.int() })

const grant = (by: Browser, person: Person, minutes = 60) =>
  by.send('POST', `/api/people/${person.personId}/overtime`, { minutes, reason: 'queue is long' })
const laneOf = (lanes: ShiftLane[], person: Person) =>
  lanes.find((lane) => lane.person.personId === person.personId)
const names = (lanes: ShiftLane[]) => lanes.map((lane) => lane.person.displayName)

describe('shifts', () => {
  let house: House
  let admin: Browser
  let lead: Browser

  beforeEach(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
    lead = await house.signedIn(house.priya)
  })
  afterEach(() => house.dispose())

  /** Hours in UTC that begin and end so many minutes from now, every day. */
  const around = (fromMinutes: number, untilMinutes: number, more: Partial<ShiftHours> = {}): ShiftHours => ({
    days: everyDay,
    start: clockTime(fromMinutes),
    end: clockTime(untilMinutes),
    timeZone: 'UTC',
    ...more,
  })
  const clockTime = (minutes: number) =>
    new Date(house.clock.nowMs() + minutes * minuteMs).toISOString().slice(11, 16)
  const setHours = (scope: object, hours: object[], by = admin) =>
    by.send('PUT', '/api/shifts/hours', { scope, hours })
  const ofDana = () => ({ type: 'person', personId: house.dana.personId })
  const ofWest = () => ({ type: 'team', teamId: house.team.teamId })
  const access = (person: Person) =>
    house.control.services.shifts.accessAt(person.personId, house.clock.nowMs())
  const day = async (by: Browser, query = '') => {
    const date = new Date(house.clock.nowMs()).toISOString().slice(0, 10)
    return shiftRoutes.day.answer.parse(
      (await by.send('GET', `/api/shifts/day?date=${date}&timeZone=UTC&${query}`)).body,
    )
  }
  const steps = () =>
    house.control.services.audit
      .page({ offset: 0, limit: 100 })
      .items.filter((row) => row.action.startsWith('shifts.'))
      .map((row) => `${row.action} ${row.outcome} ${row.reason}`)

  it('SHIFT-1: without hours somebody may work at any time', () => {
    expect(access(house.dana)).toEqual({ type: 'always' })
  })

  it('SHIFT-1: own hours replace the team’s; several teams are taken together', async () => {
    const east = Team.parse((await admin.send('POST', '/api/teams', { name: 'East' })).body)
    await setHours(ofWest(), [around(-60, 60)])
    expect(access(house.dana)).toMatchObject({ type: 'open', by: 'window' })
    expect(access(house.ada)).toEqual({ type: 'always' })
    await setHours(ofDana(), [around(120, 180)])
    expect(access(house.dana).type).toBe('closed')
    await setHours(ofDana(), [])
    expect(access(house.dana).type).toBe('open')
    await setHours(ofWest(), [around(120, 180)])
    await setHours({ type: 'team', teamId: east.teamId }, [around(-60, 60)])
    expect(access(house.dana).type).toBe('closed')
    const both = { teamIds: [house.team.teamId, east.teamId] }
    await admin.send('PATCH', `/api/people/${house.dana.personId}`, both)
    expect(access(house.dana)).toMatchObject({ type: 'open', by: 'window' })
    const { hours, inherited } = Hours.parse(
      (await admin.send('GET', `/api/shifts/hours?personId=${house.dana.personId}`)).body,
    )
    expect([hours.length, inherited]).toEqual([2, true])
  })

  it('SHIFT-6: hours are kept in one spelling', async () => {
    const answer = await setHours(ofDana(), [around(-60, 60, { days: [5, 1, 5], timeZone: 'europe/berlin' })])
    expect(SavedHours.parse(answer.body).hours).toEqual([
      around(-60, 60, { days: [1, 5], timeZone: 'Europe/Berlin' }),
    ])
    const read = await lead.send('GET', `/api/shifts/hours?personId=${house.dana.personId}`)
    expect(Hours.parse(read.body)).toEqual({
      ...SavedHours.pick({ hours: true }).parse(answer.body),
      inherited: false,
    })
    expect(
      Hours.parse((await lead.send('GET', `/api/shifts/hours?teamId=${house.team.teamId}`)).body),
    ).toEqual({
      hours: [],
      inherited: false,
    })
  })

  it('SHIFT-6: hours of nobody are not found', async () => {
    expect((await setHours({ type: 'person', personId: nobody }, [])).status).toBe(404)
    expect((await setHours({ type: 'team', teamId: nobody }, [])).status).toBe(404)
    expect((await admin.send('GET', `/api/shifts/hours?teamId=${nobody}`)).status).toBe(404)
    expect((await admin.send('GET', '/api/shifts/hours')).status).toBe(400)
    expect((await setHours(ofDana(), [], lead)).status).toBe(403)
  })

  it('SHIFT-7: hours that close now end sign-ins, within the same answer', async () => {
    const dana = await house.signedIn(house.dana)
    const answer = await setHours(ofDana(), [around(120, 180)])
    expect(SavedHours.parse(answer.body).ended).toBe(1)
    expect((await dana.send('GET', '/api/me')).status).toBe(401)
    expect((await lead.send('GET', '/api/me')).status).toBe(200)
    const ended = house.control.services.audit.page({ offset: 0, limit: 9, search: 'access.sign-in-ended' })
    expect(ended.items.map((row) => row.reason)).toContain('shift-over')
    // Closed already: saving the like again ends nobody.
    expect(SavedHours.parse((await setHours(ofDana(), [around(121, 180)])).body).ended).toBe(0)
    expect(steps()).toEqual(['shifts.hours-set done person', 'shifts.hours-set done person'])
  })

  it('SHIFT-7: an editor does not lock themselves out', async () => {
    const self = { type: 'person', personId: house.ada.personId }
    const answer = await setHours(self, [around(120, 180)])
    expect([answer.status, problemOf(answer).code]).toEqual([409, 'would-lock-out'])
    expect(steps()).toEqual(['shifts.hours-set refused would-lock-out'])
    expect(access(house.ada)).toEqual({ type: 'always' })
    // Within the grace they may still work.
    expect((await setHours(self, [around(10, 180)])).status).toBe(200)
    expect(access(house.ada)).toMatchObject({ type: 'open', by: 'grace' })
    expect((await admin.send('GET', '/api/me')).status).toBe(200)
  })

  it('SHIFT-4: a sign-in works from the early grace on, and is told the window before', async () => {
    await setHours(ofDana(), [around(60, 180)])
    const browser = house.browser()
    const { code } = await house.control.services.access.enrolmentCodes
      .createConsoleEnrolment('dana.whitlock')
      .then((made) => (made.ok ? made.value : { code: '' }))
    await browser.enrol(code)
    const tryIt = async () =>
      browser.send('POST', '/api/sign-in', await browser.signInBody(house.dana, password))
    const refused = problemOf(await tryIt())
    expect(refused.code).toBe('sign-in-shift')
    expect(refused.shift).toMatchObject({
      opensAt: (refused.shift?.startsAt ?? 0) - 15 * minuteMs,
      timeZone: 'UTC',
    })
    house.clock.advance(46 * minuteMs)
    expect((await tryIt()).status).toBe(200)
  })

  it('SHIFT-8: a lead grants overtime for people of their teams, and takes it back', async () => {
    await setHours(ofDana(), [around(-180, -120)])
    expect(access(house.dana).type).toBe('closed')
    const answer = await grant(lead, house.dana, 90)
    const overtime = Overtime.parse(answer.body)
    expect(overtime).toMatchObject({
      from: house.clock.nowMs(),
      until: house.clock.nowMs() + 90 * minuteMs,
      by: { personId: house.priya.personId },
      reason: 'queue is long',
    })
    expect(access(house.dana)).toMatchObject({ type: 'open', by: 'overtime', untilMs: overtime.until })
    const dana = await house.signedIn(house.dana)
    expect((await day(lead)).outsideNow).toBe(1)
    const path = `/api/people/${house.dana.personId}/overtime/${overtime.overtimeId}`
    expect((await dana.send('DELETE', path)).status).toBe(403)
    const foreign = `/api/people/${house.priya.personId}/overtime/${overtime.overtimeId}`
    expect((await lead.send('DELETE', foreign)).status).toBe(404)
    expect((await lead.send('DELETE', path)).status).toBe(204)
    expect(access(house.dana).type).toBe('closed')
    expect((await dana.send('GET', '/api/me')).status).toBe(401)
    expect((await lead.send('DELETE', path)).status).toBe(404)
    expect(steps().slice(0, 2)).toEqual([
      'shifts.overtime-withdrawn done null',
      'shifts.overtime-granted done null',
    ])
  })

  it('SHIFT-8: overtime ends by itself', async () => {
    await setHours(ofDana(), [around(-180, -120)])
    await grant(lead, house.dana, 15)
    house.clock.advance(15 * minuteMs - 1)
    expect(access(house.dana).type).toBe('open')
    house.clock.advance(1)
    expect(access(house.dana).type).toBe('closed')
  })

  it('SHIFT-8: nobody grants their own, nor a lead that of other teams', async () => {
    for (const [by, person] of [
      [lead, house.priya],
      [admin, house.ada],
    ] as const) {
      const own = await grant(by, person)
      expect([own.status, problemOf(own).code]).toEqual([403, 'own-request'])
    }
    const outsider = await house.person('out.sider', 'agent')
    await admin.send('PATCH', `/api/people/${outsider.personId}`, { teamIds: [] })
    expect((await grant(lead, outsider)).status).toBe(404)
    expect((await grant(lead, house.ada)).status).toBe(404)
    expect((await grant(admin, outsider)).status).toBe(200)
    expect((await grant(await house.signedIn(house.dana), house.dana)).status).toBe(403)
    expect(problemOf(await grant(admin, outsider, 10)).field).toBe('minutes')
    expect(problemOf(await grant(admin, outsider, 721)).field).toBe('minutes')
    expect((await lead.send('GET', `/api/shifts/hours?personId=${outsider.personId}`)).status).toBe(404)
  })

  it('SHIFT-8: overtime that was asked for is granted in the request’s own dbTransaction', async () => {
    const { shifts, transact } = house.control.services
    await setHours(ofDana(), [around(-180, -120)])
    const told: unknown[] = []
    shifts.whenChanged((by) => told.push(by))
    const undone = () =>
      transact(() => {
        shifts.grantOvertime(house.dana.personId, 60, 'asked for', house.priya.personId)
        expect(access(house.dana).type).toBe('open')
        throw new Error('undone')
      })
    expect(undone).toThrow('undone')
    await Promise.resolve()
    expect(access(house.dana).type).toBe('closed')
    const { untilMs } = transact(() =>
      shifts.grantOvertime(house.dana.personId, 60, 'asked for', house.priya.personId),
    )
    await Promise.resolve()
    expect(untilMs).toBe(house.clock.nowMs() + hourMs)
    expect(access(house.dana)).toMatchObject({ by: 'overtime', untilMs })
    expect(told).toEqual([house.priya.personId, house.priya.personId])
  })

  it('SHIFT-9: a day shows lanes by name, pages and counts over all', async () => {
    await setHours(ofWest(), [around(-30, 30)])
    await grant(admin, house.dana)
    const seen = await day(admin)
    expect(seen.items.map((lane) => lane.person.displayName)).toEqual([
      'ADA.MERCER',
      'DANA.WHITLOCK',
      'PRIYA.RAMAN',
    ])
    expect(seen).toMatchObject({
      total: 3,
      inWindowNow: 2,
      outsideNow: 0,
      earlyGraceMinutes: 15,
      lateGraceMinutes: 30,
    })
    expect(seen.dayEndsAt - seen.dayStartsAt).toBe(24 * hourMs)
    expect(laneOf(seen.items, house.ada)).toMatchObject({ always: true, windows: [], signedIn: true })
    expect(laneOf(seen.items, house.dana)).toMatchObject({
      always: false,
      signedIn: false,
      overtime: [{ by: { personId: house.ada.personId } }],
      person: { role: 'agent', teams: [{ name: 'West' }] },
    })
    expect(laneOf(seen.items, house.priya)?.windows.length).toBeGreaterThan(0)
    const second = await day(admin, 'limit=1&offset=1')
    expect(second.items.map((lane) => lane.person.displayName)).toEqual(['DANA.WHITLOCK'])
    expect(second).toMatchObject({ total: 3, inWindowNow: 2 })
    expect((await day(admin, 'search=priya')).total).toBe(1)
  })

  it('SHIFT-9: a lead sees the people of their teams alone', async () => {
    const east = Team.parse((await admin.send('POST', '/api/teams', { name: 'East' })).body)
    const outsider = await house.person('out.sider', 'agent')
    await admin.send('PATCH', `/api/people/${outsider.personId}`, { teamIds: [east.teamId] })
    expect(names((await day(lead)).items)).toEqual(['DANA.WHITLOCK', 'PRIYA.RAMAN'])
    expect((await day(lead, `teamId=${east.teamId}`)).total).toBe(0)
    expect(names((await day(admin, `teamId=${east.teamId}`)).items)).toEqual(['OUT.SIDER'])
    expect((await lead.send('GET', `/api/shifts/hours?teamId=${east.teamId}`)).status).toBe(404)
    await admin.send('PATCH', `/api/people/${outsider.personId}`, { disabled: true })
    expect((await day(admin, `teamId=${east.teamId}`)).total).toBe(0)
    const dana = await house.signedIn(house.dana)
    expect((await dana.send('GET', '/api/shifts/day?date=2026-07-15&timeZone=UTC')).status).toBe(403)
  })
})

describe('shifts that are refused', () => {
  let house: House
  let admin: Browser

  beforeAll(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
  })
  afterAll(() => house.dispose())

  it.each([
    ['hours.0.timeZone', { timeZone: 'Mars/Olympus' }],
    ['hours.0.timeZone', { timeZone: '+02:00' }],
    ['hours.0.start', { start: '24:00' }],
    ['hours.0.end', { end: '9:00' }],
    ['hours.0.days.0', { days: [8] }],
    ['hours.0.days', { days: [] }],
    ['hours.0.note', { note: 'x' }],
  ])('SHIFT-6: names the field %s', async (field, wrong) => {
    const answer = await admin.send('PUT', '/api/shifts/hours', {
      scope: { type: 'person', personId: house.dana.personId },
      hours: [{ days: everyDay, start: '09:00', end: '17:00', timeZone: 'UTC', ...wrong }],
    })
    expect([answer.status, problemOf(answer).field]).toEqual([400, field])
    expect(house.control.services.shifts.accessAt(house.dana.personId, house.clock.nowMs())).toEqual({
      type: 'always',
    })
  })

  it.each([
    ['date', 'date=2026-02-30&timeZone=UTC'],
    ['date', 'date=today&timeZone=UTC'],
    ['timeZone', 'date=2026-07-15&timeZone=Mars/Olympus'],
    ['timeZone', 'date=2026-07-15'],
  ])('SHIFT-9: names the field %s of %s', async (field, query) => {
    const answer = await admin.send('GET', `/api/shifts/day?${query}`)
    expect([answer.status, problemOf(answer).field]).toEqual([400, field])
  })
})
