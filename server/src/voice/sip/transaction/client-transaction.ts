import type { Clock } from '../../../ports.ts'
import { buildFailureAck } from '../message/build.ts'
import type { RequestText, SipResponse } from '../message/message.ts'
import { serialiseMessage } from '../message/serialise.ts'
import { type Flow, isReliable } from '../transport/flow.ts'
import { inviteClient, inviteClientStart } from './invite-client.ts'
import type { ClientEffect, ClientEvent, Machine } from './machine.ts'
import { requestClient, requestClientStart } from './request-client.ts'
import { createTimers } from './timers.ts'

/** What comes of a request of ours. Never called before the request was handed over. */
export interface ClientHandlers {
  /** Provisional answers above and with 100, final ones, and each retransmitted 2xx of an INVITE. */
  onResponse(response: SipResponse): void
  /** Timer B or F. */
  onTimeout(): void
  onTransportFailed(): void
}

/** A request of ours that waits for its answer. */
export interface ClientTransaction {
  readonly request: RequestText
  readonly flow: Flow
}

export interface ClientDriver extends ClientTransaction {
  start(): void
  receive(response: SipResponse): void
  transportFailed(): void
  stop(): void
}

export interface ClientContext {
  clock: Clock
  transmit(flow: Flow, bytes: Buffer): boolean
  countRetransmission(): void
  onEnd(): void
}

/** A client transaction of the kind that the method asks for; `start` sends. */
export function createClientTransaction(
  request: RequestText,
  flow: Flow,
  handlers: ClientHandlers,
  context: ClientContext,
): ClientDriver {
  return request.method === 'INVITE'
    ? drive(inviteClient, inviteClientStart, request, flow, handlers, context)
    : drive(requestClient, requestClientStart, request, flow, handlers, context)
}

function drive<State, Timer extends string>(
  machine: Machine<State, ClientEvent<Timer>, ClientEffect<Timer>>,
  initial: State,
  request: RequestText,
  flow: Flow,
  handlers: ClientHandlers,
  context: ClientContext,
): ClientDriver {
  const reliable = isReliable(flow)
  const bytes = serialiseMessage(request)
  let state = initial
  let sent = false
  let response: SipResponse | null = null
  const timers = createTimers<Timer>(context.clock, (timer) => step({ type: 'timer', timer }))

  const step = (event: ClientEvent<Timer>): void => {
    const next = machine(state, event, reliable)
    state = next.state
    for (const effect of next.effects) apply(effect)
  }

  const apply = (effect: ClientEffect<Timer>): void => {
    switch (effect.do) {
      case 'send':
        if (sent) context.countRetransmission()
        sent = true
        // Not at once: whoever sends is still in the middle of its own step.
        if (!context.transmit(flow, bytes)) {
          context.clock.setTimer(0, () => step({ type: 'transport-failed' }))
        }
        return
      case 'send-ack':
        if (response !== null) context.transmit(flow, serialiseMessage(buildFailureAck(request, response)))
        return
      case 'start':
        return timers.start(effect.timer, effect.afterMs)
      case 'stop':
        return timers.stop(effect.timer)
      case 'tell-response':
        if (response !== null) handlers.onResponse(response)
        return
      case 'tell-timeout':
        return handlers.onTimeout()
      case 'tell-transport-failed':
        return handlers.onTransportFailed()
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
    start: () => step({ type: 'start' }),
    receive: (received) => {
      response = received
      step({ type: 'response', status: received.status })
    },
    transportFailed: () => step({ type: 'transport-failed' }),
    stop: () => timers.stopAll(),
  }
}
