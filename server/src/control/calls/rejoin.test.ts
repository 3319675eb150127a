import { AgentState, CallRecord, Me, Problem, type CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openTicket } from '../../protocol/ticket.ts'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { password } from '../testing/house.ts'
import { LiveSocket } from '../testing/live-socket.ts'

const refOf = ({ me }: AtWork) => ({ personId: me.personId, signInId: me.signInId })
const stateOf = async ({ live }: AtWork) => {
  await live.resync()
  return AgentState.parse(live.snapshot.agent?.state)
}

describe('coming back into a call', () => {
  let floor: CallFloor
  let dana: AtWork
  let callId: CallId
  const sockets: LiveSocket[] = []

  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    callId = await floor.converse(dana)
    return () => {
      for (const live of sockets.splice(0)) live.dispose()
      return floor.dispose()
    }
  }, slowStartMs)

  const rejoin = ({ browser }: AtWork) => browser.send('POST', `/api/calls/${callId}/rejoin`)
  const ticketOf = async (who: AtWork) => {
    const { body } = await rejoin(who)
    if (typeof body !== 'object' || body === null || !('ticket' in body)) throw new Error('no ticket')
    return openTicket(String(body.ticket), floor.keys.ticket)
  }
  const refusal = async (who: AtWork) => Problem.parse((await rejoin(who)).body).code
  /** The browser comes up again after a crash: it signs in anew on the same device. */
  const crash = async (who: AtWork): Promise<AtWork> => {
    await who.browser.signIn(floor.house.dana, password)
    const me = Me.parse((await who.browser.send('GET', '/api/me')).body)
    const live = await new LiveSocket(who.browser, me).ready()
    sockets.push(live)
    await floor.node.register(me.signInId)
    return { browser: who.browser, me, live }
  }

  it('RECORD-17: a reloaded page gets a ticket for its own leg, for this registration only', async () => {
    expect(await ticketOf(dana)).toEqual({
      kind: 'rejoin',
      ticketId: expect.any(String),
      callId,
      ...refOf(dana),
      expiresAt: floor.house.clock.nowMs() + 30_000,
    })
  })

  it('RECORD-17: each closed door has its own word', async () => {
    const noor = await floor.arrive(await floor.house.person('noor.aziz', 'agent'))
    const priya = await floor.arrive(floor.house.priya)
    expect(await refusal(noor)).toBe('call-not-found')
    // Who just listens has no voice to come back with.
    await floor.join(priya, callId)
    expect(await refusal(priya)).toBe('call-not-found')
    floor.node.send({
      type: 'status',
      status: { type: 'registration', signInId: dana.me.signInId, state: 'unregistered' },
    })
    await floor.node.settled()
    expect(await refusal(dana)).toBe('agent-not-registered')
    await floor.node.say({
      type: 'call-ended',
      callId,
      termination: { kind: 'customer-hung-up', fault: 'nobody', sipStatus: null },
    })
    expect(await refusal(dana)).toBe('call-ended')
  })

  it('RECORD-17: a lead who has taken over comes back; the agent who was relieved does not', async () => {
    const priya = await floor.arrive(floor.house.priya)
    const leg = await floor.join(priya, callId)
    await floor.node.say(leg.mode('take-over'), leg.tookOver(refOf(dana)))
    expect(await refusal(dana)).toBe('call-not-found')
    expect(await ticketOf(priya)).toMatchObject({ kind: 'rejoin', ...refOf(priya) })
  })

  it('RECORD-17: parked until then; whoever is back ends it', async () => {
    const untilMs = floor.house.clock.nowMs() + 30_000
    await floor.node.say(
      { type: 'agent-line', callId, state: 'lost' },
      { type: 'call-parked', callId, untilMs },
    )
    await dana.live.resync()
    expect(dana.live.snapshot.agent?.call).toMatchObject({ parkedUntil: untilMs, agentLine: 'lost' })
    await floor.node.say(
      { type: 'agent-rejoined', callId, agent: refOf(dana) },
      { type: 'call-parked', callId, untilMs: null },
    )
    await dana.live.resync()
    expect(dana.live.snapshot.agent?.call).toMatchObject({ parkedUntil: null, agentLine: 'up' })
  })

  it('RECORD-17: a crashed browser signs in again: the call waits for it, and is its own again', async () => {
    const back = await crash(dana)
    expect(back.me.signInId).not.toBe(dana.me.signInId)
    await floor.node.settled()
    // The old sign-in is dropped, and its call is not ended with it.
    expect(floor.node.commands().map(({ command }) => command)).toEqual([
      { type: 'drop-sign-in', signInId: dana.me.signInId, calls: 'drain' },
    ])
    expect(await stateOf(back)).toMatchObject({ type: 'on-call', callId })
    expect(back.live.snapshot.agent?.call).toMatchObject({ callId })
    expect(await ticketOf(back)).toMatchObject(refOf(back))
    await floor.node.say({ type: 'agent-rejoined', callId, agent: refOf(back) })
    expect(await stateOf(back)).toMatchObject({ type: 'on-call', callId })
    await floor.node.say({
      type: 'call-ended',
      callId,
      termination: { kind: 'customer-hung-up', fault: 'nobody', sipStatus: null },
    })
    expect(await stateOf(back)).toMatchObject({ type: 'wrap-up', callId })
  })

  it('RECORD-17: a call that has outlived its sign-in is its agent’s again when they sign in', async () => {
    floor.house.control.services.access.signIns.end(dana.me.signInId, {
      reason: 'idle',
      by: null,
      note: null,
      address: null,
    })
    await floor.node.settled()
    const back = await crash(dana)
    expect(await stateOf(back)).toMatchObject({ type: 'on-call', callId })
    expect(back.live.snapshot.agent?.call).toMatchObject({ callId })
  })

  it('RECORD-17: the note and the wrap-up survive a crash, too', async () => {
    await dana.browser.send('PUT', `/api/calls/${callId}/note`, { note: 'Half a sen' })
    await floor.node.say({
      type: 'call-ended',
      callId,
      termination: { kind: 'customer-hung-up', fault: 'nobody', sipStatus: null },
    })
    const back = await crash(dana)
    expect(await stateOf(back)).toMatchObject({ type: 'wrap-up', callId })
    const { body } = await back.browser.send('GET', `/api/calls/${callId}`)
    expect(CallRecord.parse(body)).toMatchObject({ note: 'Half a sen', disposition: null })
  })

  it('AGENT-13: a second device sees where the phone is, takes it, and comes back into the call with it', async () => {
    const other = await floor.arriveAgain(floor.house.dana)
    expect(other.live.snapshot.agent?.phoneElsewhere).toEqual({
      deviceName: dana.me.device.name,
      since: expect.any(Number),
    })
    expect(dana.live.snapshot.agent?.phoneElsewhere).toBeNull()
    expect((await other.browser.send('POST', '/api/agents/me/phone')).status).toBe(204)
    await Promise.all([dana.live.settled(), other.live.settled()])
    expect(other.live.of('phone-elsewhere').at(-1)?.elsewhere).toBeNull()
    expect(dana.live.of('phone-elsewhere').at(-1)?.elsewhere).toMatchObject({
      deviceName: other.me.device.name,
    })
    expect(await ticketOf(other)).toMatchObject(refOf(other))
    await floor.node.say({ type: 'agent-rejoined', callId, agent: refOf(other) })
    expect(await stateOf(other)).toMatchObject({ type: 'on-call', callId })
    const ada = await floor.house.signedIn(floor.house.ada)
    expect((await ada.send('GET', '/api/audit?action=calls.rejoined')).body).toMatchObject({
      items: [{ actorId: dana.me.personId, subjectId: callId, outcome: 'done' }],
    })
  })
})
