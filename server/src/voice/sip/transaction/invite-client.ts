import { lifetimeMs, t1Ms } from './timing.ts'
import type { ClientEffect, ClientEvent, Step } from './machine.ts'

/** The INVITE client transaction: RFC 3261 §17.1.1 as amended by RFC 6026 §7.2 (state Accepted, timer M). */
export type InviteClientState =
  | { name: 'calling'; retransmitMs: number }
  | { name: 'proceeding' }
  | { name: 'completed' }
  | { name: 'accepted' }
  | { name: 'terminated' }

type InviteClientTimer = 'A' | 'B' | 'D' | 'M'
export type InviteClientEvent = ClientEvent<InviteClientTimer>
type InviteClientEffect = ClientEffect<InviteClientTimer>
type InviteClientStep = Step<InviteClientState, InviteClientEffect>

export const inviteClientStart: InviteClientState = { name: 'calling', retransmitMs: t1Ms }

export function inviteClient(
  state: InviteClientState,
  event: InviteClientEvent,
  reliable: boolean,
): InviteClientStep {
  switch (state.name) {
    case 'calling':
    case 'proceeding':
      return waiting(state, event, reliable)
    case 'completed':
      if (event.type === 'response' && event.status >= 300) return { state, effects: [{ do: 'send-ack' }] }
      if (event.type === 'timer' && event.timer === 'D') return terminated([])
      return { state, effects: [] }
    case 'accepted':
      if (event.type === 'response' && event.status >= 200 && event.status < 300) {
        return { state, effects: [{ do: 'tell-response' }] }
      }
      if (event.type === 'timer' && event.timer === 'M') return terminated([])
      return { state, effects: [] }
    case 'terminated':
      return { state, effects: [] }
    default:
      return state satisfies never
  }
}

function terminated(effects: InviteClientEffect[]): InviteClientStep {
  return { state: { name: 'terminated' }, effects: [...effects, { do: 'end' }] }
}

const stopBoth: InviteClientEffect[] = [
  { do: 'stop', timer: 'A' },
  { do: 'stop', timer: 'B' },
]

function waiting(
  state: { name: 'calling'; retransmitMs: number } | { name: 'proceeding' },
  event: InviteClientEvent,
  reliable: boolean,
): InviteClientStep {
  switch (event.type) {
    case 'start': {
      const effects: InviteClientEffect[] = [{ do: 'send' }, { do: 'start', timer: 'B', afterMs: lifetimeMs }]
      if (!reliable) effects.push({ do: 'start', timer: 'A', afterMs: t1Ms })
      return { state, effects }
    }
    case 'response':
      if (event.status < 200) {
        return { state: { name: 'proceeding' }, effects: [...stopBoth, { do: 'tell-response' }] }
      }
      if (event.status < 300) {
        return {
          state: { name: 'accepted' },
          effects: [...stopBoth, { do: 'start', timer: 'M', afterMs: lifetimeMs }, { do: 'tell-response' }],
        }
      }
      if (reliable) return terminated([...stopBoth, { do: 'send-ack' }, { do: 'tell-response' }])
      return {
        state: { name: 'completed' },
        effects: [
          ...stopBoth,
          { do: 'send-ack' },
          { do: 'start', timer: 'D', afterMs: lifetimeMs },
          { do: 'tell-response' },
        ],
      }
    case 'timer':
      if (state.name !== 'calling') return { state, effects: [] }
      if (event.timer === 'A') {
        const retransmitMs = state.retransmitMs * 2
        return {
          state: { name: 'calling', retransmitMs },
          effects: [{ do: 'send' }, { do: 'start', timer: 'A', afterMs: retransmitMs }],
        }
      }
      if (event.timer === 'B') return terminated([{ do: 'stop', timer: 'A' }, { do: 'tell-timeout' }])
      return { state, effects: [] }
    case 'transport-failed':
      return terminated([...stopBoth, { do: 'tell-transport-failed' }])
    default:
      return event satisfies never
  }
}
