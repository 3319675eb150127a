import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { StartError } from '../start-error.ts'
import { systemClock, systemRandom } from '../system-ports.ts'
import { toneLevel } from '../testing/tone.ts'
import {
  createSipStack,
  type IncomingInvite,
  type InviteFailure,
  type SipDialog,
  type SipEnd,
  type SipStack,
} from '../voice/sip/index.ts'
import { startCarrier } from './carrier.ts'
import { readAudioSdp, writeAudioSdp, type AudioOffer } from './carrier-sdp.ts'
import { createHeardAudio, type HeardAudio } from './heard-audio.ts'
import { createPlayer, type Frame } from './player.ts'
import { openRtpEndpoint, type RtpEndpoint } from './rtp-endpoint.ts'

const host = '127.0.0.1'
const log = pino({ level: 'silent' })
const clips = {
  welcome: new Uint8Array(0),
  'calling-back': new Uint8Array(0),
  'one-moment': new Uint8Array(0),
}
const Calls = z.array(
  z.looseObject({ id: z.string(), ended: z.string().nullable(), firstVoiceAt: z.number().nullable() }),
)

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, host, resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}
async function freeTcpPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The other end of the trunk: what a voice node is to the carrier, with an ear. */
describe('the demo carrier', () => {
  let carrierPort: number
  let controlPort: number
  let stack: SipStack
  let carrier: { dispose(): Promise<void> }
  let rtp: RtpEndpoint
  let ear: HeardAudio
  let digits: number[]
  let invites: IncomingInvite[]

  beforeEach(async () => {
    carrierPort = await freeUdpPort()
    controlPort = await freeTcpPort()
    ear = createHeardAudio()
    digits = []
    invites = []
    rtp = await openRtpEndpoint({
      address: host,
      clock: systemClock,
      random: systemRandom,
      onAudio: (payload, law) => void ear.add(payload, law, Date.now()),
      onDigit: (code) => digits.push(code),
    })
    stack = await createSipStack({
      clock: systemClock,
      random: systemRandom,
      log,
      userAgentName: 'test',
      udp: { host, port: 0 },
      realm: 'test',
      credentials: () => null,
      isTrunkPeer: (_address, port) => (port === carrierPort ? { id: 'carrier' } : null),
      onRegistration: () => undefined,
      onInvite: (invite) => invites.push(invite),
    })
    carrier = await startCarrier({
      sipPort: carrierPort,
      hearthline: { address: host, port: stack.localPorts.udp ?? 0 },
      controlPort,
      log,
    })
  })
  afterEach(async () => {
    await carrier.dispose()
    await stack.dispose()
    rtp.dispose()
  })

  const whistle = (peer: AudioOffer, hz: number): void => {
    const player = createPlayer([{ type: 'tone', hz, ms: null }], peer.law, clips)
    rtp.send(peer, (): Frame => player.next())
  }
  const call = (number: string) => {
    const seen = {
      progress: [] as { status: number; sdp: string | null }[],
      sdp: '',
      failure: null as InviteFailure | null,
      dialog: null as SipDialog | null,
      end: null as SipEnd | null,
    }
    const outgoing = stack.invite(
      {
        target: {
          kind: 'uri',
          uri: `sip:${number}@${host}:${carrierPort}`,
          transport: 'udp',
          address: host,
          port: carrierPort,
        },
        from: { uri: `sip:+12025550100@${host}` },
        offerSdp: writeAudioSdp(rtp, null),
      },
      {
        onProgress: ({ status, sdp }) => {
          seen.progress.push({ status, sdp })
          const early = sdp === null ? null : readAudioSdp(sdp)
          if (early) whistle(early, 450)
        },
        onAccepted: ({ dialog, sdp }) => {
          seen.dialog = dialog
          seen.sdp = sdp
          const peer = readAudioSdp(sdp)
          if (peer) whistle(peer, 450)
        },
        onFailed: (failure) => {
          seen.failure = failure
        },
        onEnded: (end) => {
          seen.end = end
        },
      },
    )
    return { seen, outgoing }
  }
  const heardLevel = (hz: number) => toneLevel(ear.last(500, Date.now()), 8_000, hz)
  const carrierCalls = async () =>
    Calls.parse(await (await fetch(`http://${host}:${controlPort}/calls`)).json())
  const soon = { timeout: 6_000 }

  it.each([
    ['3', 486],
    ['6', 404],
    ['8', 503],
  ])('refuses a number that ends in %s with %i', async (digit, status) => {
    const { seen } = call(`+120255501${digit.padStart(2, '0')}`)
    await vi.waitFor(() => expect(seen.failure).toMatchObject({ kind: 'rejected', status }), soon)
  })

  it('answers 1 at once with 1000 Hz, and hears us', async () => {
    const { seen } = call('+12025550101')
    await vi.waitFor(() => expect(heardLevel(1_000)).toBeGreaterThan(0.15), soon)
    expect(seen.progress).toEqual([])
    await vi.waitFor(async () => expect((await carrierCalls())[0]?.firstVoiceAt).not.toBeNull(), soon)
    seen.dialog?.bye()
    await vi.waitFor(async () => expect((await carrierCalls())[0]?.ended).toBe('hearthline-bye'), soon)
  })

  it('echoes on 2', async () => {
    call('+12025550102')
    await vi.waitFor(() => expect(heardLevel(450)).toBeGreaterThan(0.15), soon)
  })

  it('rings on 4 until it is cancelled', async () => {
    const { seen, outgoing } = call('+12025550104')
    await vi.waitFor(() => expect(seen.progress[0]?.status).toBe(180), soon)
    outgoing.cancel()
    await vi.waitFor(() => expect(seen.failure).toEqual({ kind: 'cancelled' }), soon)
    expect((await carrierCalls())[0]?.ended).toBe('cancelled')
  })

  it('plays 700 Hz before it answers on 5', async () => {
    const { seen } = call('+12025550105')
    await vi.waitFor(() => expect(heardLevel(700)).toBeGreaterThan(0.15), soon)
    expect(seen.progress[0]?.status).toBe(183)
    expect(seen.dialog).toBeNull()
    await vi.waitFor(() => expect(seen.dialog).not.toBeNull(), soon)
  })

  it('presses 1 2 3 on 7 and hangs up', async () => {
    const { seen } = call('+12025550107')
    await vi.waitFor(() => expect(digits).toEqual([1, 2, 3]), soon)
    await vi.waitFor(() => expect(seen.end).toMatchObject({ kind: 'bye' }), { timeout: 12_000 })
  })

  it.each([
    ['+12025550173', 603],
    ['+12025550175', 403],
    ['+12025550176', 488],
  ])('refuses %s with %i', async (number, status) => {
    const { seen } = call(number)
    await vi.waitFor(() => expect(seen.failure).toMatchObject({ kind: 'rejected', status }), soon)
  })

  it.each([
    ['+12025550174', 503],
    ['+12025550178', 480],
  ])('rings first on %s, then refuses with %i', async (number, status) => {
    const { seen } = call(number)
    await vi.waitFor(() => expect(seen.failure).toMatchObject({ kind: 'rejected', status }), soon)
    expect(seen.progress[0]?.status).toBe(180)
  })

  it('knows no telephone-event on 0170, and hears digits by INFO in either form', async () => {
    const { seen } = call('+12025550170')
    await vi.waitFor(() => expect(seen.dialog).not.toBeNull(), soon)
    expect(seen.sdp).not.toContain('telephone-event')
    expect(await seen.dialog?.info('application/dtmf-relay', 'Signal=5\r\nDuration=100\r\n')).toEqual({
      ok: true,
    })
    expect(await seen.dialog?.info('application/dtmf', '#')).toEqual({ ok: true })
    expect(await seen.dialog?.info('text/plain', '7')).toEqual({ ok: false, status: 415 })
    expect((await carrierCalls())[0]).toMatchObject({ infoDigits: '5#', digits: '' })
  })

  it.each([
    ['+12025550171', { ok: false, status: 488 }, { reinvites: 1, reinvitesRefused: 1 }],
    // RFC 3261 §14.1: between 2.1 and 4 s later, since the Call-ID is the caller's.
    ['+12025550172', { ok: true }, { reinvites: 2, reinvitesRefused: 1 }],
  ])('SIP-62: answers a re-INVITE on %s with %j', async (number, outcome, facts) => {
    const { seen } = call(number)
    await vi.waitFor(() => expect(seen.dialog).not.toBeNull(), soon)
    // The same offer again would be a refresh, which the carrier's stack answers by itself (RFC 4028 §7.4).
    const again = writeAudioSdp(rtp, null).replace(' 1 IN IP4', ' 2 IN IP4')
    expect(await seen.dialog?.reinvite(again)).toMatchObject(outcome)
    expect((await carrierCalls())[0]).toMatchObject(facts)
  })

  it('calls back on 9, from the number that was called', async () => {
    const { seen } = call('+12025550109')
    await vi.waitFor(() => expect(seen.dialog).not.toBeNull(), soon)
    seen.dialog?.bye()
    await vi.waitFor(() => expect(invites).toHaveLength(1), { timeout: 10_000 })
    expect(invites[0]).toMatchObject({ fromUser: '+12025550109', requestUser: '+12025550100' })
  })

  it('calls in when it is told to, and hangs up when told', async () => {
    const response = await fetch(`http://${host}:${controlPort}/calls`, {
      method: 'POST',
      body: JSON.stringify({ from: '+12025550142', to: '+12025550100', toneHz: 1_200 }),
    })
    const { id } = z.object({ id: z.string() }).parse(await response.json())
    await vi.waitFor(() => expect(invites).toHaveLength(1), soon)
    const [invite] = invites
    const offer = readAudioSdp(invite?.offerSdp ?? '')
    expect(offer).not.toBeNull()
    const ended = vi.fn<(end: SipEnd) => void>()
    invite?.setHandlers({ onEnded: ended })
    if (offer) {
      invite?.accept(writeAudioSdp(rtp, offer))
      whistle(offer, 450)
    }
    await vi.waitFor(() => expect(heardLevel(1_200)).toBeGreaterThan(0.15), soon)
    await fetch(`http://${host}:${controlPort}/calls/${id}/hang-up`, { method: 'POST' })
    await vi.waitFor(() => expect(ended).toHaveBeenCalledWith(expect.objectContaining({ kind: 'bye' })), soon)
  })

  it.each([
    ['POST', '/calls', '{"from":"me"}', 400],
    ['POST', '/calls', 'no json', 400],
    ['GET', '/calls/none/heard', null, 404],
    ['GET', '/', null, 404],
  ])('answers %s %s %s with %i', async (method, path, body, status) => {
    const response = await fetch(`http://${host}:${controlPort}${path}`, { method, body })
    expect(response.status).toBe(status)
  })

  it('says which setting to change when its port is taken', async () => {
    const second = startCarrier({
      sipPort: carrierPort,
      hearthline: { address: host, port: 5060 },
      controlPort: null,
      log,
    })
    await expect(second).rejects.toThrow(StartError)
    await expect(second).rejects.toThrow('HEARTHLINE_DEMO_SIP_PORT')
  })
})
