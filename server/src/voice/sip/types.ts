/**
 * What the call service sees of SIP. SDP passes through as text; every other header is made or read here, so that no
 * identity header of a peer can be forwarded by accident.
 */
import type { Clock, RandomSource } from '../../ports.ts'
import type { SipRefusal } from './refusal.ts'
import type {
  ProbeOutcome,
  ProbeTarget,
  RegisterRequest,
  SipRegistration,
  TrunkAddress,
} from './trunk-types.ts'

/** Where the stack writes. The shape of pino; a message never carries SDP, credentials or whole numbers. */
export interface SipLog {
  debug(fields: Record<string, unknown>, message: string): void
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

export interface SipLimits {
  /** One message, head and body together. 65,536. */
  maxMessageBytes: number
  /** Header lines in one message. 100. */
  maxHeaders: number
  /** Sustained rate and burst of one flow (a WebSocket, a TCP connection, or one UDP address and port). 50/s, 200. */
  flowMessagesPerSecond: number
  flowBurst: number
  /** Sustained rate and burst of one address over all its flows. 1,000/s, 2,000. */
  addressMessagesPerSecond: number
  addressBurst: number
  /** Sustained rate and burst of one trunk address, which carries many calls on one flow. 5,000/s, 10,000. */
  trunkMessagesPerSecond: number
  trunkBurst: number
  /** Open WebSockets and TCP connections. 5,000 in all; 500 from one address. */
  maxFlows: number
  maxFlowsPerAddress: number
  /** A peer that lets this many bytes pile up is disconnected. 1 MiB. */
  maxSendBufferBytes: number
  /** Live transactions; above it new requests are answered with 503. 50,000. */
  maxTransactions: number
  /** How long a nonce of ours may be used. 300,000. */
  nonceLifetimeMs: number
  /** The registration lifetimes that are granted. 30 s to 3,600 s; 600 s when none is asked for. */
  minExpiresSeconds: number
  maxExpiresSeconds: number
  defaultExpiresSeconds: number
  /** RFC 4028 towards trunks: what is asked for, and the least that is accepted. 1,800 s and 90 s. */
  sessionExpiresSeconds: number
  minSessionExpiresSeconds: number
  /** A WebSocket is pinged this often and ended when a whole period passes without a sign of life. 15,000. */
  keepAliveMs: number
}

/** The trunk behind an address, as the caller of the stack names it. */
export interface TrunkRef {
  id: string
}

export interface ListenAddress {
  host: string
  /** 0 lets the system choose; see `localPorts`. */
  port: number
  /** What peers are told in Via and Contact; `host` when absent. */
  publicHost?: string
}

export interface WebSocketListen extends ListenAddress {
  path: '/sip'
  /** Exact values of `Origin` that may connect. Any other is answered 403 before the upgrade. */
  origins: readonly string[]
  /** PEM texts; with them the listener speaks `wss`. */
  tls?: { cert: string; key: string }
}

export interface RegistrationChange {
  aor: string
  state: 'registered' | 'unregistered' | 'flow-lost'
  flowId: string
  userAgent: string | null
  address: string
}

export interface SipStackOptions {
  clock: Clock
  random: RandomSource
  log: SipLog
  limits?: Partial<SipLimits>
  /** Goes out as User-Agent and Server. */
  userAgentName: string
  udp?: ListenAddress
  tcp?: ListenAddress
  ws?: WebSocketListen
  /** The digest realm of the registrar. */
  realm: string
  /** Verifies a minted username and derives its password and sign-in; null refuses it. */
  credentials(username: string): { password: string; aor: string } | null
  /** Which UDP and TCP peers may send requests. Others get 403 for an INVITE and silence for all else. */
  isTrunkPeer(address: string, port: number, transport: 'udp' | 'tcp' | 'tls'): TrunkRef | null
  /** A new call. Set the handlers, then `progress`, `accept` or `reject`, now or later. */
  onInvite(invite: IncomingInvite): void
  onRegistration(change: RegistrationChange): void
  /** A TCP or TLS connection has closed, whoever opened it. */
  onConnectionLost?(address: string, port: number, transport: 'tcp' | 'tls'): void
  /** An INVITE over UDP or TCP from an address that is nobody's trunk was answered with 403. */
  onStranger?(address: string, port: number): void
  /** Somebody was turned away for what they sent (SIP-37); as often as they try. */
  onRefused?(refused: SipRefusal): void
}

/** Why `createSipStack` rejects. */
export type SipBindErrorCode = 'port-taken' | 'bind-failed'

/** RFC 3326. */
export interface SipReason {
  protocol: 'SIP' | 'Q.850'
  cause: number
  text: string
}

/** A header that the call service may add: X-…, Alert-Info, Call-Info, Subject, Privacy, User-to-User, Reason, Retry-After. */
export interface ExtraHeader {
  name: string
  value: string
}

/** How a confirmed dialog ended without our asking; told once. */
export type SipEnd =
  | { kind: 'bye'; reason: SipReason | null }
  /** The peer answered an in-dialog request with 481 or 408: it does not know the call any more. */
  | { kind: 'peer-forgot'; status: number }
  /** No answer at all to an in-dialog request (timer B or F). */
  | { kind: 'no-answer' }
  /** RFC 4028: no refresh came in time; a BYE was sent. */
  | { kind: 'session-expired' }
  /** Our 200 was never acknowledged (timer H); a BYE was sent. */
  | { kind: 'no-ack' }

/** A re-INVITE, or an UPDATE with an offer, from the peer. Answer it once; later answers are ignored. */
export interface IncomingReinvite {
  method: 'INVITE' | 'UPDATE'
  /** null: the peer wants our offer (INVITE only); `accept` then takes the offer and `onAnswer` gets the answer. */
  offerSdp: string | null
  accept(sdp: string, onAnswer?: (sdp: string) => void): void
  reject(status: number, reason?: string, headers?: readonly ExtraHeader[]): void
}

/** An INFO of the peer (RFC 6086). Answer it once, at once or within 10 s (then 500); later answers are ignored. */
export interface IncomingInfo {
  /** `type/subtype`, lower case; empty without a body. */
  contentType: string
  body: string
  /** 200 to 699, with a body where the asker expects one. */
  answer(status: number, body?: { contentType: string; text: string }): void
}

/** What a dialog tells its owner. An exception in a handler is logged and goes no further. */
export interface SipDialogHandlers {
  onEnded?(end: SipEnd): void
  /** Absent: re-INVITEs are refused with 488 (a pure refresh is answered by the stack itself). */
  onReinvite?(reinvite: IncomingReinvite): void
  /** Absent: INFO is refused with 415. */
  onInfo?(info: IncomingInfo): void
  /** The peer's WebSocket or TCP connection is gone. The dialog stays. */
  onTransportLost?(): void
  /** The same registration came back on another flow; requests go there from now on. */
  onTransportRestored?(flowId: string): void
}

export type SipDialogState = 'early' | 'confirmed' | 'ended'

export type ReinviteOutcome =
  | { ok: true; sdp: string }
  /** A final status of the peer; 408 no answer, 430 no flow to the peer, 481 the dialog has ended. */
  | { ok: false; status: number }

export interface SipDialog {
  /** Call-ID; with both tags the name of the dialog. */
  readonly id: string
  readonly localTag: string
  readonly remoteTag: string
  readonly state: SipDialogState
  /** The WebSocket or connection that requests go to; null while it is lost. */
  readonly currentFlowId: string | null
  /** Ends the dialog: BYE. Before the ACK of our own 200 it waits for that ACK (RFC 3261 §15). Idempotent. */
  bye(reason?: SipReason): void
  /** Offers a new session. Waits for a running offer/answer; glare (491) is retried as §14.1 says. */
  reinvite(offerSdp: string): Promise<ReinviteOutcome>
  /** UPDATE (RFC 3311), with an offer or as a bare refresh. */
  update(offerSdp: string | null): Promise<{ ok: true; sdp: string | null } | { ok: false; status: number }>
  info(contentType: string, body: string): Promise<{ ok: true } | { ok: false; status: number }>
}

export interface IncomingInviteHandlers extends SipDialogHandlers {
  /** CANCEL before our final answer: 487 was sent, nothing more is to be done. */
  onCancel?(reason: SipReason | null): void
  /** The ACK of our 200. */
  onConfirmed?(): void
  /** The answer to an offer that we made, because the INVITE had none; comes before `onConfirmed`. */
  onAnswer?(sdp: string): void
  /** RFC 3262: a reliable provisional was not acknowledged; the call was refused with 504. */
  onTimeout?(): void
}

export type InviteSource =
  | { kind: 'agent'; aor: string; flowId: string }
  | { kind: 'trunk'; trunk: TrunkRef; address: string; port: number }

export interface IncomingInvite {
  readonly source: InviteSource
  /** Text of the Request-URI. */
  readonly requestUri: string
  /** User part of the Request-URI, unescaped: a ticket, or the number that was dialled. */
  readonly requestUser: string
  readonly callIdHeader: string
  /** Trunk: user part of P-Asserted-Identity, else of From. Agent: always null, since its words count for nothing. */
  readonly fromUser: string | null
  /** The caller asked for privacy or sent an anonymous From. */
  readonly anonymous: boolean
  /** User part of To. */
  readonly toUser: string | null
  readonly offerSdp: string | null
  readonly dialog: SipDialog
  setHandlers(handlers: IncomingInviteHandlers): void
  /** May be repeated. Sent reliably (RFC 3262) when the peer requires it. Ignored after a final answer. */
  progress(status: 180 | 181 | 182 | 183, sdp?: string): void
  /** 200. Ignored after a final answer or a CANCEL. */
  accept(sdp: string): void
  /** 300 to 699. Ignored after a final answer or a CANCEL. */
  reject(status: number, reason?: string, headers?: readonly ExtraHeader[]): void
}

export type InviteTarget =
  /** The newest binding of the sign-in. */
  { kind: 'aor'; aor: string } | ({ kind: 'uri'; uri: string } & TrunkAddress)

export interface OutgoingInvite {
  target: InviteTarget
  from: { uri: string; displayName?: string }
  /** Shown in To; the target's URI when absent. */
  to?: { uri: string; displayName?: string }
  offerSdp: string
  /** Sent as P-Asserted-Identity (trunk targets only). */
  assertedIdentity?: string
  headers?: readonly ExtraHeader[]
  /** For a trunk that challenges with 401 or 407. */
  credentials?: { username: string; password: string }
}

/** How an INVITE of ours came to nothing; told once, and never after `onAccepted`. */
export type InviteFailure =
  | {
      kind: 'rejected'
      status: number
      reasonPhrase: string
      /** Header Reason (RFC 3326), such as the carrier's Q.850 cause. */
      reason: SipReason | null
      retryAfterSeconds: number | null
    }
  /** Nothing at all came back (timer B), or nothing final after `cancel()`. */
  | { kind: 'timeout' }
  /** No flow to the target, or it broke. */
  | { kind: 'transport' }
  /** Our own `cancel()` took effect. */
  | { kind: 'cancelled' }

export interface OutgoingCallHandlers extends SipDialogHandlers {
  /** 100, or the first other provisional: the peer has the INVITE. Told once for each time that it is sent. */
  onTrying?(): void
  /** A provisional answer above 100. `dialogTag` tells forks apart; `sdp` is an early answer. */
  onProgress?(progress: { status: number; sdp: string | null; dialogTag: string }): void
  /** The first 200; it has been acknowledged. Later 200s of other forks are acknowledged and ended by the stack. */
  onAccepted?(accepted: { sdp: string; dialog: SipDialog }): void
  onFailed?(failure: InviteFailure): void
}

export interface OutgoingCall {
  readonly callIdHeader: string
  /** null until `onAccepted`. */
  readonly dialog: SipDialog | null
  /**
   * Withdraws the INVITE: CANCEL, or as soon as a first provisional allows it. A 200 that crosses is acknowledged and
   * ended with BYE. Ends in `onFailed`, exactly once. After `onAccepted` it does nothing: use `dialog.bye()`.
   */
  cancel(reason?: SipReason): void
}

export type PhoneOutcome =
  /** Any final answer, even an error, shows that the phone is there. */
  | { kind: 'answered'; status: number; rttMs: number }
  /** Its connection stands, and no final answer came in time. */
  | { kind: 'silent' }
  /** Not registered, or not on the connection any more that was asked: nothing is known of the phone. */
  | { kind: 'gone' }

export interface Registration {
  aor: string
  flowId: string
  userAgent: string | null
  address: string
  /** Milliseconds since the epoch. */
  registeredAtMs: number
  expiresAtMs: number
}

export interface SipCounters {
  messagesIn: number
  messagesOut: number
  /** Not SIP, or beyond answering. */
  malformed: number
  /** Cut off by a flood limit. */
  flooded: number
  /** Requests of peers that are nobody's trunk. */
  strangers: number
  challenges: number
  authFailures: number
  retransmissions: number
  transactions: number
  dialogs: number
  flows: number
  registrations: number
}

export interface SipStack {
  /** Starts a call. The handlers are never called before this returns. A header that is not allowed throws TypeError. */
  invite(request: OutgoingInvite, handlers: OutgoingCallHandlers): OutgoingCall
  /** OPTIONS out of dialog. */
  probe(target: ProbeTarget): Promise<ProbeOutcome>
  /** Nothing is sent before the first `refresh`. */
  registration(request: RegisterRequest): SipRegistration
  /** OPTIONS to the newest binding of a sign-in, over its own flow. `timeoutMs`: 5,000 when absent. Never rejects. */
  askPhone(aor: string, timeoutMs?: number): Promise<PhoneOutcome>
  registrations(): Registration[]
  /**
   * Removes the bindings of a sign-in and closes their flows. `drain`: a flow under a running call stays open for
   * requests of that call, and for nothing else, until the call has ended (SIP-36). Idempotent.
   */
  dropAor(aor: string, calls: 'end' | 'drain'): void
  /** The ports that were bound. */
  readonly localPorts: {
    readonly udp: number | null
    readonly tcp: number | null
    readonly ws: number | null
  }
  counters(): SipCounters
  /** Closes the listeners and flows, stops all timers. Sends no BYE: end the calls before. Idempotent. */
  dispose(): Promise<void>
}
