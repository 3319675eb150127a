import { Problem, type SignedOut, type SignInId } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DomainFactory } from '../domain.ts'
import type { SignInEnded } from '../ports.ts'
import type { Browser } from '../testing/browser.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'

const minute = 60_000
const hour = 60 * minute
const homeAddress = '203.0.113.5'

const isIn = async (browser: Browser) => {
  const answer = await browser.send('GET', '/api/me')
  return answer.status === 200 ? 'in' : Problem.parse(answer.body).code
}

const clockTime = (ms: number) => new Date(ms).toISOString().slice(11, 16)

describe('ending sign-ins', () => {
  let house: House
  let admin: Browser
  let agent: Browser
  let ended: SignInEnded[]
  const inCall = new Set<SignInId>()
  const calls: DomainFactory = ({ revocations }) => {
    revocations.subscribe((one) => ended.push(one))
    return {
      name: 'calls',
      liveCallActivity: {
        hasLiveCall: (signInId) => inCall.has(signInId),
        speaksInCall: (signInId) => inCall.has(signInId),
      },
      dispose: () => undefined,
    }
  }

  beforeEach(async () => {
    ended = []
    inCall.clear()
    house = await openHouse({ domains: [calls] })
    admin = await house.signedIn(house.ada)
    agent = await house.signedIn(house.dana)
  })
  afterEach(() => house.dispose())

  const signInOf = (browser: Browser) => {
    const { signIns } = house.control.services.access
    return valueOf(signIns.peek(browser.cookies.get('hearthline-sign-in') ?? '', '127.0.0.1')).signIn
  }
  /** Of Dana's sign-ins: the administrator's ends by idleness in long tests. */
  const told = () =>
    ended
      .filter((one) => one.personId === house.dana.personId)
      .map(({ reason, by, calls: fate, call }) => [reason, by, fate, call])
  const cutsCalls = (onRevoke: 'drain' | 'cut') =>
    valueOf(house.control.services.people.changeTeam(house.team.teamId, { onRevoke }, null))
  const allowHome = (endsAtMs: number) => {
    const { networks, transact } = house.control.services
    transact(() => networks.allowHome(house.dana.personId, homeAddress, endsAtMs, house.ada.personId))
  }
  /** Dana signs in from a line of their own. */
  const atHome = async () => {
    agent.address = homeAddress
    await agent.signIn(house.dana, password)
    ended.length = 0
  }
  const setHours = (endsAtMs: number) =>
    valueOf(
      house.control.services.shifts.setHours(
        { type: 'person', personId: house.dana.personId },
        [
          {
            days: [1, 2, 3, 4, 5, 6, 7],
            start: clockTime(endsAtMs - 8 * hour),
            end: clockTime(endsAtMs),
            timeZone: 'UTC',
          },
        ],
        { personId: house.ada.personId, address: '127.0.0.1' },
      ),
    )

  /** Each way in which somebody or something ends Dana's sign-in, and what it is called. */
  const ways: [SignedOut['reason'], string | null, () => unknown][] = [
    [
      'revoked', // the device
      'ADA.MERCER',
      () => admin.send('POST', `/api/devices/${agent.deviceId}/revoke`, { reason: 'lost' }),
    ],
    [
      'disabled',
      'ADA.MERCER',
      () => admin.send('PATCH', `/api/people/${house.dana.personId}`, { disabled: true }),
    ],
    [
      'revoked', // the sign-in
      'ADA.MERCER',
      () => admin.send('POST', `/api/sign-ins/${signInOf(agent).signInId}/end`, { reason: 'gone' }),
    ],
    [
      'revoked', // the person
      'ADA.MERCER',
      () => admin.send('POST', `/api/people/${house.dana.personId}/sign-outs`, { reason: 'gone' }),
    ],
    [
      'network', // moved where no rule covers them
      null,
      () => house.control.services.people.change(house.dana.personId, { siteId: null }, null),
    ],
    [
      'suspended',
      null,
      () => {
        const { deviceId } = valueOf(
          house.control.services.access.signIns.peek(
            agent.cookies.get('hearthline-sign-in') ?? '',
            '127.0.0.1',
          ),
        ).device
        return house.control.services.access.devices.suspend(deviceId, 'key-reused', homeAddress)
      },
    ],
  ]

  it.each(ways)(
    'ACCESS-16, ACCESS-38: %s by %s: at once, and the call drains or is cut by the team',
    async (reason, by, act) => {
      inCall.add(signInOf(agent).signInId)
      await act()
      expect(told()).toEqual([[reason, by, 'drain', 'drains']])
      expect(await isIn(agent)).toBe('signed-out')
      expect(await isIn(admin)).toBe('in')
    },
  )

  it.each(ways)('ACCESS-38: %s by %s: a team that cuts, cuts', async (reason, by, act) => {
    cutsCalls('cut')
    inCall.add(signInOf(agent).signInId)
    await act()
    expect(told()).toEqual([[reason, by, 'end', 'cut']])
  })

  it('ACCESS-38: without a call there is nothing to drain', async () => {
    await admin.send('POST', `/api/devices/${agent.deviceId}/revoke`, { reason: 'lost' })
    expect(ended[0]?.call).toBe('none')
  })

  it('ACCESS-38: signing out oneself ends the call, whatever the team does', async () => {
    inCall.add(signInOf(agent).signInId)
    await agent.send('POST', '/api/sign-out')
    expect(told()).toEqual([['signed-out', 'DANA.WHITLOCK', 'end', 'cut']])
  })

  it('ACCESS-39: a home network that ends takes its sign-ins with it, at its end and not at the sweep', async () => {
    const endsAtMs = house.clock.nowMs() + 10 * minute + 7_000
    allowHome(endsAtMs)
    await Promise.resolve()
    await atHome()
    house.clock.advance(10 * minute)
    expect(told()).toEqual([])
    house.clock.advance(9_000)
    expect(told()).toEqual([['network', null, 'drain', 'none']])
    expect(ended[0]?.atMs).toBeLessThanOrEqual(endsAtMs + 2_000)
  })

  it('ACCESS-39: the end of the shift, with its grace, ends the sign-in at once; a call always drains', async () => {
    cutsCalls('cut')
    const shiftEndMs = Math.ceil(house.clock.nowMs() / minute) * minute + 5 * minute
    setHours(shiftEndMs)
    const { signInId, expiresAtMs } = signInOf(agent)
    expect(expiresAtMs).toBe(shiftEndMs + 30 * minute)
    inCall.add(signInId)
    house.clock.advance(expiresAtMs - house.clock.nowMs() - 1)
    expect(told()).toEqual([])
    house.clock.advance(1)
    expect(told()).toEqual([['shift-over', null, 'drain', 'drains']])
  })

  it('ACCESS-39: overtime granted in time lets the sign-in live on, to its own end', async () => {
    const shiftEndMs = Math.ceil(house.clock.nowMs() / minute) * minute + 5 * minute
    setHours(shiftEndMs)
    const lead = { personId: house.priya.personId, address: '127.0.0.1' }
    house.clock.advance(shiftEndMs - house.clock.nowMs())
    valueOf(
      house.control.services.shifts.addOvertime(
        house.dana.personId,
        { minutes: 60, reason: 'Long queue' },
        lead,
        undefined,
      ),
    )
    const untilMs = house.clock.nowMs() + 60 * minute
    expect(signInOf(agent).expiresAtMs).toBe(untilMs)
    inCall.add(signInOf(agent).signInId)
    house.clock.advance(59 * minute)
    expect(told()).toEqual([])
    house.clock.advance(minute + 2_000)
    expect(told().map(([reason]) => reason)).toEqual(['shift-over'])
  })

  it('ACCESS-39: hours that are set while somebody works outside of them end their sign-in, by name', () => {
    setHours(house.clock.nowMs() - 2 * hour)
    expect(told()).toEqual([['shift-over', 'ADA.MERCER', 'drain', 'none']])
  })

  it('ACCESS-39: a home line that changes its address takes the sign-in along where a rule covers it', async () => {
    await agent.send('GET', '/api/me')
    agent.address = '198.51.100.9'
    expect(await isIn(agent)).toBe('in')
    const [live] = house.control.services.access.signIns
      .live()
      .filter((one) => one.personId === house.dana.personId)
    expect(live?.address).toBe('198.51.100.9')
  })
})
