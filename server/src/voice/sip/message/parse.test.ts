import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cpuMs } from '../testing/processor-time.ts'
import { Headers } from './headers.ts'
import { bodyText, type MessageText } from './message.ts'
import { parseMessage, type ParseOutcome } from './parse.ts'
import { serialiseMessage } from './serialise.ts'

const base = {
  via: 'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc',
  from: 'From: "Alice" <sip:alice@example.com>;tag=a1',
  to: 'To: <sip:bob@example.com>',
  callId: 'Call-ID: call-1@192.0.2.1',
  cseq: 'CSeq: 7 INVITE',
  more: 'Max-Forwards: 70',
}

function text(
  startLine: string,
  changes: Partial<Record<keyof typeof base, string>> = {},
  body = '',
): string {
  return [startLine, ...Object.values({ ...base, ...changes }).filter((line) => line !== ''), '', body].join(
    '\r\n',
  )
}

const invite = 'INVITE sip:bob@example.com SIP/2.0'
const parse = (raw: string): ParseOutcome => parseMessage(Buffer.from(raw))

function message(outcome: ParseOutcome) {
  if (outcome.kind !== 'message')
    throw new Error(`${outcome.kind} ${'detail' in outcome ? outcome.detail : ''}`)
  return outcome.message
}

const verdict = (outcome: ParseOutcome): string | number =>
  outcome.kind === 'refused' ? outcome.status : outcome.kind

describe('SIP-3: odd but valid messages are read', () => {
  it('SIP-3: compact names, folding, strange spacing and case', () => {
    const parsed = message(
      parse(
        [
          'INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0',
          'TO :',
          ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
          'f   : "J Rosenberg \\\\\\"" <sip:jdrosen@example.com>',
          '  ;',
          '  tag = 98asjd8',
          'MaX-fOrWaRdS: 0068',
          'i: wsinv.ndaksdj@192.0.2.1',
          'CSeq: 0009',
          '  INVITE',
          'v  : SIP  / 2.0  / TCP spindle.example.com ;',
          '  branch =   z9hG4bK9ikj8  ,',
          ' SIP  /    2.0   / UDP  192.168.255.111   ; branch= z9hG4bK30239',
          's :',
          'NewFangledHeader:   newfangled value',
          ' continued newfangled value',
          'c: application/sdp',
          'l: 4',
          '',
          'v=0\r\nignored',
        ].join('\r\n'),
      ),
    )
    expect(parsed.from.displayName).toBe('J Rosenberg \\"')
    expect(parsed.from.params.get('tag')).toBe('98asjd8')
    expect(parsed.to.params.get('tag')).toBe('1918181833n')
    expect(parsed.cseq).toEqual({ number: 9, method: 'INVITE' })
    expect(parsed.via).toMatchObject({ transport: 'TCP', host: 'spindle.example.com', port: null })
    expect(parsed.via.params.get('branch')).toBe('z9hG4bK9ikj8')
    expect(parsed.headers.list('Via')).toHaveLength(2)
    expect(parsed.headers.get('newfangledheader')).toBe('newfangled value continued newfangled value')
    expect(bodyText(parsed)).toBe('v=0\r')
  })

  it.each([
    ['bare line feeds', text(invite).replaceAll('\r\n', '\n')],
    ['line breaks before the message', `\r\n\r\n${text(invite)}`],
    [
      'an unknown method with all token characters',
      text("!i-a.%*_+`'~X sip:b@h SIP/2.0", { cseq: "CSeq: 1 !i-a.%*_+`'~X" }),
    ],
    ['an escaped user', text('INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0')],
    [
      'an IPv6 host',
      text('INVITE sip:bob@[2001:db8::10]:5070 SIP/2.0', {
        via: 'Via: SIP/2.0/UDP [2001:db8::9]:5060;branch=z9hG4bKx',
      }),
    ],
    ['a tel URI', text('INVITE tel:+49-30-123456;phone-context=x SIP/2.0')],
    ['an unknown scheme', text('INVITE nobodyKnows:what SIP/2.0')],
    ['a UTF-8 display name', text(invite, { from: 'From: "Ünïcödé 李" <sip:a@h>;tag=1' })],
    ['a bare UTF-8 display name', text(invite, { from: 'From: 李雷 <sip:a@h>;tag=1' })],
    ['no display name, no brackets', text(invite, { from: 'From: sip:alice@example.com;tag=1' })],
    ['a semicolon inside of brackets', text(invite, { to: 'To: <sip:bob@example.com;user=phone>' })],
    ['no Max-Forwards', text(invite, { more: '' })],
    ['a response with an empty reason', text('SIP/2.0 200 ')],
    ['a response with a UTF-8 reason', text('SIP/2.0 200 = 2**3 * 5**2 но')],
  ])('SIP-3: %s', (_what, raw) => {
    expect(verdict(parse(raw))).toBe('message')
  })
})

