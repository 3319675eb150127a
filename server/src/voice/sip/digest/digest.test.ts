import { describe, expect, it } from 'vitest'
import { createSeededRandom, createVirtualClock } from '../../../testing/virtual-clock.ts'
import { Headers } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { parseMessage } from '../message/parse.ts'
import { sipText } from '../testing/sip-text.ts'
import { parseAuthParams } from './auth-params.ts'
import { createDigestClient } from './digest-client.ts'
import { digestResponse } from './digest-response.ts'
import { createDigestServer, type DigestServer } from './digest-server.ts'

describe('digest vectors', () => {
  it('RFC 2617 §3.5: MD5 with qop', () => {
    expect(
      digestResponse({
        algorithm: 'MD5',
        username: 'Mufasa',
        realm: 'testrealm@host.com',
        password: 'Circle Of Life',
        method: 'GET',
        uri: '/dir/index.html',
        nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
        qop: { nc: '00000001', cnonce: '0a4f113b' },
      }),
    ).toBe('6629fae49393a05397450978507c4ef1')
  })

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('RFC 7616 §3.9.1: %s', (algorithm, expected) => {
    expect(
      digestResponse({
        algorithm,
        username: 'Mufasa',
        realm: 'http-auth@example.org',
        password: 'Circle of Life',
        method: 'GET',
        uri: '/dir/index.html',
        nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
        qop: { nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
      }),
    ).toBe(expected)
  })

  it('RFC 2069 form, without qop', () => {
    expect(
      digestResponse({
        algorithm: 'MD5',
        username: 'Mufasa',
        realm: 'testrealm@host.com',
        password: 'CircleOfLife',
        method: 'GET',
        uri: '/dir/index.html',
        nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
        qop: null,
      }),
    ).toBe('1949323746fe6a43ef61f9606e7febea')
  })

  it('reads quoted commas, escapes and spaces', () => {
    const params = parseAuthParams('Digest  realm = "a, \\"b\\"" ,nc=00000001,opaque=""')
    expect(Object.fromEntries(params ?? [])).toEqual({ realm: 'a, "b"', nc: '00000001', opaque: '' })
  })

  it.each(['Basic abc', 'Digest realm="open', 'Digest realm="a", realm="b"', 'Digest nonsense'])(
    'refuses %s',
    (text) => {
      expect(parseAuthParams(text)).toBeNull()
    },
  )
})

function request(authorization: string | null): SipRequest {
  const outcome = parseMessage(
    Buffer.from(
      sipText([
        'REGISTER sip:realm SIP/2.0',
        'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1',
        'From: <sip:a@realm>;tag=1',
        'To: <sip:a@realm>',
        'Call-ID: 1',
        'CSeq: 1 REGISTER',
        ...(authorization === null ? [] : [`Authorization: ${authorization}`]),
      ]),
    ),
  )
  if (outcome.kind !== 'message' || outcome.message.kind !== 'request') throw new Error('not a request')
  return outcome.message
}

interface Attempt {
  algorithm?: 'MD5' | 'SHA-256'
  nc?: string
  password?: string
  uri?: string
  qop?: string
}

function answer(challenges: readonly string[], attempt: Attempt = {}): string {
  const { algorithm = 'MD5', nc = '00000001', password = 'secret', uri = 'sip:realm', qop = 'auth' } = attempt
  const nonce = parseAuthParams(challenges[0] ?? '')?.get('nonce') ?? ''
  const given = { algorithm, username: 'u:1', realm: 'realm', password, method: 'REGISTER', uri, nonce }
  const response = digestResponse({ ...given, qop: { nc, cnonce: 'c' } })
  return (
    `Digest username="u:1", realm="realm", nonce="${nonce}", uri="${uri}", response="${response}", ` +
    `algorithm=${algorithm}, qop=${qop}, nc=${nc}, cnonce="c"`
  )
}

function server(): { digest: DigestServer; advance: (ms: number) => void } {
  const clock = createVirtualClock()
  const digest = createDigestServer({
    realm: 'realm',
    clock,
    random: createSeededRandom(3),
    nonceLifetimeMs: 300_000,
    credentials: (username) => (username === 'u:1' ? { password: 'secret', aor: 'sign-in-1' } : null),
  })
  return { digest, advance: (ms) => clock.advance(ms) }
}

describe('digest server', () => {
  it('SIP-30: SHA-256 first, MD5 last, both with qop=auth', () => {
    const challenges = server()
      .digest.challenge('flow-1', false)
      .map((each) => parseAuthParams(each))
    expect(challenges.map((each) => each?.get('algorithm'))).toEqual(['SHA-256', 'MD5'])
    expect(challenges.map((each) => each?.get('qop'))).toEqual(['auth', 'auth'])
  })

  it.each(['MD5', 'SHA-256'] as const)('SIP-30: %s is accepted', (algorithm) => {
    const { digest } = server()
    const challenges = digest.challenge('flow-1', false)
    expect(digest.verify('flow-1', request(answer(challenges, { algorithm })))).toEqual({
      ok: true,
      username: 'u:1',
      aor: 'sign-in-1',
    })
  })

  it.each<[string, Attempt, string]>([
    ['a wrong password', { password: 'other' }, 'wrong-password'],
    ['another Request-URI', { uri: 'sip:elsewhere' }, 'malformed'],
    ['qop=auth-int', { qop: 'auth-int' }, 'malformed'],
    ['a nonce count that is no hexadecimal', { nc: '1' }, 'malformed'],
  ])('SIP-31: %s is refused', (_what, attempt, refusal) => {
    const { digest } = server()
    const challenges = digest.challenge('flow-1', false)
    expect(digest.verify('flow-1', request(answer(challenges, attempt)))).toEqual({
      ok: false,
      refusal,
      stale: false,
      aor: null,
    })
  })

  it('SIP-31: a nonce count is good once, and only upwards', () => {
    const { digest } = server()
    const challenges = digest.challenge('flow-1', false)
    const use = (nc: string) => digest.verify('flow-1', request(answer(challenges, { nc })))
    expect(use('00000002').ok).toBe(true)
    expect(use('00000002')).toMatchObject({ refusal: 'replay' })
    expect(use('00000001')).toMatchObject({ refusal: 'replay' })
    expect(use('0000000a').ok).toBe(true)
  })

  it('SIP-31: the nonce of another flow is refused, and so is one of a flow that has closed', () => {
    const { digest } = server()
    const authorization = answer(digest.challenge('flow-1', false))
    expect(digest.verify('flow-2', request(authorization))).toMatchObject({
      refusal: 'foreign-nonce',
      stale: false,
    })
    digest.forgetFlow('flow-1')
    expect(digest.verify('flow-1', request(authorization))).toMatchObject({ refusal: 'foreign-nonce' })
  })

  it('SIP-31: an old nonce is stale, with the right password only', () => {
    const { digest, advance } = server()
    const challenges = digest.challenge('flow-1', false)
    advance(300_001)
    expect(digest.verify('flow-1', request(answer(challenges)))).toMatchObject({
      refusal: 'stale-nonce',
      stale: true,
    })
    expect(digest.verify('flow-1', request(answer(challenges, { password: 'x' })))).toMatchObject({
      stale: false,
    })
  })
})

function challengedBy(...values: string[]): SipResponse {
  const plain = request(null)
  const headers = Headers.of(values.map((value) => ['Proxy-Authenticate', value] as const))
  return { ...plain, kind: 'response', status: 407, reasonPhrase: '', headers }
}

const client = () => createDigestClient({ username: 'trunk', password: 'pw' }, createSeededRandom(5))

describe('digest client', () => {
  it('SIP-56: the strongest known algorithm is taken', () => {
    const digest = client()
    const accepted = digest.accept(
      challengedBy(
        'Digest realm="c", nonce="n1", algorithm=MD5, qop="auth"',
        'Digest realm="c", nonce="n2", algorithm=SHA-512-256, qop="auth", Digest realm="c", nonce="n3", algorithm=SHA-256, qop="auth,auth-int"',
      ),
    )
    expect(accepted).toBe(true)
    const [name, value] = digest.header('INVITE', 'sip:x') ?? []
    const params = parseAuthParams(value ?? '')
    expect(name).toBe('Proxy-Authorization')
    expect(params?.get('nonce')).toBe('n3')
    const qop = { nc: '00000001', cnonce: params?.get('cnonce') ?? '' }
    const given = {
      username: 'trunk',
      realm: 'c',
      password: 'pw',
      method: 'INVITE',
      uri: 'sip:x',
      nonce: 'n3',
      qop,
    }
    expect(params?.get('response')).toBe(digestResponse({ algorithm: 'SHA-256', ...given }))
  })

  it('SIP-56: each use of a nonce is counted', () => {
    const digest = client()
    digest.accept(challengedBy('Digest realm="c", nonce="n", qop="auth"'))
    const counts = ['INVITE', 'BYE'].map((method) =>
      parseAuthParams(digest.header(method, 'sip:x')?.[1] ?? '')?.get('nc'),
    )
    expect(counts).toEqual(['00000001', '00000002'])
  })

  it('SIP-56: the same nonce again is a refusal, unless it is stale; nothing known is nothing to try', () => {
    const digest = client()
    expect(digest.accept(challengedBy('Digest realm="c", nonce="n"'))).toBe(true)
    expect(digest.accept(challengedBy('Digest realm="c", nonce="n"'))).toBe(false)
    expect(digest.accept(challengedBy('Digest realm="c", nonce="n", stale=TRUE'))).toBe(true)
    expect(client().accept(challengedBy('Digest realm="c", nonce="n", algorithm=AKAv1-MD5'))).toBe(false)
    expect(client().accept(challengedBy('Basic realm="c"'))).toBe(false)
  })
})
