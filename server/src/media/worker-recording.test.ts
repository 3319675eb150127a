import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MediaRequest } from '../protocol/media-ipc.ts'
import { generateRecordingKeyPair, openRecording } from '../recording-file/index.ts'
import { channelOf, toneLevel } from '../testing/tone.ts'
import type { CarrierPeer } from './testing/carrier-peer.ts'
import { LiveCall } from './testing/live-call.ts'
import { BrowserPeers } from './testing/processes.ts'

const customerHz = 1_209
const keys = generateRecordingKeyPair()
let folder: string
let peers: BrowserPeers
const closers: (() => Promise<void>)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-recording-'))
  peers = new BrowserPeers()
})

afterAll(async () => {
  await peers.dispose()
  await rm(folder, { recursive: true, force: true })
})

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A room with a customer who speaks, recorded in `filePath`. */
async function recordedCall(filePath: string, resume: boolean): Promise<[LiveCall, CarrierPeer]> {
  const call = await LiveCall.open(peers, folder)
  closers.push(() => call.dispose())
  await call.ask(recordingOf(call, filePath, resume))
  const carrier = await call.dial()
  carrier.speak(customerHz)
  return [call, carrier]
}

const recordingOf = ({ callId, agent, customer }: LiveCall, filePath: string, resume: boolean) =>
  ({
    type: 'start-recording',
    callId,
    filePath,
    publicKeyPem: keys.publicKeyPem,
    resume,
    agentSide: [agent],
    customerSide: [customer],
  }) satisfies MediaRequest

/** A customer who hears nothing is sent a frame every 20 ms: a clock that both processes share. */
const pass = (carrier: CarrierPeer, frames: number): Promise<void> =>
  carrier.heard(carrier.packets.length + frames)

/** The customer's channel, ten letters a second: # speaks, . silent. */
async function heardIn(filePath: string): Promise<string> {
  const opened = await openRecording(filePath, keys.privateKeyPem)
  if (!opened.ok) throw new Error(opened.problem.detail)
  const recording = opened.value
  expect(await recording.verify()).toMatchObject({ outcome: 'intact', missingChunks: [], damagedChunks: [] })
  const pcm = channelOf(await recording.readPcm(0, recording.samples), 1)
  await recording.dispose()
  let heard = ''
  for (let at = 0; at + 800 <= pcm.length; at += 800) {
    const level = toneLevel(pcm.subarray(at, at + 800), 8_000, customerHz)
    heard += level > 0.25 ? '#' : level < 0.01 ? '.' : '-'
  }
  return heard
}

describe('a recording that is interrupted', () => {
  it('REC-22: holds silence where it was paused, on the same time line', async () => {
    const filePath = join(folder, 'paused.hlr')
    const [call, carrier] = await recordedCall(filePath, false)
    const { callId } = call
    await pass(carrier, 50)
    await call.ask({ type: 'pause-recording', callId, paused: true })
    await call.ask({ type: 'pause-recording', callId, paused: true })
    await pass(carrier, 50)
    await call.ask({ type: 'pause-recording', callId, paused: false })
    await pass(carrier, 50)
    await call.worker.request({ type: 'close-room', callId })
    expect(await heardIn(filePath)).toMatch(/^[.-]{0,4}#{6,}-?\.{7,}-?#{6,}-?$/)
  })

  it('REC-22: there is nothing to pause where nothing is recorded', async () => {
    const call = await LiveCall.open(peers, folder)
    closers.push(() => call.dispose())
    const pause = { type: 'pause-recording', callId: call.callId, paused: true } as const
    expect(await call.worker.request(pause)).toMatchObject({ code: 'recording-failed' })
  })

  it('REC-23: goes on in the same file with another worker after kill -9, the time between being silence', async () => {
    const filePath = join(folder, 'resumed.hlr')
    const [first, carrier] = await recordedCall(filePath, false)
    await pass(carrier, 75)
    const gone = new Promise((resolve) => {
      first.worker.child.once('exit', resolve)
    })
    first.worker.child.kill('SIGKILL')
    await gone
    const [second, other] = await recordedCall(filePath, true)
    expect(await second.worker.request(recordingOf(second, filePath, true))).toMatchObject({
      code: 'duplicate',
    })
    await pass(other, 100)
    const outcome = await second.worker.request({ type: 'close-room', callId: second.callId })
    expect(outcome).toMatchObject({ type: 'recording', recording: { filePath, recovered: true } })
    expect(await heardIn(filePath)).toMatch(/^[.-]{0,4}#{7,}-?\.+-?#{9,}-?$/)
    const third = await LiveCall.open(peers, folder)
    closers.push(() => third.dispose())
    expect(await third.worker.request(recordingOf(third, filePath, true))).toMatchObject({
      code: 'recording-failed',
      detail: 'the recording is sealed',
    })
  })
})
