import type { Timer } from '../../../ports.ts'
import { type Dialog, dialogId, receivedBy, retargetedBy } from '../dialog.ts'
import type { DigestClient } from '../digest/digest-client.ts'
import { buildResponse, type ResponseParts } from '../message/build.ts'
import { bodyText, contentType, type ResponseText, type SipRequest } from '../message/message.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { lifetimeMs } from '../transaction/timing.ts'
import type { Flow } from '../transport/flow.ts'
import type { IncomingInfo, SipDialogHandlers, SipDialogState, SipEnd, SipReason } from '../types.ts'
import { type PendingAnswer, resendUntilAck } from './answer-until-ack.ts'
import { allowedMethods, type UserAgentContext } from './context.ts'
import type { DialogHolder } from './dialog-holder.ts'
import { guarded } from './guard.ts'
import { type InDialogParts, type RequestOutcome, sendInDialog } from './in-dialog-request.ts'
import { createOffers, type Offers } from './offers.ts'
import type { Peer } from './peer.ts'
import { readReason, reasonHeaders } from './reason.ts'
import { createRefresher, type Refresher } from './refresher.ts'

/** What only the owner of an early dialog can do; the session asks it. */
export interface EarlyOwner {
  /** The application hangs up before the call is answered. */
  bye(): void
  /** The peer ends an early dialog with BYE (§15). */
  peerBye(reason: SipReason | null): void
  /** RFC 3262: true if the PRACK acknowledges something. */
  prack(request: SipRequest): boolean
}

export interface SessionParts {
  dialog: Dialog
  peer: Peer
  digest: DigestClient | null
  /** We sent the first INVITE, so the Call-ID is ours (glare, §14.1). */
  weCalled: boolean
  owner: EarlyOwner
  handlers: SipDialogHandlers
}

interface AwaitedAck {
  answer: PendingAnswer
  onAck(ack: SipRequest): void
}

/** Well below timer F, in which the asker gives up by itself. */
const infoPatienceMs = 10_000

/** One INVITE dialog from its first tag to its last BYE: RFC 3261 §12, §14, §15. */
export class Session implements DialogHolder {
  dialog: Dialog
  readonly peer: Peer
  readonly digest: DigestClient | null
  readonly weCalled: boolean
  readonly context: UserAgentContext
  readonly offers: Offers
  readonly refresher: Refresher
  handlers: SipDialogHandlers
  state: SipDialogState = 'early'
  readonly #owner: EarlyOwner
  readonly #id: string
  readonly #awaited = new Map<number, AwaitedAck>()
  #byeAfterAck: { reason: SipReason | undefined } | null = null
  /** A BYE that could not be sent because the peer's flow is lost. */
  #byeDue: { reason: SipReason | undefined } | null = null

  #memory: Timer | null = null
  /** INFO requests that the application has not answered yet. */
  readonly #openInfos = new Set<IncomingInfo['answer']>()

