import { join } from 'node:path'
import type { MonitorMode } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HeardPacket } from '../media/testing/carrier-peer.ts'
import { openRecording } from '../recording-file/index.ts'
import { channelOf, toneLevel } from '../testing/tone.ts'
import { joinCall, reasonOf, takeBye, talk } from './testing/scenes.ts'
import type { Talk, TrunkSide } from './testing/scenes.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { AgentSeat, VoiceFixture } from './testing/voice-fixture.ts'

/** Everybody speaks a tone of their own all the time; the lead another one in each mode. */
const hz = {
  agent: 500,
  customer: 1_000,
  listen: 1_500,
  whisper: 1_900,
  barge: 2_300,
  'take-over': 2_700,
  other: 3_100,
}
type Voice = keyof typeof hz
const voices = [
  'agent',
  'customer',
  'listen',
  'whisper',
  'barge',
  'take-over',
  'other',
] as const satisfies Voice[]

const heardLevel = 0.05
const absentLevel = 0.01
/** What jitter buffers and the wire may still hold of the last mode. */
const settlePackets = 15
const packets = 40

const voicesIn = (pcm: Int16Array): Voice[] =>
  voices.filter((who) => toneLevel(pcm, 8_000, hz[who]) > absentLevel)
const loudIn = (pcm: Int16Array): Voice[] =>
  voices.filter((who) => toneLevel(pcm, 8_000, hz[who]) > heardLevel)

/** The loudest that a tone is in any 200 ms of the audio. */
function loudest(pcm: Int16Array, frequencyHz: number): number {
  let level = 0
  for (let at = 0; at + 1_600 <= pcm.length; at += 800)
    level = Math.max(level, toneLevel(pcm.subarray(at, at + 1_600), 8_000, frequencyHz))
  return level
}

const gapsIn = (heard: readonly HeardPacket[]): number =>
  heard.filter(({ sequence }, at) => {
    const before = heard[at - 1]
    return before !== undefined && ((before.sequence + 1) & 0xffff) !== sequence
  }).length

