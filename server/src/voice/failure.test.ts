import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openRecording } from '../recording-file/index.ts'
import { authorizationFor, registerText } from './sip/testing/scripted-agent.ts'
import { openWebSocketPeer } from './sip/testing/scripted-peer.ts'
import { toneLevel } from '../testing/tone.ts'
import { place, responseTo, takeBye, talk, toTagOf } from './testing/scenes.ts'
import type { TrunkSide } from './testing/scenes.ts'
import { mediaWorkerPids } from './testing/processes.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

describe('what may fail in the middle of a call', () => {
  let voice: VoiceFixture
  let trunk: TrunkSide
  let seat: AgentSeat
  beforeAll(async () => {
    voice = await openVoiceFixture({ mediaWorkers: 2 })
  }, startTimeoutMs)
  beforeEach(async () => {
    trunk = await voice.trunk()
    seat = await voice.agent()
  })
  afterAll(() => voice.dispose())

  const ended = (callId: string) => voice.control.event('call-ended', (event) => event.callId === callId)

  it('LINE-1, LINE-2: the browser’s connection drops and returns; the call goes on all the while', async () => {
    const call = await talk(voice, seat, trunk)
    await seat.peer.dispose()
    await voice.control.event('agent-line', (event) => event.state === 'lost')
    const { pcm } = await voice.browsers.listen(call.browser, 50)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.05)
    const back = await seat.reconnect()
    await voice.control.event('agent-line', (event) => event.state === 'up')
    // The dialog lives on the new connection, in both directions.
    trunk.peer.send(call.carrierCall.text('BYE'))
    await takeBye(back)
    expect((await ended(call.callId)).termination.kind).toBe('customer-hung-up')
    call.carrier.dispose()
  })

  it('OUT-8: the connection drops before the answer: nothing is left ringing', async () => {
    const placed = await place(voice, seat, voice.ticket(seat, [trunk.config.trunkId]))
    const invite = await trunk.peer.expectRequest('INVITE')
    trunk.peer.answer(invite, 180, { tag: 'ring' })
    await responseTo(seat.peer, placed.agentCall, 180)
    await seat.peer.dispose()
    trunk.peer.answer(await trunk.peer.expectRequest('CANCEL'), 200)
    trunk.peer.answer(invite, 487, { tag: 'ring' })
    expect((await ended(placed.callId)).termination).toMatchObject({
      kind: 'agent-line-lost',
      fault: 'agent',
    })
  })

  it('LINE-3: a browser that brings a fresh peer by re-INVITE is answered by one', async () => {
    const call = await talk(voice, seat, trunk)
    const offer = await voice.browsers.sdp({ type: 'offer', peer: 'fresh', direction: 'sendrecv' })
    seat.peer.send(call.agentCall.text('INVITE', { sdp: offer }))
    const ok = await responseTo(seat.peer, call.agentCall, 200)
    seat.peer.send(call.agentCall.text('ACK'))
    await voice.browsers.request({ type: 'accept-answer', peer: 'fresh', sdp: ok.body.toString() })
    await voice.browsers.request({ type: 'speak', peer: 'fresh', frequencyHz: 600 })
    const { pcm } = await voice.browsers.listen('fresh', 50)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.05)
    await voice.control.command({ type: 'end-call', callId: call.callId, termination: 'ended-by-lead' })
    await Promise.all([takeBye(seat.peer), takeBye(trunk.peer)])
    await voice.control.event('recording-sealed', (event) => event.callId === call.callId)
    call.carrier.dispose()
  })

  it('ANCH-2, SEAL-3: a carrier that does not follow to another media worker ends the call on both sides; it is sealed, and new calls work', async () => {
    const call = await talk(voice, seat, trunk)
    await call.carrier.heard(75)
    const workers = mediaWorkerPids()
    expect(workers.length).toBeGreaterThanOrEqual(2)
    // Both are idle but for this call, which the first one got; it was forked first.
    process.kill(Math.min(...workers), 'SIGKILL')
    const move = await trunk.peer.expectRequest('INVITE')
    const killedAt = performance.now()
    trunk.peer.answer(move, 488, { tag: call.carrierCall.localTag })
    await Promise.all([takeBye(seat.peer), takeBye(trunk.peer)])
    expect((await ended(call.callId)).termination).toEqual({
      kind: 'media-failed',
      fault: 'hearthline',
      sipStatus: null,
    })
    const sealed = await voice.control.event('recording-sealed', (event) => event.callId === call.callId)
    expect(performance.now() - killedAt).toBeLessThan(3_000)
    const recording = await openRecording(
      join(voice.config.dataDir, 'recordings', sealed.fileName),
      voice.keys.recordingPrivatePem,
    )
    expect(recording.ok).toBe(true)
    if (recording.ok) await recording.value.dispose()
    const next = await talk(voice, seat, trunk)
    seat.peer.send(next.agentCall.text('BYE'))
    await takeBye(trunk.peer)
    await ended(next.callId)
    call.carrier.dispose()
    next.carrier.dispose()
  })

  it('VL-5: control ends a call, and a dropped sign-in is out for good', async () => {
    const call = await talk(voice, seat, trunk)
    const done = await voice.control.command({
      type: 'drop-sign-in',
      signInId: seat.signInId,
      calls: 'end',
    })
    expect(done.problem).toBeNull()
    await takeBye(trunk.peer)
    expect((await ended(call.callId)).termination.kind).toBe('revoked')
    await seat.peer.closed
    const back = await openWebSocketPeer(voice.node.ports.ws)
    back.send(registerText(seat.identity, 1, null))
    const challenge = await back.expectResponse(401, 'REGISTER')
    back.send(registerText(seat.identity, 2, authorizationFor(seat.identity, challenge, 'MD5')))
    const answer = await back.expect('an answer', (each) => each.kind === 'response')
    expect(answer).not.toMatchObject({ status: 200 })
    await back.dispose()
    call.carrier.dispose()
  })

  it('JRN-2, VL-2: control is killed in the call; nothing is lost, nothing comes twice', async () => {
    const call = await talk(voice, seat, trunk)
    voice.control.confirms = false
    seat.peer.send(call.agentCall.text('BYE'))
    await takeBye(trunk.peer)
    await voice.control.event('recording-sealed', (event) => event.callId === call.callId)
    const before = voice.control.deliveries.length
    voice.control.cut()
    voice.control.confirms = true
    const snapshot = await voice.control.snapshot()
    expect(snapshot.calls).toEqual([])
    await expect.poll(() => voice.control.deliveries.length).toBeGreaterThan(before)
    const seqs = voice.control.events.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
    expect(new Set(seqs).size).toBe(seqs.length)
    call.carrier.dispose()
  })

  it('TIC-2: a ticket stays burnt over a restart of the node', async () => {
    const ticket = voice.ticket(seat, [trunk.config.trunkId])
    const placed = await place(voice, seat, ticket)
    trunk.peer.answer(await trunk.peer.expectRequest('INVITE'), 486, { tag: 'no' })
    await responseTo(seat.peer, placed.agentCall, 486)
    await ended(ticket.callId)
    await voice.node.dispose()
    await voice.restart()
    const back = { ...seat, peer: await seat.reconnect() }
    const again = await place(voice, back, ticket)
    const refused = await responseTo(back.peer, again.agentCall, 403)
    again.agentCall.remoteTag = toTagOf(refused)
    await voice.control.event('invite-refused', (event) => event.reason === 'used')
  })

  it('CALL-5: a node that stops ends its calls and seals their recordings', async () => {
    const call = await talk(voice, seat, trunk)
    const stopping = voice.node.dispose()
    await Promise.all([takeBye(seat.peer), takeBye(trunk.peer)])
    await stopping
    expect((await ended(call.callId)).termination.kind).toBe('voice-node-lost')
    call.carrier.dispose()
  })
})
