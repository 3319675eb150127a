import { CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'
import { trailOf } from './testing/trail.ts'

const seenBy = async ({ live }: AtWork) => {
  await live.resync()
  return live.snapshot.floor?.calls.map((call) => call.teamId)
}

describe('how far a lead reaches while calls run', () => {
  let floor: CallFloor
  let dana: AtWork
  let lead: AtWork
  let admin: AtWork
  let callId: CallId
  let eastId: string
  beforeEach(async () => {
    floor = await openCallFloor()
    eastId = valueOf(floor.house.control.services.people.createTeam('East', null)).teamId
    dana = await floor.arrive(floor.house.dana)
    lead = await floor.arrive(floor.house.priya)
    admin = await floor.arrive(floor.house.ada)
    callId = await floor.converse(dana)
    return () => floor.dispose()
  }, slowStartMs)

  const change = (who: AtWork, body: object) =>
    admin.browser.send('PATCH', `/api/people/${who.me.personId}`, body)
  const cuts = () =>
    floor.node.commands().flatMap(({ command }) => (command.type === 'end-listening' ? [command] : []))
  const setMode = async (mode: string) =>
    (await lead.browser.send('PUT', `/api/calls/${callId}/monitor`, { mode })).body
  it('SUPERVISION-7: an agent who is moved takes the running call along; the leg of who stays behind is cut', async () => {
    await floor.join(lead, callId)
    expect(await seenBy(lead)).toEqual([floor.house.team.teamId])
    const before = lead.live.snapshots.length
    const startedAt = performance.now()
    expect((await change(dana, { teamIds: [eastId] })).status).toBe(200)
    await floor.node.until(() => cuts().length > 0)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(cuts()[0]).toEqual({ type: 'end-listening', callId, personId: lead.me.personId })
    // Unasked: what the lead may not see any more is taken off the screen.
    await lead.live.until(() => lead.live.snapshots.length > before)
    expect(lead.live.snapshot.floor?.calls).toEqual([])
    expect(await seenBy(admin)).toEqual([eastId])
    expect(await setMode('barge')).toMatchObject({ code: 'call-not-found' })
    expect((await lead.browser.send('GET', `/api/calls/${callId}`)).status).toBe(404)
    expect(await trailOf(floor.house, callId)).toEqual([
      'supervision.listen done sign',
      `calls.moved done ${eastId}`,
      'supervision.barge refused foreign-team',
    ])
  })

  it('SUPERVISION-7: somebody in no team takes it to nobody; back in one, it is back', async () => {
    await change(dana, { teamIds: [] })
    expect([await seenBy(lead), await seenBy(admin)]).toEqual([[], [null]])
    // Whatever the voice node says of it does not bring it back to the trunk's team.
    await floor.node.say({ type: 'agent-line', callId, state: 'lost' })
    expect([await seenBy(lead), await seenBy(admin)]).toEqual([[], [null]])
    await change(dana, { teamIds: [floor.house.team.teamId] })
    expect(await seenBy(lead)).toEqual([floor.house.team.teamId])
    const { hungUp } = outboundScript(callId, dana.me, floor.house.team.teamId, floor.trunkId)
    await floor.node.say(hungUp)
    await change(dana, { teamIds: [eastId] })
    expect(await lead.browser.send('GET', `/api/calls/${callId}`)).toMatchObject({ status: 200 })
  })

  it('SUPERVISION-7: a second team changes nothing, and who leads both stays in the call', async () => {
    await floor.join(lead, callId)
    await change(dana, { teamIds: [eastId, floor.house.team.teamId] })
    expect(await seenBy(lead)).toEqual([floor.house.team.teamId])
    await change(lead, { teamIds: [eastId, floor.house.team.teamId] })
    await change(dana, { teamIds: [eastId] })
    await floor.node.settled()
    expect(await seenBy(lead)).toEqual([eastId])
    expect(cuts()).toEqual([])
    expect(await setMode('whisper')).toEqual({ callId, mode: 'whisper' })
  })

  it('SUPERVISION-7: a call that was taken over stays with whoever speaks, wherever its agent goes', async () => {
    const leg = await floor.join(lead, callId)
    await floor.node.say(
      leg.mode('take-over'),
      leg.tookOver({ personId: dana.me.personId, signInId: dana.me.signInId }),
    )
    await change(dana, { teamIds: [eastId] })
    await floor.node.settled()
    expect(await seenBy(lead)).toEqual([floor.house.team.teamId])
    expect(cuts()).toEqual([])
  })

  it('SUPERVISION-7: a customer who rings somebody is still the queue’s, not that agent’s', async () => {
    const ringing = (await floor.arrive(await floor.house.person('omar.haddad', 'agent'))).me
    const inbound = outboundScript(callId, ringing, floor.house.team.teamId, floor.trunkId)
    const other = { ...inbound.opened, callId: CallId.parse(crypto.randomUUID()) }
    await floor.node.say(
      { ...other, direction: 'inbound', agent: null },
      { type: 'agent-ringing', callId: other.callId, personId: ringing.personId, signInId: ringing.signInId },
    )
    await admin.browser.send('PATCH', `/api/people/${ringing.personId}`, { teamIds: [eastId] })
    expect(await seenBy(lead)).toEqual([floor.house.team.teamId, floor.house.team.teamId])
  })

  it.each([
    ['moved', { teamIds: [] }],
    ['demoted', { role: 'agent' }],
    ['disabled', { disabled: true }],
  ])('SUPERVISION-2: %s while a mode is on its way, the lead is cut after it', async (_name, fate) => {
    await floor.join(lead, callId)
    floor.node.answer = (command) => (command.type === 'set-mode' ? 'silence' : null)
    const asked = lead.browser.send('PUT', `/api/calls/${callId}/monitor`, { mode: 'barge' })
    const types = () => floor.node.commands().map(({ command }) => command.type)
    await floor.node.until(() => types().includes('set-mode'))
    await change(lead, fate)
    await floor.node.until(() => types().includes('end-listening'))
    // In this order on one link: whatever becomes of the mode, the leg is gone after it.
    expect(types().indexOf('set-mode')).toBeLessThan(types().indexOf('end-listening'))
    const [mode] = floor.node.commands()
    if (mode === undefined) throw new Error('no command')
    floor.node.send({ type: 'command-done', commandId: mode.commandId, problem: null })
    expect((await asked).body).not.toMatchObject({ code: 'internal' })
    expect(await setMode('barge')).toMatchObject({
      code: expect.stringMatching(/^(call-not-found|signed-out)$/),
    })
  })

  it('SUPERVISION-2: a demoted lead loses leg and sign-in in the middle of a whisper', async () => {
    const leg = await floor.join(lead, callId)
    await floor.node.say(leg.mode('whisper'))
    await change(lead, { role: 'agent' })
    await lead.live.until(() => lead.live.closed)
    await floor.node.until(() => cuts().length > 0)
    expect(cuts()[0]?.personId).toBe(lead.me.personId)
    const drops = () => floor.node.commands().map(({ command }) => command)
    await floor.node.until(() => drops().some(({ type }) => type === 'drop-sign-in'))
    expect(drops()).toContainEqual({ type: 'drop-sign-in', signInId: lead.me.signInId, calls: 'drain' })
    expect(await setMode('barge')).toMatchObject({ code: 'signed-out' })
  })

  it('SUPERVISION-2: a disabled lead’s leg is cut, also when it joins by a ticket from before', async () => {
    await change(lead, { disabled: true })
    await floor.join(lead, callId)
    await floor.node.until(() => cuts().length > 0)
    expect(cuts()[0]).toEqual({ type: 'end-listening', callId, personId: lead.me.personId })
  })

  it('SUPERVISION-2: a cut that was lost is given again within 2 s until the leg has left, without any news', async () => {
    floor.node.answer = () => 'silence'
    const leg = await floor.join(lead, callId)
    await change(lead, { teamIds: [] })
    await floor.node.until(() => cuts().length === 1)
    await floor.pass(2_000)
    expect(cuts().length).toBeGreaterThanOrEqual(2)
    await floor.node.say(leg.left)
    const given = cuts().length
    await floor.pass(8_000)
    expect(cuts()).toHaveLength(given)
  })

  it('SUPERVISION-2: news while a cut is on its way gives no second one; a node that never obeys is left alone at last', async () => {
    await floor.join(lead, callId)
    await change(lead, { teamIds: [] })
    await floor.node.until(() => cuts().length === 1)
    for (const state of ['lost', 'up', 'lost', 'up'] as const)
      await floor.node.say({ type: 'agent-line', callId, state })
    expect(cuts()).toHaveLength(1)
    await floor.pass(36_000)
    const given = cuts().length
    expect(given).toBeGreaterThan(5)
    await floor.pass(36_000)
    expect(cuts()).toHaveLength(given)
    await floor.node.say({ type: 'agent-line', callId, state: 'lost' })
    await floor.node.until(() => cuts().length > given)
  })
})
