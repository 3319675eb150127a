import type { Timer } from '../../../ports.ts'
import { dialogAsServer } from '../dialog.ts'
import { buildResponse, type ResponseParts } from '../message/build.ts'
import { sdpOf, type SipRequest } from '../message/message.ts'
import { parseNameAddr } from '../message/name-addr.ts'
import { parseUri, uriUser } from '../message/uri.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import type { IncomingInvite, IncomingInviteHandlers, InviteSource, SipReason } from '../types.ts'
import { newTag, randomBetween, type UserAgentContext } from './context.ts'
import { extraHeaders } from './extra-headers.ts'
import { guarded } from './guard.ts'
import type { Peer } from './peer.ts'
import { readReason, singleLine } from './reason.ts'
import { createReliableProvisionals } from './reliable-provisionals.ts'
import { Session } from './session.ts'
import { facadeOf } from './session-facade.ts'
import { answerTimer } from './session-timer.ts'

/** Proxies give up after three minutes without a sign (timer C); §13.3.1.1 wants one each minute. */
const repeatProvisionalMs = 60_000

/** An INVITE that was let in: what the application gets, and what the stack tells it. */
export interface IncomingCall {
  readonly invite: IncomingInvite
  /** The CANCEL came; the caller has been answered already. */
  cancel(cancel: SipRequest): void
}

type Stage = 'pending' | 'accepting' | 'over'

