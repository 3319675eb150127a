import { AgentState, CallControls, CallRecord, LegId, pageOf, Problem, type CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import type { VoiceEvent } from '../../protocol/voice-link.ts'

const quiet: CallControls = { hold: null, consult: null, recordingPause: null }

const refOf = ({ me }: AtWork) => ({ personId: me.personId, signInId: me.signInId })
const stateOf = async ({ live }: AtWork) => {
  await live.resync()
  return AgentState.parse(live.snapshot.agent?.state)
}
const ownCall = async ({ live }: AtWork) => {
  await live.resync()
  return live.snapshot.agent?.call ?? null
}
const listOf = async ({ browser }: AtWork) =>
  pageOf(CallRecord).parse((await browser.send('GET', '/api/calls')).body).items
const today = async ({ browser }: AtWork) => (await browser.send('GET', '/api/calls/today')).body

describe('consult calls and transfers', () => {
  let floor: CallFloor
  let dana: AtWork
  let noor: AtWork
  let priya: AtWork
  let callId: CallId

  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    noor = await floor.arrive(await floor.house.person('noor.aziz', 'agent'))
    priya = await floor.arrive(floor.house.priya)
    callId = await floor.converse(dana)
    return () => floor.dispose()
  }, slowStartMs)

  const consult = async (to: object, blind = false, who = dana) =>
    who.browser.send('POST', `/api/calls/${callId}/consult`, { to, blind })
  const toNoor = () => ({ type: 'agent', personId: noor.me.personId })
  const refusal = async (to: object, who = dana) => Problem.parse((await consult(to, false, who)).body).code
  const controlsWith = (phase: 'calling' | 'ringing' | 'connected', blind = false): VoiceEvent => ({
    type: 'controls-changed',
    callId,
    controls: {
      ...quiet,
      consult: {
        target: { kind: 'agent', displayName: 'NOOR.AZIZ', maskedNumber: null },
        phase,
        since: floor.house.clock.nowMs(),
        blind,
        speaking: 'consult',
      },
    },
  })
  const ringing = (): VoiceEvent => ({ type: 'agent-ringing', callId, ...refOf(noor) })
  const consulted = (): VoiceEvent => ({
    type: 'leg-joined',
    callId,
    legId: LegId.parse(crypto.randomUUID()),
    role: 'consult',
    personId: noor.me.personId,
    mode: null,
  })
  const toAgent = (blind = false): VoiceEvent => ({
    type: 'call-transferred',
    callId,
    from: refOf(dana),
    to: { type: 'agent', ...refOf(noor) },
    blind,
  })
  const outside = (): VoiceEvent => ({
    type: 'call-transferred',
    callId,
    from: refOf(dana),
    to: { type: 'outside', maskedNumber: '+1 202 555 ••77' },
    blind: false,
  })
  const over = (): VoiceEvent => ({
    type: 'call-ended',
    callId,
    termination: { kind: 'customer-hung-up', fault: 'nobody', sipStatus: null },
  })
  const wrapUp = (who: AtWork, disposition: string, note: string) =>
    who.browser.send('POST', `/api/calls/${callId}/wrap-up`, { disposition, note, next: 'ready' })

  it('RECORD-15: an agent who is free is rung, and held for this call', async () => {
    const { status, body } = await consult(toNoor())
    expect(status).toBe(200)
    expect(CallControls.parse(body).consult).toMatchObject({
      target: { kind: 'agent', displayName: 'NOOR.AZIZ' },
      phase: 'calling',
      blind: false,
    })
    expect(floor.node.commands().at(-1)?.command).toEqual({
      type: 'consult',
      callId,
      personId: dana.me.personId,
      blind: false,
      shown: { kind: 'agent', displayName: 'NOOR.AZIZ', maskedNumber: null },
      to: {
        type: 'ring',
        agents: [refOf(noor)],
        display: { name: null, maskedNumber: '+1 202 555 ••00' },
      },
      ringTimeoutMs: 20_000,
    })
    expect(await refusal(toNoor())).toBe('target-unavailable')
  })

  it('RECORD-15: a team rings whoever is free, longest Ready first, and never the asker', async () => {
    floor.house.clock.advance(1_000)
    const omar = await floor.arrive(await floor.house.person('omar.nour', 'agent'))
    await consult({ type: 'team', teamId: floor.house.team.teamId }, true)
    expect(floor.node.commands().at(-1)?.command).toMatchObject({
      blind: true,
      shown: { kind: 'team', displayName: 'West' },
      to: { type: 'ring', agents: [refOf(noor), refOf(omar)] },
    })
  })

  it('RECORD-15: a number goes through the same gate as a call, and reaches nobody whole', async () => {
    const { body } = await consult({ type: 'number', text: '(202) 555-0177' })
    expect(JSON.stringify(body)).not.toContain('5550177')
    expect(floor.node.commands().at(-1)?.command).toMatchObject({
      shown: { kind: 'number', displayName: null, maskedNumber: '+1 202 555 ••77' },
      to: {
        type: 'dial',
        number: '+12025550177',
        routes: [{ trunkId: floor.trunkId, dialled: '+12025550177' }],
      },
      ringTimeoutMs: 30_000,
    })
    expect(await refusal({ type: 'number', text: '911' })).toBe('toll-guard')
    expect(await refusal({ type: 'number', text: 'call me' })).toBe('number-not-dialable')
  })

  it('RECORD-15: each closed door has its own word', async () => {
    expect(await refusal({ type: 'agent', personId: crypto.randomUUID() })).toBe('not-found')
    expect(await refusal({ type: 'agent', personId: dana.me.personId })).toBe('not-found')
    expect(await refusal({ type: 'team', teamId: crypto.randomUUID() })).toBe('not-found')
    expect(await refusal({ type: 'customer', customerId: crypto.randomUUID() })).toBe('not-found')
    expect(await refusal(toNoor(), noor)).toBe('call-not-found')
    await noor.browser.send('PUT', '/api/agents/me/state', { type: 'break', reason: 'lunch' })
    expect(await refusal(toNoor())).toBe('target-unavailable')
    await noor.browser.send('PUT', '/api/agents/me/state', { type: 'ready' })
    await floor.node.say(controlsWith('calling'))
    expect(await refusal(toNoor())).toBe('consult-running')
    await floor.node.say(over())
    expect(await refusal(toNoor())).toBe('call-ended')
  })

  it('RECORD-15: what the voice node refuses frees who was held, and is in the trail', async () => {
    floor.node.answer = (command) =>
      command.type === 'consult' ? { code: 'not-in-this-state', detail: 'On hold.' } : null
    expect(await refusal(toNoor())).toBe('not-in-this-state')
    floor.node.answer = (command) => floor.node.usualAnswer(command)
    expect((await consult(toNoor())).status).toBe(200)
    const ada = await floor.house.signedIn(floor.house.ada)
    const { body } = await ada.send('GET', '/api/audit?action=calls.consult')
    expect(body).toMatchObject({
      items: [
        { outcome: 'done', reason: 'agent', subjectId: callId },
        { outcome: 'refused', reason: 'not-in-this-state' },
      ],
    })
  })

  it('RECORD-15: targets say who could take a call now, those first', async () => {
    await floor.house.person('omar.nour', 'agent')
    const { body } = await dana.browser.send('GET', '/api/calls/targets')
    expect(body).toEqual({
      items: [
        {
          type: 'agent',
          personId: noor.me.personId,
          displayName: 'NOOR.AZIZ',
          teams: ['West'],
          free: true,
        },
        { type: 'team', teamId: floor.house.team.teamId, name: 'West', freeAgents: 1 },
        expect.objectContaining({ type: 'agent', displayName: 'OMAR.NOUR', free: false }),
      ],
      total: 3,
    })
    expect((await dana.browser.send('GET', '/api/calls/targets?search=oma')).body).toMatchObject({ total: 1 })
  })

  it('REALTIME-17: who is asked beside a call sees it, takes no other, and is back where they stood', async () => {
    await floor.node.say(controlsWith('ringing'), ringing())
    expect(await stateOf(noor)).toMatchObject({ type: 'on-call', callId })
    expect(await ownCall(noor)).toMatchObject({ callId, agentId: dana.me.personId })
    await floor.node.say(consulted(), controlsWith('connected'))
    expect(await ownCall(dana)).toMatchObject({ controls: { consult: { phase: 'connected' } } })
    await floor.node.say(
      { type: 'consult-ended', callId, outcome: 'hung-up', sipStatus: null },
      { type: 'controls-changed', callId, controls: quiet },
    )
    expect(await stateOf(noor)).toMatchObject({ type: 'ready' })
    expect(await ownCall(noor)).toBeNull()
    expect(dana.live.of('own-consult-ended')).toEqual([
      { type: 'own-consult-ended', callId, outcome: 'hung-up' },
    ])
    expect(await ownCall(dana)).toMatchObject({ controls: quiet })
  })

  it('REALTIME-17: hold and consult show on the floor, and a customer who hears music is on hold', async () => {
    floor.node.send({
      type: 'status',
      status: { type: 'talk', callId, state: 'talk', sinceMs: floor.house.clock.nowMs() },
    })
    const since = floor.house.clock.nowMs() + 5
    await floor.node.say({ type: 'controls-changed', callId, controls: { ...quiet, hold: { since } } })
    await priya.live.settled()
    expect(priya.live.of('floor-call').at(-1)?.call).toMatchObject({
      controls: { hold: { since } },
      talk: { state: 'hold', since },
    })
    await floor.node.say({ type: 'controls-changed', callId, controls: quiet })
    await priya.live.settled()
    expect(priya.live.of('floor-call').at(-1)?.call).toMatchObject({
      controls: quiet,
      talk: { state: 'talk' },
    })
  })

  it('REALTIME-17: whose voice does not come is told to the agent and the floor', async () => {
    floor.node.send({ type: 'status', status: { type: 'unheard', callId, side: 'customer' } })
    await floor.node.settled()
    expect(await ownCall(dana)).toMatchObject({ unheard: 'customer' })
    floor.node.send({ type: 'status', status: { type: 'unheard', callId, side: null } })
    await floor.node.settled()
    expect(await ownCall(dana)).toMatchObject({ unheard: null })
  })

  it('REALTIME-17: so it is when it is told while a snapshot still waits for its journal', async () => {
    floor.node.calls = [
      {
        callId,
        direction: 'outbound',
        phase: 'connected',
        controls: quiet,
        parkedUntilMs: null,
        agent: refOf(dana),
        agentLine: 'up',
        supervisors: [],
        takenOverBy: null,
        talk: null,
        recording: 'on',
      },
    ]
    await floor.node.hangUp()
    const late = floor.node.write({ type: 'controls-changed', callId, controls: quiet })
    await floor.node.dial()
    const proof = floor.node.proof(floor.keys.voiceLink)
    floor.node.send({ type: 'hello', protocol: 1, nodeId: floor.node.nodeId, proof, startedAtMs: 0 })
    await floor.node.next('welcome')
    const { calls, registrations } = floor.node
    floor.node.send({ type: 'snapshot', calls, registrations, trunks: [], lastSeq: late.seq })
    floor.node.send({ type: 'status', status: { type: 'unheard', callId, side: 'customer' } })
    floor.node.send({ type: 'event', entry: late })
    await floor.node.applied(late.seq)
    expect(await ownCall(dana)).toMatchObject({ unheard: 'customer' })
  })

  it('ACCESS-9: whoever is asked beside a call is not idle', async () => {
    const omar = await floor.arrive(await floor.house.person('omar.nour', 'agent'))
    await floor.node.say(controlsWith('connected'), consulted())
    floor.house.clock.advance(31 * 60_000)
    const { signIns } = floor.house.control.services.access
    expect([noor, omar].map(({ me }) => signIns.recall(me.signInId, '').ok)).toEqual([true, false])
  })

  it('STEER-4: what the leaver asked for about the call ends with their part of it', async () => {
    await dana.browser.send('POST', '/api/agents/me/help', { reason: 'other' })
    await dana.live.resync()
    expect(dana.live.snapshot.agent?.help).toMatchObject({ callId })
    await floor.node.say(controlsWith('connected'), consulted(), toAgent())
    await dana.live.resync()
    expect(dana.live.snapshot.agent?.help).toBeNull()
  })

  it('RECORD-16: the receiver has the call, the leaver wraps their part up, each with an outcome of their own', async () => {
    await dana.browser.send('PUT', `/api/calls/${callId}/note`, { note: 'Wants a plan.' })
    await floor.pass(60_000)
    await floor.node.say(controlsWith('connected'), consulted(), toAgent(), {
      type: 'controls-changed',
      callId,
      controls: quiet,
    })
    expect(await stateOf(dana)).toMatchObject({ type: 'wrap-up', callId })
    expect(await ownCall(dana)).toBeNull()
    expect(dana.live.of('own-consult-ended').map(({ outcome }) => outcome)).toEqual(['completed'])
    expect(await stateOf(noor)).toMatchObject({ type: 'on-call', callId })
    expect(await ownCall(noor)).toMatchObject({ callId, agentId: noor.me.personId, controls: quiet })

    expect((await wrapUp(dana, 'hardship', 'Wants a plan of six rates.')).status).toBe(200)
    await floor.pass(120_000)
    await floor.node.say(over())
    expect(await stateOf(dana)).toMatchObject({ type: 'ready' })
    expect(await stateOf(noor)).toMatchObject({ type: 'wrap-up', callId })
    expect((await wrapUp(noor, 'promise-to-pay', 'Pays on Friday.')).status).toBe(200)

    const transferredTo = { kind: 'agent', displayName: 'NOOR.AZIZ', maskedNumber: null }
    expect(await listOf(dana)).toMatchObject([
      { callId, disposition: 'hardship', note: 'Wants a plan of six rates.', transferredTo },
    ])
    expect(await listOf(noor)).toMatchObject([
      { callId, disposition: 'promise-to-pay', note: 'Pays on Friday.', transferredTo },
    ])
    expect(await today(dana)).toMatchObject({ calls: 1, answered: 1, talkMs: 60_000 })
    expect(await today(noor)).toMatchObject({ calls: 1, answered: 1, talkMs: 120_000 })
  })

  it('RECORD-16: the note goes along to the receiver', async () => {
    await dana.browser.send('PUT', `/api/calls/${callId}/note`, { note: 'Wants a plan.' })
    await floor.node.say(controlsWith('ringing', true), ringing(), toAgent(true))
    expect(await listOf(noor)).toMatchObject([{ note: 'Wants a plan.', agent: { displayName: 'NOOR.AZIZ' } }])
    const ada = await floor.house.signedIn(floor.house.ada)
    expect((await ada.send('GET', '/api/audit?action=calls.transferred')).body).toMatchObject({
      items: [{ actorId: dana.me.personId, subjectId: callId, outcome: 'done', reason: 'blind' }],
    })
  })

  it('RECORD-16: there and back again: the first part keeps its own outcome', async () => {
    await floor.node.say(controlsWith('connected'), toAgent())
    await wrapUp(dana, 'hardship', '')
    await floor.node.say({
      type: 'call-transferred',
      callId,
      from: refOf(noor),
      to: { type: 'agent', ...refOf(dana) },
      blind: false,
    })
    expect(await stateOf(dana)).toMatchObject({ type: 'on-call', callId })
    expect(await stateOf(noor)).toMatchObject({ type: 'wrap-up', callId })
    await wrapUp(noor, 'complaint', '')
    await floor.node.say(over())
    await wrapUp(dana, 'promise-to-pay', '')
    expect(await listOf(dana)).toMatchObject([{ disposition: 'promise-to-pay' }])
    expect(await listOf(noor)).toMatchObject([{ disposition: 'complaint' }])
  })

  it('RECORD-16: to a number outside: the agent wraps up, the call goes on without one', async () => {
    await consult({ type: 'number', text: '2025550177' })
    await floor.node.say(outside())
    expect(await stateOf(dana)).toMatchObject({ type: 'wrap-up', callId })
    expect(await ownCall(dana)).toBeNull()
    await priya.live.settled()
    expect(priya.live.of('floor-call').at(-1)?.call).toMatchObject({ callId, agentId: null })
    await wrapUp(dana, 'has-attorney', '')
    await floor.node.say(over())
    expect(await stateOf(dana)).toMatchObject({ type: 'ready' })
    expect(await listOf(dana)).toMatchObject([
      {
        phase: 'ended',
        disposition: 'has-attorney',
        transferredTo: { kind: 'number', maskedNumber: '+1 202 555 ••77' },
      },
    ])
  })

  it('RECORD-15: a supervisor who has taken over may ask and give away, one who listens may not', async () => {
    const leg = await floor.join(priya, callId)
    expect(await refusal(toNoor(), priya)).toBe('call-not-found')
    await floor.node.say(leg.mode('take-over'), leg.tookOver(refOf(dana)))
    expect((await consult(toNoor(), false, priya)).status).toBe(200)
    expect(floor.node.commands().at(-1)?.command).toMatchObject({
      type: 'consult',
      personId: priya.me.personId,
    })
    expect(await refusal(toNoor(), dana)).toBe('call-not-found')
    expect((await priya.browser.send('GET', '/api/calls/targets')).status).toBe(200)
  })

  it('RECORD-16: what a supervisor gives away that they had taken over is its agent’s part', async () => {
    const leg = await floor.join(priya, callId)
    await floor.node.say(leg.mode('take-over'), leg.tookOver(refOf(dana)))
    await wrapUp(dana, 'complaint', '')
    await floor.node.say({
      type: 'call-transferred',
      callId,
      from: refOf(priya),
      to: { type: 'agent', ...refOf(noor) },
      blind: false,
    })
    expect(await stateOf(noor)).toMatchObject({ type: 'on-call', callId })
    await floor.node.say(over())
    await wrapUp(noor, 'promise-to-pay', '')
    expect(await listOf(dana)).toMatchObject([{ disposition: 'complaint' }])
    expect(await listOf(noor)).toMatchObject([{ disposition: 'promise-to-pay' }])
  })

  it('RECORD-9: after a restart the snapshot says what is held, parked and asked', async () => {
    await floor.node.say(controlsWith('connected'), consulted())
    const parkedUntilMs = floor.house.clock.nowMs() + 30_000
    floor.node.registrations = [dana.me.signInId, noor.me.signInId]
    floor.node.calls = [
      {
        callId,
        direction: 'outbound',
        phase: 'connected',
        controls: { ...quiet, hold: { since: 7 } },
        parkedUntilMs,
        agent: refOf(dana),
        agentLine: 'lost',
        supervisors: [],
        takenOverBy: null,
        talk: null,
        recording: 'on',
      },
    ]
    await floor.restart(dana, noor)
    // Control alone still believes in the consult call.
    expect(await stateOf(noor)).toMatchObject({ type: 'on-call', callId })
    await floor.node.link()
    expect(await ownCall(dana)).toMatchObject({
      controls: { hold: { since: 7 }, consult: null },
      parkedUntil: parkedUntilMs,
      agentLine: 'lost',
    })
    expect(await stateOf(noor)).toMatchObject({ type: 'ready' })
  })

  it('RECORD-18: a pause of the recording is a mark in the player, with who, why and how long', async () => {
    const since = floor.house.clock.nowMs()
    const recordingPause = { since, until: since + 120_000, reason: 'card-number' } as const
    await floor.node.say({ type: 'controls-changed', callId, controls: { ...quiet, recordingPause } })
    expect(await ownCall(dana)).toMatchObject({ controls: { recordingPause } })
    await floor.pass(20_000)
    await floor.node.say(
      { type: 'controls-changed', callId, controls: { ...quiet, hold: { since }, recordingPause } },
      { type: 'controls-changed', callId, controls: quiet },
    )
    const { body } = await priya.browser.send('GET', `/api/calls/${callId}/markers`)
    expect(body).toEqual({
      items: [
        {
          markerId: null,
          kind: 'recording-paused',
          at: since,
          untilAt: since + 20_000,
          by: { personId: dana.me.personId, displayName: 'DANA.WHITLOCK' },
          text: 'card-number',
        },
      ],
    })
  })

  it('RECORD-18: a pause that lasts to the end of the call ends with it', async () => {
    const since = floor.house.clock.nowMs()
    const recordingPause = { since, until: since + 120_000, reason: 'health' } as const
    await floor.node.say({ type: 'controls-changed', callId, controls: { ...quiet, recordingPause } })
    floor.house.clock.advance(3_000)
    await floor.node.say(over())
    expect((await priya.browser.send('GET', `/api/calls/${callId}/markers`)).body).toMatchObject({
      items: [{ kind: 'recording-paused', untilAt: since + 3_000 }],
    })
  })
})
