import type { CallId, LiveCall, Problem, Result } from '@hearthline/shared'
import type { EndReason } from './end-reason.ts'
import type { Party, PhoneCall, PhoneEvent } from './phone-machine.ts'

/** What is known when it is asked whether a running call needs this phone. */
export interface RejoinSight {
  call: PhoneCall
  own: LiveCall | null
  registered: boolean
  /** The phone is in this tab and on this device, and the call is this agent's: not one they were asked into. */
  here: boolean
  /** The call that this agent has left by their own hand; control may not know it yet. */
  leftId: CallId | null
  /** For how long the call was parked though our leg and our line stand here. */
  parkedMs: number
}

/** Our leg stands here and yet the customer waits: the voice node has given it up. Mending the path comes first. */
const parkedWithLegMs = 2_000

/** Whether the voice of the own call is to be got back now. */
export function needsRejoin({ call, own, registered, here, leftId, parkedMs }: RejoinSight): boolean {
  if (own === null || own.phase !== 'connected' || own.takenOverBy !== null || !registered || !here)
    return false
  switch (call.type) {
    case 'idle':
      return own.callId !== leftId
    case 'ended':
      return call.party?.callId === own.callId ? isLost(call.reason) : own.callId !== leftId
    case 'connected':
      return call.party.callId === own.callId && own.parkedUntil !== null && parkedMs >= parkedWithLegMs
    case 'placing':
    case 'connecting':
    case 'ringing':
    case 'early-media':
    case 'incoming':
    case 'answering':
    case 'rejoining':
    case 'ending':
      return false
    default:
      return call satisfies never
  }
}

/** Ends that only this browser saw: the call itself may go on without us. */
export function isLost(reason: EndReason): boolean {
  if (reason.type === 'termination') return reason.kind === 'agent-line-lost'
  return (
    reason.type === 'phone' &&
    (reason.failure === 'audio-path' || reason.failure === 'line-lost' || reason.failure === 'line-timeout')
  )
}

export const partyOfCall = (own: LiveCall): Party => ({
  callId: own.callId,
  direction: own.direction,
  customer: own.customer,
})

export interface RejoinPorts {
  now: () => number
  askTicket: (callId: CallId) => Promise<Result<{ ticket: string }>>
  registered: () => boolean
  microphone: () => Promise<MediaStream | null>
  microphoneReason: () => EndReason
  /** Until when it is worth trying, browser clock; null while control has not said. */
  parkedUntilMs: (callId: CallId) => number | null
  dispatch: (event: PhoneEvent) => void
}

const retryMs = 400
/** The longest that a customer waits (docs/spec/calls.md), when nobody has said until when. */
const givenUpMs = 35_000

const isOver = ({ code }: Problem): boolean =>
  code === 'call-ended' || code === 'call-not-found' || code === 'not-allowed'

/** Asks for a ticket and tries again until the call is over or nobody waits any more. */
export function createRejoin(ports: RejoinPorts): {
  ask: (callId: CallId, again: boolean) => void
  dispose: () => void
} {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: { callId: CallId; untilMs: number } | null = null
  let disposed = false

  const over = (callId: CallId, reason: EndReason): void => {
    asking = null
    ports.dispatch({ type: 'rejoin-over', callId, reason })
  }
  const later = (callId: CallId): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void attempt(callId), retryMs)
  }
  const attempt = async (callId: CallId): Promise<void> => {
    if (disposed || asking?.callId !== callId) return
    if (ports.now() > (ports.parkedUntilMs(callId) ?? asking.untilMs)) {
      over(callId, { type: 'phone', failure: 'not-rejoined' })
      return
    }
    if (!ports.registered()) {
      later(callId)
      return
    }
    if ((await ports.microphone()) === null) {
      if (asking?.callId === callId) over(callId, ports.microphoneReason())
      return
    }
    const answered = await ports.askTicket(callId)
    if (disposed || asking?.callId !== callId) return
    if (answered.ok) ports.dispatch({ type: 'rejoin-ticket', callId, ticket: answered.value.ticket })
    else if (isOver(answered.problem)) over(callId, { type: 'problem', code: answered.problem.code })
    else later(callId)
  }

  return {
    ask: (callId, again) => {
      if (asking?.callId !== callId || !again) asking = { callId, untilMs: ports.now() + givenUpMs }
      if (again) later(callId)
      else void attempt(callId)
    },
    dispose: () => {
      disposed = true
      clearTimeout(timer)
    },
  }
}
