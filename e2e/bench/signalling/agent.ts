import { randomBytes, randomUUID } from 'node:crypto'
import { SignInId } from '@hearthline/shared'
import { mintSipCredential, type SipCredential } from '@hearthline/server/src/protocol/sip-credential.ts'
import { WebSocket } from 'ws'
import { frameText } from './frame-text.ts'
import { digestAnswer, headerLines, lastHeader, readSip, sdpText, type SipText } from './sip-text.ts'

const domain = 'hearthline'
/** No answer within this time is a failure. */
const patienceMs = 5_000
const sdp = sdpText(45_000)

/** BYE, and wait for its 200. */
export type HangUp = () => Promise<boolean>

/** One browser's phone as the voice node sees it: a WebSocket that registers and calls, one thing at a time. */
export interface Agent {
  readonly signInId: SignInId
  /** REGISTER, challenge, REGISTER with the answer. @returns whether it was accepted. */
  register(): Promise<boolean>
  /** INVITE with a sealed ticket, wait for the 200, ACK, BYE, wait for its 200. */
  call(ticket: string): Promise<boolean>
  /** INVITE with a sealed ticket, wait for the 200, ACK. @returns how to hang up; null when it was refused. */
  talk(ticket: string): Promise<HangUp | null>
  /** Resolves when the connection is closed, by either side. */
  readonly closed: Promise<void>
  dispose(): void
}

/** @param localAddress loopback addresses differ, because the node limits the messages of each. */
export async function connectAgent(options: {
  wsPort: number
  origin: string
  localAddress: string
  sipSecret: string
  /** A real one, where control has a say. */
  signInId?: SignInId
}): Promise<Agent> {
  const signInId = options.signInId ?? SignInId.parse(randomUUID())
  const credential = mintSipCredential(signInId, Date.now() + 3_600_000, options.sipSecret)
  const socket = new WebSocket(`ws://127.0.0.1:${options.wsPort}/sip`, 'sip', {
    origin: options.origin,
    localAddress: options.localAddress,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  socket.on('error', () => undefined) // the calls in progress run out of patience and count as failures

  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
  })

  let onMessage: ((message: SipText) => void) | null = null
  socket.on('message', (data) => {
    const message = readSip(frameText(data))
    if (message.status === null && message.method !== 'ACK') acceptRequest(message.text)
    else onMessage?.(message)
  })
  const acceptRequest = (text: string): void => {
    const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].flatMap((name) => headerLines(text, name))
    socket.send(['SIP/2.0 200 OK', ...copied, 'Content-Length: 0', '', ''].join('\r\n'))
  }
  /** Sends and waits for the final answer of this method. */
  const exchange = (request: string, method: string): Promise<SipText | null> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => finish(null), patienceMs)
      const finish = (message: SipText | null): void => {
        clearTimeout(timer)
        onMessage = null
        resolve(message)
      }
      onMessage = (message) => {
        if (message.method === method && message.status !== null && message.status >= 200) finish(message)
      }
      socket.send(request)
    })

  const talk = (ticket: string): Promise<HangUp | null> =>
    invite(exchange, (text) => socket.send(text), signInId, ticket)

  return {
    signInId,
    closed,
    register: () => register(exchange, signInId, credential),
    talk,
    call: async (ticket) => (await (await talk(ticket))?.()) ?? false,
    dispose: () => socket.terminate(),
  }
}

type Exchange = (request: string, method: string) => Promise<SipText | null>

async function register(
  exchange: Exchange,
  aor: string,
  { username, password }: SipCredential,
): Promise<boolean> {
  const uri = `sip:${domain}`
  const callId = randomBytes(8).toString('hex')
  const request = (cseq: number, authorization: string | null): string =>
    [
      `REGISTER ${uri} SIP/2.0`,
      `Via: SIP/2.0/WS bench.invalid;branch=z9hG4bK${randomBytes(8).toString('hex')}`,
      'Max-Forwards: 69',
      `To: <sip:${aor}@${domain}>`,
      `From: <sip:${aor}@${domain}>;tag=${callId}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} REGISTER`,
      ...(authorization === null ? [] : [`Authorization: ${authorization}`]),
      `Contact: <sip:${aor}@bench.invalid;transport=ws>;expires=600`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n')
  const challenged = await exchange(request(1, null), 'REGISTER')
  const challenge = challenged?.status === 401 ? lastHeader(challenged.text, 'WWW-Authenticate') : null
  if (challenge === null) return false
  const accepted = await exchange(
    request(2, digestAnswer(challenge, username, password, 'REGISTER', uri)),
    'REGISTER',
  )
  return accepted?.status === 200
}

async function invite(
  exchange: Exchange,
  send: (text: string) => void,
  aor: string,
  ticket: string,
): Promise<HangUp | null> {
  const callId = randomBytes(8).toString('hex')
  const requestUri = `sip:${ticket}@${domain}`
  const request = (
    method: string,
    uri: string,
    cseq: number,
    to: string,
    routes: string[],
    body: string,
  ): string =>
    [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/WS bench.invalid;branch=z9hG4bK${randomBytes(8).toString('hex')}`,
      ...routes,
      'Max-Forwards: 69',
      `To: ${to}`,
      `From: <sip:${aor}@${domain}>;tag=${callId}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:${aor}@bench.invalid;transport=ws>`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n')
  const answered = await exchange(request('INVITE', requestUri, 1, `<${requestUri}>`, [], sdp), 'INVITE')
  if (answered?.status !== 200) return null
  const to = lastHeader(answered.text, 'To') ?? ''
  const target = /<([^>]+)>/.exec(lastHeader(answered.text, 'Contact') ?? '')?.[1] ?? requestUri
  const routes = headerLines(answered.text, 'Record-Route')
    .toReversed()
    .map((line) => line.replace(/^Record-Route/i, 'Route'))
  send(request('ACK', target, 1, to, routes, ''))
  return async () => (await exchange(request('BYE', target, 2, to, routes, ''), 'BYE'))?.status === 200
}
