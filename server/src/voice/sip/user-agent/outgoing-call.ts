import type { Timer } from '../../../ports.ts'
import { createDigestClient } from '../digest/digest-client.ts'
import { confirmedBy, dialogAsClient } from '../dialog.ts'
import { Headers } from '../message/headers.ts'
import { bodyBytes, type RequestText, sdpOf, type SipResponse } from '../message/message.ts'
import { tagOf } from '../message/name-addr.ts'
import { parseDecimal, quote } from '../message/text.ts'
import type { ClientTransaction } from '../transaction/client-transaction.ts'
import { lifetimeMs } from '../transaction/timing.ts'
import type {
  InviteFailure,
  OutgoingCall,
  OutgoingCallHandlers,
  OutgoingInvite,
  SipReason,
} from '../types.ts'
import { allowedMethods, newTag, type UserAgentContext } from './context.ts'
import { extraHeaders } from './extra-headers.ts'
import { guarded } from './guard.ts'
import { acknowledge, takesChallenge } from './in-dialog-request.ts'
import type { Peer } from './peer.ts'
import { readReason, readRetryAfter, reasonHeaders, singleLine } from './reason.ts'
import { Session } from './session.ts'
import { facadeOf } from './session-facade.ts'
import { agreedByAnswer, parseMinSessionExpires } from './session-timer.ts'

/** Where a call goes: the Request-URI and who takes it; null when nobody can be reached. */
export interface CallRoute {
  uri: string
  peer: Peer
}

/** One dialog of a forked INVITE. */
interface Fork {
  session: Session
  /** RSeq of the last reliable provisional (RFC 3262 §4). */
  lastRseq: number | null
  sdp: string | null
  /** Sends the ACK again; set once there is one. */
  acknowledgeAgain: (() => void) | null
}

/** Resent INVITEs after challenges and after 422. */
const maxAttempts = 4