  constructor(context: UserAgentContext, parts: SessionParts) {
    this.context = context
    this.dialog = parts.dialog
    this.peer = parts.peer
    this.digest = parts.digest
    this.weCalled = parts.weCalled
    this.handlers = parts.handlers
    this.#owner = parts.owner
    this.#id = dialogId(parts.dialog.callId, parts.dialog.localTag, parts.dialog.remoteTag)
    this.offers = createOffers(this)
    this.refresher = createRefresher(this)
    context.sessions.set(this.#id, this)
  }

  confirm(): void {
    if (this.state === 'early') this.state = 'confirmed'
    this.offers.resume()
  }

  /** Calls a handler of the application. */
  tell(what: string, run: (handlers: SipDialogHandlers) => void): void {
    guarded(this.context.log, what, () => run(this.handlers))
  }

  request(method: string, parts: InDialogParts, onOutcome: (outcome: RequestOutcome) => void): void {
    sendInDialog(this.context, this, method, parts, onOutcome)
  }

  /** Answers a request of this dialog by the flow that the peer has now. */
  respond(transaction: ServerTransaction, status: number, parts: ResponseParts = {}): void {
    this.send(
      transaction,
      buildResponse(transaction.request, status, { toTag: this.dialog.localTag, ...parts }),
    )
  }

  send(transaction: ServerTransaction, response: ResponseText): void {
    const moved = this.peer.kind === 'agent' ? this.peer.flowTo(null) : null
    if (moved === null) transaction.respond(response)
    else transaction.respond(response, moved)
  }

  /** Sends a 2xx to an INVITE and again until its ACK. */
  answerInvite(transaction: ServerTransaction, parts: ResponseParts, onAck: (ack: SipRequest) => void): void {
    const { number } = transaction.request.cseq
    const response = buildResponse(transaction.request, 200, { toTag: this.dialog.localTag, ...parts })
    this.send(transaction, response)
    const answer = resendUntilAck(
      this.context.clock,
      () => this.send(transaction, response),
      () => {
        this.#awaited.delete(number)
        this.#hangUp({ kind: 'no-ack' })
      },
    )
    this.#awaited.set(number, { answer, onAck })
  }

  /** What a 2xx that makes or changes a session says of us. */
  ownHeaders(): (readonly [name: string, value: string])[] {
    return [
      ['Contact', this.peer.contact()],
      ['Allow', allowedMethods],
      ['Supported', 'timer, 100rel'],
      ['Server', this.context.userAgentName],
    ]
  }

  awaitsAck(): boolean {
    return this.#awaited.size > 0
  }

  receiveAck(ack: SipRequest): void {
    const awaited = this.#awaited.get(ack.cseq.number)
    if (awaited === undefined) return
    this.#awaited.delete(ack.cseq.number)
    awaited.answer.stop()
    if (this.state === 'confirmed') awaited.onAck(ack)
    const due = this.#byeAfterAck
    this.#byeAfterAck = null
    if (due !== null) this.#sendBye(due.reason)
    this.offers.resume()
  }

  /** A request whose tags are ours. §12.2.2. */
  receive(transaction: ServerTransaction): void {
    const { request } = transaction
    const received = receivedBy(this.dialog, request.cseq.number)
    if (received === null) return this.respond(transaction, 500)
    this.dialog = received
    switch (request.method) {
      case 'BYE':
        return this.#receiveBye(transaction)
      case 'INVITE':
      case 'UPDATE':
        if (this.state === 'ended') return this.respond(transaction, 481)
        this.dialog = retargetedBy(this.dialog, request)
        return this.offers.receive(transaction)
      case 'INFO':
        return this.#receiveInfo(transaction)
      case 'PRACK':
        return this.respond(transaction, this.#owner.prack(request) ? 200 : 481)
      case 'OPTIONS':
        return this.respond(transaction, 200, { headers: [['Allow', allowedMethods]] })
      default:
        return this.respond(transaction, 405, { headers: [['Allow', allowedMethods]] })
    }
  }

  #receiveBye(transaction: ServerTransaction): void {
    this.respond(transaction, 200)
    const reason = readReason(transaction.request.headers)
    if (this.state === 'early') this.#owner.peerBye(reason)
    else if (this.state === 'confirmed') this.end({ kind: 'bye', reason })
  }

  #receiveInfo(transaction: ServerTransaction): void {
    const { request } = transaction
    if (this.handlers.onInfo === undefined || this.state === 'ended') {
      return this.respond(transaction, this.state === 'ended' ? 481 : 415)
    }
    const answer = (status: number, body?: { contentType: string; text: string }): void => {
      if (!this.#openInfos.delete(answer)) return
      patience.cancel()
      const safe = status >= 200 && status <= 699 ? Math.trunc(status) : 500
      this.respond(transaction, safe, body === undefined ? {} : { body })
    }
    const patience = this.context.clock.setTimer(infoPatienceMs, () => answer(500))
    this.#openInfos.add(answer)
    const info = { contentType: contentType(request) ?? '', body: bodyText(request) ?? '', answer }
    this.tell('onInfo', (handlers) => handlers.onInfo?.(info))
  }

  async info(type: string, body: string): Promise<{ ok: true } | { ok: false; status: number }> {
    if (this.state === 'ended') return { ok: false, status: 481 }
    return new Promise((resolve) => {
      this.request('INFO', { body: { contentType: type, text: body } }, (outcome) => {
        const status = this.statusOf(outcome)
        resolve(status >= 200 && status < 300 ? { ok: true } : { ok: false, status })
      })
    })
  }

  /**
   * The status that an outcome stands for: 408 for none, 430 for no flow. Ends the session when the peer has forgotten it
   * (§12.2.1.2, RFC 5057 §5.1).
   */
  statusOf(outcome: RequestOutcome): number {
    if (outcome.kind === 'no-flow') return 430
    if (outcome.kind === 'timeout') {
      if (this.state === 'confirmed') this.#hangUp({ kind: 'no-answer' })
      return 408
    }
    const { status } = outcome.response
    if ((status === 481 || status === 408) && this.state === 'confirmed')
      this.#hangUp({ kind: 'peer-forgot', status })
    return status
  }

  bye(reason?: SipReason): void {
    if (this.state === 'ended') return
    if (this.state === 'early') return this.#owner.bye()
    this.end(null)
    // §15: not before the ACK of our answer.
    if (this.awaitsAck()) this.#byeAfterAck = { reason }
    else this.#sendBye(reason)
  }

  /** No refresh came (RFC 4028 §10). */
  expire(): void {
    this.#hangUp({ kind: 'session-expired' })
  }

  #hangUp(end: SipEnd): void {
    const told = this.state === 'confirmed'
    if (told) this.end(end)
    if (told || this.#byeAfterAck !== null) this.#sendBye(this.#byeAfterAck?.reason)
    this.#byeAfterAck = null
  }

  #sendBye(reason: SipReason | undefined): void {
    this.#byeDue = null
    if (this.peer.kind === 'agent' && this.peer.flowTo(null) === null) {
      this.#byeDue = { reason }
      return
    }
    const headers = reasonHeaders(reason)
    sendInDialog(this.context, this, 'BYE', { headers }, () => this.#forget())
  }

  /** `end` null: nobody needs to be told. The dialog is remembered a while, to answer what crosses. */
  end(end: SipEnd | null): void {
    if (this.state === 'ended') return
    this.state = 'ended'
    this.refresher.stop()
    this.offers.stop()
    for (const answer of this.#openInfos) answer(481)
    if (end?.kind === 'bye') this.stopAnswers()
    if (end !== null) this.tell('onEnded', (handlers) => handlers.onEnded?.(end))
    this.context.onSessionEnded(this)
    // After the peer's BYE nothing is left to cross; after our own, its BYE may.
    if (end?.kind === 'bye') this.#forget()
    else this.#memory = this.context.clock.setTimer(lifetimeMs, () => this.#forget())
  }

  stopAnswers(): void {
    for (const { answer } of this.#awaited.values()) answer.stop()
    this.#awaited.clear()
  }

  #forget(): void {
    this.#memory?.cancel()
    this.context.sessions.delete(this.#id)
  }

  /** An early dialog that came to nothing: no BYE, no word. */
  discard(): void {
    this.end(null)
    this.stopAnswers()
    this.#forget()
  }

  flowClosed(flow: Flow): void {
    if (this.peer.kind !== 'agent' || !this.peer.lose(flow) || this.state === 'ended') return
    this.tell('onTransportLost', (handlers) => handlers.onTransportLost?.())
  }

  /** The user agent of this dialog is on another flow now. */
  rebind(flow: Flow): void {
    if (this.peer.kind !== 'agent' || this.peer.currentFlowId() === flow.id) return
    this.peer.rebind(flow)
    if (this.#byeDue !== null) this.#sendBye(this.#byeDue.reason)
    if (this.state !== 'ended') {
      this.tell('onTransportRestored', (handlers) => handlers.onTransportRestored?.(flow.id))
      this.offers.resume()
    }
  }
}
