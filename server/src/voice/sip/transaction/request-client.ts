import { lifetimeMs, t1Ms, t2Ms, t4Ms } from './timing.ts'
import type { ClientEffect, ClientEvent, Step } from './machine.ts'

/** The non-INVITE client transaction: RFC 3261 §17.1.2. */
export type RequestClientState =
  | { name: 'trying'; retransmitMs: number }
  | { name: 'proceeding' }
  | { name: 'completed' }
  | { name: 'terminated' }

type RequestClientTimer = 'E' | 'F' | 'K'
export type RequestClientEvent = ClientEvent<RequestClientTimer>
type RequestClientEffect = ClientEffect<RequestClientTimer>
type RequestClientStep = Step<RequestClientState, RequestClientEffect>

export const requestClientStart: RequestClientState = { name: 'trying', retransmitMs: t1Ms }

const stopBoth: RequestClientEffect[] = [
  { do: 'stop', timer: 'E' },
  { do: 'stop', timer: 'F' },
]

export function requestClient(
  state: RequestClientState,
  event: RequestClientEvent,
  reliable: boolean,
): RequestClientStep {
  switch (state.name) {
    case 'trying':
    case 'proceeding':
      return waiting(state, event, reliable)
    case 'completed':
      if (event.type === 'timer' && event.timer === 'K') return terminated([])
      return { state, effects: [] }
    case 'terminated':
      return { state, effects: [] }
    default:
      return state satisfies never
  }
}

function terminated(effects: RequestClientEffect[]): RequestClientStep {
  return { state: { name: 'terminated' }, effects: [...effects, { do: 'end' }] }
}

function waiting(
  state: { name: 'trying'; retransmitMs: number } | { name: 'proceeding' },
  event: RequestClientEvent,
  reliable: boolean,
): RequestClientStep {
  switch (event.type) {
    case 'start': {
      const effects: RequestClientEffect[] = [
        { do: 'send' },
        { do: 'start', timer: 'F', afterMs: lifetimeMs },
      ]
      if (!reliable) effects.push({ do: 'start', timer: 'E', afterMs: t1Ms })
      return { state, effects }
    }
    case 'response':
      if (event.status < 200) return { state: { name: 'proceeding' }, effects: [{ do: 'tell-response' }] }
      if (reliable) return terminated([...stopBoth, { do: 'tell-response' }])
      return {
        state: { name: 'completed' },
        effects: [...stopBoth, { do: 'start', timer: 'K', afterMs: t4Ms }, { do: 'tell-response' }],
      }
    case 'timer':
      if (event.timer === 'E') {
        // In Proceeding the interval is T2 at once (§17.1.2.2).
        const next = state.name === 'proceeding' ? t2Ms : Math.min(state.retransmitMs * 2, t2Ms)
        return {
          state: state.name === 'proceeding' ? state : { name: 'trying', retransmitMs: next },
          effects: [{ do: 'send' }, { do: 'start', timer: 'E', afterMs: next }],
        }
      }
      if (event.timer === 'F') return terminated([{ do: 'stop', timer: 'E' }, { do: 'tell-timeout' }])
      return { state, effects: [] }
    case 'transport-failed':
      return terminated([...stopBoth, { do: 'tell-transport-failed' }])
    default:
      return event satisfies never
  }
}
