import { afterEach, describe, expect, it } from 'vitest'
import { parseAuthParams } from './digest/auth-params.ts'
import { digestResponse } from './digest/digest-response.ts'
import type { SipRequest } from './message/message.ts'
import { selfSigned } from './testing/self-signed.ts'
import { createStackFixture, type StackFixture } from './testing/stack-fixture.ts'
import type { RegisterRequest, TrunkAddress } from './trunk-types.ts'

let fixture: StackFixture
afterEach(() => fixture.dispose())

const credentials = { username: '10 01', password: 'secret' }
const challenge = (nonce: string, more = '') =>
  ['WWW-Authenticate', `Digest realm="pbx", nonce="${nonce}", qop="auth"${more}`] as const

/** Whether the REGISTER proves that its sender knows the password. */
function proves(request: SipRequest, nonce: string): boolean {
  const params = parseAuthParams(request.headers.get('Authorization') ?? '')
  const cnonce = params?.get('cnonce') ?? ''
  return (
    params?.get('response') ===
    digestResponse({
      algorithm: 'MD5',
      ...credentials,
      realm: 'pbx',
      method: 'REGISTER',
      uri: 'sip:pbx.example',
      nonce,
      qop: { nc: '00000001', cnonce },
    })
  )
}

async function registering(transport: 'udp' | 'tcp' = 'udp', changes: Partial<RegisterRequest> = {}) {
  fixture = await createStackFixture()
  const registrar = transport === 'udp' ? await fixture.trunk() : await fixture.pbx(null)
  const registration = fixture.stack.registration({
    registrar: { transport, address: '127.0.0.1', port: registrar.port },
    registrarUri: 'sip:pbx.example',
    aor: 'sip:1001@pbx.example',
    contactUser: '1001',
    credentials,
    ...changes,
  })
  return { registrar, registration, next: () => registrar.expectRequest('REGISTER') }
}

