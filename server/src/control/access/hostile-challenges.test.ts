import { DeviceId, Me, Problem, signedText, type Challenge } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { telephony } from '../telephony.ts'
import type { Answer, Browser, DeviceKey } from '../testing/browser.ts'
import { slowStartMs } from '../testing/call-floor.ts'
import { openHouse, password, valueOf, type House } from '../testing/house.ts'
import { LiveSocket } from '../testing/live-socket.ts'
import { watchedLog } from '../testing/watched-log.ts'

const minute = 60_000
const Refused = z.object({ ok: z.literal(false), problem: Problem })
const keyOf = (from: Browser): DeviceKey => {
  if (from.key === null) throw new Error('a browser without a key')
  return from.key
}

/** A challenge that is not this browser's to answer now, by what is wrong with it. */
const foreign: readonly [string, (own: Browser, house: House, send: Send) => Promise<Challenge>][] = [
  [
    'made up',
    () => Promise.resolve({ challengeId: crypto.randomUUID(), nonce: 'A'.repeat(43), expiresAt: 0 }),
  ],
  [
    'replayed',
    async (own, _house, send) => {
      const challenge = await own.challenge(send.purpose)
      await send.with(own, challenge)
      return challenge
    },
  ],
  [
    'replayed after a failure',
    async (own, _house, send) => {
      const challenge = await own.challenge(send.purpose)
      await send.with(own, { ...challenge, nonce: 'A'.repeat(43) })
      return challenge
    },
  ],
  [
    'expired',
    async (own, house, send) => {
      const challenge = await own.challenge(send.purpose)
      house.clock.advance(minute)
      return challenge
    },
  ],
  ['another browser’s', (_own, house, send) => house.browser().challenge(send.purpose)],
  [
    'for another purpose',
    (own, _house, send) => own.challenge(send.purpose === 'enrol' ? 'sign-in' : 'enrol'),
  ],
  [
    'given out at another address',
    async (own, _house, send) => {
      const challenge = await own.challenge(send.purpose)
      own.address = '198.51.100.88'
      return challenge
    },
  ],
]

interface Send {
  purpose: 'enrol' | 'sign-in'
  with(own: Browser, challenge: Challenge, origin?: string): Promise<Answer>
}

