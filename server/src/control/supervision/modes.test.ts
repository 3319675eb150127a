import { CallId, type MonitorMode } from '@hearthline/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { openCallFloor, slowStartMs, type AtWork, type CallFloor } from '../testing/call-floor.ts'
import { valueOf } from '../testing/house.ts'
import { outboundScript, ScriptedVoiceNode } from '../testing/scripted-voice-node.ts'
import { trailOf } from './testing/trail.ts'

describe('modes of a supervisor’s leg', () => {
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

  const setMode = async (mode: MonitorMode, id: string = callId, who = lead) => {
    const { status, body } = await who.browser.send('PUT', `/api/calls/${id}/monitor`, { mode })
    return typeof body === 'object' && body !== null && 'code' in body ? [status, body.code] : [status, body]
  }
  const supervisors = async (who: AtWork) => {
    await who.live.resync()
    return who.live.snapshot.floor?.calls.find((call) => call.callId === callId)?.supervisors
  }
  const asked = () => floor.node.commands().map(({ command }) => command)
  const script = () =>
    outboundScript(
      callId,
      { personId: dana.me.personId, signInId: dana.me.signInId },
      floor.house.team.teamId,
      floor.trunkId,
    )

  it('SUPERVISION-3: a mode is answered once the voice node has it, and shown once its journal says so', async () => {
    const leg = await floor.join(lead, callId)
    for (const mode of ['whisper', 'barge', 'take-over', 'listen'] as const) {
      expect(await setMode(mode)).toEqual([200, { callId, mode }])
      expect(asked().at(-1)).toEqual({ type: 'set-mode', callId, personId: lead.me.personId, mode })
    }
    expect(await supervisors(lead)).toMatchObject([{ mode: 'listen' }])
    floor.house.clock.leap(5_000)
    await floor.node.say(leg.mode('whisper'))
    const [shown] = (await supervisors(lead)) ?? []
    const metrics = await (await fetch(`http://127.0.0.1:${floor.house.control.port}/metrics`)).text()
    expect(metrics).toContain('hearthline_supervisors{mode="whisper"} 1')
    expect(metrics).toContain('hearthline_supervisors{mode="listen"} 0')
    expect(shown).toMatchObject({ personId: lead.me.personId, mode: 'whisper', displayName: 'PRIYA.RAMAN' })
    expect((shown?.modeSince ?? 0) - (shown?.since ?? 0)).toBeGreaterThanOrEqual(5_000)
    await floor.node.say(leg.left)
    expect(await supervisors(lead)).toEqual([])
  })

  it('SUPERVISION-4: an ended call has no modes, whoever was faster', async () => {
    const leg = await floor.join(lead, callId)
    // The customer hangs up while the button is on its way: the voice node knows first.
    floor.node.answer = () => ({ code: 'call-ended', detail: 'It is over.' })
    expect(await setMode('barge')).toEqual([409, 'call-ended'])
    await floor.node.say(leg.left, script().hungUp)
    const before = asked().length
    expect(await setMode('barge')).toEqual([409, 'call-ended'])
    expect(asked()).toHaveLength(before)
  })

  it('SUPERVISION-4: a lead who is not in the call, and one who comes second, are told so', async () => {
    expect(await setMode('whisper')).toEqual([409, 'not-listening'])
    await floor.join(lead, callId)
    floor.node.answer = () => ({ code: 'supervisor-speaking', detail: 'Somebody else speaks.' })
    expect(await setMode('barge')).toEqual([409, 'supervisor-speaking'])
    floor.node.answer = () => ({ code: 'taken-over', detail: 'The agent has left.' })
    expect(await setMode('whisper')).toEqual([409, 'taken-over'])
    expect(await trailOf(floor.house, callId)).toEqual([
      'supervision.whisper refused not-listening',
      'supervision.listen done sign',
      'supervision.barge refused supervisor-speaking',
      'supervision.whisper refused taken-over',
    ])
  })

  it('SUPERVISION-1: a call of another team does not exist, for no mode, and the trail has who tried', async () => {
    const { people } = floor.house.control.services
    const east = valueOf(people.createTeam('East', null))
    const mina = await floor.house.person('mina.okafor', 'lead')
    valueOf(people.change(mina.personId, { teamIds: [east.teamId] }, null))
    const other = await floor.arrive(mina)
    const nowhere = crypto.randomUUID()
    for (const id of [callId, nowhere])
      expect(await setMode('listen', id, other)).toEqual([404, 'call-not-found'])
    expect(asked().filter(({ type }) => type === 'set-mode')).toEqual([])
    expect(await trailOf(floor.house)).toEqual(['supervision.listen refused foreign-team'])
  })

  it('SUPERVISION-4: without a voice node, or with one that is silent, no mode is promised', async () => {
    await floor.join(lead, callId)
    floor.node.answer = () => 'silence'
    const silent = setMode('barge')
    await floor.node.until(() => asked().some(({ type }) => type === 'set-mode'))
    await floor.pass(2_000)
    expect(await silent).toEqual([503, 'voice-unavailable'])
    const cut = setMode('barge')
    await floor.node.until(() => asked().filter(({ type }) => type === 'set-mode').length === 2)
    await floor.node.hangUp()
    expect(await cut).toEqual([503, 'voice-unavailable'])
    await lead.live.until(() => lead.live.of('voice-linked').some(({ linked }) => !linked))
    expect(await setMode('barge')).toEqual([503, 'voice-unavailable'])
  })

  it('SUPERVISION-4: of several voice nodes the one that has the call decides, and none is waited for in vain', async () => {
    await floor.join(lead, callId)
    const other = new ScriptedVoiceNode(floor.house, 'voice-2')
    await other.link()
    expect(await setMode('whisper')).toMatchObject([200, { mode: 'whisper' }])
    other.answer = () => 'silence'
    expect(await setMode('barge')).toMatchObject([200, { mode: 'barge' }])
    // No answer of two is a yes: what the one that knows the call says counts, not the other's ignorance.
    other.answer = (command) => other.usualAnswer(command)
    floor.node.answer = () => ({ code: 'not-listening', detail: 'No leg.' })
    expect(await setMode('whisper')).toEqual([409, 'not-listening'])
    floor.node.answer = (command) => other.usualAnswer(command)
    expect(await setMode('whisper')).toEqual([404, 'call-not-found'])
    await other.hangUp()
  })

  it('SUPERVISION-3: a sign-in at its end starts nothing new, but may go back to listening', async () => {
    const leg = await floor.join(lead, callId)
    await floor.node.say(leg.mode('barge'))
    // Leaping past the absolute end: the leg in the call is what keeps the sign-in.
    floor.house.clock.leap(12 * 3_600_000)
    await floor.pass(31_000)
    expect(await setMode('whisper')).toEqual([403, 'not-allowed'])
    expect(await setMode('listen')).toEqual([200, { callId, mode: 'listen' }])
  })

  it('SUPERVISION-12: what is said and how loud reaches who watches, and only who is in the call', async () => {
    const leg = await floor.join(lead, callId)
    const second = await floor.arrive(await floor.house.person('mina.okafor', 'lead'))
    const heard: unknown[] = []
    const unheard: unknown[] = []
    lead.live.socket.on('levels', (levels) => heard.push(levels))
    second.live.socket.on('levels', (levels) => unheard.push(levels))
    floor.node.send({ type: 'status', status: { type: 'talk', callId, state: 'silence', sinceMs: 17 } })
    await floor.node.settled()
    // A meter is lost where the socket is busy, so nothing else is under way.
    for (const { live } of [lead, second]) await live.resync()
    floor.node.send({
      type: 'status',
      status: { type: 'levels', callId, agent: 0.5, customer: 0.25, supervisor: 0 },
    })
    await floor.node.settled()
    for (const { live } of [lead, second]) await live.resync()
    expect(second.live.snapshot.floor?.calls).toMatchObject([{ talk: { state: 'silence', since: 17 } }])
    expect(heard).toMatchObject([{ callId, agent: 0.5, customer: 0.25, supervisor: 0 }])
    expect(unheard).toEqual([])
    // What a node says late, or of a call that is none, is nothing.
    await floor.node.say(leg.left, script().hungUp)
    for (const id of [callId, CallId.parse(crypto.randomUUID())])
      floor.node.send({ type: 'status', status: { type: 'talk', callId: id, state: 'talk', sinceMs: 18 } })
    await floor.node.settled()
    await second.live.resync()
    expect(second.live.snapshot.floor?.calls).toEqual([])
  })
})
