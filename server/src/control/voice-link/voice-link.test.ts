import { CallId, CallRecord, PersonId, SignInId } from '@hearthline/shared'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { VoiceEvent } from '../../protocol/voice-link.ts'
import type { Browser } from '../testing/browser.ts'
import { openCallFloor, slowStartMs, type CallFloor } from '../testing/call-floor.ts'
import { outboundScript, ScriptedVoiceNode } from '../testing/scripted-voice-node.ts'
import { closeCodes } from './node-link.ts'

const newCall = () => CallId.parse(randomUUID())
/** Nobody here: such a call moves no agent. */
const stranger = { personId: PersonId.parse(randomUUID()), signInId: SignInId.parse(randomUUID()) }

describe('voice link', () => {
  let floor: CallFloor
  let admin: Browser
  let node: ScriptedVoiceNode

  beforeAll(async () => {
    floor = await openCallFloor()
    admin = await floor.house.signedIn(floor.house.ada)
    await floor.node.hangUp()
  }, slowStartMs)
  afterAll(() => floor.dispose())
  beforeEach(async () => {
    node = new ScriptedVoiceNode(floor.house, `voice-${randomUUID().slice(0, 8)}`)
    await node.link()
    return () => node.hangUp()
  })

  const record = async (callId: CallId) =>
    CallRecord.parse((await admin.send('GET', `/api/calls/${callId}`)).body)
  const script = (callId: CallId) => outboundScript(callId, stranger, floor.house.team.teamId, floor.trunkId)

  const ready = async () => (await floor.house.browser().send('GET', '/readyz')).body

  it('control is ready while a node is linked, and only then', async () => {
    expect(await ready()).toEqual({ ready: true, reasons: [] })
    await node.hangUp()
    await expect.poll(ready).toEqual({ ready: false, reasons: ['voice-node'] })
  })

  it('RECORD-6: welcomes with the trunks and the seq that is committed', async () => {
    expect(await node.next('welcome')).toMatchObject({
      appliedSeq: 0,
      trunks: [{ trunkId: floor.trunkId, name: 'Carrier', inboundTeamId: floor.house.team.teamId }],
    })
    const { opened } = script(newCall())
    await node.say(opened)
    await node.hangUp()
    await node.link()
    expect((await node.next('welcome')).appliedSeq).toBe(1)
  })

  it.each<[string, (other: ScriptedVoiceNode) => string]>([
    ['a wrong proof', (other) => other.proof('another secret')],
    ['a proof of nothing', () => '0'.repeat(64)],
  ])('RECORD-10: %s is cut off', async (_name, proof) => {
    const other = new ScriptedVoiceNode(floor.house, 'voice-false')
    await other.dial()
    other.send({ type: 'hello', protocol: 1, nodeId: other.nodeId, proof: proof(other), startedAtMs: 0 })
    expect(await other.closed()).toBe(closeCodes.unproved)
  })

  it('RECORD-10: who says nothing is cut off', async () => {
    const other = new ScriptedVoiceNode(floor.house, 'voice-silent')
    await other.dial()
    await floor.pass(0)
    floor.house.clock.advance(5_000)
    expect(await other.closed()).toBe(closeCodes.unproved)
  })

  it('RECORD-10, AUDIT-14: a browser is refused before the upgrade, with a row in the trail', async () => {
    const other = new ScriptedVoiceNode(floor.house)
    await other.dial({ Origin: 'http://localhost:8080' }).catch(() => undefined)
    expect(await other.closed()).toBe(1006)
    const { items } = floor.house.control.services.audit.page({ offset: 0, limit: 9, action: 'http.refused' })
    expect(items.map(({ reason, actorId }) => [reason, actorId])).toEqual([['origin-refused', null]])
  })

  it.each<[string, string]>([
    ['no JSON', '{'],
    ['no message', '{}'],
    ['an unknown type', '{"type":"resign"}'],
    [
      'a second hello',
      JSON.stringify({ type: 'hello', protocol: 1, nodeId: 'x', proof: '0'.repeat(64), startedAtMs: 0 }),
    ],
    ['an event without a seq', JSON.stringify({ type: 'event', entry: { seq: 0 } })],
  ])('RECORD-10: %s closes the link and nothing else', async (_name, text) => {
    node.send(text)
    expect(await node.closed()).toBe(closeCodes.malformed)
    await node.link()
    expect(node.closeCode).toBeNull()
  })

  it('RECORD-10: a node that comes twice is the newer one', async () => {
    const newer = new ScriptedVoiceNode(floor.house, node.nodeId)
    await newer.link()
    expect(await node.closed()).toBe(closeCodes.replaced)
    await newer.settled()
    await newer.hangUp()
  })

  it('RECORD-6: each event is applied once: duplicated, out of order, re-sent', async () => {
    const callId = newCall()
    const { opened, ringing, answered, hungUp } = script(callId)
    const entries = [opened, ringing, answered, hungUp].map((event) => {
      floor.house.clock.advance(1_000)
      return node.write(event)
    })
    const [first, second, third, fourth] = entries
    for (const entry of [first, third, third, second, first, second, fourth, third])
      if (entry) node.send({ type: 'event', entry })
    await node.applied(4)
    const before = await record(callId)
    expect(before).toMatchObject({
      phase: 'ended',
      startedAt: first?.atMs,
      ringingAt: second?.atMs,
      answeredAt: third?.atMs,
      endedAt: fourth?.atMs,
      talkMs: 1_000,
    })
    await node.hangUp()
    await node.link()
    for (const entry of entries) node.send({ type: 'event', entry })
    await node.settled()
    expect(await record(callId)).toEqual(before)
  })

  it('RECORD-6: a journal that starts over applies no event twice and loses none', async () => {
    const callId = newCall()
    const { opened, answered, hungUp } = script(callId)
    await node.say(opened, answered)
    await node.hangUp()
    const fresh = new ScriptedVoiceNode(floor.house, node.nodeId)
    const [old] = node.journal
    if (old) fresh.journal.push({ ...old, seq: 1 })
    // Control sees a snapshot that ends before what it has applied, and asks for all of it.
    await expect(fresh.link()).rejects.toThrow('closed')
    expect(fresh.closeCode).toBe(closeCodes.resend)
    fresh.write(hungUp)
    fresh.calls = []
    await fresh.link()
    await fresh.applied(2)
    expect(await record(callId)).toMatchObject({ phase: 'ended', termination: { kind: 'customer-hung-up' } })
    await fresh.hangUp()
  })

  it('RECORD-6: a late event changes nothing and is acknowledged', async () => {
    const callId = newCall()
    const { opened, answered, hungUp, ringing } = script(callId)
    await node.say(opened, answered, hungUp)
    const before = await record(callId)
    await node.say(ringing, answered, {
      ...hungUp,
      termination: { kind: 'busy', fault: 'customer', sipStatus: 486 },
    })
    expect(await record(callId)).toEqual(before)
  })

  it('RECORD-9: a call that the node no longer knows has ended with it', async () => {
    const lost = newCall()
    const kept = newCall()
    await node.say(script(lost).opened, script(lost).answered, script(kept).opened)
    await node.hangUp()
    expect((await record(lost)).phase).toBe('connected')
    node.calls = [
      {
        callId: kept,
        direction: 'outbound',
        phase: 'connected',
        controls: { hold: null, consult: null, recordingPause: null },
        parkedUntilMs: null,
        agent: stranger,
        agentLine: 'lost',
        supervisors: [],
        takenOverBy: null,
        talk: null,
        recording: 'on',
      },
    ]
    await node.link()
    expect(await record(lost)).toMatchObject({
      phase: 'ended',
      termination: { kind: 'voice-node-lost', fault: 'hearthline' },
    })
    expect(await record(kept)).toMatchObject({ phase: 'connected', endedAt: null })
  })

  it('RECORD-9: an end that waits in the journal is believed before the snapshot', async () => {
    const callId = newCall()
    const { opened, answered, hungUp } = script(callId)
    await node.say(opened, answered)
    await node.hangUp()
    node.write(hungUp)
    node.calls = []
    await node.link()
    expect(await record(callId)).toMatchObject({ termination: { kind: 'customer-hung-up' } })
  })

  it('RECORD-9: a journal that ends early holds the snapshot up for five seconds at most', async () => {
    const callId = newCall()
    await node.say(script(callId).opened)
    await node.hangUp()
    await node.dial()
    node.send({
      type: 'hello',
      protocol: 1,
      nodeId: node.nodeId,
      proof: node.proof(floor.keys.voiceLink),
      startedAtMs: 0,
    })
    await node.next('welcome')
    node.send({ type: 'snapshot', calls: [], registrations: [], trunks: [], lastSeq: 99 })
    await node.settled()
    expect((await record(callId)).phase).toBe('connecting')
    floor.house.clock.advance(4_900)
    await node.settled()
    floor.house.clock.advance(200)
    expect(await record(callId)).toMatchObject({ termination: { kind: 'voice-node-lost' } })
  })

  it('RECORD-10: a refused INVITE is in the audit trail', async () => {
    const callId = newCall()
    const refused: VoiceEvent = {
      type: 'invite-refused',
      reason: 'used',
      signInId: stranger.signInId,
      callId,
    }
    await node.say(refused)
    const { body } = await admin.send('GET', '/api/audit?action=calls.invite')
    expect(body).toMatchObject({
      items: [{ subjectId: callId, actorId: stranger.signInId, outcome: 'refused', reason: 'used' }],
    })
  })

  it('SIP-37: whom the SIP side turned away is one row, with the address and never a call', async () => {
    const { signInId } = stranger
    await node.say({ type: 'sip-refused', reason: 'replay', signInId, address: '198.51.100.7' })
    await node.say({ type: 'sip-refused', reason: 'origin', signInId: null, address: '2001:db8::7' })
    const { body } = await admin.send('GET', '/api/audit?action=calls.sip')
    expect(body).toMatchObject({
      total: 2,
      items: [
        { subjectId: null, actorId: null, address: '2001:db8::7', outcome: 'refused', reason: 'origin' },
        { subjectId: signInId, actorId: null, address: '198.51.100.7', outcome: 'refused', reason: 'replay' },
      ],
    })
  })
})
