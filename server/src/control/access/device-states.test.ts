import { Device, pageOf, Problem, type Policies } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, Browser } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'
import { createSoftAuthenticator, type Spoilt } from '../testing/soft-authenticator.ts'

const minute = 60_000
const day = 24 * 60 * minute
const NewCode = z.object({ code: z.string(), link: z.string(), expiresAt: z.int() })
const codeOf = (answer: Answer) => (answer.status < 300 ? 'ok' : Problem.parse(answer.body).code)

const path = (device: Browser | string | null, step = '') =>
  `/api/devices/${typeof device === 'string' || device === null ? device : device.deviceId}${step}`

describe('what becomes of devices', () => {
  let house: House
  let admin: Browser
  let agent: Browser

  beforeEach(async () => {
    house = await openHouse()
    admin = await house.signedIn(house.ada)
    agent = await house.signedIn(house.dana)
  })
  afterEach(() => house.dispose())

  const list = async (query = '', by = admin) =>
    pageOf(Device).parse((await by.send('GET', `/api/devices${query}`)).body)
  const names = async (query: string) => (await list(query)).items.map((item) => item.name)
  const shown = async (browser: Browser) =>
    (await list('?limit=200')).items.find((item) => item.deviceId === browser.deviceId)
  const rows = (action: string) =>
    house.control.services.audit
      .page({ offset: 0, limit: 50, action })
      .items.map(({ outcome, reason }) => [outcome, reason])
  const suspend = (browser: Browser) =>
    house.control.services.access.devices.suspend(
      Device.shape.deviceId.parse(browser.deviceId),
      'anomaly',
      null,
    )
  const codeFor = async (personId: string) =>
    NewCode.parse((await admin.send('POST', `/api/people/${personId}/enrolment-codes`)).body)
  const setPolicies = (part: Partial<Policies>) => {
    const { policies } = house.control.services
    const { policies: before, revision } = policies.view()
    const editor = { personId: house.ada.personId, address: '127.0.0.1' }
    valueOf(policies.set({ policies: { ...before, ...part }, revision }, editor, () => true))
  }

  const enrolBody = async (browser: Browser, personId: string, more: object = {}) => ({
    ...(await browser.enrolmentBody((await codeFor(personId)).code)),
    ...more,
  })
  const withChip = () => {
    const browser = house.browser()
    browser.authenticator = createSoftAuthenticator()
    return browser
  }

  it('ACCESS-26: a suspended device signs nobody in, says why, and is restored by an administrator', async () => {
    expect(suspend(agent)).toBe(true)
    expect(await shown(agent)).toMatchObject({
      state: 'suspended',
      suspended: { at: house.clock.nowMs(), reason: 'anomaly' },
      signedIn: false,
    })
    expect(codeOf(await agent.send('GET', '/api/me'))).toBe('signed-out')
    const refused = await agent.send('POST', '/api/sign-in', await agent.signInBody(house.dana, password))
    expect(codeOf(refused)).toBe('sign-in-refused')
    expect(rows('access.sign-in')[0]).toEqual(['refused', 'device-suspended'])

    const restored = await admin.send('POST', path(agent, '/restore'), { reason: 'it was me' })
    expect(Device.parse(restored.body)).toMatchObject({ state: 'approved', suspended: null })
    await agent.signIn(house.dana, password)
    const again = await admin.send('POST', path(agent, '/restore'), { reason: 'again' })
    expect([again.status, codeOf(again)]).toEqual([409, 'device-not-suspended'])
    expect(rows('access.device-restored')).toEqual([
      ['refused', 'device-not-suspended'],
      ['done', null],
    ])
  })

  it('ACCESS-26: an administrator’s own device is restored by another one', async () => {
    const second = house.browser()
    const { code } = valueOf(
      await house.control.services.access.enrolmentCodes.createConsoleEnrolment('ada.mercer'),
    )
    await second.enrol(code)
    suspend(second)
    const own = await admin.send('POST', path(second, '/restore'), { reason: 'mine' })
    expect([own.status, codeOf(own)]).toEqual([403, 'second-administrator-needed'])
    const bellas = await house.signedIn(await house.person('bella.stone', 'administrator'))
    expect((await bellas.send('POST', path(second, '/restore'), { reason: 'asked' })).status).toBe(200)
  })

  it('ACCESS-26: a suspended device can be revoked, and counts against the limit until then', async () => {
    const second = await house.signedIn(house.dana)
    suspend(second)
    const third = house.browser()
    const device = await third.enrol((await codeFor(house.dana.personId)).code)
    const approve = () => admin.send('POST', path(third, '/approve'), { shortCode: device.shortCode })
    expect(codeOf(await approve())).toBe('device-limit-reached')
    expect((await admin.send('POST', path(second, '/revoke'), { reason: 'copied' })).status).toBe(200)
    expect(codeOf(await approve())).toBe('ok')
  })

  it('ACCESS-27: a new name is shown, and its step is a row without the name', async () => {
    const answer = await admin.send('PATCH', path(agent), { name: '  desk 14  ' })
    expect(Device.parse(answer.body).name).toBe('desk 14')
    expect(rows('access.device-renamed')).toEqual([['done', null]])
    expect((await admin.send('PATCH', path(agent), { name: '' })).status).toBe(400)
    expect((await admin.send('PATCH', path(agent), { name: 'x'.repeat(61) })).status).toBe(400)
    expect(
      codeOf(await admin.send('PATCH', path('00000000-0000-4000-8000-000000000001'), { name: 'x' })),
    ).toBe('not-found')
    expect(codeOf(await agent.send('PATCH', path(agent), { name: 'mine' }))).toBe('not-allowed')
  })

  it('ACCESS-28: a lost device is out and its owner has a code, in one step', async () => {
    const answer = await admin.send('POST', path(agent, '/replacement'), { reason: 'left on the train' })
    const { code } = NewCode.parse(answer.body)
    expect(codeOf(await agent.send('GET', '/api/me'))).toBe('signed-out')
    expect(await shown(agent)).toMatchObject({ state: 'revoked' })
    const next = house.browser()
    const device = await next.enrol(code)
    expect(codeOf(await admin.send('POST', path(next, '/approve'), { shortCode: device.shortCode }))).toBe(
      'ok',
    )
    await next.signIn(house.dana, password)
    expect(rows('access.device-revoked')).toEqual([['done', null]])
    expect(rows('access.enrolment-code-made')[0]).toEqual(['done', null])
  })

  it('ACCESS-28: where one half cannot be, neither is', async () => {
    const replace = (device: Browser | string | null) =>
      admin.send('POST', path(device, '/replacement'), { reason: 'lost' })
    const codes = () => rows('access.enrolment-code-made').length
    const before = codes()
    expect(codeOf(await replace(admin))).toBe('would-lock-out')
    await admin.send('POST', path(agent, '/revoke'), { reason: 'lost' })
    expect(codeOf(await replace(agent))).toBe('device-decided')
    expect(codeOf(await replace('00000000-0000-4000-8000-000000000001'))).toBe('not-found')
    expect(rows('access.device-revoked')).toEqual([
      ['refused', 'device-decided'],
      ['done', null],
      ['refused', 'would-lock-out'],
    ])
    expect(codes()).toBe(before)

    const priyas = await house.signedIn(house.priya)
    valueOf(house.control.services.people.change(house.priya.personId, { disabled: true }, null))
    expect(codeOf(await replace(priyas))).toBe('person-disabled')
    expect(await shown(priyas)).toMatchObject({ state: 'approved' })
  })

  it('ACCESS-12: nobody revokes the device they are signed in with', async () => {
    const answer = await admin.send('POST', path(admin, '/revoke'), { reason: 'oops' })
    expect([answer.status, codeOf(answer)]).toEqual([409, 'would-lock-out'])
    expect((await admin.send('GET', '/api/me')).status).toBe(200)
  })

  it('ACCESS-4: approvals last as long as the policy says, and the list finds those that end soon', async () => {
    setPolicies({ deviceDays: 10 })
    const second = house.browser()
    const device = await second.enrol((await codeFor(house.priya.personId)).code)
    await admin.send('POST', path(second, '/approve'), { shortCode: device.shortCode })
    expect((await shown(second))?.expiresAt).toBe(house.clock.nowMs() + 10 * day)
    const ending = await list('?endsWithinDays=14')
    expect(ending.items.map((item) => item.deviceId)).toEqual([second.deviceId])
    expect((await list('?endsWithinDays=9')).items).toEqual([])
  })

  it('ACCESS-29: sorted and paged on the server, each device once', async () => {
    const third = await house.signedIn(house.priya)
    await admin.send('PATCH', path(admin), { name: 'charlie' })
    await admin.send('PATCH', path(agent), { name: 'Bravo' })
    await admin.send('PATCH', path(third), { name: 'alpha' })
    expect(await names('?sort=name&direction=ascending')).toEqual(['alpha', 'Bravo', 'charlie'])
    expect(await names('?sort=name&direction=descending')).toEqual(['charlie', 'Bravo', 'alpha'])
    expect(await names('?sort=person&direction=ascending')).toEqual(['charlie', 'Bravo', 'alpha'])
    for (const sort of ['person', 'name', 'grade', 'last-seen', 'ends', 'requested']) {
      const pages = await Promise.all(
        [0, 1, 2].map((offset) => names(`?sort=${sort}&direction=ascending&limit=1&offset=${offset}`)),
      )
      expect(pages.flat().toSorted((left, right) => left.localeCompare(right))).toEqual([
        'alpha',
        'Bravo',
        'charlie',
      ])
    }
    expect((await admin.send('GET', '/api/devices?sort=shortCode')).status).toBe(400)
  })

  it('ACCESS-29: a row says from which network it asked and was seen, and why it was refused last', async () => {
    agent.address = '198.51.100.20'
    await agent.signIn(house.dana, password)
    expect(await shown(agent)).toMatchObject({
      network: 'Home offices',
      lastAddress: '198.51.100.20',
      lastNetwork: 'Home offices',
      lastRefusal: null,
    })
    const refused = await agent.send('POST', '/api/sign-in', {
      ...(await agent.signInBody(house.dana, 'a wrong password')),
    })
    const { reference } = Problem.parse(refused.body)
    expect((await shown(agent))?.lastRefusal).toEqual({
      at: house.clock.nowMs(),
      reason: 'password',
      reference,
    })
    await agent.signIn(house.dana, password)
    expect((await shown(agent))?.lastRefusal).toBeNull()
  })

  describe('grades', () => {
    it('ACCESS-22: with a hardware key the device is D2, and both keys sign in', async () => {
      const browser = withChip()
      const device = await browser.enrol((await codeFor(house.dana.personId)).code)
      expect(device.grade).toBe('D2')
      await admin.send('POST', path(browser, '/approve'), { shortCode: device.shortCode })
      expect((await browser.signIn(house.dana, password)).device.grade).toBe('D2')
      expect((await browser.signIn(house.dana, password)).device.grade).toBe('D2')
    })

    it.each([
      ['none', null],
      ['one of another site', { rpId: 'evil.example' }],
      ['one without the user verified', { userVerified: false }],
      ['one whose counter went back', { counter: 0 }],
    ] satisfies [string, Spoilt | null][])(
      'ACCESS-22: a D2 device with %s for an assertion signs nobody in',
      async (_case, spoilt) => {
        const browser = withChip()
        const device = await browser.enrol((await codeFor(house.dana.personId)).code)
        await admin.send('POST', path(browser, '/approve'), { shortCode: device.shortCode })
        await browser.signIn(house.dana, password)
        const body = await browser.signInBody(house.dana, password, spoilt ?? {})
        const answer = await browser.send('POST', '/api/sign-in', {
          ...body,
          ...(spoilt === null && { assertion: undefined }),
        })
        expect(codeOf(answer)).toBe('sign-in-refused')
        expect(rows('access.sign-in')[0]).toEqual(['refused', 'assertion'])
      },
    )

    it('ACCESS-22: a hardware key that proves nothing spends no code and is one row', async () => {
      const browser = withChip()
      const { code } = await codeFor(house.dana.personId)
      const body = await browser.enrolmentBody(code, { backupEligible: true })
      const answer = await browser.send('POST', '/api/enrolments', body)
      expect(Problem.parse(answer.body)).toMatchObject({ code: 'invalid-request', field: 'credential' })
      expect(rows('access.enrolment')).toEqual([['refused', 'credential']])
      expect((await browser.enrol(code)).grade).toBe('D2')
    })

    it('ACCESS-22: a hardware key belongs to one device', async () => {
      const browser = withChip()
      await browser.enrol((await codeFor(house.dana.personId)).code)
      const other = house.browser()
      other.authenticator = browser.authenticator
      const answer = await other.send('POST', '/api/enrolments', await enrolBody(other, house.priya.personId))
      expect(codeOf(answer)).toBe('enrolment-code-refused')
      expect(rows('access.enrolment')).toEqual([['refused', 'credential-in-use']])
    })

    it('ACCESS-23: a role may want hardware where the browser has it, or always; the code stays good', async () => {
      const enrol = async (personId: string, more: object) => {
        const browser = house.browser()
        return codeOf(await browser.send('POST', '/api/enrolments', await enrolBody(browser, personId, more)))
      }
      expect(await enrol(house.dana.personId, { platformAuthenticator: true })).toBe('ok')
      expect(await enrol(house.priya.personId, { platformAuthenticator: false })).toBe('ok')
      const { code } = await codeFor(house.priya.personId)
      const browser = house.browser()
      const body = await browser.enrolmentBody(code)
      const low = await browser.send('POST', '/api/enrolments', { ...body, platformAuthenticator: true })
      expect([low.status, codeOf(low)]).toEqual([403, 'device-grade-too-low'])
      expect(rows('access.enrolment')).toEqual([['refused', 'device-grade']])
      browser.authenticator = createSoftAuthenticator()
      expect((await browser.enrol(code)).grade).toBe('D2')
    })

    it('ACCESS-23: a policy that has come to want more stops the approval, too', async () => {
      const browser = house.browser()
      const device = await browser.enrol((await codeFor(house.priya.personId)).code)
      const { minimumGrade } = house.control.services.policies.current()
      setPolicies({ minimumGrade: { ...minimumGrade, lead: 'D2' } })
      expect((await shown(browser))?.blocked).toBe('grade')
      const answer = await admin.send('POST', path(browser, '/approve'), { shortCode: device.shortCode })
      expect([answer.status, codeOf(answer)]).toEqual([403, 'device-grade-too-low'])
    })

    it('ACCESS-5: the limit of an agent is the policy’s', async () => {
      setPolicies({ agentDevices: 1 })
      const browser = house.browser()
      const device = await browser.enrol((await codeFor(house.dana.personId)).code)
      expect((await shown(browser))?.blocked).toBe('device-limit')
      const answer = await admin.send('POST', path(browser, '/approve'), { shortCode: device.shortCode })
      expect(codeOf(answer)).toBe('device-limit-reached')
    })
  })
})