describe('supervision with real media', () => {
  let voice: VoiceFixture
  let trunk: TrunkSide
  let agent: AgentSeat
  let lead: AgentSeat
  let other: AgentSeat
  let call: Talk
  beforeAll(async () => {
    voice = await openVoiceFixture()
    trunk = await voice.trunk()
    agent = await voice.agent()
    lead = await voice.agent()
    other = await voice.agent()
    await voice.control.snapshot()
    call = await talk(voice, agent, trunk)
    await joinCall(voice, lead, call.callId, 'lead')
    await joinCall(voice, other, call.callId, 'other')
    await voice.browsers.request({ type: 'speak', peer: 'other', frequencyHz: hz.other })
  }, startTimeoutMs)
  afterAll(async () => {
    call.carrier.dispose()
    await voice.dispose()
  })

  const setMode = async (mode: MonitorMode, seat = lead) =>
    (await voice.control.command({ type: 'set-mode', callId: call.callId, personId: seat.personId, mode }))
      .problem
  const speak = (mode: MonitorMode) =>
    voice.browsers.request({ type: 'speak', peer: 'lead', frequencyHz: hz[mode] })
  /** Into another mode, silent on the way, as a browser does whose microphone starts switched off. */
  const enter = async (mode: MonitorMode) => {
    await voice.browsers.request({ type: 'speak', peer: 'lead', frequencyHz: null })
    await call.carrier.heard(call.carrier.packets.length + settlePackets)
    expect(await setMode(mode)).toBeNull()
    await speak(mode)
  }
  const earOfBrowser = async (browser: string) => {
    await voice.browsers.listen(browser, settlePackets)
    return (await voice.browsers.listen(browser, packets)).pcm
  }
  const earOfCustomer = async () => {
    const from = call.carrier.packets.length + settlePackets
    await call.carrier.heard(from + packets)
    return call.carrier.pcm(from)
  }
  const hears = (pcm: Int16Array, expected: Voice[]): void => {
    expect(loudIn(pcm)).toEqual(expected)
    expect(voicesIn(pcm)).toEqual(expected)
  }

  it.each([
    ['listen', [], []],
    ['whisper', ['whisper'], []],
    ['barge', ['barge'], ['barge']],
    ['whisper', ['whisper'], []],
    ['listen', [], []],
  ] as const satisfies [MonitorMode, Voice[], Voice[]][])(
    'SUP-1, SUP-2: in %s everybody hears whom they should, and nobody else',
    async (mode, added, aloud) => {
      await enter(mode)
      const [atAgent, atCustomer, atLead, atOther] = await Promise.all([
        earOfBrowser(call.browser),
        earOfCustomer(),
        earOfBrowser('lead'),
        earOfBrowser('other'),
      ])
      hears(atAgent, ['customer', ...added])
      hears(atCustomer, ['agent', ...aloud])
      hears(atLead, ['agent', 'customer'])
      hears(atOther, ['agent', 'customer', ...aloud])
    },
    20_000,
  )

  it('SUP-5: a second lead may not speak while one does', async () => {
    await enter('barge')
    expect(await setMode('barge', other)).toMatchObject({ code: 'supervisor-speaking' })
    await enter('listen')
  })

  it('SUP-13: sixty switches lose no packet, neither towards the customer nor towards the agent', async () => {
    // Speech that goes on over every switch, so nothing of it may count as a secret.
    await speak('barge')
    const from = call.carrier.packets.length
    const agentEar = voice.browsers.listen(call.browser, 200)
    const round = ['whisper', 'barge', 'listen'] as const
    for (let at = 0; at < 60; at += 1) {
      expect(await setMode(round[at % 3] ?? 'listen')).toBeNull()
      await call.carrier.heard(call.carrier.packets.length + 3)
    }
    const heard = call.carrier.packets.slice(from)
    expect(gapsIn(heard)).toBe(0)
    expect(new Set(heard.map(({ ssrc }) => ssrc)).size).toBe(1)
    const atAgent = await agentEar
    expect(atAgent.sequenceGaps).toBe(0)
    expect(atAgent.ssrcs).toHaveLength(1)
  }, 30_000)

  it('TALK-2, TALK-7: what is said and how loud comes from the real packets', async () => {
    await voice.control.message(
      (message) =>
        message.type === 'status' &&
        message.status.type === 'levels' &&
        message.status.agent > 0.1 &&
        message.status.customer > 0.1,
    )
    await voice.control.message(
      // Tones never pause: both at once, all the time.
      (message) =>
        message.type === 'status' && message.status.type === 'talk' && message.status.state === 'over-talk',
    )
  }, 30_000)

  it('SUP-7: take-over: the agent gets a BYE that says so, the customer goes on with the lead alone', async () => {
    const from = call.carrier.packets.length
    await enter('take-over')
    expect(reasonOf(await takeBye(agent.peer))).toBe('SIP;cause=480;text="taken-over"')
    await voice.control.event('call-taken-over', (event) => event.by.personId === lead.personId)
    const [atCustomer, atLead, atOther] = await Promise.all([
      earOfCustomer(),
      earOfBrowser('lead'),
      earOfBrowser('other'),
    ])
    hears(atCustomer, ['take-over'])
    hears(atLead, ['customer'])
    hears(atOther, ['customer', 'take-over'])
    expect(gapsIn(call.carrier.packets.slice(from))).toBe(0)
    expect(await setMode('listen')).toMatchObject({ code: 'taken-over' })
  }, 20_000)

  it('SUP-12, VL-1: a control that comes back is told who speaks, and who else is in the call', async () => {
    voice.control.cut()
    const { calls } = await voice.control.snapshot()
    expect(calls).toMatchObject([
      {
        callId: call.callId,
        agent: null,
        agentLine: 'up',
        takenOverBy: { personId: lead.personId, signInId: lead.signInId },
        supervisors: [
          { personId: lead.personId, mode: 'take-over' },
          { personId: other.personId, mode: 'listen' },
        ],
      },
    ])
  })

  it('SUP-1, SUP-3: no whisper and no listener ever reached the customer or either side of the recording', async () => {
    trunk.peer.send(call.carrierCall.text('BYE'))
    await Promise.all([takeBye(lead.peer), takeBye(other.peer)])
    const sealed = await voice.control.event('recording-sealed')
    expect(await setMode('whisper')).toMatchObject({ code: 'call-ended' })
    const opened = await openRecording(
      join(voice.config.dataDir, 'recordings', sealed.fileName),
      voice.keys.recordingPrivatePem,
    )
    if (!opened.ok) throw new Error(opened.problem.code)
    const recorded = await opened.value.readPcm(0, opened.value.samples)
    await opened.value.dispose()
    const [agentSide, customerSide] = [channelOf(recorded, 0), channelOf(recorded, 1)]
    const heard = call.carrier.pcm()
    for (const aloud of ['agent', 'barge', 'take-over'] as const) {
      expect(loudest(agentSide, hz[aloud]), aloud).toBeGreaterThan(heardLevel)
      expect(loudest(heard, hz[aloud]), aloud).toBeGreaterThan(heardLevel)
    }
    expect(loudest(customerSide, hz.customer)).toBeGreaterThan(heardLevel)
    for (const secret of ['listen', 'whisper', 'other'] as const)
      for (const [where, pcm] of Object.entries({ agentSide, customerSide, heard }))
        expect(loudest(pcm, hz[secret]), `${secret} in ${where}`).toBeLessThan(absentLevel)
    for (const who of ['agent', 'barge', 'take-over'] as const)
      expect(loudest(customerSide, hz[who]), who).toBeLessThan(absentLevel)
  })
})
