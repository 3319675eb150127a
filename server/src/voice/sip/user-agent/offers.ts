import { retargetedBy } from '../dialog.ts'
import type { ResponseParts } from '../message/build.ts'
import { sdpOf, type SipRequest } from '../message/message.ts'
import type { ClientTransaction } from '../transaction/client-transaction.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { lifetimeMs } from '../transaction/timing.ts'
import type { IncomingReinvite, ReinviteOutcome } from '../types.ts'
import { randomBetween } from './context.ts'
import { acknowledge, type RequestOutcome } from './in-dialog-request.ts'
import type { Session } from './session.ts'
import { extraHeaders } from './extra-headers.ts'
import { singleLine } from './reason.ts'
import { agreedByAnswer, answerTimer, parseMinSessionExpires } from './session-timer.ts'

type UpdateOutcome = { ok: true; sdp: string | null } | { ok: false; status: number }

/** The offer/answer exchanges of a session after its first: one at a time, in either direction (RFC 3264 §4, RFC 3311). */
export interface Offers {
  /** SDP in force, for refreshes. */
  localSdp: string | null
  remoteSdp: string | null
  /** Who has offered and waits for the answer. */
  exchange: 'idle' | 'ours' | 'theirs'
  reinvite(sdp: string): Promise<ReinviteOutcome>
  update(sdp: string | null): Promise<UpdateOutcome>
  receive(transaction: ServerTransaction): void
  /** Something that an exchange waited for may be over. */
  resume(): void
  stop(): void
}

interface Operation {
  method: 'INVITE' | 'UPDATE'
  sdp: string | null
  attempts: number
  done(outcome: UpdateOutcome): void
}

/** Glare and 422 are tried again, but not for ever. */
const maxAttempts = 5

