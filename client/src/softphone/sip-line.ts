import { CallId, type SipAccount } from '@hearthline/shared'
import { UA, WebSocketInterface } from 'jssip'
import { z } from 'zod'
import type { SessionEnd } from './end-reason.ts'
import { browserTimers, iceGate } from './ice-gate.ts'
import type { Line } from './phone-machine.ts'

/*
 * The only file that knows JsSIP (3.13.8). Its typings declare enums that the JavaScript does not export, so causes
 * and originators are compared as the strings they are. Sources read: lib/RTCSession.js, lib/UA.js, lib/Transport.js.
 */

/** What the line tells; every call is named by its `CallId`. */
export interface SipLineEvents {
  line: (line: Line) => void
  /** The registrar turned us down, or did not answer: mint a new credential and `renew`. */
  registrationRefused: () => void
  progressed: (callId: CallId, status: number) => void
  accepted: (callId: CallId) => void
  ended: (callId: CallId, end: SessionEnd) => void
  invited: (ring: { callId: CallId; displayName: string | null; ringMs: number }) => void
  /** The other side's audio, from early media on. */
  remoteStream: (callId: CallId, stream: MediaStream) => void
}

export interface SipLine {
  /** Dials a ticket with our microphone. */
  invite: (callId: CallId, ticket: string, microphone: MediaStream) => void
  /**
   * Dials a monitor ticket without a microphone: what is offered could send, but has no track, so no packet leaves.
   */
  listen: (callId: CallId, ticket: string) => void
  /** Sends this track in a leg that listens, or nothing again, without a new offer. False when the leg is gone. */
  speak: (callId: CallId, track: MediaStreamTrack | null) => Promise<boolean>
  answer: (callId: CallId, microphone: MediaStream) => void
  /** Ends a ring: 603 for "not now", 486 for "busy". */
  refuse: (callId: CallId, status: 486 | 603) => void
  /** CANCEL or BYE, whichever fits. Nothing when the session is over already. */
  hangUp: (callId: CallId) => void
  /** Sends another microphone's audio from now on. */
  replaceTrack: (track: MediaStreamTrack) => void
  peerOf: (callId: CallId) => RTCPeerConnection | null
  /** Registers again with a new credential; calls that stand are not touched. */
  renew: (account: SipAccount) => void
  dispose: () => void
}

/** How long a ring lasts when the INVITE does not say (routing's default, docs/spec/calls.md). */
const defaultRingMs = 20_000
/** Header of the voice node that names the call (server/src/protocol/voice-link.ts, ringHeaders). */
const callHeader = 'X-Hearthline-Call'

/** The part of a SIP message that is read here; JsSIP hands out requests, responses and null alike. */
const Message = z.object({ status_code: z.int().optional() })
const WithHeaders = z.custom<{ getHeader: (name: string) => unknown }>(
  (value) => typeof value === 'object' && value !== null && 'getHeader' in value,
)
const Progress = z.object({ originator: z.string(), response: Message })
const End = z.object({
  originator: z.enum(['local', 'remote', 'system']),
  message: z.unknown(),
  cause: z.unknown(),
})

/** `getHeader` reads its own object, so the message must stay the one that JsSIP made. */
const headerOf = (message: unknown, name: string): string | null => {
  const parsed = WithHeaders.safeParse(message)
  const value = parsed.success ? parsed.data.getHeader(name) : undefined
  return typeof value === 'string' ? value : null
}

type Session = ReturnType<UA['call']>
type CallOptions = NonNullable<Parameters<UA['call']>[1]>
/** JsSIP's union of incoming and outgoing, by what both have. */
interface Invitation {
  originator: unknown
  session: Session
  request: { getHeader: (name: string) => unknown }
}
type Handlers = NonNullable<CallOptions['eventHandlers']>

/** JsSIP's causes (lib/Constants.js, `causes`) in our words. */
const causes = new Map<unknown, SessionEnd['cause']>([
  ['Canceled', 'canceled'],
  ['Terminated', 'hung-up'],
  ['Rejected', 'rejected'],
  ['Busy', 'rejected'],
  ['Unavailable', 'rejected'],
  ['Not Found', 'rejected'],
  ['Connection Error', 'connection'],
  ['Request Timeout', 'timeout'],
  ['No ACK', 'timeout'],
  ['RTP Timeout', 'media'],
  ['WebRTC Error', 'media'],
  ['Bad Media Description', 'media'],
  ['Incompatible SDP', 'media'],
])