/** The side that answers: RFC 3261 §13.3. null when the INVITE gives no way back (no usable Contact). */
export function createIncomingCall(
  context: UserAgentContext,
  transaction: ServerTransaction,
  source: InviteSource,
  peer: Peer,
): IncomingCall | null {
  const { request } = transaction
  const dialog = dialogAsServer(request, newTag(context.random))
  const timer = answerTimer(request.headers, context.limits)
  if (dialog === null || timer.kind === 'too-small') return null
  const offerSdp = sdpOf(request)
  const reliable = request.headers.includesToken('Require', '100rel')
  let handlers: IncomingInviteHandlers = {}
  let stage: Stage = 'pending'
  let repeat: Timer | null = null

  const session = new Session(context, {
    dialog,
    peer,
    digest: null,
    weCalled: false,
    handlers,
    owner: {
      bye: () => refuse(480, {}),
      peerBye: (reason) => withdraw(reason),
      prack: (prack) => acknowledged(prack),
    },
  })
  session.offers.remoteSdp = offerSdp
  session.offers.exchange = offerSdp === null ? 'idle' : 'theirs'
  session.refresher.allowUpdate(request.headers.includesToken('Allow', 'UPDATE'))

  const provisionals = createReliableProvisionals(
    context.clock,
    randomBetween(context.random, 1, 60_000),
    () => {
      refuse(504, {})
      tell('onTimeout', () => handlers.onTimeout?.())
    },
  )

  const tell = (what: string, run: () => void): void => guarded(context.log, what, run)

  /** Record-Route comes back in each answer that makes the dialog (§12.1.1). */
  const recordRoute = request.headers.lines('Record-Route').map((value) => ['Record-Route', value] as const)

  const close = (): void => {
    stage = 'over'
    repeat?.cancel()
    provisionals.stop()
  }

  const refuse = (status: number, parts: ResponseParts): void => {
    if (stage === 'over') return
    close()
    session.respond(transaction, status, parts)
    session.discard()
  }

  const withdraw = (reason: SipReason | null): void => {
    if (stage === 'over') return
    refuse(487, {})
    tell('onCancel', () => handlers.onCancel?.(reason))
  }

  const acknowledged = (prack: SipRequest): boolean => {
    if (!provisionals.acknowledge(prack.headers.get('RAck') ?? '', request.cseq.number)) return false
    const answer = offerSdp === null ? sdpOf(prack) : null
    if (answer !== null) takeAnswer(answer)
    return true
  }

  const takeAnswer = (sdp: string): void => {
    session.offers.remoteSdp = sdp
    session.offers.exchange = 'idle'
    tell('onAnswer', () => handlers.onAnswer?.(sdp))
  }

  const progress = (status: number, sdp: string | undefined): void => {
    if (stage !== 'pending') return
    const parts: ResponseParts = {
      headers: [...recordRoute, ...session.ownHeaders()],
      ...(sdp === undefined ? {} : { body: { contentType: 'application/sdp', text: sdp } }),
    }
    if (sdp !== undefined) session.offers.localSdp = sdp
    if (reliable) {
      const headers = parts.headers ?? []
      if (sdp !== undefined) session.offers.exchange = offerSdp === null ? 'ours' : 'idle'
      provisionals.push((rseq) => {
        session.respond(transaction, status, {
          ...parts,
          headers: [...headers, ['Require', '100rel'], ['RSeq', String(rseq)]],
        })
      })
      return
    }
    const send = (): void => {
      session.respond(transaction, status, parts)
      repeat?.cancel()
      repeat = context.clock.setTimer(repeatProvisionalMs, send)
    }
    send()
  }

  const accept = (sdp: string): void => {
    if (stage !== 'pending') return
    stage = 'accepting'
    repeat?.cancel()
    // RFC 3262 §3: a 2xx waits for the PRACK of a provisional that carried the answer; waiting for each is allowed.
    provisionals.whenIdle(() => {
      close()
      session.offers.localSdp = sdp
      session.offers.exchange = offerSdp === null && session.offers.remoteSdp === null ? 'ours' : 'idle'
      session.confirm()
      const headers = [...recordRoute, ...session.ownHeaders()]
      if (timer.kind === 'agreed') headers.push(...timer.headers)
      const body = { contentType: 'application/sdp', text: sdp }
      session.answerInvite(transaction, { headers, body }, (ack) => {
        const answer = offerSdp === null ? sdpOf(ack) : null
        if (answer !== null) takeAnswer(answer)
        tell('onConfirmed', () => handlers.onConfirmed?.())
      })
      if (timer.kind === 'agreed') session.refresher.run(timer.timer)
    })
  }

  transaction.respond(buildResponse(request, 100))

  const uri = parseUri(request.uri)
  const caller = readCaller(request, source)
  return {
    invite: {
      source,
      requestUri: request.uri,
      requestUser: typeof uri === 'string' ? '' : (uriUser(uri) ?? ''),
      callIdHeader: request.callId,
      fromUser: caller.user,
      anonymous: caller.anonymous,
      toUser: request.to.uri === null ? null : uriUser(request.to.uri),
      offerSdp,
      dialog: facadeOf(session),
      setHandlers: (next) => {
        handlers = next
        session.handlers = next
      },
      progress,
      accept,
      reject: (status, reason, headers = []) => {
        const safe = status >= 300 && status <= 699 ? Math.trunc(status) : 500
        refuse(safe, {
          headers: extraHeaders(headers),
          ...(reason === undefined ? {} : { reasonPhrase: singleLine(reason) }),
        })
      },
    },
    cancel: (cancel) => withdraw(readReason(cancel.headers)),
  }
}

/** Who calls, as far as that can be trusted: RFC 3325 from a trunk, nothing from an agent. */
function readCaller(request: SipRequest, source: InviteSource): { user: string | null; anonymous: boolean } {
  if (source.kind === 'agent') return { user: null, anonymous: false }
  const from = request.from.uri
  const privacy = (request.headers.get('Privacy') ?? '').toLowerCase()
  const nameless = from !== null && from.scheme !== 'tel' && from.host.endsWith('anonymous.invalid')
  const anonymous =
    nameless || privacy.split(';').some((each) => ['id', 'user', 'header'].includes(each.trim()))
  for (const value of request.headers.list('P-Asserted-Identity')) {
    const uri = parseNameAddr(value)?.uri ?? null
    const user = uri === null ? null : uriUser(uri)
    if (user !== null) return { user, anonymous }
  }
  return { user: from === null || nameless ? null : uriUser(from), anonymous }
}
