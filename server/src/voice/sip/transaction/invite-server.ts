import { lifetimeMs, t1Ms, t2Ms, t4Ms } from './timing.ts'
import type { ServerEffect, ServerEvent, Step } from './machine.ts'

/** The INVITE server transaction: RFC 3261 §17.2.1 as amended by RFC 6026 §7.1 (state Accepted, timer L). */
export type InviteServerState =
  | { name: 'proceeding' }
  | { name: 'completed'; retransmitMs: number }
  | { name: 'confirmed' }
  | { name: 'accepted' }
  | { name: 'terminated' }

type InviteServerTimer = 'G' | 'H' | 'I' | 'L'
export type InviteServerEvent = ServerEvent<InviteServerTimer>
type InviteServerEffect = ServerEffect<InviteServerTimer>
type InviteServerStep = Step<InviteServerState, InviteServerEffect>

export const inviteServerStart: InviteServerState = { name: 'proceeding' }

export function inviteServer(
  state: InviteServerState,
  event: InviteServerEvent,
  reliable: boolean,
): InviteServerStep {
  switch (state.name) {
    case 'proceeding':
      return proceeding(state, event, reliable)
    case 'completed':
      return completed(state, event, reliable)
    case 'accepted':
      return accepted(state, event)
    case 'confirmed':
      if (event.type === 'timer' && event.timer === 'I') return terminated
      return { state, effects: [] }
    case 'terminated':
      return { state, effects: [] }
    default:
      return state satisfies never
  }
}

const terminated: InviteServerStep = { state: { name: 'terminated' }, effects: [{ do: 'end' }] }

function proceeding(state: InviteServerState, event: InviteServerEvent, reliable: boolean): InviteServerStep {
  if (event.type === 'request-again') return { state, effects: [{ do: 'send-again' }] }
  if (event.type !== 'respond') return { state, effects: [] }
  if (event.status < 200) return { state, effects: [{ do: 'send' }] }
  if (event.status < 300) {
    return {
      state: { name: 'accepted' },
      effects: [{ do: 'send' }, { do: 'start', timer: 'L', afterMs: lifetimeMs }],
    }
  }
  const effects: InviteServerEffect[] = [{ do: 'send' }, { do: 'start', timer: 'H', afterMs: lifetimeMs }]
  if (!reliable) effects.push({ do: 'start', timer: 'G', afterMs: t1Ms })
  return { state: { name: 'completed', retransmitMs: t1Ms }, effects }
}

function completed(
  state: { name: 'completed'; retransmitMs: number },
  event: InviteServerEvent,
  reliable: boolean,
): InviteServerStep {
  if (event.type === 'request-again') return { state, effects: [{ do: 'send-again' }] }
  if (event.type === 'ack') {
    const effects: InviteServerEffect[] = [
      { do: 'stop', timer: 'G' },
      { do: 'stop', timer: 'H' },
    ]
    if (reliable) return { state: { name: 'terminated' }, effects: [...effects, { do: 'end' }] }
    return {
      state: { name: 'confirmed' },
      effects: [...effects, { do: 'start', timer: 'I', afterMs: t4Ms }],
    }
  }
  if (event.type === 'timer' && event.timer === 'G') {
    const retransmitMs = Math.min(state.retransmitMs * 2, t2Ms)
    return {
      state: { name: 'completed', retransmitMs },
      effects: [{ do: 'send-again' }, { do: 'start', timer: 'G', afterMs: retransmitMs }],
    }
  }
  if (event.type === 'timer' && event.timer === 'H') {
    return {
      state: { name: 'terminated' },
      // Nobody waits for the ACK of a refusal.
      effects: [{ do: 'stop', timer: 'G' }, { do: 'end' }],
    }
  }
  return { state, effects: [] }
}

function accepted(state: InviteServerState, event: InviteServerEvent): InviteServerStep {
  if (event.type === 'ack') return { state, effects: [{ do: 'tell-ack' }] }
  // RFC 6026 §7.1: the user retransmits its 2xx through here; retransmitted INVITEs are absorbed.
  if (event.type === 'respond' && event.status >= 200 && event.status < 300) {
    return { state, effects: [{ do: 'send' }] }
  }
  if (event.type === 'timer' && event.timer === 'L') return terminated
  return { state, effects: [] }
}
