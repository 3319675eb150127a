import { afterEach, describe, expect, it, vi } from 'vitest'
import { scriptedCall } from './testing/scripted-call.ts'
import type { ListeningPeer } from './testing/scripted-peer.ts'
import { type SelfSigned, selfSigned } from './testing/self-signed.ts'
import { sdpText } from './testing/sip-text.ts'
import { createQueue, createStackFixture, type StackFixture } from './testing/stack-fixture.ts'
import type { TlsPeer } from './trunk-types.ts'
import type { SipDialog } from './types.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

const pbxName = 'pbx.example'

async function withPbx(certificate: SelfSigned, tls: TlsPeer) {
  fixture = await createStackFixture()
  const pbx = await fixture.pbx(certificate)
  const trunk = { transport: 'tls', address: '127.0.0.1', port: pbx.port, tls } as const
  const call = () => {
    const dialogs = createQueue<SipDialog>()
    const failures = createQueue<string>()
    fixture.stack.invite(
      {
        target: { kind: 'uri', uri: `sip:+4930999@${pbxName}:${pbx.port};transport=tls`, ...trunk },
        from: { uri: 'sip:+4989100@hearthline.test' },
        offerSdp: sdpText(4000),
      },
      {
        onAccepted: ({ dialog }) => dialogs.push(dialog),
        onFailed: ({ kind }) => failures.push(kind),
      },
    )
    return { dialog: () => dialogs.take(() => true), failure: () => failures.take(() => true) }
  }
  const probe = () => fixture.stack.probe({ uri: `sip:${pbxName}`, ...trunk })
  return { pbx, call, probe }
}

const contactOf = (pbx: ListeningPeer): string => `<sip:pbx@127.0.0.1:${pbx.port};transport=tls>`

