import { CallId, type SipAccount } from '@hearthline/shared'
import { UA, WebSocketInterface } from 'jssip'
import { z } from 'zod'
import { browserTimers } from './ice-gate.ts'
import { echoEvents, type Handlers, handlersOf } from './leg-handlers.ts'
import type { SipLine, SipLineEvents } from './sip-line-contract.ts'
import {
  type ControlResult,
  keepStanding,
  letGo,
  restartIce,
  sendControl,
  sendTone,
  type SessionParts,
} from './sip-session.ts'
import { callHeader, defaultRingMs, endOf } from './sip-words.ts'

/*
 * The only file that opens JsSIP (3.13.8). Its typings declare enums that the JavaScript does not export, so causes
 * and originators are compared as the strings they are. Sources read: lib/RTCSession.js, lib/UA.js, lib/Transport.js.
 */

type Session = ReturnType<UA['call']>
type CallOptions = NonNullable<Parameters<UA['call']>[1]>
/** JsSIP's union of incoming and outgoing, by what both have. */
interface Invitation {
  originator: unknown
  session: Session
  request: { getHeader: (name: string) => unknown }
}

/** One leg of this phone, and what waits for an answer in it. */
interface Leg {
  session: Session
  parts: SessionParts
  waiting: Set<() => void>
}

/** JsSIP's `ua.transport`, which its typings leave out. */
const Transport = z.custom<{ connect: () => void; disconnect: () => void }>(
  (value) => typeof value === 'object' && value !== null && 'connect' in value && 'disconnect' in value,
)
/** A session is typed with JsSIP's own events; here it is known by name only. */
const Parts = z.custom<SessionParts>(
  (value) => typeof value === 'object' && value !== null && 'terminate' in value && 'sendInfo' in value,
)
const handOverMs = 500

