import type { CallControl } from '@hearthline/shared'
import type { TrunkRoute } from '../../../protocol/ticket.ts'
import type { ConsultRoute, Consulting } from '../aside-state.ts'
import type { CallEvent, Connected } from '../call-state.ts'
import {
  connectedState,
  legs,
  otherSeated,
  people,
  seated,
  takenOverState,
  trunkRoutes,
} from './call-table.ts'

/** Calls on hold, with a consult party, with a paused recording, and what their phones ask for. */

export const target = { kind: 'agent', displayName: 'Jonas Brandt', maskedNumber: null } as const
export const display = { name: 'Ada Castellanos', maskedNumber: '+1 202 555 ••47' }
const [first, second] = trunkRoutes
if (first === undefined || second === undefined) throw new Error('two trunks are needed')
const consultRoutes: readonly TrunkRoute[] = [first, second]

/** One agent, and another to try after them. */
export const ringRoute: ConsultRoute = {
  kind: 'ring',
  agents: [
    { ...people.next, legId: legs.consult },
    { ...people.otherLead, legId: legs.nextConsult },
  ],
  display,
}
export const lastRing: ConsultRoute = {
  kind: 'ring',
  agents: [{ ...people.next, legId: legs.consult }],
  display,
}
export const dialRoute: ConsultRoute = {
  kind: 'dial',
  legId: legs.consult,
  number: '+12025550188',
  routes: consultRoutes,
}

export const consult = (step: Consulting['step'], changes: Partial<Consulting> = {}): Consulting => ({
  kind: 'consult',
  target,
  route: lastRing,
  blind: false,
  ringTimeoutMs: 20_000,
  sinceMs: 4_000,
  step,
  offerSdp: step === 'preparing' ? '' : 'our offer',
  speaking: 'consult',
  signalling: 'up',
  isMoving: false,
  ...changes,
})

export const consulting = (
  step: Consulting['step'],
  changes: Partial<Consulting> = {},
  state: Partial<Connected> = {},
): Connected => ({ ...connectedState, ...state, aside: consult(step, changes) })

export const held: Connected = { ...connectedState, aside: { kind: 'hold', sinceMs: 3_000 } }
export const paused: Connected = {
  ...connectedState,
  recordingPause: { sinceMs: 3_000, untilMs: 123_000, reason: 'card-number' },
}
export const dialled = { route: dialRoute, target: { ...target, kind: 'number' } } as const

/** One of each thing that a call may be in besides two-party talk. */
export const controlStates: Connected[] = [
  held,
  paused,
  { ...held, supervisors: [seated('barge'), otherSeated()] },
  consulting('preparing'),
  consulting('calling', { route: ringRoute }),
  consulting('ringing', dialled),
  consulting('early-media', dialled),
  consulting('joining', { blind: true }),
  consulting('joining', { ...dialled, blind: true }),
  consulting('connected'),
  consulting('connected', { ...dialled, speaking: 'customer' }),
  consulting('connected', { speaking: 'all' }, { supervisors: [seated('whisper'), otherSeated()] }),
  consulting('connected', { ...dialled, speaking: 'all' }, { supervisors: [seated('listen')] }),
  { ...takenOverState, aside: consult('connected', { speaking: 'all' }) },
  { ...takenOverState, aside: { kind: 'hold', sinceMs: 3_000 } },
]

export const controls: CallControl[] = [
  { type: 'hold' },
  { type: 'resume' },
  { type: 'swap' },
  { type: 'join' },
  { type: 'complete' },
  { type: 'leave-consult' },
  { type: 'pause-recording', reason: 'health' },
  { type: 'resume-recording' },
]

export const pressed = (
  control: CallControl,
  legId: (typeof legs)[keyof typeof legs] = legs.agent,
): CallEvent => ({ type: 'line-control', controlId: 7, control, legId, atMs: 8_000 })

export const asked = (
  route: ConsultRoute = lastRing,
  changes: Partial<Extract<CallEvent, { type: 'consult-asked' }>> = {},
): CallEvent => ({
  type: 'consult-asked',
  personId: people.agent.personId,
  blind: false,
  target,
  route,
  ringTimeoutMs: 20_000,
  atMs: 4_000,
  ...changes,
})

/** What phones, control and time ask of such calls. */
export const controlEvents: CallEvent[] = [
  ...controls.flatMap((control) => Object.values(legs).map((legId) => pressed(control, legId))),
  ...Object.values(legs).map((legId): CallEvent => ({ type: 'digit', legId, digit: '5' })),
  asked(lastRing),
  asked(dialRoute, { blind: true }),
  asked(lastRing, { personId: people.lead.personId }),
  { type: 'agent-dropped', signInId: people.next.signInId },
]
