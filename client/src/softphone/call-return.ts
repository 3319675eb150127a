import type { CallId, LiveCall, PersonId } from '@hearthline/shared'
import type { PhoneCall } from './phone-machine.ts'
import { phoneStore } from './phone-store.ts'
import { createRejoin, isLost, needsRejoin, partyOfCall, type RejoinPorts } from './rejoin.ts'

export interface CallReturnPorts extends Omit<RejoinPorts, 'parkedUntilMs'> {
  personId: PersonId
  /** A server's time by this browser's clock. */
  browserMs: (serverMs: number) => number
  /** Which call the agent has muted, over a reload of this tab. */
  muteMemory: { read: () => CallId | null; write: (callId: CallId | null) => void }
}

/** Sees to it that the voice of the own call is in this phone while the call runs. */
export function createCallReturn(ports: CallReturnPorts): {
  /** Control has told anew which own call runs. */
  told: (call: LiveCall | null) => void
  /** Something has changed that it depends on. */
  look: () => void
  /** The agent hung up: nothing is got back that they have left. */
  left: (callId: CallId) => void
  /** A session of the call that is shown has ended. */
  ended: (call: PhoneCall) => void
  /** By the agent's own press, whatever was before. */
  pullBack: () => void
  ask: (callId: CallId, again: boolean) => void
  dispose: () => void
} {
  let own: LiveCall | null = null
  let leftId: CallId | null = null
  let parkedSinceMs: number | null = null
  let disposed = false

  const rejoin = createRejoin({
    ...ports,
    parkedUntilMs: (callId) =>
      own?.callId === callId && own.parkedUntil !== null ? ports.browserMs(own.parkedUntil) : null,
  })
  const start = (call: LiveCall): void =>
    ports.dispatch({
      type: 'rejoin',
      party: partyOfCall(call),
      talkSinceMs: call.answeredAt === null ? ports.now() : ports.browserMs(call.answeredAt),
      muted: ports.muteMemory.read() === call.callId,
    })
  const look = (): void => {
    const { phone, owner, draining } = phoneStore.getState()
    if (disposed || draining || own === null) return
    const registered = phone.line === 'registered'
    const parkedHere = phone.call.type === 'connected' && own.parkedUntil !== null && registered
    parkedSinceMs = parkedHere ? (parkedSinceMs ?? ports.now()) : null
    const needed = needsRejoin({
      call: phone.call,
      own,
      registered,
      here: owner.type === 'here' && own.agentId === ports.personId,
      leftId,
      parkedMs: parkedSinceMs === null ? 0 : ports.now() - parkedSinceMs,
    })
    if (needed) start(own)
  }
  return {
    told: (call) => {
      own = call
      if (call === null) leftId = null
      look()
    },
    look,
    left: (callId) => {
      leftId = callId
    },
    ended: (call) => {
      if (call.type === 'ended' && call.party !== null && !isLost(call.reason)) leftId = call.party.callId
      look()
    },
    pullBack: () => {
      leftId = null
      if (own?.phase === 'connected') start(own)
    },
    ask: rejoin.ask,
    dispose: () => {
      disposed = true
      rejoin.dispose()
    },
  }
}