describe('registering at a PBX', () => {
  it('SIP-80: one Call-ID, rising CSeq, our contact, the registrar’s domain; the challenge is answered', async () => {
    const { registrar, registration, next } = await registering()
    const outcome = registration.refresh(300)
    const first = await next()
    expect(first.uri).toBe('sip:pbx.example')
    expect(first.to.uriText).toBe('sip:1001@pbx.example')
    expect(first.headers.get('Authorization')).toBeUndefined()
    registrar.answer(first, 401, { tag: 'r', headers: [challenge('n1')] })
    const second = await next()
    expect(proves(second, 'n1')).toBe(true)
    expect(second.callId).toBe(first.callId)
    expect(second.cseq.number).toBe(first.cseq.number + 1)
    const contact = second.headers.get('Contact') ?? ''
    expect(contact).toBe(`<sip:1001@127.0.0.1:${fixture.stack.localPorts.udp ?? 0}>`)
    registrar.answer(second, 200, {
      tag: 'r',
      headers: [
        ['Contact', `<sip:1001@192.0.2.9:5060>;expires=3000, ${contact};expires=120`],
        ['Expires', '600'],
      ],
    })
    expect(await outcome).toEqual({ kind: 'registered', expiresSeconds: 120 })
    const again = registration.refresh(300)
    const third = await next()
    expect(third.callId).toBe(first.callId)
    expect(third.cseq.number).toBe(second.cseq.number + 1)
    registrar.answer(third, 200, { tag: 'r' })
    expect(await again).toEqual({ kind: 'registered', expiresSeconds: 300 })
  })

  it('SIP-81: 423 is asked again with the lifetime that the registrar takes', async () => {
    const { registrar, registration, next } = await registering()
    const outcome = registration.refresh(60)
    registrar.answer(await next(), 423, { tag: 'r', headers: [['Min-Expires', '1800']] })
    const longer = await next()
    expect(longer.headers.get('Expires')).toBe('1800')
    registrar.answer(longer, 200, { tag: 'r', headers: [['Expires', '1800']] })
    expect(await outcome).toEqual({ kind: 'registered', expiresSeconds: 1800 })
  })

  it.each([
    ['a shorter lifetime', [['Min-Expires', '5']]],
    ['no lifetime', []],
    ['a lifetime that is no number', [['Min-Expires', 'soon']]],
  ] as const)('SIP-81: 423 with %s is a refusal', async (_what, headers) => {
    const { registrar, registration, next } = await registering()
    const outcome = registration.refresh(60)
    registrar.answer(await next(), 423, { tag: 'r', headers })
    expect(await outcome).toMatchObject({ kind: 'refused', status: 423 })
  })

  it('SIP-82: a wrong password is told once the registrar refuses its own challenge', async () => {
    const { registrar, registration, next } = await registering()
    const outcome = registration.refresh(60)
    registrar.answer(await next(), 401, { tag: 'r', headers: [challenge('n1')] })
    registrar.answer(await next(), 401, { tag: 'r', headers: [challenge('n1')] })
    expect(await outcome).toEqual({ kind: 'refused', status: 401, retryAfterSeconds: null })
  })

  it('SIP-82: a registrar with a new challenge each time is not asked for ever', async () => {
    const { registrar, registration, next } = await registering()
    const outcome = registration.refresh(60)
    for (const nonce of ['a', 'b', 'c', 'd'])
      registrar.answer(await next(), 401, { tag: 'r', headers: [challenge(nonce)] })
    expect(await outcome).toMatchObject({ kind: 'refused', status: 401 })
    expect(registrar.received).toHaveLength(4)
  })

  it('SIP-82: 503 with its wait; silence; a connection that is refused', async () => {
    const { registrar, registration, next } = await registering()
    const busy = registration.refresh(60)
    registrar.answer(await next(), 503, { tag: 'r', headers: [['Retry-After', '120']] })
    expect(await busy).toEqual({ kind: 'refused', status: 503, retryAfterSeconds: 120 })
    const silent = registration.refresh(60)
    await next()
    fixture.clock.advance(8_000)
    expect(await silent).toEqual({ kind: 'silent' })
    const nobody: TrunkAddress = { transport: 'tcp', address: '127.0.0.1', port: 1 }
    const refused = fixture.stack.registration({
      registrar: nobody,
      registrarUri: 'sip:pbx.example',
      aor: 'sip:1001@pbx.example',
      contactUser: '1001',
      credentials,
    })
    expect(await refused.refresh(60)).toEqual({ kind: 'transport' })
  })

  it('SIP-83: over a connection the PBX may ring us where it was registered', async () => {
    const { registrar, registration, next } = await registering('tcp', { contactUser: 'a b"<>' })
    const outcome = registration.refresh(60)
    const request = await next()
    // What would break the header is escaped (RFC 3261 §25.1).
    expect(request.headers.get('Contact')).toBe(
      `<sip:a%20b%22%3C%3E@127.0.0.1:${fixture.stack.localPorts.tcp ?? 0};transport=tcp>`,
    )
    registrar.answer(request, 200, { tag: 'r' })
    expect((await outcome).kind).toBe('registered')
    const withdrawn = registration.refresh(0)
    const last = await next()
    expect(last.headers.get('Expires')).toBe('0')
    registrar.answer(last, 200, { tag: 'r' })
    expect((await withdrawn).kind).toBe('registered')
    expect(registrar).toMatchObject({ transport: 'TCP' })
  })

  it('SIP-83: over TLS no password goes to who has not proved the name', async () => {
    fixture = await createStackFixture()
    const pbx = await fixture.pbx(selfSigned('other.example'))
    const registration = fixture.stack.registration({
      registrar: {
        transport: 'tls',
        address: '127.0.0.1',
        port: pbx.port,
        tls: { serverName: 'pbx.example', trust: null },
      },
      registrarUri: 'sip:pbx.example',
      aor: 'sip:1001@pbx.example',
      contactUser: '1001',
      credentials,
    })
    expect(await registration.refresh(60)).toEqual({ kind: 'transport' })
    expect(pbx.received).toEqual([])
  })
})
