import type { CallControl, CallId, SipAccount } from '@hearthline/shared'
import type { SessionEnd } from './end-reason.ts'
import type { Line } from './phone-machine.ts'
import type { ControlResult } from './sip-session.ts'

/** What the line tells; every call is named by its `CallId`. */
export interface SipLineEvents {
  line: (line: Line) => void
  /** The registrar turned us down, or did not answer: mint a new credential and `renew`. */
  registrationRefused: () => void
  progressed: (callId: CallId, status: number) => void
  accepted: (callId: CallId) => void
  ended: (callId: CallId, end: SessionEnd) => void
  invited: (ring: { callId: CallId; displayName: string | null; ringMs: number }) => void
  /**
   * How the audio path of a leg that stands fares: its connection's state, and `trouble` for a request of ours that was not
   * answered. JsSIP would end the call for most of these; here it goes on, and whoever listens mends it.
   */
  path: (callId: CallId, state: 'fine' | 'connecting' | 'broken' | 'trouble') => void
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
  /** Dials a rejoin ticket; an own leg of the same call that is left over here is given up without a goodbye. */
  rejoin: (callId: CallId, ticket: string, microphone: MediaStream) => void
  /** Dials a loopback ticket: a leg of no call that hears itself, for measuring. Ends with `hangUp`. */
  echo: (ticket: string, microphone: MediaStream, events: EchoEvents) => { hangUp: () => void }
  /** One control in the call's dialog. Resolves always. */
  control: (callId: CallId, control: CallControl) => Promise<ControlResult>
  /** Queues one tone (RFC 4733). False when it cannot be sent. */
  sendTone: (callId: CallId, tone: string) => boolean
  /** Offers anew with fresh ICE credentials. True once the answer is in effect; false after that long, or a refusal. */
  restartIce: (callId: CallId, withinMs: number) => Promise<boolean>
  /** Drops the WebSocket and opens another at once: the old one may be dead without knowing. Calls are not touched. */
  reconnect: () => void
  /** Ends a ring: 603 for "not now", 486 for "busy". */
  refuse: (callId: CallId, status: 486 | 603) => void
  /** CANCEL or BYE, whichever fits. Nothing when the session is over already. */
  hangUp: (callId: CallId) => void
  /** Sends another microphone's audio from now on. */
  replaceTrack: (track: MediaStreamTrack) => void
  peerOf: (callId: CallId) => RTCPeerConnection | null
  /** Registers again with a new credential; calls that stand are not touched. */
  renew: (account: SipAccount) => void
  /** Closes without a goodbye in any call, for another tab takes them over. Resolves when the registrar was told. */
  handOver: () => Promise<void>
  dispose: () => void
}

/** What a loopback leg tells. */
export interface EchoEvents {
  accepted: (peer: RTCPeerConnection) => void
  ended: (end: SessionEnd) => void
}
