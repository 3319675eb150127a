import { ok, refuse } from '@hearthline/shared'
import type {
  CallControls,
  CallId,
  ConsultTarget,
  CustomerId,
  PersonId,
  Problem,
  Result,
  SignInId,
  TeamId,
} from '@hearthline/shared'
import type { VoiceCommand } from '../../protocol/voice-link.ts'
import type { Dialling } from '../dialling/index.ts'
import type { Audit, Clock } from '../ports.ts'
import { callNotFound, customerRef } from './call-reads.ts'
import { noControls, speaksIn, type CallState } from './call-state.ts'
import type { CallStore, CustomerStore, Directory, VoiceNodes } from './ports.ts'
import type { Reservations } from './reservations.ts'
import type { TransferTargets } from './transfer-targets.ts'

/** How long a phone outside may ring, and each agent who is rung. */
const dialTimeoutMs = 30_000
const ringTimeoutMs = 20_000

interface Asker {
  personId: PersonId
  signInId: SignInId
  /** Normalised. */
  address: string
}
type Wanted =
  | { type: 'agent'; personId: PersonId }
  | { type: 'team'; teamId: TeamId }
  | { type: 'number'; text: string }
  | { type: 'customer'; customerId: CustomerId }
type Consulting = Extract<VoiceCommand, { type: 'consult' }>

/** Calls somebody beside a call that the asker speaks in, to ask them or to give them the call (RECORD-15). */
export interface ConsultDesk {
  /**
   * Answered once the voice node has begun. Refusals: `call-not-found`, `call-ended`, `not-in-this-state`,
   * `consult-running`, `not-found`, `target-unavailable`, those of dialling, `voice-unavailable`.
   */
  consult(asker: Asker, callId: CallId, to: Wanted, blind: boolean): Promise<Result<CallControls>>
}

export function createConsultDesk(deps: {
  calls: Pick<CallStore, 'find'>
  customers: CustomerStore
  directory: Pick<Directory, 'displayName'>
  targets: Pick<TransferTargets, 'agent' | 'team'>
  reservations: Reservations
  dialling: Dialling
  voice: Pick<VoiceNodes, 'linked' | 'ask'>
  audit: Audit
  clock: Clock
}): ConsultDesk {
  const { calls, customers, directory, targets, reservations, dialling, voice, audit, clock } = deps

  const ownCall = ({ personId }: Asker, callId: CallId): Result<CallState> => {
    const call = calls.find(callId)
    if (call === null || !speaksIn(call, personId)) return refuse(callNotFound)
    if (call.phase === 'ended') return refuse({ code: 'call-ended', detail: 'The call is over.' })
    if (call.phase !== 'connected')
      return refuse({ code: 'not-in-this-state', detail: 'Nobody has answered yet.' })
    return call.controls?.consult == null
      ? ok(call)
      : refuse({ code: 'consult-running', detail: 'One consult call at a time.' })
  }

  const dialled = (
    asker: Asker,
    to: Extract<Wanted, { type: 'number' | 'customer' }>,
  ): Result<Pick<Consulting, 'to' | 'shown'>> => {
    const known = to.type === 'customer' ? customers.find(to.customerId) : null
    if (to.type === 'customer' && known?.number == null)
      return refuse({ code: 'not-found', detail: 'There is no such customer.' })
    const plan = dialling.plan(asker, to.type === 'number' ? to.text : (known?.number ?? ''), 'consult')
    if (!plan.ok) return plan
    const { number, routes } = plan.value
    const customer = known ?? customers.findByNumber(number)
    const { displayName, maskedNumber } = customerRef({
      customerId: customer?.customerId ?? null,
      displayName: customer?.displayName ?? null,
      number,
    })
    return ok({
      to: { type: 'dial', number, routes },
      shown: { kind: to.type, displayName, maskedNumber },
    })
  }

  /** Whom that is, as things stand this moment; an agent who is free is held for this call. */
  const resolve = (asker: Asker, call: CallState, to: Wanted): Result<Pick<Consulting, 'to' | 'shown'>> => {
    switch (to.type) {
      case 'agent': {
        const found = targets.agent(to.personId)
        if (!found.ok || to.personId === asker.personId) return found.ok ? refuse(notThere) : found
        if (found.value === null) return refuse(notFree)
        reservations.hold(to.personId, call.callId)
        return ok({
          to: rung(call, [found.value]),
          shown: named('agent', directory.displayName(to.personId)),
        })
      }
      case 'team': {
        const found = targets.team(to.teamId, asker.personId)
        if (!found.ok) return found
        const { name, free } = found.value
        const [first] = free
        if (first === undefined) return refuse(notFree)
        reservations.hold(first.personId, call.callId)
        return ok({ to: rung(call, free), shown: named('team', name) })
      }
      case 'number':
      case 'customer':
        return dialled(asker, to)
      default:
        return to satisfies never
    }
  }

  return {
    consult: async (asker, callId, to, blind) => {
      const found = ownCall(asker, callId)
      if (!found.ok) return found
      if (!voice.linked()) return refuse({ code: 'voice-unavailable', detail: 'No voice node is linked.' })
      const resolved = resolve(asker, found.value, to)
      if (!resolved.ok) return resolved
      const { personId, address } = asker
      const { shown } = resolved.value
      const step = { action: 'calls.consult', actorId: personId, subjectId: callId, address }
      const answer = await voice.ask({
        type: 'consult',
        callId,
        personId,
        blind,
        ...resolved.value,
        ringTimeoutMs: resolved.value.to.type === 'ring' ? ringTimeoutMs : dialTimeoutMs,
      })
      if (!answer.ok) {
        if (resolved.value.to.type === 'ring')
          for (const agent of resolved.value.to.agents)
            if (reservations.of(agent.personId) === callId) reservations.release(agent.personId)
        audit.append({ ...step, outcome: 'refused', reason: answer.problem.code })
        return answer
      }
      audit.append({ ...step, outcome: 'done', reason: blind ? `blind-${shown.kind}` : shown.kind })
      const controls = calls.find(callId)?.controls ?? noControls
      // The node's own word may still be on its way; what it has taken on begins like this.
      return ok({
        ...controls,
        consult: controls.consult ?? {
          target: shown,
          phase: 'calling',
          since: clock.nowMs(),
          blind,
          speaking: 'consult',
        },
      })
    },
  }
}

/** These agents, one after another; their phones show the customer. */
const rung = (call: CallState, agents: readonly { personId: PersonId; signInId: SignInId }[]) => {
  const { displayName: name, maskedNumber } = customerRef(call.customer)
  return { type: 'ring' as const, agents: [...agents], display: { name, maskedNumber } }
}

const named = (kind: 'agent' | 'team', displayName: string | null): ConsultTarget => ({
  kind,
  displayName,
  maskedNumber: null,
})
const notFree: Problem = { code: 'target-unavailable', detail: 'Nobody there can take a call now.' }
const notThere: Problem = { code: 'not-found', detail: 'There is no such agent or team.' }