/** Opens the signalling line of one sign-in and keeps it open until disposed. */
export function openSipLine(first: SipAccount, events: SipLineEvents): SipLine {
  let account = first
  let disposed = false
  let everRegistered = false
  const sessions = new Map<CallId, Session>()

  const ua = new UA({
    sockets: [new WebSocketInterface(account.wsUrl)],
    uri: account.uri,
    authorization_user: account.authorizationUser,
    password: account.password,
    realm: 'hearthline',
    // The server watches liveness; JsSIP's own refresh would end a live call when the socket drops at a bad moment.
    session_timers: false,
    register_expires: 120,
    // A dropped socket keeps its calls for 60 s on the server, and a new node must be found within 5 s.
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 2,
    user_agent: 'Hearthline',
  })

  ua.on('connecting', () => events.line(everRegistered ? 'reconnecting' : 'connecting'))
  ua.on('registered', () => {
    everRegistered = true
    events.line('registered')
  })
  ua.on('disconnected', () => {
    if (!disposed) events.line(everRegistered ? 'reconnecting' : 'connecting')
  })
  ua.on('registrationFailed', () => {
    if (disposed) return
    // Without a socket this is the same news as `disconnected`; JsSIP registers again by itself.
    if (!ua.isConnected()) return
    events.line('refused')
    events.registrationRefused()
  })
  ua.on('newRTCSession', (event: Invitation) => {
    if (String(event.originator) === 'remote') incoming(event.session, event.request)
  })
  ua.start()

  function incoming(session: Session, request: Invitation['request']): void {
    const callId = CallId.safeParse(request.getHeader(callHeader))
    if (!callId.success || sessions.has(callId.data)) {
      session.terminate({ status_code: 400 })
      return
    }
    sessions.set(callId.data, session)
    for (const [name, handler] of Object.entries(handlersOf(callId.data, false)))
      session.addListener(name, handler)
    const expires = Number(request.getHeader('Expires') ?? Number.NaN)
    events.invited({
      callId: callId.data,
      displayName: session.remote_identity.display_name || null,
      ringMs: Number.isFinite(expires) && expires > 0 ? expires * 1000 : defaultRingMs,
    })
  }

  function handlersOf(callId: CallId, trackless: boolean): Handlers {
    const gate = iceGate(account.iceServers.length > 0, browserTimers)
    const over = (event: unknown): void => {
      gate.dispose()
      sessions.delete(callId)
      const parsed = End.safeParse(event)
      const { originator, message, cause } = parsed.success
        ? parsed.data
        : { originator: 'system' as const, message: null, cause: null }
      const response = Message.safeParse(message)
      events.ended(callId, {
        by: originator,
        status: response.success ? (response.data.status_code ?? null) : null,
        reason: headerOf(message, 'Reason'),
        cause: causes.get(cause) ?? 'other',
      })
    }
    return {
      peerconnection: ({ peerconnection }) => {
        if (trackless) peerconnection.addTransceiver('audio', { direction: 'sendrecv' })
        peerconnection.addEventListener('track', (event) => {
          events.remoteStream(callId, event.streams[0] ?? new MediaStream([event.track]))
        })
      },
      icecandidate: ({ candidate, ready }) => gate.candidate({ type: candidate.type }, ready),
      progress: (event: unknown) => {
        const progress = Progress.safeParse(event)
        if (progress.success && progress.data.originator === 'remote')
          events.progressed(callId, progress.data.response.status_code ?? 0)
      },
      accepted: () => events.accepted(callId),
      ended: over,
      failed: over,
    }
  }

  function dial(callId: CallId, ticket: string, options: CallOptions, trackless: boolean): void {
    const session = ua.call(`sip:${ticket}@${account.domain}`, {
      ...options,
      pcConfig: { iceServers: iceServersOf(account) },
      eventHandlers: handlersOf(callId, trackless),
    })
    // JsSIP can fail from within call(), and has then said so already.
    if (!session.isEnded()) sessions.set(callId, session)
  }

  function end(callId: CallId, options?: { status_code: number }): void {
    const session = sessions.get(callId)
    // terminate() throws once the session is over, and an end by the other side may have been first.
    if (session !== undefined && !session.isEnded()) session.terminate(options)
  }

  return {
    invite: (callId, ticket, microphone) => dial(callId, ticket, { mediaStream: microphone }, false),
    listen: (callId, ticket) =>
      dial(callId, ticket, { mediaConstraints: { audio: false, video: false } }, true),
    speak: async (callId, track) => {
      const sender = sessions.get(callId)?.connection?.getSenders()[0]
      if (sender === undefined) return false
      try {
        await sender.replaceTrack(track)
        return true
      } catch {
        // The connection closed in this very moment.
        return false
      }
    },
    answer: (callId, microphone) => {
      const session = sessions.get(callId)
      if (session === undefined || session.isEnded()) return
      session.answer({ mediaStream: microphone, pcConfig: { iceServers: iceServersOf(account) } })
    },
    refuse: (callId, status) => end(callId, { status_code: status }),
    hangUp: (callId) => end(callId),
    replaceTrack: (track) => {
      for (const session of sessions.values())
        for (const sender of session.connection?.getSenders() ?? [])
          if (sender.track?.kind === 'audio') void sender.replaceTrack(track)
    },
    peerOf: (callId) => sessions.get(callId)?.connection ?? null,
    renew: (next) => {
      account = next
      ua.set('authorization_user', next.authorizationUser)
      // JsSIP keeps the hash of the first password and forgets the text: setting the text makes it hash anew.
      ua.set('password', next.password)
      if (ua.isConnected()) ua.register()
    },
    dispose: () => {
      if (disposed) return
      disposed = true
      ua.stop()
      ua.removeAllListeners()
      sessions.clear()
      events.line('off')
    },
  }
}

const iceServersOf = (account: SipAccount): RTCIceServer[] =>
  account.iceServers.map(({ urls, username, credential }) => ({
    urls,
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  }))
