import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallId, LegId } from '@hearthline/shared'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { generateRecordingKeyPair, openRecording } from '../recording-file/index.ts'
import { channelOf, toneLevel } from '../testing/tone.ts'
import { LiveCall } from './testing/live-call.ts'
import { BrowserPeers, type WorkerProcess } from './testing/processes.ts'

const agentHz = 697
const customerHz = 1_209
const leadHz = 1_633
const heard = 0.1
const absent = 0.01
const keys = generateRecordingKeyPair()

let folder: string
let peers: BrowserPeers
let call: LiveCall
let worker: WorkerProcess
let callId: CallId
let agent: LegId
let customer: LegId
let lead: LegId

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-worker-'))
  peers = new BrowserPeers()
})

afterAll(async () => {
  await peers.dispose()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  call = await LiveCall.open(peers, folder)
  ;({ worker, callId, agent, customer, lead } = call)
})

afterEach(async () => {
  await call.dispose()
})

describe('a two-party call through a real worker process', () => {
  it.each(['mulaw', 'alaw'] as const)(
    'MEDIA-1: both sides hear each other, the carrier speaking %s, and the recording has each on its channel',
    async (law) => {
      await call.joinBrowser(agent)
      const carrier = await call.dial(law)
      await call.hear({ [agent]: [customer], [customer]: [agent] })
      const filePath = join(folder, `${callId}.hlrec`)
      await call.ask({
        type: 'start-recording',
        callId,
        filePath,
        publicKeyPem: keys.publicKeyPem,
        agentSide: [agent],
        customerSide: [customer],
      })
      await peers.request({ type: 'speak', peer: agent, frequencyHz: agentHz })
      carrier.speak(customerHz)
      const [atAgent] = await Promise.all([peers.listen(agent, 60), carrier.heard(60)])
      expect(toneLevel(atAgent.pcm, 8_000, customerHz)).toBeGreaterThan(heard)
      expect(toneLevel(atAgent.pcm, 8_000, agentHz)).toBeLessThan(absent)
      expect(atAgent.sequenceGaps).toBe(0)
      expect(atAgent.ssrcs).toHaveLength(1)
      expect(toneLevel(carrier.pcm(), 8_000, agentHz)).toBeGreaterThan(heard)

      const outcome = await worker.request({ type: 'close-room', callId })
      expect(outcome).toMatchObject({ type: 'recording', recording: { filePath, recovered: false } })
      const opened = await openRecording(filePath, keys.privateKeyPem)
      if (!opened.ok) throw new Error(opened.problem.detail)
      const recording = opened.value
      expect(await recording.verify()).toMatchObject({ outcome: 'intact' })
      const middle = await recording.readPcm(Math.floor(recording.samples / 2) - 2_000, 4_000)
      expect(toneLevel(channelOf(middle, 0), 8_000, agentHz)).toBeGreaterThan(heard)
      expect(toneLevel(channelOf(middle, 0), 8_000, customerHz)).toBeLessThan(absent)
      expect(toneLevel(channelOf(middle, 1), 8_000, customerHz)).toBeGreaterThan(heard)
      expect(toneLevel(channelOf(middle, 1), 8_000, agentHz)).toBeLessThan(absent)
      await recording.dispose()
    },
  )
})

