import { randomInt, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CallId, LegId } from '@hearthline/shared'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MediaRequest } from '../protocol/media-ipc.ts'
import { generateRecordingKeyPair, openRecording, sealAbandoned } from '../recording-file/index.ts'
import { channelOf, toneLevel } from '../testing/tone.ts'
import { CarrierPeer } from './testing/carrier-peer.ts'
import { BrowserPeers, WorkerProcess } from './testing/processes.ts'

const agentHz = 697
const customerHz = 1_209
const leadHz = 1_633
const heard = 0.1
const absent = 0.01

let folder: string
let peers: BrowserPeers
let worker: WorkerProcess
let carriers: CarrierPeer[] = []
let callId: CallId
let agent: LegId
let customer: LegId
let lead: LegId
const keys = generateRecordingKeyPair()

async function startWorker(): Promise<WorkerProcess> {
  const started = new WorkerProcess()
  const base = 20_000 + randomInt(0, 200) * 200
  const outcome = await started.request({
    type: 'init',
    workerIndex: 0,
    bindAddress: '127.0.0.1',
    publicAddress: null,
    icePort: base,
    rtpPorts: { min: base + 2, max: base + 199 },
    recordingsDir: folder,
  })
  expect(outcome).toEqual({ type: 'done' })
  return started
}

const ask = async (request: MediaRequest): Promise<void> => {
  expect(await worker.request(request), request.type).toEqual({ type: 'done' })
}

/** A browser leg, answered by the worker. */
async function joinBrowser(legId: LegId, direction: 'sendrecv' | 'recvonly' = 'sendrecv'): Promise<void> {
  const offerSdp = await peers.sdp({ type: 'offer', peer: legId, direction })
  const sdp = await worker.sdp({ type: 'answer-browser', callId, legId, offerSdp })
  await peers.request({ type: 'accept-answer', peer: legId, sdp })
  await worker.event((event) => event.type === 'leg-connected' && event.legId === legId)
}

async function dial(law: 'mulaw' | 'alaw' = 'mulaw'): Promise<CarrierPeer> {
  const carrier = await CarrierPeer.open(law)
  carriers.push(carrier)
  carrier.connect(await worker.sdp({ type: 'offer-rtp', callId, legId: customer }))
  await ask({ type: 'accept-rtp-answer', callId, legId: customer, answerSdp: carrier.sdp })
  return carrier
}

const hear = async (hearing: Record<LegId, LegId[]>): Promise<void> =>
  await ask({
    type: 'set-hearing',
    callId,
    hearing: Object.fromEntries(
      Object.entries(hearing).map(([leg, legs]) => [LegId.parse(leg), { legs, prompt: null }]),
    ),
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-worker-'))
  peers = new BrowserPeers()
})

afterAll(async () => {
  await peers.dispose()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  worker = await startWorker()
  callId = CallId.parse(randomUUID())
  agent = LegId.parse(randomUUID())
  customer = LegId.parse(randomUUID())
  lead = LegId.parse(randomUUID())
  await ask({ type: 'open-room', callId })
})

afterEach(async () => {
  for (const carrier of carriers) carrier.dispose()
  carriers = []
  await worker.dispose()
})

