import { Device, pageOf, Problem, SipAccount, signedText, type SignInId } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readKeys } from '../../keys.ts'
import { recallSipCredential } from '../../protocol/sip-credential.ts'
import type { DomainFactory } from '../domain.ts'
import type { SignInEnded } from '../ports.ts'
import type { Browser } from '../testing/browser.ts'
import { openHouse, valueOf, type House } from '../testing/house.ts'

const minute = 60_000
const hour = 60 * minute

const cookie = (browser: Browser) => browser.cookies.get('hearthline-sign-in') ?? ''

const me = async (browser: Browser) => {
  const answer = await browser.send('GET', '/api/me')
  return answer.status === 200 ? 'in' : Problem.parse(answer.body).code
}

describe('a sign-in while it lives', () => {
  let house: House
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
    house = await openHouse(
      { domains: [calls] },
      { HEARTHLINE_TURN_URLS: 'turns:turn.example:443', HEARTHLINE_TURN_SECRET: 'turn secret' },
    )
    agent = await house.signedIn(house.dana)
  })
  afterEach(() => house.dispose())

  const currentOf = (browser: Browser) =>
    valueOf(house.control.services.access.signIns.peek(cookie(browser), '127.0.0.1'))

  it('ACCESS-9: 29 idle minutes pass, 30 do not, and a request begins them anew', async () => {
    house.clock.advance(29 * minute)
    expect(await me(agent)).toBe('in')
    house.clock.advance(29 * minute)
    expect(await me(agent)).toBe('in')
    house.clock.advance(30 * minute)
    expect(await me(agent)).toBe('signed-out')
    expect(ended).toMatchObject([{ reason: 'idle', by: null, note: null, calls: 'drain' }])
  })

  it('ACCESS-9: the sweep ends what nobody asks about, once', () => {
    house.clock.advance(31 * minute)
    house.clock.advance(minute)
    expect(ended.map((one) => one.reason)).toEqual(['idle'])
  })

  it('ACCESS-9: a live call is activity', async () => {
    const { signInId } = currentOf(agent).signIn
    inCall.add(signInId)
    house.clock.advance(45 * minute)
    inCall.delete(signInId)
    house.clock.advance(29 * minute)
    expect(await me(agent)).toBe('in')
  })

  /** Requests every 20 minutes until `untilMs` have passed. */
  const keepBusy = async (untilMs: number) => {
    for (let passed = 0; passed < untilMs; passed += 20 * minute) {
      house.clock.leap(20 * minute)
      await me(agent)
    }
  }

  it('ACCESS-9: after 12 hours it ends however busy it was', async () => {
    await keepBusy(11 * hour + 40 * minute)
    expect(await me(agent)).toBe('in')
    house.clock.advance(20 * minute)
    expect(await me(agent)).toBe('signed-out')
    expect(ended.map((one) => one.reason)).toEqual(['expired'])
  })

  it('ACCESS-9: a call at the end of 12 hours is drained: nothing new, then the end', async () => {
    const { signInId } = currentOf(agent).signIn
    inCall.add(signInId)
    house.clock.leap(12 * hour + minute)
    house.clock.advance(30_000)
    expect(currentOf(agent).signIn.draining).toBe(true)
    expect(ended).toEqual([])
    inCall.delete(signInId)
    house.clock.advance(30_000)
    expect(ended.map((one) => one.reason)).toEqual(['expired'])
    expect(await me(agent)).toBe('signed-out')
  })

  it('ACCESS-9: a call keeps a sign-in no longer than four hours past its end', () => {
    inCall.add(currentOf(agent).signIn.signInId)
    house.clock.leap(16 * hour)
    house.clock.advance(30_000)
    expect(ended).toMatchObject([{ reason: 'expired', calls: 'drain' }])
  })

  it('ACCESS-9: signing in again on the device leaves the old sign-in behind', async () => {
    const old = cookie(agent)
    await agent.signIn(house.dana, 'a long enough password')
    expect(cookie(agent)).not.toBe(old)
    expect(house.control.services.access.signIns.peek(old, '127.0.0.1')).toMatchObject({
      ok: false,
      problem: { code: 'signed-out' },
    })
    expect(ended.map((one) => one.reason)).toEqual(['replaced'])
    expect(await me(agent)).toBe('in')
  })

  it('ACCESS-9: it survives a restart of control', async () => {
    await house.restart()
    expect(await me(agent)).toBe('in')
  })

  it('ACCESS-16: revoking the device ends the sign-in at once and tells who and why', async () => {
    const admin = await house.signedIn(house.ada)
    const { signInId } = currentOf(agent).signIn
    const answer = await admin.send('POST', `/api/devices/${agent.deviceId}/revoke`, {
      reason: 'laptop lost',
    })
    expect(Device.parse(answer.body)).toMatchObject({ state: 'revoked', signedIn: false })
    expect(ended).toEqual([
      {
        signInId,
        personId: house.dana.personId,
        reason: 'revoked',
        by: 'ADA.MERCER',
        note: 'laptop lost',
        atMs: house.clock.nowMs(),
        reference: house.control.services.audit.page({
          offset: 0,
          limit: 1,
          action: 'access.sign-in-ended',
        }).items[0]?.reference,
        calls: 'drain',
        call: 'none',
      },
    ])
    expect(ended[0]?.reference).toMatch(/^\w{3}-\w{3}$/)
    expect(await me(agent)).toBe('signed-out')
  })

  it('ACCESS-16: disabling the person ends every sign-in of theirs, and of nobody else', async () => {
    const admin = await house.signedIn(house.ada)
    const second = await house.signedIn(house.dana)
    await admin.send('PATCH', `/api/people/${house.dana.personId}`, { disabled: true })
    expect(ended.map((one) => [one.personId, one.reason, one.by])).toEqual([
      [house.dana.personId, 'disabled', 'ADA.MERCER'],
      [house.dana.personId, 'disabled', 'ADA.MERCER'],
    ])
    expect([await me(agent), await me(second), await me(admin)]).toEqual(['signed-out', 'signed-out', 'in'])
  })

  it('ACCESS-16: what an event missed, the next request and the sweep find', async () => {
    const other = await house.signedIn(house.priya)
    inCall.add(currentOf(agent).signIn.signInId)
    inCall.add(currentOf(other).signIn.signInId)
    house.clock.leap(90 * 24 * hour)
    expect(await me(agent)).toBe('signed-out')
    expect(ended.map((one) => [one.personId, one.reason])).toEqual([[house.dana.personId, 'revoked']])
    house.clock.advance(30_000)
    expect(ended.slice(1).map((one) => [one.personId, one.reason])).toEqual([
      [house.priya.personId, 'revoked'],
    ])
  })

  it('ACCESS-16: a listener that fails keeps no other from hearing', async () => {
    const { revocations } = house.control.services.access.signIns
    const heard: string[] = []
    revocations.subscribe(() => {
      throw new Error('deaf')
    })
    const unsubscribe = revocations.subscribe((one) => heard.push(one.reason))
    await agent.send('POST', '/api/sign-out')
    expect(heard).toEqual(['signed-out'])
    unsubscribe()
    unsubscribe()
    await agent.signIn(house.dana, 'a long enough password')
    await agent.send('POST', '/api/sign-out')
    expect(heard).toEqual(['signed-out'])
  })

  it('ACCESS-12: the device one is signed in with cannot be revoked by oneself', async () => {
    const admin = await house.signedIn(house.ada)
    const answer = await admin.send('POST', `/api/devices/${admin.deviceId}/revoke`, { reason: 'oops' })
    expect([answer.status, Problem.parse(answer.body).code]).toEqual([409, 'would-lock-out'])
    expect(await me(admin)).toBe('in')
  })

  it('the list of devices says who is signed in and what was seen last', async () => {
    const admin = await house.signedIn(house.ada)
    const list = pageOf(Device).parse((await admin.send('GET', '/api/devices?search=dana&grade=D1')).body)
    expect(list).toMatchObject({
      total: 1,
      items: [{ signedIn: true, lastAddress: '127.0.0.1', lastSeenAt: house.clock.nowMs() }],
    })
    expect(pageOf(Device).parse((await admin.send('GET', '/api/devices?grade=D2')).body).total).toBe(0)
  })

  it('ACCESS-17: a socket is proved by the device key over a challenge of its own sign-in', async () => {
    const { socketProof } = house.control.services.access
    const current = currentOf(agent)
    const proofFor = async (challenge = socketProof.issue(current), origin = agent.origin) => ({
      challengeId: challenge.challengeId,
      keyId: agent.key?.keyId ?? '',
      signature:
        (await agent.key?.sign(
          signedText.socket({
            origin,
            personId: current.person.personId,
            deviceId: current.device.deviceId,
            challenge,
          }),
        )) ?? '',
    })
    const proof = await proofFor()
    const proven = valueOf(socketProof.verify(current, agent.origin, proof))
    expect(socketProof.verify(current, agent.origin, proof)).toMatchObject({ ok: false })

    const moved = { ...current, address: '198.51.100.9' }
    expect(socketProof.verify(moved, agent.origin, await proofFor()).ok).toBe(false)
    const elsewhere = await proofFor(socketProof.issue(current), 'https://evil.example')
    expect(socketProof.verify(current, agent.origin, elsewhere).ok).toBe(false)
    const late = await proofFor()
    house.clock.advance(minute)
    expect(socketProof.verify(current, agent.origin, late).ok).toBe(false)
    const other = currentOf(await house.signedIn(house.priya))
    expect(socketProof.verify(other, agent.origin, await proofFor()).ok).toBe(false)

    expect(socketProof.isDue(proven, current.address)).toBe(false)
    expect(socketProof.isDue(proven, '198.51.100.9')).toBe(true)
    house.clock.advance(9 * minute)
    expect(socketProof.isDue(proven, current.address)).toBe(true)
  })

  it('ACCESS-18: the phone registers as its sign-in, until the sign-in ends', async () => {
    const account = SipAccount.parse((await agent.send('POST', '/api/sip-account')).body)
    const { signIn } = currentOf(agent)
    expect(account).toMatchObject({
      uri: `sip:${signIn.signInId}@localhost`,
      domain: 'localhost',
      wsUrl: 'ws://localhost:8081/sip',
      expiresAt: signIn.expiresAtMs,
    })
    const keys = readKeys(house.config.dataDir)
    expect(
      recallSipCredential(account.authorizationUser, house.clock.nowMs(), keys.sipCredential),
    ).toMatchObject({
      signInId: signIn.signInId,
      password: account.password,
    })
    const [turn] = account.iceServers
    expect(turn?.urls).toEqual(['turns:turn.example:443'])
    expect(recallSipCredential(turn?.username ?? '', house.clock.nowMs(), 'turn secret')?.password).toBe(
      turn?.credential,
    )
    expect((await (await house.signedIn(house.ada)).send('POST', '/api/sip-account')).status).toBe(403)
  })
})