describe('who hears whom', () => {
  it('MEDIA-63: a browser that is to be echoed hears itself, whole and in order', async () => {
    await call.joinBrowser(agent)
    await call.ask({
      type: 'set-hearing',
      callId,
      hearing: { [agent]: { legs: [], prompt: null, echo: true } },
    })
    await peers.request({ type: 'speak', peer: agent, frequencyHz: agentHz })
    const heardBack = await peers.listen(agent, 60)
    expect(toneLevel(heardBack.pcm, 8_000, agentHz)).toBeGreaterThan(heard)
    expect(heardBack).toMatchObject({ sequenceGaps: 0, timestampSteps: 0 })
  })

  it('MEDIA-2: a listener hears both sides; the customer loses no packet at the switch and hears no listener', async () => {
    await call.joinBrowser(agent)
    const carrier = await call.dial()
    await call.hear({ [agent]: [customer], [customer]: [agent] })
    await peers.request({ type: 'speak', peer: agent, frequencyHz: agentHz })
    carrier.speak(customerHz)
    await carrier.heard(20)
    const atAgent = peers.listen(agent, 80)
    await call.joinBrowser(lead, 'recvonly')
    await call.hear({ [agent]: [customer], [customer]: [agent], [lead]: [agent, customer] })
    const atLead = await peers.listen(lead, 50)
    expect(toneLevel(atLead.pcm.subarray(2_000), 8_000, agentHz)).toBeGreaterThan(heard)
    expect(toneLevel(atLead.pcm.subarray(2_000), 8_000, customerHz)).toBeGreaterThan(heard)
    const agentHeard = await atAgent
    expect(agentHeard).toMatchObject({ sequenceGaps: 0, timestampSteps: 0 })
    expect(agentHeard.ssrcs).toHaveLength(1)
    const sequences = carrier.packets.map((packet) => packet.sequence)
    expect(sequences).toEqual(sequences.map((_, at) => ((sequences[0] ?? 0) + at) & 0xffff))
  })

  it('MEDIA-3: barge and back again keeps one SSRC, sequence and timestamp line at the customer', async () => {
    await call.joinBrowser(agent)
    await call.joinBrowser(lead)
    const carrier = await call.dial()
    await call.hear({ [agent]: [customer], [customer]: [agent] })
    await peers.request({ type: 'speak', peer: agent, frequencyHz: agentHz })
    await peers.request({ type: 'speak', peer: lead, frequencyHz: leadHz })
    carrier.speak(customerHz)
    await carrier.heard(30)
    await call.hear({ [agent]: [customer, lead], [customer]: [agent, lead], [lead]: [agent, customer] })
    const barged = carrier.packets.length
    await carrier.heard(barged + 60)
    const mixed = carrier.pcm(barged + 10)
    expect(toneLevel(mixed, 8_000, agentHz)).toBeGreaterThan(heard)
    expect(toneLevel(mixed, 8_000, leadHz)).toBeGreaterThan(heard)
    expect(toneLevel(mixed, 8_000, customerHz)).toBeLessThan(absent)
    await call.hear({ [agent]: [customer], [customer]: [agent], [lead]: [agent, customer] })
    const back = carrier.packets.length
    await carrier.heard(back + 40)
    expect(toneLevel(carrier.pcm(back + 10), 8_000, leadHz)).toBeLessThan(absent)
    const { packets } = carrier
    expect(new Set(packets.map((packet) => packet.ssrc)).size).toBe(1)
    for (const [at, packet] of packets.entries()) {
      const before = packets[at - 1]
      if (!before) continue
      expect((packet.sequence - before.sequence) & 0xffff).toBe(1)
      expect((packet.timestamp - before.timestamp) | 0).toBeGreaterThan(0)
    }
  })

  it('MEDIA-4: a prompt plays once, is reported, and gives way to the conversation', async () => {
    await call.joinBrowser(agent)
    const carrier = await call.dial()
    await call.ask({
      type: 'set-hearing',
      callId,
      hearing: { [customer]: { legs: [], prompt: 'ringback' } },
    })
    await carrier.heard(40)
    expect(toneLevel(carrier.pcm(), 8_000, 450)).toBeGreaterThan(0.05)
    await call.hear({ [agent]: [customer], [customer]: [agent] })
    await call.ask({ type: 'play-once', callId, legId: customer, prompt: 'ringback' })
    await worker.event((event) => event.type === 'prompt-ended' && event.prompt === 'ringback')
    await peers.request({ type: 'speak', peer: agent, frequencyHz: agentHz })
    const after = carrier.packets.length
    await carrier.heard(after + 50)
    expect(toneLevel(carrier.pcm(after + 20), 8_000, agentHz)).toBeGreaterThan(heard)
  })

  it('MEDIA-5: digits of the browser reach the carrier with its payload type and are reported once', async () => {
    await call.joinBrowser(agent)
    const carrier = await call.dial()
    await call.hear({ [agent]: [customer], [customer]: [agent] })
    await peers.request({ type: 'digit', peer: agent, digit: '7' })
    await carrier.heard(5)
    expect(new Set(carrier.packets.map((packet) => packet.payloadType))).toEqual(new Set([101]))
    await worker.event((event) => event.type === 'digit')
    expect(worker.events.filter((event) => event.type === 'digit')).toEqual([
      { type: 'digit', callId, legId: agent, digit: '7' },
    ])
  })
})
