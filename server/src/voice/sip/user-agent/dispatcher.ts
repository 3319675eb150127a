import { dialogId } from '../dialog.ts'
import { buildResponse } from '../message/build.ts'
import type { SipRequest } from '../message/message.ts'
import { tagOf } from '../message/name-addr.ts'
import type { Registrar } from '../registrar.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { lifetimeMs } from '../transaction/timing.ts'
import type { Flow } from '../transport/flow.ts'
import type { IncomingInvite, InviteSource, TrunkRef } from '../types.ts'
import { allowedMethods, newTag, type UserAgentContext } from './context.ts'
import { guarded } from './guard.ts'
import { createIncomingCall, type IncomingCall } from './incoming-invite.ts'
import { createAgentPeer, createTrunkPeer, type Peer, trunkBehind, type Transports } from './peer.ts'
import { inspectRequest } from './request-rules.ts'
import type { Session } from './session.ts'

export interface DispatcherOptions {
  context: UserAgentContext
  registrar: Registrar
  transports: Transports
  isTrunkPeer(address: string, port: number, transport: 'udp' | 'tcp' | 'tls'): TrunkRef | null
  onInvite(invite: IncomingInvite): void
}

type Admission = 'pass' | 'forbidden' | 'silence'

/** Decides who may ask for what, and gives each request to whom it concerns. */
export interface Dispatcher {
  /** Before any transaction is made: strangers cost nothing and learn nothing. */
  admit(request: SipRequest, flow: Flow): Admission
  onRequest(transaction: ServerTransaction): void
  onAck(ack: SipRequest, flow: Flow): void
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { context, registrar } = options
  const calls = new WeakMap<ServerTransaction, IncomingCall>()
  /** INVITEs of late by what a merged copy shares with them (RFC 3261 §8.2.2.2). */
  const origins = new Set<string>()

  const sessionOf = (request: SipRequest): Session | null => {
    const toTag = tagOf(request.to)
    if (toTag === null) return null
    return context.sessions.get(dialogId(request.callId, toTag, tagOf(request.from) ?? '')) ?? null
  }

  /** Whether this flow may speak in the session; a browser that came back on another flow takes its dialog along. */
  const mayUse = (session: Session, flow: Flow): boolean => {
    const { peer } = session
    if (peer.kind === 'trunk') {
      if (peer.secure && flow.transport !== 'tls') return false
      return !isWebSocket(flow) && (peer.address === flow.remoteAddress || trunkOf(flow) !== null)
    }
    if (peer.currentFlowId() === flow.id) return true
    const binding = registrar.bindingOn(flow)
    if (binding === null || binding.aor !== peer.aor) return false
    session.rebind(flow)
    return true
  }

  const trunkOf = (flow: Flow): TrunkRef | null =>
    flow.transport === 'ws' || flow.transport === 'wss'
      ? null
      : options.isTrunkPeer(flow.remoteAddress, flow.remotePort, flow.transport)

  const refuse = (transaction: ServerTransaction, status: number, parts = {}): void =>
    transaction.respond(
      buildResponse(transaction.request, status, { toTag: newTag(context.random), ...parts }),
    )

  const receiveCancel = (transaction: ServerTransaction): void => {
    const invite = context.layer.cancelled(transaction.request)
    if (invite === null || (isWebSocket(transaction.flow) && invite.flow.id !== transaction.flow.id)) {
      return refuse(transaction, 481)
    }
    const call = calls.get(invite)
    const toTag = call?.invite.dialog.localTag ?? newTag(context.random)
    transaction.respond(buildResponse(transaction.request, 200, { toTag }))
    if (!invite.isAnswered()) call?.cancel(transaction.request)
  }

  const whoCalls = (flow: Flow): { source: InviteSource; peer: Peer } | null => {
    const binding = registrar.bindingOn(flow)
    if (binding !== null) {
      const source: InviteSource = { kind: 'agent', aor: binding.aor, flowId: flow.id }
      return { source, peer: createAgentPeer(binding) }
    }
    const trunk = trunkOf(flow)
    if (trunk === null) return null
    const { remoteAddress: address, remotePort: port } = flow
    const peer = createTrunkPeer(options.transports, trunkBehind(flow), flow)
    return { source: { kind: 'trunk', trunk, address, port }, peer }
  }

  const receiveInvite = (transaction: ServerTransaction): void => {
    const { request, flow } = transaction
    const caller = whoCalls(flow)
    if (caller === null) return refuse(transaction, 403)
    const origin = `${request.callId}\u0000${tagOf(request.from) ?? ''}\u0000${request.cseq.number}`
    if (origins.has(origin)) return refuse(transaction, 482)
    origins.add(origin)
    context.clock.setTimer(lifetimeMs, () => origins.delete(origin))
    const call = createIncomingCall(context, transaction, caller.source, caller.peer)
    if (call === null) return refuse(transaction, 400)
    calls.set(transaction, call)
    guarded(context.log, 'onInvite', () => options.onInvite(call.invite))
  }

  return {
    admit: (request, flow) => {
      if (context.layer.knows(request)) return 'pass'
      if (isWebSocket(flow)) {
        const { method } = request
        if (method === 'REGISTER' || method === 'ACK' || registrar.bindingOn(flow) !== null) return 'pass'
        // The same goes for an INVITE of this flow that still waits for its answer.
        if (method === 'CANCEL' && context.layer.cancelled(request)?.flow.id === flow.id) return 'pass'
        // After an unregister the calls of this very flow still go on.
        const session = sessionOf(request)
        return session !== null && session.peer.currentFlowId() === flow.id ? 'pass' : 'forbidden'
      }
      if (trunkOf(flow) !== null) return 'pass'
      const session = sessionOf(request)
      if (session !== null && mayUse(session, flow)) return 'pass'
      return request.method === 'INVITE' ? 'forbidden' : 'silence'
    },

    onRequest: (transaction) => {
      const { request, flow } = transaction
      if (request.method === 'CANCEL') return receiveCancel(transaction)
      if (tagOf(request.to) !== null && request.method !== 'REGISTER') {
        const session = sessionOf(request)
        if (session === null) return refuse(transaction, 481)
        return mayUse(session, flow) ? session.receive(transaction) : refuse(transaction, 403)
      }
      if (request.method === 'REGISTER' && isWebSocket(flow)) return registrar.handle(transaction)
      const refusal = inspectRequest(request, context.limits)
      if (refusal !== null) return refuse(transaction, refusal.status, refusal.parts)
      if (request.method === 'INVITE') return receiveInvite(transaction)
      refuse(transaction, 200, {
        headers: [
          ['Allow', allowedMethods],
          ['Accept', 'application/sdp'],
          ['Supported', 'timer, 100rel'],
          ['Server', context.userAgentName],
        ],
      })
    },

    onAck: (ack, flow) => {
      const session = sessionOf(ack)
      if (session !== null && mayUse(session, flow)) session.receiveAck(ack)
    },
  }
}

function isWebSocket(flow: Flow): boolean {
  return flow.transport === 'ws' || flow.transport === 'wss'
}