/** Opens the signalling line of one sign-in and keeps it open until disposed. */
export function openSipLine(first: SipAccount, events: SipLineEvents): SipLine {
  let account = first
  let disposed = false
  let everRegistered = false
  const legs = new Map<CallId, Leg>()

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
    for (const leg of legs.values()) for (const lost of leg.waiting) lost()
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
    if (!callId.success || legs.has(callId.data)) {
      session.terminate({ status_code: 400 })
      return
    }
    const { handlers, stand } = legOf(callId.data)
    stand(session)
    for (const [name, handler] of Object.entries(handlers)) session.addListener(name, handler)
    const expires = Number(request.getHeader('Expires') ?? Number.NaN)
    events.invited({
      callId: callId.data,
      displayName: session.remote_identity.display_name || null,
      ringMs: Number.isFinite(expires) && expires > 0 ? expires * 1000 : defaultRingMs,
    })
  }

  /** The handlers of a call's leg; what a leg says after another has taken its place concerns nobody. */
  function legOf(
    callId: CallId,
    trackless = false,
  ): { handlers: Handlers; stand: (session: Session) => void } {
    let leg: Leg | null = null
    let over = false
    const isOurs = (): boolean => leg === null || legs.get(callId) === leg
    const handlers = handlersOf(
      {
        progressed: (status) => isOurs() && events.progressed(callId, status),
        accepted: () => {
          if (!isOurs()) return
          if (leg !== null)
            keepStanding(leg.parts, () => {
              if (isOurs()) events.path(callId, 'trouble')
            })
          events.accepted(callId)
        },
        ended: (event) => {
          const ours = isOurs()
          over = true
          if (!ours) return
          for (const lost of leg?.waiting ?? []) lost()
          legs.delete(callId)
          events.ended(callId, endOf(event))
        },
        stream: (stream) => isOurs() && events.remoteStream(callId, stream),
        path: (state) => isOurs() && events.path(callId, state),
      },
      { trackless, outside },
    )
    const stand = (session: Session): void => {
      // JsSIP can fail from within call(), and has then said so already.
      if (over) return
      leg = { session, parts: Parts.parse(session), waiting: new Set() }
      legs.set(callId, leg)
    }
    return { handlers, stand }
  }

  const outside = (): boolean => account.iceServers.length > 0
  const call = (ticket: string, options: CallOptions, handlers: Handlers): Session =>
    ua.call(`sip:${ticket}@${account.domain}`, {
      ...options,
      pcConfig: { iceServers: iceServersOf(account) },
      eventHandlers: handlers,
    })

  function dial(callId: CallId, ticket: string, options: CallOptions, trackless: boolean): void {
    const { handlers, stand } = legOf(callId, trackless)
    const session = call(ticket, options, handlers)
    if (!session.isEnded()) stand(session)
  }

  function end(callId: CallId, options?: { status_code: number }): void {
    const session = legs.get(callId)?.session
    // terminate() throws once the session is over, and an end by the other side may have been first.
    if (session !== undefined && !session.isEnded()) session.terminate(options)
  }

  function giveUp(callId: CallId): void {
    const leg = legs.get(callId)
    if (leg === undefined) return
    legs.delete(callId)
    for (const lost of leg.waiting) lost()
    letGo(leg.parts)
  }

  /** Remembers how to tell a waiting request that the socket is gone, until it is answered. */
  async function waitIn<Value>(leg: Leg, asked: { value: Promise<Value>; lost: () => void }): Promise<Value> {
    leg.waiting.add(asked.lost)
    try {
      return await asked.value
    } finally {
      leg.waiting.delete(asked.lost)
    }
  }

  return {
    invite: (callId, ticket, microphone) => dial(callId, ticket, { mediaStream: microphone }, false),
    listen: (callId, ticket) =>
      dial(callId, ticket, { mediaConstraints: { audio: false, video: false } }, true),
    rejoin: (callId, ticket, microphone) => {
      giveUp(callId)
      dial(callId, ticket, { mediaStream: microphone }, false)
    },
    echo: (ticket, microphone, echo) => {
      const session: { now: Session | null } = { now: null }
      session.now = call(
        ticket,
        { mediaStream: microphone },
        handlersOf(
          echoEvents(echo, () => session.now),
          { trackless: false, outside },
        ),
      )
      return {
        hangUp: () => {
          if (session.now !== null && !session.now.isEnded()) session.now.terminate()
        },
      }
    },
    control: async (callId, control): Promise<ControlResult> => {
      const leg = legs.get(callId)
      if (leg === undefined) return { ok: false, reason: { type: 'phone', failure: 'control-lost' } }
      const { result, lost } = sendControl(leg.parts, control, browserTimers)
      return waitIn(leg, { value: result, lost })
    },
    sendTone: (callId, tone) => {
      const leg = legs.get(callId)
      return leg !== undefined && sendTone(leg.parts, tone)
    },
    restartIce: async (callId, withinMs) => {
      const leg = legs.get(callId)
      if (leg === undefined || !ua.isConnected()) return false
      const { done, lost } = restartIce(leg.parts, withinMs, browserTimers)
      return waitIn(leg, { value: done, lost })
    },
    reconnect: () => {
      const transport = Transport.safeParse(Reflect.get(ua, 'transport'))
      if (disposed || !transport.success) return
      transport.data.disconnect()
      transport.data.connect()
    },
    speak: async (callId, track) => {
      const sender = legs.get(callId)?.session.connection?.getSenders()[0]
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
      const session = legs.get(callId)?.session
      if (session === undefined || session.isEnded()) return
      session.answer({ mediaStream: microphone, pcConfig: { iceServers: iceServersOf(account) } })
    },
    refuse: (callId, status) => end(callId, { status_code: status }),
    hangUp: (callId) => end(callId),
    replaceTrack: (track) => {
      for (const { session } of legs.values())
        for (const sender of session.connection?.getSenders() ?? [])
          if (sender.track?.kind === 'audio') void sender.replaceTrack(track)
    },
    peerOf: (callId) => legs.get(callId)?.session.connection ?? null,
    renew: (next) => {
      account = next
      ua.set('authorization_user', next.authorizationUser)
      // JsSIP keeps the hash of the first password and forgets the text: setting the text makes it hash anew.
      ua.set('password', next.password)
      if (ua.isConnected()) ua.register()
    },
    handOver: () =>
      new Promise((resolve) => {
        if (disposed) {
          resolve()
          return
        }
        disposed = true
        for (const callId of legs.keys()) giveUp(callId)
        const done = (): void => {
          ua.stop()
          ua.removeAllListeners()
          resolve()
        }
        ua.on('unregistered', done)
        browserTimers.after(handOverMs, done)
        ua.unregister()
        events.line('off')
      }),
    dispose: () => {
      if (disposed) return
      disposed = true
      ua.stop()
      ua.removeAllListeners()
      legs.clear()
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
