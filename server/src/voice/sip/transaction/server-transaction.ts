import type { Clock } from '../../../ports.ts'
import type { ResponseText, SipRequest } from '../message/message.ts'
import { serialiseMessage } from '../message/serialise.ts'
import { type Flow, isReliable } from '../transport/flow.ts'
import { inviteServer, inviteServerStart } from './invite-server.ts'
import type { Machine, ServerEffect, ServerEvent } from './machine.ts'
import { requestServer, requestServerStart } from './request-server.ts'
import { createTimers } from './timers.ts'

/** A request that came in, and the way to answer it. */
export interface ServerTransaction {
  readonly request: SipRequest
  /** The flow that the request came by. */
  readonly flow: Flow
  /** Provisional, then one final answer. `by` overrides the flow, when the peer has moved to another. */
  respond(response: ResponseText, by?: Flow): void
  /** A final answer was given. */
  isAnswered(): boolean
}

/** The layer's own view of a server transaction. */
export interface ServerDriver extends ServerTransaction {
  receiveAgain(): void
  receiveAck(ack: SipRequest, flow: Flow): void
  stop(): void
}

export interface ServerContext {
  clock: Clock
  replyBy(flow: Flow, request: SipRequest): Flow
  transmit(flow: Flow, bytes: Buffer): boolean
  countRetransmission(): void
  onAck(ack: SipRequest, flow: Flow): void
  onEnd(): void
}

/** A server transaction of the kind that the method asks for. */
export function createServerTransaction(
  request: SipRequest,
  flow: Flow,
  context: ServerContext,
): ServerDriver {
  return request.method === 'INVITE'
    ? drive(inviteServer, inviteServerStart, request, flow, context)
    : drive(requestServer, requestServerStart, request, flow, context)
}

function drive<State extends { name: string }, Timer extends string>(
  machine: Machine<State, ServerEvent<Timer>, ServerEffect<Timer>>,
  start: State,
  request: SipRequest,
  flow: Flow,
  context: ServerContext,
): ServerDriver {
  const reliable = isReliable(flow)
  let state = start
  let answered = false
  let last: { bytes: Buffer; by: Flow } | null = null
  let ack: { request: SipRequest; flow: Flow } | null = null
  const timers = createTimers<Timer>(context.clock, (timer) => step({ type: 'timer', timer }))

  const step = (event: ServerEvent<Timer>): void => {
    const next = machine(state, event, reliable)
    state = next.state
    for (const effect of next.effects) apply(effect)
  }

  const apply = (effect: ServerEffect<Timer>): void => {
    switch (effect.do) {
      case 'send':
      case 'send-again':
        if (last === null) return
        if (effect.do === 'send-again') context.countRetransmission()
        context.transmit(last.by, last.bytes)
        return
      case 'start':
        return timers.start(effect.timer, effect.afterMs)
      case 'stop':
        return timers.stop(effect.timer)
      case 'tell-ack':
        if (ack !== null) context.onAck(ack.request, ack.flow)
        return
      case 'end':
        timers.stopAll()
        return context.onEnd()
      default:
        effect satisfies never
    }
  }

  return {
    request,
    flow,
    respond: (response, by) => {
      // After a final answer only the 2xx of an INVITE may be sent again (RFC 6026 §7.1).
      if (answered && state.name !== 'accepted') return
      answered ||= response.status >= 200
      last = { bytes: serialiseMessage(response), by: by ?? context.replyBy(flow, request) }
      step({ type: 'respond', status: response.status })
    },
    isAnswered: () => answered,
    receiveAgain: () => step({ type: 'request-again' }),
    receiveAck: (ackRequest, ackFlow) => {
      ack = { request: ackRequest, flow: ackFlow }
      step({ type: 'ack' })
    },
    stop: () => timers.stopAll(),
  }
}