const filled = (count: number): string =>
  text(invite, { more: Array.from({ length: count - 5 }, (_, at) => `X-${at}: y`).join('\r\n') })

describe('SIP-4: malformed messages', () => {
  it.each<[string, string, string | number]>([
    ['two spaces in the request line', text('INVITE  sip:bob@example.com SIP/2.0'), 400],
    ['a space after the version', text(`${invite} `), 400],
    ['a space in the Request-URI', text('INVITE sip:bob@example.com; lr SIP/2.0'), 400],
    ['brackets around the Request-URI', text('INVITE <sip:bob@example.com> SIP/2.0'), 400],
    ['headers in the Request-URI', text('INVITE sip:bob@example.com?Route=%3Csip:x%3E SIP/2.0'), 400],
    ['a broken escape', text('INVITE sip:bo%4@example.com SIP/2.0'), 400],
    ['no host', text('INVITE sip:bob@ SIP/2.0'), 400],
    ['a port beyond 65535', text('INVITE sip:bob@h:70000 SIP/2.0'), 400],
    ['an unclosed quote in To', text(invite, { to: 'To: "Mr J. User <sip:j@example.com>' }), 400],
    ['an unclosed bracket in From', text(invite, { from: 'From: <sip:a@h' }), 400],
    [
      'tokens that are none before a bracket',
      text(invite, { from: 'From: Bell, Alexander <sip:a@h>;tag=1' }),
      400,
    ],
    ['two From', text(invite, { more: 'From: <sip:x@h>;tag=2' }), 400],
    ['two Content-Length', text(invite, { more: 'Content-Length: 0\r\nl: 0' }), 400],
    ['a negative Content-Length', text(invite, { more: 'Content-Length: -999' }), 400],
    ['a body that is not all there', text(invite, { more: 'Content-Length: 10' }, 'v=0'), 400],
    ['CSeq beyond 2^31', text(invite, { cseq: 'CSeq: 36893488147419103232 INVITE' }), 400],
    ['CSeq of another method', text(invite, { cseq: 'CSeq: 8 BYE' }), 400],
    ['Max-Forwards beyond 255', text(invite, { more: 'Max-Forwards: 300' }), 400],
    ['a header without a colon', text(invite, { more: 'Nonsense' }), 400],
    ['a header name with a space', text(invite, { more: 'Bad name: x' }), 400],
    ['a lone carriage return in a value', text(invite, { more: 'X-A: a\rb' }), 400],
    ['a NUL in a value', text(invite, { more: 'X-A: a\0b' }), 400],
    ['a parameter given twice', text(invite, { from: 'From: <sip:a@h>;tag=1;tag=2' }), 400],
    ['no end of the head', text(invite).trimEnd(), 400],
    ['another version', text('OPTIONS sip:t1@example.com SIP/7.0', { cseq: 'CSeq: 1 OPTIONS' }), 505],
    ['another version of a response', text('SIP/7.0 200 OK'), 'dropped'],
    ['a status beyond 699', text('SIP/2.0 4294967301 better not'), 'dropped'],
    ['a response with a bad CSeq', text('SIP/2.0 200 OK', { cseq: 'CSeq: 9999999999 INVITE' }), 'dropped'],
    ['a malformed ACK', text('ACK sip:bob@ SIP/2.0', { cseq: 'CSeq: 7 ACK' }), 'dropped'],
    ['no Via to answer to', text(invite, { via: '' }), 'dropped'],
    ['a Via that cannot be read', text(invite, { via: 'Via: SIP/2.0/UDP' }), 'dropped'],
    ['no Call-ID', text(invite, { callId: '' }), 'dropped'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'dropped'],
    ['noise', '\u0001\u0002\u0003', 'dropped'],
    ['one CRLF', '\r\n', 'keep-alive'],
  ])('SIP-4: %s', (_what, raw, expected) => {
    expect(verdict(parse(raw))).toBe(expected)
  })

  it('SIP-4: headers that are not UTF-8 are refused', () => {
    const raw = Buffer.from(text(invite, { more: 'Subject: caf\u00e9' }), 'latin1')
    expect(verdict(parseMessage(raw))).toBe(400)
  })

  it('SIP-4: 100 headers pass and 101 do not', () => {
    expect(verdict(parse(filled(100)))).toBe('message')
    expect(verdict(parse(filled(101)))).toBe(400)
  })

  it('SIP-4: 64 KB pass and one byte more does not', () => {
    const head = text(invite).length
    expect(verdict(parse(text(invite, {}, 'x'.repeat(65_536 - head))))).toBe('message')
    expect(verdict(parse(text(invite, {}, 'x'.repeat(65_537 - head))))).toBe(513)
  })

  it('SIP-5: bytes after Content-Length are not the body', () => {
    const parsed = message(parse(text(invite, { more: 'Content-Length: 3' }, 'v=0 and more')))
    expect(bodyText(parsed)).toBe('v=0')
  })
})

