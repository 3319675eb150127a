import { createHash } from 'node:crypto'

/** As much of SIP as a load generator needs: peers that nobody taught our stack's habits. */
export interface SipText {
  /** Status of a response; null for a request. */
  status: number | null
  /** Method of a request, or of CSeq. */
  method: string
  text: string
}

export function readSip(text: string): SipText {
  const status = /^SIP\/2\.0 (\d{3})/.exec(text)
  const method = status ? /^CSeq: *\d+ +(\w+)/im.exec(text)?.[1] : /^(\w+) /.exec(text)?.[1]
  return { status: status ? Number(status[1]) : null, method: method ?? '', text }
}

/** Value of the last header of this name; long names only, as our stack writes them. */
export function lastHeader(text: string, name: string): string | null {
  const head = text.slice(0, text.indexOf('\r\n\r\n'))
  const values = [...head.matchAll(new RegExp(`^${name}: *(.*)$`, 'gim'))]
  return values.at(-1)?.[1]?.trim() ?? null
}

/** Every line of a header, whole. */
export function headerLines(text: string, name: string): string[] {
  const head = text.slice(0, text.indexOf('\r\n\r\n'))
  return [...head.matchAll(new RegExp(`^${name}: *.*$`, 'gim'))].map((match) => match[0].trim())
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

/** RFC 2617 answer with qop=auth to an MD5 challenge, as JsSIP gives it. */
export function digestAnswer(
  challenge: string,
  user: string,
  password: string,
  method: string,
  uri: string,
): string {
  const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? ''
  const [realm, nonce, opaque] = [part('realm'), part('nonce'), part('opaque')]
  const cnonce = 'b0b1b2b3'
  const secret = md5(`${user}:${realm}:${password}`)
  const response = md5(`${secret}:${nonce}:00000001:${cnonce}:auth:${md5(`${method}:${uri}`)}`)
  return (
    `Digest algorithm=MD5, username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `response="${response}", qop=auth, cnonce="${cnonce}", nc=00000001${opaque ? `, opaque="${opaque}"` : ''}`
  )
}

export const sdpText = (port: number): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    '',
  ].join('\r\n')
