import { lifetimeMs } from './timing.ts'
import type { ServerEffect, ServerEvent, Step } from './machine.ts'

/** The non-INVITE server transaction: RFC 3261 §17.2.2. */
export type RequestServerState =
  | { name: 'trying' }
  | { name: 'proceeding' }
  | { name: 'completed' }
  | { name: 'terminated' }

type RequestServerTimer = 'J'
export type RequestServerEvent = ServerEvent<RequestServerTimer>
type RequestServerEffect = ServerEffect<RequestServerTimer>
type RequestServerStep = Step<RequestServerState, RequestServerEffect>

export const requestServerStart: RequestServerState = { name: 'trying' }

export function requestServer(
  state: RequestServerState,
  event: RequestServerEvent,
  reliable: boolean,
): RequestServerStep {
  switch (state.name) {
    case 'trying':
    case 'proceeding':
      if (event.type === 'request-again') {
        return { state, effects: state.name === 'proceeding' ? [{ do: 'send-again' }] : [] }
      }
      if (event.type !== 'respond') return { state, effects: [] }
      if (event.status < 200) return { state: { name: 'proceeding' }, effects: [{ do: 'send' }] }
      // Timer J is zero over a reliable transport.
      if (reliable) return { state: { name: 'terminated' }, effects: [{ do: 'send' }, { do: 'end' }] }
      return {
        state: { name: 'completed' },
        effects: [{ do: 'send' }, { do: 'start', timer: 'J', afterMs: lifetimeMs }],
      }
    case 'completed':
      if (event.type === 'request-again') return { state, effects: [{ do: 'send-again' }] }
      if (event.type === 'timer') return { state: { name: 'terminated' }, effects: [{ do: 'end' }] }
      return { state, effects: [] }
    case 'terminated':
      return { state, effects: [] }
    default:
      return state satisfies never
  }
}