const token = fc.stringMatching(/^[A-Za-z0-9\-.!%*_+`'~]{1,12}$/)
const value = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((each) => each.replaceAll(/\p{Cc}/gu, '').trim())
  .filter((each) => !each.includes('\ufffd'))
const extra = fc.tuple(
  token.map((each) => `X-${each}`),
  value,
)
const arbitraryMessage: fc.Arbitrary<MessageText> = fc
  .record({
    isRequest: fc.boolean(),
    method: token,
    status: fc.integer({ min: 100, max: 699 }),
    reason: value,
    sequence: fc.integer({ min: 0, max: 2_147_483_647 }),
    tag: token,
    name: value,
    callId: token,
    extras: fc.array(extra, { maxLength: 10 }),
    body: fc.uint8Array({ maxLength: 200 }),
  })
  .map((parts): MessageText => {
    const quoted = parts.name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
    const headers = Headers.of([
      ['Via', `SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${parts.tag}`],
      ['From', `"${quoted}" <sip:a@h.example>;tag=${parts.tag}`],
      ['To', '<sip:b@h.example>'],
      ['Call-ID', parts.callId],
      ['CSeq', `${parts.sequence} ${parts.method}`],
      ...parts.extras,
    ])
    const { method, status, body } = parts
    return parts.isRequest
      ? { kind: 'request', method, uri: 'sip:b@h.example', headers, body }
      : { kind: 'response', status, reasonPhrase: parts.reason, headers, body }
  })

describe('properties', () => {
  it('SIP-2: what is written is read back, and written the same again', () => {
    fc.assert(
      fc.property(arbitraryMessage, (original) => {
        const bytes = serialiseMessage(original)
        const parsed = message(parseMessage(bytes))
        expect(serialiseMessage(parsed).equals(bytes)).toBe(true)
        expect(Buffer.from(parsed.body).equals(Buffer.from(original.body))).toBe(true)
        expect([...parsed.headers].filter((each) => each.key !== 'content-length')).toEqual([
          ...original.headers,
        ])
      }),
      { numRuns: 300 },
    )
  })

  it('SIP-1: no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(['message', 'keep-alive', 'refused', 'dropped']).toContain(
          parseMessage(Buffer.from(bytes)).kind,
        )
      }),
      { numRuns: 300 },
    )
  })

  it('SIP-1: no change of a valid message makes it throw', () => {
    const valid = Buffer.from(text(invite, { more: 'Contact: <sip:a@h>;expires=5\r\nContent-Length: 0' }))
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.nat(20), (at, byte, cut) => {
        const changed = Buffer.concat([valid.subarray(0, at), Buffer.from([byte]), valid.subarray(at + cut)])
        expect(['message', 'keep-alive', 'refused', 'dropped']).toContain(parseMessage(changed).kind)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['quotes', '"\\'],
    ['commas', ','],
    ['semicolons', ';'],
    ['folds', '\r\n '],
    ['brackets', '<'],
    ['equals', 'a='],
    ['spaces', ' '],
  ])('SIP-1: 60 KB of %s take no longer than plain text', (_what, piece) => {
    const fill = piece.repeat(Math.floor(58_000 / piece.length))
    const started = cpuMs()
    for (const line of ['From', 'Via', 'Contact', 'X-Any']) parse(text(invite, { more: `${line}: ${fill}` }))
    expect(cpuMs() - started).toBeLessThan(400)
  })
})
