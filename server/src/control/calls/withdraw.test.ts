import { AgentState, CallRecord, type CallId } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, place, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { outboundScript } from '../testing/scripted-voice-node.ts'

describe('a ticket that the phone could not use', () => {
  let floor: CallFloor
  let dana: AtWork
  beforeEach(async () => {
    floor = await openCallFloor()
    dana = await floor.arrive(floor.house.dana)
    return () => floor.dispose()
  }, slowStartMs)

  const script = (callId: CallId) =>
    outboundScript(
      callId,
      { personId: dana.me.personId, signInId: dana.me.signInId },
      floor.house.team.teamId,
      floor.trunkId,
    )
  const withdraw = (callId: string, { browser } = dana) =>
    browser.send('DELETE', `/api/calls/${callId}/ticket`)
  const stateOf = async () => {
    await floor.node.settled()
    await dana.live.resync()
    return AgentState.parse(dana.live.snapshot.agent?.state)
  }
  const record = async (callId: CallId) =>
    CallRecord.parse((await dana.browser.send('GET', `/api/calls/${callId}`)).body)

  it('RECORD-5: is given back at once: the call ends as never dialled and the agent is Ready', async () => {
    const { callId } = await place(dana, '2025550100')
    expect((await withdraw(callId)).status).toBe(204)
    expect(await record(callId)).toMatchObject({
      phase: 'ended',
      termination: { kind: 'never-dialled', fault: 'agent' },
    })
    expect(await stateOf()).toMatchObject({ type: 'ready' })
    expect(dana.live.of('own-call-ended')).toMatchObject([{ callId, termination: { kind: 'never-dialled' } }])
    // Once more is no mistake: the answer to the first may have been lost.
    expect((await withdraw(callId)).status).toBe(204)
    const admin = await floor.house.signedIn(floor.house.ada)
    expect((await admin.send('GET', '/api/audit?action=calls.withdrawn')).body).toMatchObject({
      total: 1,
      items: [{ actorId: dana.me.personId, subjectId: callId, outcome: 'done' }],
    })
  })

  it('RECORD-5: is given back by its own agent only, and only before it is used', async () => {
    const { callId } = await place(dana, '2025550100')
    const omar = await floor.arrive(await floor.house.person('omar.haddad', 'agent'))
    const lead = await floor.arrive(floor.house.priya)
    expect(await withdraw(callId, omar)).toMatchObject({ status: 404, body: { code: 'call-not-found' } })
    expect(await withdraw(crypto.randomUUID())).toMatchObject({
      status: 404,
      body: { code: 'call-not-found' },
    })
    expect((await withdraw(callId, lead)).status).toBe(403)
    expect(await withdraw('x')).toMatchObject({ status: 400, body: { field: 'callId' } })
    await floor.node.say(script(callId).opened)
    expect(await withdraw(callId)).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(await stateOf()).toMatchObject({ type: 'on-call', callId })
    await floor.node.say(script(callId).answered, script(callId).hungUp)
    expect(await withdraw(callId)).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })

  it('RECORD-5: news that it was used all the same brings the call back', async () => {
    const { callId } = await place(dana, '2025550100')
    await withdraw(callId)
    await floor.node.say(script(callId).opened)
    expect(await record(callId)).toMatchObject({ phase: 'connecting', termination: null })
    expect(await stateOf()).toMatchObject({ type: 'on-call', callId })
    expect(floor.node.commands()).toEqual([])
  })

  it('RECORD-5: used beside a second call, it gets the agent no two: the voice node is told to end it', async () => {
    const first = (await place(dana, '2025550100')).callId
    await withdraw(first)
    const second = (await place(dana, '2025550101')).callId
    await floor.node.say(script(second).opened, script(second).answered)
    await floor.node.say(script(first).opened)
    await floor.node.until(() => floor.node.commands().length > 0)
    expect(floor.node.commands().map(({ command }) => command)).toEqual([
      { type: 'end-call', callId: first, termination: 'revoked' },
    ])
    expect(await stateOf()).toMatchObject({ type: 'on-call', callId: second })
  })
})
