import { randomUUID } from 'node:crypto'
import { TrunkId } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NodeToControl, TrunkConfig } from '../protocol/voice-link.ts'
import { CarrierPeer } from '../media/testing/carrier-peer.ts'
import type { SipRequest } from './sip/message/message.ts'
import { scriptedCall } from './sip/testing/scripted-call.ts'
import type { ListeningPeer } from './sip/testing/scripted-peer.ts'
import { openListeningPeer } from './sip/testing/scripted-peer.ts'
import { selfSigned } from './sip/testing/self-signed.ts'
import { responseTo } from './testing/scenes.ts'
import { openVoiceFixture, startTimeoutMs } from './testing/voice-fixture.ts'
import type { VoiceFixture } from './testing/voice-fixture.ts'

/** A voice node at a PBX: an account there, TLS with the PBX's own certificate, calls in over the node's own connection. */
describe('a voice node that registers at a PBX over TLS', () => {
  let voice: VoiceFixture
  let pbx: ListeningPeer
  let trunk: TrunkConfig
  beforeAll(async () => {
    voice = await openVoiceFixture()
    const certificate = selfSigned('127.0.0.1')
    pbx = await openListeningPeer(certificate)
    trunk = {
      trunkId: TrunkId.parse(randomUUID()),
      name: 'PBX',
      host: '127.0.0.1',
      port: pbx.port,
      transport: 'tls',
      tlsTrust: certificate.cert,
      addresses: [],
      credentials: { username: '1001', password: 'secret' },
      register: true,
      channels: 1,
      digits: 'rfc4733',
      inboundTeamId: null,
      enabled: true,
    }
    voice.control.trunks = [trunk]
    voice.control.pushTrunks()
  }, startTimeoutMs)
  afterAll(async () => {
    await voice.dispose()
    await pbx.dispose()
  })

  const status = (fits: (told: Extract<NodeToControl, { type: 'status' }>['status']) => boolean) =>
    voice.control.message((message) => message.type === 'status' && fits(message.status))
  const registration = (state: string, sipStatus: number | null = null) =>
    status(
      (told) =>
        told.type === 'trunk-registration' &&
        told.trunkId === trunk.trunkId &&
        told.state === state &&
        told.sipStatus === sipStatus,
    )
  const health = (state: string) =>
    status((told) => told.type === 'trunk-health' && told.trunkId === trunk.trunkId && told.state === state)
  /** The PBX challenges the first REGISTER and takes the one with credentials. */
  const admit = async (): Promise<SipRequest> => {
    const first = await pbx.expectRequest('REGISTER')
    pbx.answer(first, 401, {
      tag: 'r',
      headers: [
        ['WWW-Authenticate', `Digest realm="pbx", nonce="${randomUUID()}", algorithm=MD5, qop="auth"`],
      ],
    })
    const second = await pbx.expectRequest('REGISTER')
    expect(second.headers.get('Authorization')).toContain('username="1001"')
    pbx.answer(second, 200, { tag: 'r', headers: [['Expires', '300']] })
    return second
  }
  const answerOptions = async (): Promise<void> => pbx.answer(await pbx.expectRequest('OPTIONS'), 200)

  it('TRK-10, TRK-2: is told as registered and up, over one connection', async () => {
    await Promise.all([admit(), answerOptions()])
    await registration('registered')
    await health('up')
    expect(pbx.connections()).toBe(1)
  })

  it('TRK-14: a test asks both, and both outcomes are told before it is done', async () => {
    const done = voice.control.command({ type: 'test-trunk', trunkId: trunk.trunkId })
    await Promise.all([admit(), answerOptions()])
    await registration('registered')
    await health('up')
    expect((await done).problem).toBeNull()
  })

  it('TRK-15, TRK-9, SIP-18: the PBX rings over that connection; a second call is one too many', async () => {
    const carrier = await CarrierPeer.open('mulaw')
    const call = scriptedCall(pbx, 'sip:+12025550190@127.0.0.1')
    pbx.send(call.text('INVITE', { sdp: carrier.sdp, uri: 'sip:1001@127.0.0.1', branch: 'z9hG4bKpbx' }))
    const asked = await voice.control.message((message) => message.type === 'route-inbound')
    expect(asked).toMatchObject({ request: { trunkId: trunk.trunkId, calledNumber: '+12025550190' } })
    const other = scriptedCall(pbx, 'sip:+12025550190@127.0.0.1')
    pbx.send(other.text('INVITE', { sdp: carrier.sdp, uri: 'sip:1001@127.0.0.1' }))
    await responseTo(pbx, other, 486)
    // Nobody takes it: the node speaks its polite word, and the caller has heard enough.
    call.learn(await responseTo(pbx, call, 200))
    pbx.send(call.text('ACK'))
    pbx.send(call.text('BYE'))
    await pbx.expectResponse(200, 'BYE')
    await voice.control.event('call-ended')
    expect(pbx.connections()).toBe(1)
    carrier.dispose()
  })

  it('TRK-14: control that was away hears of the registration again', async () => {
    voice.control.cut()
    await voice.control.snapshot()
    await registration('registered')
  })

  it('TRK-13: a lost connection is no registration, until the node has come back by itself', async () => {
    pbx.cut()
    await registration('trying')
    await admit()
    await registration('registered')
    expect(pbx.connections()).toBe(2)
  })

  it('TRK-11: who is refused is told with the status', async () => {
    const done = voice.control.command({ type: 'test-trunk', trunkId: trunk.trunkId })
    pbx.answer(await pbx.expectRequest('REGISTER'), 403, { tag: 'r' })
    await answerOptions()
    await done
    await registration('refused', 403)
  })
})
