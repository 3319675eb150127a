import { callRoutes, LegId, type CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'
import { trailOf } from './testing/trail.ts'

const stateOf = async ({ live }: AtWork) => {
  await live.resync()
  return live.snapshot.agent?.state
}

describe('take-over', () => {
  let floor: CallFloor
  let dana: AtWork
  let lead: AtWork
  let callId: CallId
  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    lead = await floor.arrive(floor.house.priya)
    callId = await floor.converse(dana)
    return () => floor.dispose()
  }, slowStartMs)

  const agentLeg = LegId.parse(crypto.randomUUID())
  const agent = () => ({ personId: dana.me.personId, signInId: dana.me.signInId })
  const byLead = () => ({ personId: lead.me.personId, signInId: lead.me.signInId })
  const takeOver = async () => {
    const leg = await floor.join(lead, callId)
    await floor.node.say(
      { type: 'leg-left', callId, legId: agentLeg, role: 'agent', personId: dana.me.personId },
      leg.mode('take-over'),
      leg.tookOver(agent()),
    )
    return leg
  }
  const ended = () => outboundScript(callId, agent(), floor.house.team.teamId, floor.trunkId).hungUp
  const record = async () => (await lead.browser.send('GET', `/api/calls/${callId}`)).body
  const onFloor = async () => {
    await lead.live.resync()
    return lead.live.snapshot.floor?.calls
  }

  it('SUPERVISION-6: the agent wraps up while the call runs on with the lead', async () => {
    await takeOver()
    expect(await stateOf(dana)).toMatchObject({ type: 'wrap-up', callId })
    expect(dana.live.snapshot.agent).toMatchObject({
      call: null,
      notices: [{ kind: 'taken-over', from: { displayName: 'PRIYA.RAMAN' }, callId, reason: null }],
    })
    expect(await onFloor()).toMatchObject([
      {
        callId,
        phase: 'connected',
        agentId: dana.me.personId,
        takenOverBy: { personId: lead.me.personId },
        supervisors: [{ mode: 'take-over' }],
      },
    ])
    // The outcome may be saved while the customer still talks; the next call may come.
    const saved = await dana.browser.send('POST', `/api/calls/${callId}/wrap-up`, {
      disposition: 'complaint',
      note: 'Priya has it now.',
      next: 'ready',
    })
    expect(saved.body).toMatchObject({ type: 'ready' })
    expect(await record()).toMatchObject({
      phase: 'connected',
      disposition: 'complaint',
      takenOverBy: { personId: lead.me.personId },
    })
    // Afterwards it is not theirs any more: neither a note nor a line report.
    const late = await dana.browser.send('PUT', `/api/calls/${callId}/note`, { note: 'once more' })
    expect(late).toMatchObject({ status: 409, body: { code: 'call-ended' } })

    floor.house.clock.leap(10 * 60_000)
    await floor.node.say(ended())
    expect(await stateOf(dana)).toMatchObject({ type: 'ready' })
    // The ten minutes are not the agent's talk.
    const { body: today } = await dana.browser.send('GET', '/api/calls/today')
    expect(today).toMatchObject({ calls: 1, answered: 1 })
    expect(callRoutes.today.answer.parse(today).talkMs).toBeLessThan(60_000)
    expect(await record()).toMatchObject({
      phase: 'ended',
      agent: { personId: dana.me.personId },
      takenOverBy: { displayName: 'PRIYA.RAMAN' },
      termination: { kind: 'customer-hung-up' },
      disposition: 'complaint',
    })
    expect(await trailOf(floor.house, callId)).toEqual([
      'supervision.listen done sign',
      'supervision.take-over done sign',
      'supervision.left done sign',
    ])
  })

  it('SUPERVISION-6: the agent’s next call is theirs alone; the end of the old one takes nothing from it', async () => {
    await takeOver()
    await dana.browser.send('POST', `/api/calls/${callId}/wrap-up`, {
      disposition: 'complaint',
      next: 'ready',
    })
    const next = await floor.converse(dana)
    await floor.node.say(ended())
    expect(await stateOf(dana)).toMatchObject({ type: 'on-call', callId: next })
    expect(dana.live.snapshot.agent?.call).toMatchObject({ callId: next, takenOverBy: null })
  })

  it('SUPERVISION-6: the call counts as the lead’s for their sign-in, and no more as the agent’s', async () => {
    await takeOver()
    // Idle is what a live call holds off: the agent's sign-in ends, the lead's stands.
    floor.house.clock.leap(31 * 60_000)
    await floor.pass(31_000)
    await dana.live.until(() => dana.live.closed)
    expect(dana.live.signedOut).toMatchObject({ reason: 'idle', call: 'none' })
    expect(await onFloor()).toMatchObject([{ callId, takenOverBy: { personId: lead.me.personId } }])
  })

  it.each([
    ['drain', 'drain', 'drains'],
    ['cut', 'end', 'cut'],
  ])(
    'SUPERVISION-6: revoked after the take-over, the lead is asked of as an agent: %s',
    async (onRevoke, calls, call) => {
      const admin = await floor.arrive(floor.house.ada)
      await admin.browser.send('PATCH', `/api/teams/${floor.house.team.teamId}`, { onRevoke })
      await takeOver()
      await admin.browser.send('POST', `/api/sign-ins/${lead.me.signInId}/end`, { reason: 'lost laptop' })
      await lead.live.until(() => lead.live.closed)
      expect(lead.live.signedOut).toMatchObject({ reason: 'revoked', call })
      const drops = () => floor.node.commands().map(({ command }) => command)
      await floor.node.until(() => drops().some(({ type }) => type === 'drop-sign-in'))
      expect(drops()).toContainEqual({ type: 'drop-sign-in', signInId: lead.me.signInId, calls })
    },
  )

  it.each(['listen', 'whisper', 'barge'] as const)(
    'SUPERVISION-6: a lead who signs out in %s takes no call along, whatever the team has it',
    async (mode) => {
      const leg = await floor.join(lead, callId)
      await floor.node.say(leg.mode(mode))
      await lead.browser.send('POST', '/api/sign-out', {})
      await lead.live.until(() => lead.live.closed)
      expect(lead.live.signedOut).toMatchObject({ reason: 'signed-out', call: 'none' })
      const drops = () => floor.node.commands().map(({ command }) => command)
      await floor.node.until(() => drops().some(({ type }) => type === 'drop-sign-in'))
      await floor.node.say(leg.left)
      await dana.live.resync()
      expect(dana.live.snapshot.agent).toMatchObject({
        state: { type: 'on-call' },
        call: { callId, phase: 'connected', supervisors: [] },
      })
    },
  )

  it('SUPERVISION-6: hang-up first, and the take-over is late: it changes nothing', async () => {
    const leg = await floor.join(lead, callId)
    await floor.node.say(ended(), leg.mode('take-over'), leg.tookOver(agent()))
    expect(await stateOf(dana)).toMatchObject({ type: 'wrap-up', callId })
    expect(dana.live.snapshot.agent?.notices).toEqual([])
    expect(await record()).toMatchObject({ phase: 'ended', takenOverBy: null })
  })

  it.each([
    ['the journal has it', true],
    ['only the snapshot has it', false],
  ])('SUPERVISION-13: control was away when it happened; %s', async (_name, inJournal) => {
    const leg = await floor.join(lead, callId)
    await floor.restart(dana, lead)
    if (inJournal) {
      floor.node.write(leg.mode('take-over'))
      floor.node.write(leg.tookOver(agent()))
    }
    const atMs = floor.house.clock.nowMs()
    floor.node.registrations = [dana.me.signInId, lead.me.signInId]
    floor.node.calls = [
      {
        callId,
        direction: 'outbound',
        phase: 'connected',
        controls: { hold: null, consult: null, recordingPause: null },
        parkedUntilMs: null,
        agent: null,
        agentLine: 'up',
        supervisors: [
          {
            personId: lead.me.personId,
            legId: leg.legId,
            sinceMs: atMs,
            mode: 'take-over',
            modeSinceMs: atMs,
          },
        ],
        takenOverBy: { ...byLead(), atMs },
        talk: { state: 'over-talk', sinceMs: atMs },
        recording: 'off',
      },
    ]
    await floor.node.link()
    expect(await stateOf(dana)).toMatchObject({ type: 'wrap-up', callId })
    expect(dana.live.snapshot.agent?.notices).toMatchObject([{ kind: 'taken-over', callId }])
    expect(await onFloor()).toMatchObject([
      {
        agentId: dana.me.personId,
        takenOverBy: { personId: lead.me.personId },
        supervisors: [{ mode: 'take-over' }],
        talk: { state: 'over-talk' },
      },
    ])
    await floor.node.say(ended())
    expect(await trailOf(floor.house, callId)).toEqual([
      'supervision.listen done sign',
      'supervision.take-over done sign',
      'supervision.left done sign',
    ])
  })

  it('SUPERVISION-13: legs that came and went while control was away are so in the log, too', async () => {
    const leg = await floor.join(lead, callId)
    await floor.node.say(leg.mode('whisper'))
    await floor.restart(dana, lead)
    const atMs = floor.house.clock.nowMs()
    const second = await floor.house.person('mina.okafor', 'lead')
    floor.node.registrations = [dana.me.signInId, lead.me.signInId]
    floor.node.calls = [
      {
        callId,
        direction: 'outbound',
        phase: 'connected',
        controls: { hold: null, consult: null, recordingPause: null },
        parkedUntilMs: null,
        agent: agent(),
        agentLine: 'up',
        supervisors: [
          { personId: second.personId, legId: agentLeg, sinceMs: atMs, mode: 'barge', modeSinceMs: atMs },
        ],
        takenOverBy: null,
        talk: null,
        recording: 'off',
      },
    ]
    await floor.node.link()
    expect(await onFloor()).toMatchObject([{ supervisors: [{ personId: second.personId, mode: 'barge' }] }])
    // The node restarts without the call: nobody is in it.
    await floor.node.hangUp()
    floor.node.calls = []
    await floor.node.link()
    expect(await trailOf(floor.house, callId)).toEqual([
      'supervision.listen done sign',
      'supervision.whisper done sign',
      'supervision.left done sign',
      'supervision.barge done sign',
      'supervision.left done sign',
    ])
    const { body } = await lead.browser.send('GET', '/api/supervision/log')
    expect(body).toMatchObject({
      total: 3,
      items: [{ mode: 'barge' }, { mode: 'whisper' }, { mode: 'listen' }],
    })
    expect(JSON.stringify(body)).not.toContain('"endedAt":null')
  })
})
