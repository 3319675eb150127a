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
async function join2(legId: LegId, direction: 'sendrecv' | 'recvonly' = 'sendrecv'): Promise<void> {
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
      await join2(agent)
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