describe('a trunk over TLS', () => {
  it('SIP-16: a whole call goes over one connection to a certificate that is trusted', async () => {
    const certificate = selfSigned(pbxName)
    const { pbx, call } = await withPbx(certificate, { serverName: pbxName, trust: certificate.cert })
    const { dialog } = call()
    const invite = await pbx.expectRequest('INVITE')
    expect(invite.headers.get('Via')).toMatch(/^SIP\/2\.0\/TLS /)
    expect(invite.headers.get('Contact')).toContain(';transport=tls>')
    // A contact that points elsewhere changes nothing: that other peer has proved no name.
    pbx.answer(invite, 200, { tag: 'p', contact: '<sip:pbx@192.0.2.1:5060>', sdp: sdpText(5000) })
    const ack = await pbx.expectRequest('ACK')
    expect(ack.uri).toBe('sip:pbx@192.0.2.1:5060')
    ;(await dialog()).bye()
    pbx.answer(await pbx.expectRequest('BYE'), 200)
    expect(pbx.connections()).toBe(1)
  })

  it('SIP-16: a trusted certificate for an address serves a trunk that is written as one', async () => {
    const certificate = selfSigned('127.0.0.1')
    const { pbx, probe } = await withPbx(certificate, { serverName: '127.0.0.1', trust: certificate.cert })
    const asked = probe()
    pbx.answer(await pbx.expectRequest('OPTIONS'), 200)
    expect(await asked).toMatchObject({ reachable: true, status: 200 })
  })

  it.each([
    ['is for another name', selfSigned('other.example'), 'own'],
    ['is not trusted', selfSigned(pbxName), 'another'],
    ['the system does not know', selfSigned(pbxName), 'system'],
    ['stands against a trust that is no PEM', selfSigned(pbxName), 'junk'],
  ] as const)('SIP-17: nothing is sent where the certificate %s', async (_what, certificate, whose) => {
    const trust = {
      own: certificate.cert,
      another: selfSigned(pbxName).cert,
      system: null,
      junk: 'junk',
    }[whose]
    const { pbx, call, probe } = await withPbx(certificate, { serverName: pbxName, trust })
    expect(await call().failure()).toBe('transport')
    expect(await probe()).toEqual({ reachable: false })
    expect(pbx.received).toEqual([])
    expect(fixture.complaints.join('\n')).toContain('TLS connection error')
  })

  it('SIP-18: calls come in over the connection that we opened, and are answered there', async () => {
    const certificate = selfSigned(pbxName)
    const { pbx, probe } = await withPbx(certificate, { serverName: pbxName, trust: certificate.cert })
    const asked = probe()
    pbx.answer(await pbx.expectRequest('OPTIONS'), 200)
    await asked
    const call = scriptedCall(pbx, `sip:1001@127.0.0.1:${fixture.stack.localPorts.tcp ?? 0}`)
    pbx.send(call.text('INVITE', { sdp: sdpText(6000) }))
    const invite = await fixture.nextInvite()
    expect(invite.source).toMatchObject({ kind: 'trunk', port: pbx.port })
    invite.accept(sdpText(7000))
    const ok = await pbx.expectResponse(200, 'INVITE')
    expect(ok.headers.get('Contact')).toContain(';transport=tls>')
    call.learn(ok)
    pbx.send(call.text('ACK'))
    const info = invite.dialog.info('application/dtmf-relay', 'Signal=1')
    pbx.answer(await pbx.expectRequest('INFO'), 200)
    expect(await info).toEqual({ ok: true })
    expect(pbx.connections()).toBe(1)
  })

  it('SIP-18: a call outlives its connection: what is due opens another one', async () => {
    const certificate = selfSigned(pbxName)
    const { pbx, call } = await withPbx(certificate, { serverName: pbxName, trust: certificate.cert })
    const { dialog } = call()
    const invite = await pbx.expectRequest('INVITE')
    pbx.answer(invite, 200, { tag: 'p', contact: contactOf(pbx), sdp: sdpText(5000) })
    await pbx.expectRequest('ACK')
    const running = await dialog()
    pbx.cut()
    await vi.waitFor(() => expect(fixture.lostConnections).toEqual([`tls ${pbx.port}`]))
    expect(running.state).toBe('confirmed')
    running.bye()
    pbx.answer(await pbx.expectRequest('BYE'), 200)
    expect(pbx.connections()).toBe(2)
  })

  it('SIP-18: who speaks plain TCP or UDP from the same address is not heard in a call that began with TLS', async () => {
    const certificate = selfSigned(pbxName)
    const { pbx, call } = await withPbx(certificate, { serverName: pbxName, trust: certificate.cert })
    const { dialog } = call()
    const invite = await pbx.expectRequest('INVITE')
    pbx.answer(invite, 200, { tag: 'p', contact: contactOf(pbx), sdp: sdpText(5000) })
    await pbx.expectRequest('ACK')
    const running = await dialog()
    const trunk = await fixture.trunk()
    const forged = scriptedCall(trunk, 'sip:x@127.0.0.1')
    const lines = forged
      .text('BYE')
      .replace(/Call-ID: .*\r\n/, `Call-ID: ${invite.callId}\r\n`)
      .replace(/;tag=[^\r]*/, ';tag=p')
      .replace(/To: .*\r\n/, `To: <sip:x@127.0.0.1>;tag=${running.localTag}\r\n`)
    trunk.send(lines)
    await trunk.expectResponse(403, 'BYE')
    expect(running.state).toBe('confirmed')
  })

  it('SIP-19: a connection over which not even an OPTIONS is answered is given up, and the next one is another', async () => {
    const certificate = selfSigned(pbxName)
    const { pbx, probe } = await withPbx(certificate, { serverName: pbxName, trust: certificate.cert })
    const asked = probe()
    await pbx.expectRequest('OPTIONS')
    fixture.clock.advance(5_000)
    expect(await asked).toEqual({ reachable: false })
    await vi.waitFor(() => expect(fixture.lostConnections).toHaveLength(1))
    const again = probe()
    pbx.answer(await pbx.expectRequest('OPTIONS'), 200)
    expect(await again).toMatchObject({ reachable: true })
    expect(pbx.connections()).toBe(2)
  })
})
