import type { CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { outboundScript, ScriptedVoiceNode } from '../testing/scripted-voice-node.ts'
import { trailOf } from './testing/trail.ts'

const noticesOf = async ({ live }: AtWork) => {
  await live.resync()
  return live.snapshot.agent?.notices.map(({ kind, reason, text }) => ({ kind, reason, text }))
}

describe('a lead ends a call', () => {
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

  const end = async (body: object, id: string = callId) => {
    const answer = await lead.browser.send('POST', `/api/calls/${id}/end`, body)
    return { status: answer.status, body: answer.body }
  }
  const commands = () => floor.node.commands().map(({ command }) => command)
  const byLead = { kind: 'ended-by-lead', fault: 'nobody', sipStatus: null } as const

  it('SUPERVISION-9: the voice node ends it, the agent reads why, the trail keeps the closed word', async () => {
    expect((await end({ reason: 'compliance', note: ' No notice was read ' })).status).toBe(204)
    expect(commands()).toEqual([{ type: 'end-call', callId, termination: 'ended-by-lead' }])
    await floor.node.say({ type: 'call-ended', callId, termination: byLead })
    expect(await noticesOf(dana)).toEqual([
      { kind: 'call-ended', reason: 'compliance', text: 'No notice was read' },
    ])
    expect(dana.live.of('own-call-ended')).toMatchObject([{ callId, termination: byLead }])
    expect(dana.live.snapshot.agent?.state).toMatchObject({ type: 'wrap-up', callId })
    expect(await trailOf(floor.house, callId)).toEqual(['supervision.call-ended done compliance'])
    expect(await end({ reason: 'compliance' })).toMatchObject({ status: 409, body: { code: 'call-ended' } })
  })

  it('SUPERVISION-9: without its reason, of another team, or not dialled yet, it goes on', async () => {
    expect(await end({ reason: 'other' })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', field: 'note' },
    })
    for (const body of [{}, { reason: 'boredom' }, { reason: 'other', note: 'x'.repeat(201) }])
      expect(await end(body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
    expect(await end({ reason: 'conduct' }, crypto.randomUUID())).toMatchObject({ status: 404 })
    const omar = await floor.arrive(await floor.house.person('omar.haddad', 'agent'))
    const { callId: placed } = await place(omar, '2025550101')
    expect(await end({ reason: 'conduct' }, placed)).toMatchObject({ body: { code: 'call-not-found' } })
    const { people } = floor.house.control.services
    const east = valueOf(people.createTeam('East', null))
    valueOf(people.change(lead.me.personId, { teamIds: [east.teamId] }, null))
    expect(await end({ reason: 'conduct' })).toMatchObject({ status: 404, body: { code: 'call-not-found' } })
    expect(commands().filter(({ type }) => type === 'end-call')).toEqual([])
    expect(await noticesOf(dana)).toEqual([])
    expect(await trailOf(floor.house, callId)).toEqual(['supervision.call-ended refused foreign-team'])
  })

  it('SUPERVISION-9: a voice node that does not answer has ended nothing, and nobody is told so', async () => {
    floor.node.answer = () => 'silence'
    const asked = end({ reason: 'conduct' })
    await floor.node.until(() => commands().length === 1)
    await floor.pass(2_000)
    expect(await asked).toMatchObject({ status: 503, body: { code: 'voice-unavailable' } })
    expect(await noticesOf(dana)).toEqual([])
    expect(await trailOf(floor.house, callId)).toEqual(['supervision.call-ended refused voice-unavailable'])
  })

  it('SUPERVISION-9: of several voice nodes the one that has the call must have ended it', async () => {
    const other = new ScriptedVoiceNode(floor.house, 'voice-2')
    await other.link()
    try {
      floor.node.answer = () => 'silence'
      const asked = end({ reason: 'conduct' })
      await floor.node.until(() => commands().length === 1)
      await floor.pass(2_000)
      expect(await asked).toMatchObject({ status: 503, body: { code: 'voice-unavailable' } })
      expect(await noticesOf(dana)).toEqual([])
      floor.node.answer = (command) => floor.node.usualAnswer(command)
      expect((await end({ reason: 'conduct' })).status).toBe(204)
    } finally {
      await other.hangUp()
    }
  })

  it('SUPERVISION-9: a call that has just ended at its voice node is over, and no end by a lead', async () => {
    floor.node.answer = () => ({ code: 'call-ended', detail: 'end-call' })
    expect(await end({ reason: 'conduct' })).toMatchObject({ status: 409, body: { code: 'call-ended' } })
    expect(await noticesOf(dana)).toEqual([])
  })

  it('SUPERVISION-9: taken over while the voice node was asked, its agent has no call that could end', async () => {
    const leg = await floor.join(lead, callId)
    floor.node.answer = () => 'silence'
    const asked = end({ reason: 'conduct' })
    await floor.node.until(() => commands().some(({ type }) => type === 'end-call'))
    await floor.node.say(
      leg.mode('take-over'),
      leg.tookOver({ personId: dana.me.personId, signInId: dana.me.signInId }),
    )
    const command = floor.node.commands().find((one) => one.command.type === 'end-call')
    if (command === undefined) throw new Error('no command')
    floor.node.send({ type: 'command-done', commandId: command.commandId, problem: null })
    expect((await asked).status).toBe(204)
    expect((await noticesOf(dana))?.map(({ kind }) => kind)).toEqual(['taken-over'])
  })

  it('SUPERVISION-9: whoever took it over may end it; its agent, who has left, reads nothing of that', async () => {
    const leg = await floor.join(lead, callId)
    const { agent } = outboundScript(callId, dana.me, floor.house.team.teamId, floor.trunkId).answered
    await floor.node.say(
      leg.mode('take-over'),
      leg.tookOver({ personId: agent.personId, signInId: agent.signInId }),
    )
    expect((await end({ reason: 'customer-asked' })).status).toBe(204)
    expect((await noticesOf(dana))?.map(({ kind }) => kind)).toEqual(['taken-over'])
  })
})
