import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { generateRecordingKeyPair, openRecording } from '../recording-file/index.ts'
import { channelOf } from '../testing/tone.ts'
import { decodeTables } from './g711.ts'
import type { CarrierPeer } from './testing/carrier-peer.ts'
import { LiveCall } from './testing/live-call.ts'
import { BrowserPeers } from './testing/processes.ts'

const switches = 240
/** Names packet `number`, and comes through a mix and a recording unchanged. */
const codeOf = (number: number): number => 0x80 + (number % 100)
const keys = generateRecordingKeyPair()

let folder: string
let peers: BrowserPeers
let call: LiveCall

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-switches-'))
  peers = new BrowserPeers()
})
afterAll(async () => {
  await peers.dispose()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  call = await LiveCall.open(peers, folder)
})
afterEach(async () => {
  await call.dispose()
})

/** Numbers of the packets in `codes`, one for each 20 ms that is not silence. */
const numbersIn = (codes: readonly number[]): number[] => codes.filter((code) => code >= 0x80 && code < 0xe4)

function expectWhole(ear: CarrierPeer): void {
  const { packets } = ear
  expect(new Set(packets.map((packet) => packet.ssrc)).size).toBe(1)
  const gaps = packets.flatMap((packet, at) => {
    const before = packets[at - 1]
    return !before || ((packet.sequence - before.sequence) & 0xffff) === 1 ? [] : [at]
  })
  expect(gaps).toEqual([])
  const steps = packets.map((packet, at) => (packet.timestamp - (packets[at - 1]?.timestamp ?? 0)) | 0)
  expect(steps.slice(1).filter((step) => step <= 0)).toEqual([])
  const numbers = numbersIn(packets.map((packet) => packet.payload[0] ?? 0xff))
  const first = numbers[0] ?? 0
  expect(numbers).toEqual(numbers.map((_, at) => 0x80 + ((first - 0x80 + at) % 100)))
}

it(`MEDIA-56: over ${switches} switches of hearing and recorded sides under real pacing nobody loses, repeats or reorders a packet`, async () => {
  const { callId, agent, customer, lead } = call
  const [carrier, phone] = [await call.dial('mulaw'), await call.dial('mulaw', agent)]
  await call.joinBrowser(lead)
  await call.hear({ [agent]: [customer], [customer]: [agent] })
  const filePath = join(folder, 'switches.hlrec')
  const sides = { customerSide: [customer] }
  await call.ask({
    type: 'start-recording',
    callId,
    filePath,
    publicKeyPem: keys.publicKeyPem,
    agentSide: [agent],
    ...sides,
  })
  carrier.pace((number) => new Uint8Array(160).fill(codeOf(number)))
  phone.pace((number) => new Uint8Array(160).fill(codeOf(number)))
  await carrier.heard(10)
  const listened = { [lead]: [agent, customer] }
  const modes = [
    { hearing: { [agent]: [customer], [customer]: [agent], ...listened }, agentSide: [agent] },
    { hearing: { [agent]: [customer, lead], [customer]: [agent], ...listened }, agentSide: [agent] },
    {
      hearing: { [agent]: [customer, lead], [customer]: [agent, lead], ...listened },
      agentSide: [agent, lead],
    },
    { hearing: { [agent]: [customer], [customer]: [agent] }, agentSide: [agent] },
  ]
  for (let done = 0; done < switches; done += 1) {
    // Every third step goes back and forth between barge and two-party.
    const mode = modes[done % 3 === 0 ? 2 : (done * 7) % 4]
    if (!mode) throw new Error('no such mode')
    await Promise.all([
      call.hear(mode.hearing),
      call.ask({ type: 'set-recorded-sides', callId, agentSide: mode.agentSide, ...sides }),
    ])
    await carrier.heard(carrier.packets.length + 1 + (done % 4))
  }
  await call.hear({ [agent]: [customer], [customer]: [agent] })
  await carrier.heard(carrier.packets.length + 20)
  expectWhole(carrier)
  expectWhole(phone)
  const outcome = await call.worker.request({ type: 'close-room', callId })
  expect(outcome).toMatchObject({ type: 'recording', recording: { recovered: false } })

  const opened = await openRecording(filePath, keys.privateKeyPem)
  if (!opened.ok) throw new Error(opened.problem.detail)
  const recording = opened.value
  const pcm = await recording.readPcm(0, recording.samples)
  await recording.dispose()
  const codes = new Map(
    Array.from({ length: 128 }, (_, at) => [decodeTables.mulaw[0x80 + at] ?? 0, 0x80 + at]),
  )
  for (const channel of [0, 1]) {
    const runs: { code: number; length: number }[] = []
    for (const sample of channelOf(pcm, channel)) {
      const code = codes.get(sample) ?? -1
      const last = runs.at(-1)
      if (last?.code === code) last.length += 1
      else runs.push({ code, length: 1 })
    }
    const spoken = runs.slice(1, -1)
    expect(spoken.length).toBeGreaterThan(switches)
    const first = spoken[0]?.code ?? 0
    expect(spoken).toEqual(spoken.map((_, at) => ({ code: 0x80 + ((first - 0x80 + at) % 100), length: 160 })))
  }
}, 120_000)