export function createOffers(session: Session): Offers {
  const { context } = session
  const waiting: Operation[] = []
  let running: Operation | null = null
  let theirs: { transaction: ServerTransaction; answered: boolean } | null = null

  const offers: Offers = {
    localSdp: null,
    remoteSdp: null,
    exchange: 'idle',
    reinvite: async (sdp) => {
      const outcome = await enqueue('INVITE', sdp)
      if (!outcome.ok) return outcome
      return outcome.sdp === null ? { ok: false, status: 488 } : { ok: true, sdp: outcome.sdp }
    },
    update: (sdp) => enqueue('UPDATE', sdp),
    receive,
    resume: next,
    stop: () => {
      for (const operation of waiting.splice(0)) operation.done({ ok: false, status: 481 })
      running?.done({ ok: false, status: 481 })
      running = null
      // §15.1.2: a BYE answers what is still open with 487.
      if (theirs !== null && !theirs.answered) session.respond(theirs.transaction, 487)
      theirs = null
    },
  }

  function enqueue(method: 'INVITE' | 'UPDATE', sdp: string | null): Promise<UpdateOutcome> {
    if (session.state === 'ended') return Promise.resolve({ ok: false, status: 481 })
    return new Promise((resolve) => {
      waiting.push({ method, sdp, attempts: 0, done: resolve })
      next()
    })
  }

  function next(): void {
    const free = offers.exchange === 'idle' && running === null && !session.awaitsAck()
    if (session.state !== 'confirmed' || !free) return
    const operation = waiting.shift()
    if (operation === undefined) return
    running = operation
    start(operation)
  }

  function start(operation: Operation): void {
    operation.attempts++
    if (operation.sdp !== null) offers.exchange = 'ours'
    let guard: { cancel(): void } | null = null
    let provisional = false
    let acknowledgeAgain: (() => void) | null = null
    const parts = {
      headers: session.refresher.request(),
      ...(operation.sdp === null ? {} : { body: { contentType: 'application/sdp', text: operation.sdp } }),
      onProvisional: (transaction: ClientTransaction) => {
        // Nobody is asked about a re-INVITE for long: one that is not answered in time is withdrawn.
        if (provisional || operation.method !== 'INVITE') return
        provisional = true
        guard = context.clock.setTimer(lifetimeMs, () => context.layer.cancel(transaction, []))
      },
    }
    session.request(operation.method, parts, (outcome) => {
      if (acknowledgeAgain !== null) return acknowledgeAgain()
      guard?.cancel()
      const success = outcome.kind === 'response' && outcome.response.status < 300
      if (success && operation.method === 'INVITE') {
        session.dialog = retargetedBy(session.dialog, outcome.response)
        const { number } = outcome.response.cseq
        acknowledgeAgain = acknowledge(context, session, outcome.request, number)
      }
      settle(operation, outcome)
    })
  }

  function settle(operation: Operation, outcome: RequestOutcome): void {
    if (running !== operation) return
    if (operation.sdp !== null) offers.exchange = 'idle'
    const status = session.statusOf(outcome)
    // `statusOf` may have ended the session, which told the operation so.
    if (running !== operation) return
    if (outcome.kind === 'response' && status < 300) {
      const { response } = outcome
      session.dialog = retargetedBy(session.dialog, response)
      const sdp = sdpOf(response)
      if (operation.sdp !== null && sdp !== null) {
        offers.localSdp = operation.sdp
        offers.remoteSdp = sdp
      }
      const timer = agreedByAnswer(response.headers)
      if (timer !== null) session.refresher.run(timer)
      finish(operation, { ok: true, sdp })
      return
    }
    const retryMs = outcome.kind === 'response' ? retryAfterMs(operation, outcome) : null
    if (retryMs === null) finish(operation, { ok: false, status })
    else {
      // Until then the peer's own exchange goes first; ours waits at the head of the queue.
      running = null
      context.clock.setTimer(retryMs, () => {
        if (session.state !== 'confirmed') return operation.done({ ok: false, status: 481 })
        waiting.unshift(operation)
        next()
      })
    }
  }

  function finish(operation: Operation, outcome: UpdateOutcome): void {
    running = null
    operation.done(outcome)
    next()
  }

  /** 491: §14.1, by who owns the Call-ID. 422: at once with the interval that the peer wants. null: not to be tried again. */
  function retryAfterMs(operation: Operation, outcome: RequestOutcome & { kind: 'response' }): number | null {
    if (operation.attempts >= maxAttempts) return null
    const { response } = outcome
    if (response.status === 491) {
      const steps = session.weCalled ? [210, 400] : [0, 200]
      return randomBetween(context.random, steps[0] ?? 0, steps[1] ?? 0) * 10
    }
    const minSeconds = response.status === 422 ? parseMinSessionExpires(response.headers) : null
    return minSeconds !== null && session.refresher.raise(minSeconds) ? 0 : null
  }

  /** A re-INVITE or UPDATE of the peer. */
  function receive(transaction: ServerTransaction): void {
    const { request } = transaction
    const offer = sdpOf(request)
    const isInvite = request.method === 'INVITE'
    if (request.body.length > 0 && offer === null) {
      return session.respond(transaction, 415, { headers: [['Accept', 'application/sdp']] })
    }
    if (isInvite && session.state === 'early') return session.respond(transaction, 491)
    const timer = answerTimer(request.headers, context.limits)
    if (timer.kind === 'too-small') {
      return session.respond(transaction, 422, { headers: [['Min-SE', String(timer.minSeconds)]] })
    }
    const timerHeaders = timer.kind === 'agreed' ? timer.headers : []
    if (!isInvite && offer === null) {
      session.respond(transaction, 200, { headers: [...session.ownHeaders(), ...timerHeaders] })
      if (timer.kind === 'agreed') session.refresher.run(timer.timer)
      return
    }
    if (offers.exchange === 'ours' || running?.method === 'INVITE') return session.respond(transaction, 491)
    if (offers.exchange === 'theirs' || theirs !== null || session.awaitsAck()) {
      const seconds = String(randomBetween(context.random, 0, 10))
      return session.respond(transaction, 500, { headers: [['Retry-After', seconds]] })
    }
    const open = { transaction, answered: false }
    theirs = open
    offers.exchange = 'theirs'

    const close = (): boolean => {
      if (open.answered || session.state === 'ended') return false
      open.answered = true
      theirs = null
      return true
    }
    const reinvite: IncomingReinvite = {
      method: isInvite ? 'INVITE' : 'UPDATE',
      offerSdp: offer,
      accept: (sdp, onAnswer) => {
        if (!close()) return
        const parts = {
          headers: [...session.ownHeaders(), ...timerHeaders],
          body: { contentType: 'application/sdp', text: sdp },
        }
        offers.localSdp = sdp
        if (offer !== null) offers.remoteSdp = offer
        offers.exchange = offer === null ? 'ours' : 'idle'
        if (timer.kind === 'agreed') session.refresher.run(timer.timer)
        if (isInvite) acceptInvite(transaction, parts, onAnswer)
        else {
          session.respond(transaction, 200, parts)
          next()
        }
      },
      reject: (status, reason, headers = []) => {
        if (!close()) return
        offers.exchange = 'idle'
        const safe = status >= 300 && status <= 699 ? status : 488
        session.respond(transaction, safe, {
          ...(reason === undefined ? {} : { reasonPhrase: singleLine(reason) }),
          headers: extraHeaders(headers),
        })
        next()
      },
    }
    // A refresh: the same offer again gets the same answer, without troubling the call (RFC 4028 §7.4).
    const unchanged = session.peer.kind === 'trunk' && offer !== null && offer === offers.remoteSdp
    if (unchanged && offers.localSdp !== null) reinvite.accept(offers.localSdp)
    else if (session.handlers.onReinvite === undefined) reinvite.reject(488)
    else session.tell('onReinvite', (handlers) => handlers.onReinvite?.(reinvite))
  }

  function acceptInvite(
    transaction: ServerTransaction,
    parts: ResponseParts,
    onAnswer: ((sdp: string) => void) | undefined,
  ): void {
    session.answerInvite(transaction, parts, (ack: SipRequest) => {
      if (offers.exchange === 'ours' && running === null) offers.exchange = 'idle'
      const answer = sdpOf(ack)
      if (answer === null || onAnswer === undefined) return
      offers.remoteSdp = answer
      session.tell('onAnswer', () => onAnswer(answer))
    })
  }

  return offers
}