/** The side that calls: RFC 3261 §13.2. */
export function placeCall(
  context: UserAgentContext,
  route: CallRoute | null,
  wanted: OutgoingInvite,
  handlers: OutgoingCallHandlers,
): OutgoingCall {
  const extra = extraHeaders(wanted.headers ?? [])
  const callId = context.random.uuid()
  const localTag = newTag(context.random)
  const digest =
    wanted.credentials === undefined ? null : createDigestClient(wanted.credentials, context.random)
  const forks = new Map<string, Fork>()
  let sequence = 1
  let attempts = 0
  let sessionExpires = context.limits.sessionExpiresSeconds
  let minSessionExpires = context.limits.minSessionExpiresSeconds
  let transaction: ClientTransaction | null = null
  let ringing = false
  let cancelled: { reason: SipReason | undefined } | null = null
  let cancelGuard: Timer | null = null
  let winner: Fork | null = null
  let over = false

  const tell = (what: string, run: () => void): void => guarded(context.log, what, run)

  const fail = (failure: InviteFailure): void => {
    if (over) return
    over = true
    cancelGuard?.cancel()
    discardForks()
    const told: InviteFailure = cancelled === null ? failure : { kind: 'cancelled' }
    tell('onFailed', () => handlers.onFailed?.(told))
  }

  const discardForks = (): void => {
    for (const fork of forks.values()) fork.session.discard()
    forks.clear()
  }

  const send = ({ uri, peer }: CallRoute): void => {
    attempts++
    const flow = peer.flowTo(null)
    if (flow === null) return void context.clock.setTimer(0, () => fail({ kind: 'transport' }))
    const headers = new Headers()
    headers.add('Max-Forwards', '70')
    headers.add('From', `${addressText(wanted.from)};tag=${localTag}`)
    headers.add('To', wanted.to === undefined ? `<${uri}>` : addressText(wanted.to))
    headers.add('Call-ID', callId)
    headers.add('CSeq', `${sequence} INVITE`)
    headers.add('Contact', peer.contact())
    headers.add('Allow', allowedMethods)
    headers.add('User-Agent', context.userAgentName)
    if (peer.kind === 'trunk') {
      headers.add('Supported', 'timer, 100rel')
      headers.add('Session-Expires', String(sessionExpires))
      headers.add('Min-SE', String(minSessionExpires))
      if (wanted.assertedIdentity !== undefined) {
        headers.add('P-Asserted-Identity', `<${singleLine(wanted.assertedIdentity)}>`)
      }
    } else headers.add('Supported', 'timer')
    for (const [name, value] of extra) headers.add(name, value)
    const credentials = digest?.header('INVITE', uri) ?? null
    if (credentials !== null) headers.add(...credentials)
    headers.add('Content-Type', 'application/sdp')
    ringing = false
    const invite: RequestText = {
      kind: 'request',
      method: 'INVITE',
      uri,
      headers,
      body: bodyBytes(wanted.offerSdp),
    }
    transaction = context.layer.send(invite, flow, {
      onResponse: (response) => receive(invite, response),
      onTimeout: () => fail({ kind: 'timeout' }),
      onTransportFailed: () => fail({ kind: 'transport' }),
    })
  }

  const again = (): void => {
    if (route === null) return
    sequence++
    discardForks()
    send(route)
  }

  const receive = (invite: RequestText, response: SipResponse): void => {
    if (response.status < 200) return provisional(invite, response)
    if (response.status < 300) return success(invite, response)
    if (over) return
    if (cancelled === null && attempts < maxAttempts) {
      if (takesChallenge(digest, response)) return again()
      const minSeconds = response.status === 422 ? parseMinSessionExpires(response.headers) : null
      if (minSeconds !== null && minSeconds > minSessionExpires) {
        minSessionExpires = minSeconds
        sessionExpires = Math.max(sessionExpires, minSeconds)
        return again()
      }
    }
    fail({
      kind: 'rejected',
      status: response.status,
      reasonPhrase: response.reasonPhrase.slice(0, 100),
      reason: readReason(response.headers),
      retryAfterSeconds: readRetryAfter(response.headers),
    })
  }

  const provisional = (invite: RequestText, response: SipResponse): void => {
    if (over) return
    if (!ringing) {
      ringing = true
      if (cancelled !== null) sendCancel()
      else tell('onTrying', () => handlers.onTrying?.())
    }
    if (response.status === 100 || winner !== null) return
    const fork = forkOf(invite, response)
    if (fork !== null && !acknowledgeProvisional(fork, response)) return
    const sdp = sdpOf(response)
    if (fork !== null && sdp !== null) fork.sdp = sdp
    if (cancelled !== null) return
    const { status } = response
    const dialogTag = tagOf(response.to) ?? ''
    tell('onProgress', () => handlers.onProgress?.({ status, sdp, dialogTag }))
  }

  /** RFC 3262 §4: PRACK for a reliable provisional, in order. false: seen before, or not its turn. */
  const acknowledgeProvisional = (fork: Fork, response: SipResponse): boolean => {
    const rseq = parseDecimal(response.headers.get('RSeq') ?? '', 4_294_967_295)
    if (rseq === null || !response.headers.includesToken('Require', '100rel')) return true
    if (fork.lastRseq !== null && rseq !== fork.lastRseq + 1) return false
    fork.lastRseq = rseq
    const rack = `${rseq} ${response.cseq.number} INVITE`
    fork.session.request('PRACK', { headers: [['RAck', rack]] }, (outcome) => {
      if (outcome.kind !== 'response' || outcome.response.status >= 300) {
        context.log.debug({ callId, outcome: outcome.kind }, 'a PRACK was not accepted')
      }
    })
    return true
  }

  /** The dialog of a response with a tag; null without one. */
  const forkOf = (invite: RequestText, response: SipResponse): Fork | null => {
    const tag = tagOf(response.to)
    const known = tag === null ? undefined : forks.get(tag)
    if (known !== undefined) return known
    const dialog = route === null ? null : dialogAsClient(invite, response)
    if (dialog === null || route === null || tag === null) return null
    const session = new Session(context, {
      dialog,
      peer: route.peer,
      digest,
      weCalled: true,
      handlers,
      owner: {
        bye: () => call.cancel(),
        // The called side must not send BYE in an early dialog (§15): it was answered 200 and changes nothing.
        peerBye: () => undefined,
        prack: () => false,
      },
    })
    session.offers.localSdp = wanted.offerSdp
    session.offers.exchange = 'ours'
    const fork: Fork = { session, lastRseq: null, sdp: null, acknowledgeAgain: null }
    forks.set(tag, fork)
    return fork
  }

  const success = (invite: RequestText, response: SipResponse): void => {
    const fork = forkOf(invite, response)
    if (fork === null) return
    // §13.2.2.4: each repetition of a 2xx gets the ACK again.
    if (fork.acknowledgeAgain !== null) return fork.acknowledgeAgain()
    const { session } = fork
    session.dialog = confirmedBy(session.dialog, response)
    fork.acknowledgeAgain = acknowledge(context, session, invite, response.cseq.number)
    session.offers.exchange = 'idle'
    const sdp = sdpOf(response) ?? fork.sdp
    if (over || winner !== null || cancelled !== null || sdp === null) {
      // A 200 that crossed our CANCEL, came from a second fork, or has no answer to our offer: acknowledged, then ended.
      const { remoteTag } = session.dialog
      forks.delete(remoteTag)
      if (winner === null) {
        fail({
          kind: 'rejected',
          status: 488,
          reasonPhrase: 'No answer',
          reason: null,
          retryAfterSeconds: null,
        })
      }
      forks.set(remoteTag, fork)
      session.handlers = {}
      session.confirm()
      session.bye(
        sdp === null ? { protocol: 'SIP', cause: 488, text: 'No session description' } : cancelled?.reason,
      )
      return
    }
    forks.delete(session.dialog.remoteTag)
    discardForks()
    forks.set(session.dialog.remoteTag, fork)
    winner = fork
    over = true
    cancelGuard?.cancel()
    session.offers.remoteSdp = sdp
    session.refresher.allowUpdate(response.headers.includesToken('Allow', 'UPDATE'))
    const timer = agreedByAnswer(response.headers)
    if (timer !== null) session.refresher.run(timer)
    session.confirm()
    facade = facadeOf(session)
    const dialog = facade
    tell('onAccepted', () => handlers.onAccepted?.({ sdp, dialog }))
  }

  const sendCancel = (): void => {
    if (transaction === null) return
    context.layer.cancel(transaction, reasonHeaders(cancelled?.reason))
    // §9.1: a peer of RFC 2543 never answers the INVITE after a CANCEL.
    cancelGuard = context.clock.setTimer(lifetimeMs, () => fail({ kind: 'cancelled' }))
  }

  let facade: OutgoingCall['dialog'] = null
  const call: OutgoingCall = {
    callIdHeader: callId,
    get dialog() {
      return facade
    },
    cancel: (reason) => {
      if (over || cancelled !== null) return
      cancelled = { reason }
      if (ringing) sendCancel()
    },
  }

  if (route === null) context.clock.setTimer(0, () => fail({ kind: 'transport' }))
  else send(route)
  return call
}

function addressText(address: { uri: string; displayName?: string }): string {
  const name = address.displayName === undefined ? '' : `${quote(singleLine(address.displayName))} `
  return `${name}<${singleLine(address.uri)}>`
}
