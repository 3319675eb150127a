import { LegId, type CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

const told = async ({ live }: AtWork) => {
  await live.resync()
  return { agents: live.snapshot.floor?.agents.length, calls: live.snapshot.floor?.calls.length }
}

describe('a person who is moved', () => {
  let floor: CallFloor
  let dana: AtWork
  let lead: AtWork
  let admin: AtWork
  let callId: CallId
  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    lead = await floor.arrive(floor.house.priya)
    admin = await floor.arrive(floor.house.ada)
    callId = (await place(dana, '2025550100')).callId
    const { opened, answered } = outboundScript(
      callId,
      { personId: dana.me.personId, signInId: dana.me.signInId },
      floor.house.team.teamId,
      floor.trunkId,
    )
    await floor.node.say(opened, answered)
    return () => floor.dispose()
  }, slowStartMs)

  const change = (who: AtWork, body: object) =>
    admin.browser.send('PATCH', `/api/people/${who.me.personId}`, body)
  const listen = () =>
    floor.node.say({
      type: 'leg-joined',
      callId,
      legId: LegId.parse(crypto.randomUUID()),
      role: 'supervisor',
      personId: lead.me.personId,
      mode: 'listen',
    })
  const endsListening = () => floor.node.commands().filter(({ command }) => command.type === 'end-listening')

  it('REALTIME-5: a lead who loses the team is told at once, unasked, that there is nothing to see', async () => {
    expect(await told(lead)).toEqual({ agents: 1, calls: 1 })
    const before = lead.live.snapshots.length
    expect((await change(lead, { teamIds: [] })).status).toBe(200)
    await lead.live.until(() => lead.live.snapshots.length > before)
    expect(lead.live.snapshot.floor).toMatchObject({ agents: [], calls: [] })
    const changes = lead.live.changes.length
    await floor.node.say({ type: 'agent-line', callId, state: 'lost' })
    expect(await told(lead)).toEqual({ agents: 0, calls: 0 })
    expect(lead.live.changes.slice(changes).filter(({ change: { type } }) => type === 'floor-call')).toEqual(
      [],
    )
  })

  it('REALTIME-5: an agent who leaves the team leaves the floor of its lead, not that of the administrator', async () => {
    expect((await change(dana, { teamIds: [] })).status).toBe(200)
    await lead.live.until(() => lead.live.of('floor-agent-left').length === 1)
    expect(lead.live.of('floor-agent-left')).toEqual([
      { type: 'floor-agent-left', personId: dana.me.personId },
    ])
    await admin.live.resync()
    expect(admin.live.of('floor-agent').at(-1)?.agent).toMatchObject({
      personId: dana.me.personId,
      teams: [],
    })
  })

  it('SUPERVISION-2: who loses the team while listening is cut off, and who joins by an old ticket too', async () => {
    await listen()
    await floor.node.settled()
    expect(endsListening()).toEqual([])
    await change(lead, { teamIds: [] })
    const command = { type: 'end-listening', callId, personId: lead.me.personId }
    await floor.node.until(() => endsListening().length === 1)
    await listen()
    await floor.node.until(() => endsListening().length > 1)
    expect(endsListening()[0]?.command).toEqual(command)
  })

  it('ACCESS-16: a disabled lead is signed out on every socket and in the voice node', async () => {
    await change(lead, { disabled: true })
    await lead.live.until(() => lead.live.closed)
    expect(lead.live.signedOut).toMatchObject({ reason: 'disabled', by: 'ADA.MERCER' })
    await floor.node.until(() => floor.node.commands().length > 0)
    expect(floor.node.commands()[0]?.command).toEqual({
      type: 'drop-sign-in',
      signInId: lead.me.signInId,
      calls: 'end',
    })
  })
})