describe('a two-party call through a real worker process', () => {
  it.each(['mulaw', 'alaw'] as const)(
    'MEDIA-1: both sides hear each other, the carrier speaking %s, and the recording has each on its channel',
    async (law) => {
      await joinBrowser(agent)
      const carrier = await dial(law)
      await hear({ [agent]: [customer], [customer]: [agent] })
      const filePath = join(folder, `${callId}.hlrec`)
      await ask({
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
  it('MEDIA-2: a listener hears both sides; the customer loses no packet at the switch and hears no listener', async () => {
    await joinBrowser(agent)
    const carrier = await dial()
    await hear({ [agent]: [customer], [customer]: [agent] })
    await peers.request({ type: 'speak', peer: agent, frequencyHz: agentHz })
    carrier.speak(customerHz)
    await carrier.heard(20)
    const atAgent = peers.listen(agent, 80)
    await joinBrowser(lead, 'recvonly')
    await hear({ [agent]: [customer], [customer]: [agent], [lead]: [agent, customer] })
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
    await joinBrowser(agent)
    await joinBrowser(lead)
    const carrier = await dial()
    await hear({ [agent]: [customer], [customer]: [agent] })
    await peers.request({ type: 'speak', peer: agent, frequencyHz: agentHz })
    await peers.request({ type: 'speak', peer: lead, frequencyHz: leadHz })
    carrier.speak(customerHz)
    await carrier.heard(30)
    await hear({ [agent]: [customer, lead], [customer]: [agent, lead], [lead]: [agent, customer] })
    const barged = carrier.packets.length
    await carrier.heard(barged + 60)
    const mixed = carrier.pcm(barged + 10)
    expect(toneLevel(mixed, 8_000, agentHz)).toBeGreaterThan(heard)
    expect(toneLevel(mixed, 8_000, leadHz)).toBeGreaterThan(heard)
    expect(toneLevel(mixed, 8_000, customerHz)).toBeLessThan(absent)
    await hear({ [agent]: [customer], [customer]: [agent], [lead]: [agent, customer] })
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
    await joinBrowser(agent)
    const carrier = await dial()
    await ask({
      type: 'set-hearing',
      callId,
      hearing: { [customer]: { legs: [], prompt: 'ringback' } },
    })
    await carrier.heard(40)
    expect(toneLevel(carrier.pcm(), 8_000, 450)).toBeGreaterThan(0.05)
    await hear({ [agent]: [customer], [customer]: [agent] })
    await ask({ type: 'play-once', callId, legId: customer, prompt: 'goodbye' })
    await worker.event((event) => event.type === 'prompt-ended' && event.prompt === 'goodbye')
    await peers.request({ type: 'speak', peer: agent, frequencyHz: agentHz })
    const after = carrier.packets.length
    await carrier.heard(after + 50)
    expect(toneLevel(carrier.pcm(after + 20), 8_000, agentHz)).toBeGreaterThan(heard)
  })

  it('MEDIA-5: digits of the browser reach the carrier with its payload type and are reported once', async () => {
    await joinBrowser(agent)
    const carrier = await dial()
    await hear({ [agent]: [customer], [customer]: [agent] })
    await peers.request({ type: 'digit', peer: agent, digit: '7' })
    await carrier.heard(5)
    expect(new Set(carrier.packets.map((packet) => packet.payloadType))).toEqual(new Set([101]))
    await worker.event((event) => event.type === 'digit')
    expect(worker.events.filter((event) => event.type === 'digit')).toEqual([
      { type: 'digit', callId, legId: agent, digit: '7' },
    ])
  })
})

describe('transports', () => {
  it('MEDIA-6: a re-offer is answered by a fresh peer and the RTP that the browser hears goes on', async () => {
    await joinBrowser(agent)
    const carrier = await dial()
    await hear({ [agent]: [customer], [customer]: [agent] })
    carrier.speak(customerHz)
    const before = await peers.listen(agent, 20)
    const offerSdp = await peers.sdp({ type: 'offer', peer: `${agent}-2`, direction: 'sendrecv' })
    const sdp = await worker.sdp({ type: 'answer-browser', callId, legId: agent, offerSdp })
    await peers.request({ type: 'accept-answer', peer: `${agent}-2`, sdp })
    const after = await peers.listen(`${agent}-2`, 30)
    expect(after.ssrcs).toEqual(before.ssrcs)
    expect(after.sequenceGaps).toBe(0)
    expect(toneLevel(after.pcm, 8_000, customerHz)).toBeGreaterThan(heard)
  })

  it('MEDIA-7: the worker offers to a browser, which answers', async () => {
    const offerSdp = await worker.sdp({ type: 'offer-browser', callId, legId: agent })
    const answerSdp = await peers.sdp({ type: 'answer', peer: agent, sdp: offerSdp })
    await ask({ type: 'accept-browser-answer', callId, legId: agent, answerSdp })
    await worker.event((event) => event.type === 'leg-connected' && event.legId === agent)
    const carrier = await dial()
    await hear({ [agent]: [customer], [customer]: [agent] })
    carrier.speak(customerHz)
    const atAgent = await peers.listen(agent, 30)
    expect(toneLevel(atAgent.pcm, 8_000, customerHz)).toBeGreaterThan(heard)
  })

  it('MEDIA-8: junk on the RTP port changes nothing and is counted', async () => {
    const carrier = await dial()
    const junk = [
      Buffer.alloc(0),
      Buffer.from([0x80]),
      Buffer.alloc(20, 0xff),
      Buffer.from('000100002112a442', 'hex'),
    ]
    for (const packet of [
      ...junk,
      Buffer.alloc(1_400, 0x80),
      Buffer.alloc(13, 0x9f),
      Buffer.alloc(40, 0xbf),
    ]) {
      carrier.sendRaw(packet)
    }
    carrier.speak(customerHz)
    await worker.event((event) => event.type === 'first-packet')
    const outcome = await worker.request({ type: 'stats' })
    if (outcome.type !== 'stats') throw new Error(outcome.type)
    expect(outcome.stats.packetsDropped).toBeGreaterThanOrEqual(6)
    expect(outcome.stats).toMatchObject({ rooms: 1, legs: 1 })
  })

  it('MEDIA-9: silence of the carrier is reported once, and its end; quality comes every five seconds', async () => {
    const carrier = await dial()
    carrier.send(1, 160, new Uint8Array(160).fill(0xff))
    const silent = await worker.event((event) => event.type === 'leg-silent')
    expect(silent).toMatchObject({ legId: customer, silentMs: expect.any(Number) })
    carrier.send(2, 320, new Uint8Array(160).fill(0xff))
    await worker.event((event) => event.type === 'leg-heard')
    expect(worker.events.filter((event) => event.type === 'leg-silent')).toHaveLength(1)
    expect(await worker.event((event) => event.type === 'leg-quality')).toMatchObject({ lossPercent: 0 })
    expect(carrier.rtcp.length).toBeGreaterThan(0)
  })
})

describe('bad requests', () => {
  it('MEDIA-10: each is refused by a code', async () => {
    const offerSdp = 'nonsense'
    const other = CallId.parse(randomUUID())
    const refused = async (request: MediaRequest): Promise<unknown> => {
      const outcome = await worker.request(request)
      return outcome.type === 'problem' ? outcome.code : outcome.type
    }
    expect(await refused({ type: 'open-room', callId })).toBe('duplicate')
    expect(await refused({ type: 'close-room', callId: other })).toBe('no-room')
    expect(await refused({ type: 'answer-browser', callId, legId: agent, offerSdp })).toBe('bad-sdp')
    expect(await refused({ type: 'answer-rtp', callId, legId: customer, offerSdp })).toBe('bad-sdp')
    expect(await refused({ type: 'close-leg', callId, legId: agent })).toBe('no-leg')
    const opus = 'v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n'
    expect(await refused({ type: 'answer-rtp', callId, legId: customer, offerSdp: opus })).toBe(
      'no-common-codec',
    )
    const filePath = join(folder, 'bad.hlrec')
    expect(
      await refused({
        type: 'start-recording',
        callId,
        filePath,
        publicKeyPem: 'no key',
        agentSide: [],
        customerSide: [],
      }),
    ).toBe('recording-failed')
    expect(await worker.raw({ type: 'open-room', callId: 'no id' })).toMatchObject({
      code: 'invalid-request',
    })
    expect(await worker.request({ type: 'ping' })).toEqual({ type: 'done' })
  })
})

describe('a worker that dies', () => {
  it('REC-1: what was recorded until kill -9, but for the last second, is sealed, intact and on its channel', async () => {
    const carrier = await dial()
    const filePath = join(folder, `${callId}.hlrec`)
    await ask({
      type: 'start-recording',
      callId,
      filePath,
      publicKeyPem: keys.publicKeyPem,
      agentSide: [agent],
      customerSide: [customer],
    })
    const startedMs = performance.now()
    carrier.speak(customerHz)
    await worker.event((event) => event.type === 'first-packet')
    // The event at five seconds is a clock that both processes share: nothing here waits for a time of its own.
    await worker.event((event) => event.type === 'leg-quality')
    const gone = new Promise((resolve) => {
      worker.child.once('exit', resolve)
    })
    const livedMs = performance.now() - startedMs
    worker.child.kill('SIGKILL')
    await gone
    const sealed = await sealAbandoned(filePath, Date.now())
    if (!sealed.ok) throw new Error(sealed.problem.detail)
    expect(sealed.value.recovered).toBe(true)
    expect(sealed.value.durationMs).toBeGreaterThan(livedMs - 1_000)
    expect(await sealAbandoned(filePath, Date.now())).toEqual(sealed)
    const opened = await openRecording(filePath, keys.privateKeyPem)
    if (!opened.ok) throw new Error(opened.problem.detail)
    expect(await opened.value.verify()).toMatchObject({ outcome: 'intact', sha256: sealed.value.sha256 })
    const pcm = await opened.value.readPcm(8_000, 16_000)
    expect(toneLevel(channelOf(pcm, 1), 8_000, customerHz)).toBeGreaterThan(heard)
    expect(toneLevel(channelOf(pcm, 0), 8_000, customerHz)).toBeLessThan(absent)
    await opened.value.dispose()
  })

  it('REC-2: a worker whose parent has gone seals by itself', async () => {
    await dial()
    const filePath = join(folder, `${callId}.hlrec`)
    await ask({
      type: 'start-recording',
      callId,
      filePath,
      publicKeyPem: keys.publicKeyPem,
      agentSide: [],
      customerSide: [customer],
    })
    await worker.dispose()
    expect(worker.child.exitCode).toBe(0)
    const sealed = await sealAbandoned(filePath, Date.now())
    expect(sealed).toMatchObject({ ok: true, value: { recovered: false } })
  })
})