describe('challenges and devices that are not one’s own', () => {
  let house: House
  let watched: ReturnType<typeof watchedLog>

  beforeEach(async () => {
    watched = watchedLog()
    house = await openHouse({ domains: [telephony], log: watched.log })
  }, slowStartMs)
  afterEach(async () => {
    expect(watched.errors).toEqual([])
    await house.dispose()
  })

  const refusals = (action: string) =>
    house.control.services.audit
      .page({ offset: 0, limit: 200, action })
      .items.filter((row) => row.outcome === 'refused')
  const enrolling = async (): Promise<Send> => {
    const { code } = valueOf(
      await house.control.services.access.enrolmentCodes.createConsoleEnrolment('priya.raman'),
    )
    return {
      purpose: 'enrol',
      with: async (own, challenge, origin = own.origin) => {
        const body = await own.enrolmentBody(code)
        const text = signedText.enrol({ origin, challenge, publicKey: body.publicKey })
        return own.send('POST', '/api/enrolments', {
          ...body,
          challengeId: challenge.challengeId,
          signature: await keyOf(own).sign(text),
        })
      },
    }
  }
  const signingIn: Send = {
    purpose: 'sign-in',
    with: async (own, challenge, origin = own.origin) => {
      const body = await own.signInBody(house.dana, password)
      const part = { origin, personId: house.dana.personId, deviceId: body.deviceId, challenge }
      return own.send('POST', '/api/sign-in', {
        ...body,
        challengeId: challenge.challengeId,
        signature: await keyOf(own).sign(signedText.signIn(part)),
        next: await own.rotation(part),
      })
    },
  }
  const enrolledBrowser = async (userName = 'dana.whitlock') => {
    const browser = house.browser()
    const { code } = valueOf(
      await house.control.services.access.enrolmentCodes.createConsoleEnrolment(userName),
    )
    await browser.enrol(code)
    return browser
  }

  it.each(foreign)('ACCESS-2: a challenge that is %s enrols nothing', async (_case, take) => {
    const own = house.browser()
    const send = await enrolling()
    const challenge = await take(own, house, send)
    const before = refusals('access.enrolment').length
    const answer = await send.with(own, challenge)
    expect([answer.status, Problem.parse(answer.body).field]).toEqual([400, 'challengeId'])
    const rows = refusals('access.enrolment')
    expect(rows).toHaveLength(before + 1)
    expect(rows[0]?.reason).toBe('challenge')
  })

  it.each(foreign)('ACCESS-2, ACCESS-7: a challenge that is %s signs nobody in', async (_case, take) => {
    const own = await enrolledBrowser()
    const challenge = await take(own, house, signingIn)
    const before = refusals('access.sign-in').length
    const answer = await signingIn.with(own, challenge)
    const rows = refusals('access.sign-in')
    expect(rows).toHaveLength(before + 1)
    expect(rows[0]?.reason).toBe('challenge')
    expect([answer.status, answer.body]).toEqual([
      401,
      { code: 'sign-in-refused', detail: 'We could not sign you in.', reference: rows[0]?.reference },
    ])
  })

  it('ACCESS-3: what was signed on a page of another site enrols nothing and signs nobody in', async () => {
    const own = await enrolledBrowser()
    const evil = 'https://evil.example'
    const refused = await signingIn.with(own, await own.challenge('sign-in'), evil)
    expect([refused.status, refusals('access.sign-in')[0]?.reason]).toEqual([401, 'signature'])
    const stranger = house.browser()
    const enrol = await enrolling()
    const answer = await enrol.with(stranger, await stranger.challenge('enrol'), evil)
    expect(Problem.parse(answer.body).field).toBe('signature')
    expect(refusals('access.enrolment').map((row) => row.reason)).toEqual(['signature'])
  })

  it('ACCESS-13: a page of another site gets no challenge and posts no answer', async () => {
    const own = await enrolledBrowser()
    const headers = { Origin: 'https://evil.example' }
    const body = await own.signInBody(house.dana, password)
    for (const [path, sent] of [
      ['/api/challenges', { purpose: 'sign-in' }],
      ['/api/sign-in', body],
      ['/api/enrolments', body],
    ] as const) {
      const answer = await own.send('POST', path, sent, headers)
      expect([answer.status, Problem.parse(answer.body).code]).toEqual([403, 'origin-refused'])
    }
    expect(refusals('http.refused').map((row) => row.reason)).toEqual(
      ['/api/challenges', '/api/sign-in', '/api/enrolments'].map(() => 'origin-refused'),
    )
    // The challenge was not burnt: who was refused for the origin has not been heard at all.
    expect((await own.send('POST', '/api/sign-in', body)).status).toBe(200)
  })

  it.each([
    [
      'replayed',
      async (own: Browser, live: LiveSocket, me: Me) => {
        const other = await new LiveSocket(own, me).ready()
        other.dispose()
        return other.challenges[0] ?? live.challenges[0]
      },
    ],
    [
      'another sign-in’s',
      async () => {
        const colleague = await house.signedIn(house.priya)
        const other = new LiveSocket(colleague, null)
        await other.until(() => other.challenges.length > 0)
        other.dispose()
        return other.challenges[0]
      },
    ],
    ['for a sign-in', (own: Browser) => own.challenge('sign-in')],
  ] as const)('ACCESS-17: a challenge that is %s proves no socket', async (_case, take) => {
    const own = await house.signedIn(house.dana)
    const me = Me.parse((await own.send('GET', '/api/me')).body)
    const live = new LiveSocket(own, null)
    try {
      await live.until(() => live.challenges.length > 0)
      const challenge = await take(own, live, me)
      if (challenge === undefined) throw new Error('no challenge')
      const text = signedText.socket({
        origin: own.origin,
        personId: me.personId,
        deviceId: me.device.deviceId,
        challenge,
      })
      const { keyId } = keyOf(own)
      const signature = await keyOf(own).sign(text)
      const answer = await live.ask('prove', { challengeId: challenge.challengeId, keyId, signature })
      expect(Refused.parse(answer).problem.code).toBe('not-allowed')
      await live.until(() => live.closed)
      expect(live.snapshots).toEqual([])
      expect(refusals('access.socket-proof').map((row) => row.reason)).toEqual(['challenge'])
    } finally {
      live.dispose()
    }
  })

  it('ACCESS-17, ACCESS-20: a retired key on a socket is a copy', async () => {
    const own = await house.signedIn(house.dana)
    const me = Me.parse((await own.send('GET', '/api/me')).body)
    house.clock.advance(minute)
    const copy = house.browser()
    for (const [name, value] of own.cookies) copy.cookies.set(name, value)
    copy.key = own.retiredKeys[0] ?? null
    const live = new LiveSocket(copy, me)
    try {
      await live.until(() => live.closed)
      expect(live.snapshots).toEqual([])
      expect(refusals('access.socket-proof').map((row) => row.reason)).toEqual(['key-reused'])
      expect(Problem.parse((await own.send('GET', '/api/me')).body).code).toBe('signed-out')
    } finally {
      live.dispose()
    }
  })

  /** Brings a device into a state in which it signs nobody in. */
  const states: readonly [string, (own: Browser) => Promise<unknown>][] = [
    [
      'device-revoked',
      async (own) => {
        const admin = await house.signedIn(house.ada)
        return admin.send('POST', `/api/devices/${own.deviceId}/revoke`, { reason: 'lost' })
      },
    ],
    [
      'device-suspended',
      (own) =>
        Promise.resolve(
          house.control.services.access.devices.suspend(DeviceId.parse(own.deviceId), 'anomaly', null),
        ),
    ],
    ['device-expired', () => Promise.resolve(house.clock.leap(90 * 24 * 60 * minute))],
    [
      'device-pending',
      async (own) => {
        const admin = await house.signedIn(house.ada)
        const { body } = await admin.send('POST', `/api/people/${house.dana.personId}/enrolment-codes`)
        own.key = null
        return own.enrol(z.object({ code: z.string() }).parse(body).code)
      },
    ],
    [
      'device-refused',
      async (own) => {
        const admin = await house.signedIn(house.ada)
        const { body } = await admin.send('POST', `/api/people/${house.dana.personId}/enrolment-codes`)
        own.key = null
        await own.enrol(z.object({ code: z.string() }).parse(body).code)
        const answer = await admin.send('POST', `/api/devices/${own.deviceId}/refuse`, { reason: 'no' })
        expect(answer.status).toBe(200)
      },
    ],
    [
      'device-foreign',
      async (own) => {
        const colleague = await enrolledBrowser('priya.raman')
        own.key = colleague.key
        own.deviceId = colleague.deviceId
      },
    ],
    ['device-unknown', (own) => Promise.resolve((own.deviceId = '00000000-0000-4000-8000-000000000001'))],
  ]
  it.each(states)('ACCESS-6, ACCESS-7: %s: the one answer, one row, and no hint', async (reason, bring) => {
    const own = await enrolledBrowser()
    await bring(own)
    const answer = await own.send('POST', '/api/sign-in', await own.signInBody(house.dana, password))
    const rows = refusals('access.sign-in')
    expect(rows.map((row) => row.reason)).toEqual([reason])
    expect([answer.status, answer.body]).toEqual([
      401,
      { code: 'sign-in-refused', detail: 'We could not sign you in.', reference: rows[0]?.reference },
    ])
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})
