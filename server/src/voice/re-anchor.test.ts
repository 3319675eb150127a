import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openRecording } from '../recording-file/index.ts'
import { toneLevel } from '../testing/tone.ts'
import { recordingWorkerPid } from './testing/processes.ts'
import { browserFollows, carrierFollows } from './testing/return-scenes.ts'
import { takeBye, talk } from './testing/scenes.ts'
import type { TrunkSide } from './testing/scenes.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

/** 1.5 s of packets. */
const enough = 75

describe('a media worker dies under a call', () => {
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

  it('ANCH-1, ANCH-4: both sides are re-INVITEd to another worker and hear each other within 3 s; one file holds it all', async () => {
    const call = await talk(voice, seat, trunk)
    await call.carrier.heard(enough)
    const killedAtMs = performance.now()
    process.kill(recordingWorkerPid(), 'SIGKILL')
    const [browser] = await Promise.all([
      browserFollows(voice, seat.peer, call.agentCall),
      carrierFollows(trunk, call.carrierCall, call.carrier),
    ])
    const from = call.carrier.packets.length
    const { pcm } = await voice.browsers.listen(browser, 10)
    await voice.control.event('agent-line', (event) => event.callId === call.callId && event.state === 'up')
    const backMs = performance.now() - killedAtMs
    expect(backMs).toBeLessThan(3_000)
    expect(toneLevel(pcm, 8000, 1000)).toBeGreaterThan(0.05)
    await call.carrier.heard(from + enough)
    expect(toneLevel(call.carrier.pcm(from + 25), 8000, 700)).toBeGreaterThan(0.05)
    expect(voice.control.events.some(({ event }) => event.type === 'call-parked')).toBe(false)

    seat.peer.send(call.agentCall.text('BYE'))
    await takeBye(trunk.peer)
    const ended = await voice.control.event('call-ended', (event) => event.callId === call.callId)
    expect(ended.termination.kind).toBe('agent-hung-up')
    const sealed = await voice.control.event('recording-sealed', (event) => event.callId === call.callId)
    expect(sealed.durationMs).toBeGreaterThan(3_000)
    const recording = await openRecording(
      join(voice.config.dataDir, 'recordings', sealed.fileName),
      voice.keys.recordingPrivatePem,
    )
    expect(recording.ok).toBe(true)
    if (recording.ok) await recording.value.dispose()
    call.carrier.dispose()
  })
})
