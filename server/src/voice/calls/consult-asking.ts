import type { LegId, ProblemCode } from '@hearthline/shared'
import type { VoiceCommand } from '../../protocol/voice-link.ts'
import type { CustomerLines } from '../ports.ts'
import type { ConsultRoute } from './aside-state.ts'
import type { CallEvent, CallState, Refusal } from './call-state.ts'
import { consultOf, consultSeatOf } from './consult-news.ts'

export type ConsultCommand = Extract<VoiceCommand, { type: 'consult' }>

/** How `consult` is refused towards control. `no-trunk`: none of its routes can carry a call now. */
export type ConsultProblem = Extract<
  ProblemCode,
  'call-not-found' | 'call-ended' | 'consult-running' | 'not-in-this-state' | 'no-trunk'
>

/** The command as an event of its call, with fresh legs; null where no trunk could carry it. */
export function consultEvent(
  command: ConsultCommand,
  deps: { customerLines: CustomerLines; newLegId: () => LegId; atMs: number },
): CallEvent | null {
  const { personId, blind, shown, ringTimeoutMs } = command
  const route = routeOf(command, deps)
  if (route === null) return null
  return {
    type: 'consult-asked',
    personId,
    blind,
    target: shown,
    route,
    ringTimeoutMs,
    atMs: deps.atMs,
  }
}

function routeOf(
  { to, personId }: ConsultCommand,
  { customerLines, newLegId }: { customerLines: CustomerLines; newLegId: () => LegId },
): ConsultRoute | null {
  if (to.type === 'ring')
    return {
      kind: 'ring',
      // Nobody is rung by themselves.
      agents: to.agents
        .filter((each) => each.personId !== personId)
        .map((each) => ({ ...each, legId: newLegId() })),
      display: to.display,
    }
  const routes = customerLines.orderByHealth(to.routes)
  return routes.length === 0 ? null : { kind: 'dial', legId: newLegId(), number: to.number, routes }
}

/** What a refusal of the call machine means to whoever asked for a consult call; null where it began. */
export function consultProblem(refusal: Refusal | null): ConsultProblem | null {
  switch (refusal) {
    case null:
      return null
    case 'consult-running':
      return refusal
    case 'after-the-end':
      return 'call-ended'
    case 'not-in-this-state':
    case 'not-in-this-phase':
    case 'unknown-leg':
    case 'no-change':
    case 'not-listening':
    case 'supervisor-speaking':
    case 'taken-over':
      return 'not-in-this-state'
    default:
      return refusal satisfies never
  }
}

/** CTL-12: who is rung, or waits to be rung, is out at once; who talks only where running calls end. */
export function losesConsult(state: CallState, signInId: string, calls: 'end' | 'drain'): boolean {
  const consulting = state.phase === 'connected' ? consultOf(state) : null
  if (consulting?.route.kind !== 'ring') return false
  const isTalking = consulting.step === 'connected' && consultSeatOf(consulting)?.signInId === signInId
  return consulting.route.agents.some((each) => each.signInId === signInId) && (calls === 'end' || !isTalking)
}
