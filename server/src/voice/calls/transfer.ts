import type { LegId } from '@hearthline/shared'
import { lineNews } from './agent-line.ts'
import { settleAnchoring } from './anchoring.ts'
import type { Consulting, ConsultSeat } from './aside-state.ts'
import type { Connected, Effect, Outside, TimerName, Transition } from './call-state.ts'
import { moved } from './call-state.ts'
import { consultOf, consultSeatOf } from './consult-news.ts'
import { controlsChanged, noControls } from './controls-news.ts'
import type { Controlled } from './controls-news.ts'
import { journal } from './journal-effect.ts'
import { outsideSeats } from './outside.ts'
import { withdrawReturn } from './rejoin.ts'
import { recordAgain } from './recording-pause.ts'
import { consultLegOf, isRecording, isSupervised, reseat, sidesNow } from './seating.ts'
import { supervisorCut } from './supervisors.ts'

/** How a leg is told that the call is somebody else's now (TERM-3). */
const transferred = { kind: 'transferred', status: 480 } as const

/**
 * CTL-11: the consult party takes the call. The customer hears it before the leaver's leg goes.
 * @param before how everybody sat until now; another state than `state` for a party that has only just answered.
 */
export function complete(state: Connected, before: Connected = state): Controlled {
  const consulting = consultOf(state)
  if (consulting?.step !== 'connected') return null
  const seat = consultSeatOf(consulting)
  if (seat !== null) return toAgent(state, before, consulting, seat)
  const legId = consultLegOf(consulting)
  return legId === null ? null : toOutside(state, before, consulting, legId)
}

/** CTL-10: in three-way the leaver's hang-up leaves the call to the other two. */
export function leaverGone(state: Connected): Transition | null {
  if (consultOf(state)?.speaking !== 'all') return null
  const given = complete(state)
  return given === null ? null : moved(given.state, given.effects)
}

function toAgent(
  state: Connected,
  before: Connected,
  consulting: Consulting,
  { personId, signInId, legId }: ConsultSeat,
): Controlled {
  const { callId } = state.call
  const next: Connected = settleAnchoring({
    ...state,
    agent: { personId, signInId, legId },
    takenOver: null,
    agentLine: { signalling: consulting.signalling, media: 'up' },
    unheard: { ...state.unheard, agent: false },
    parked: null,
    rejoining: null,
    aside: null,
    recordingPause: null,
  })
  // Who listens and now has the call does not listen any more.
  const cleared = supervisorCut(next, { personId })
  return {
    state: cleared.state,
    effects: [
      ...reseat(before, next),
      ...recordAgain(state),
      ...leaves(state),
      journal({
        type: 'call-transferred',
        callId,
        from: leaverOf(state),
        to: { type: 'agent', personId, signInId },
        blind: consulting.blind,
      }),
      controlsChanged(next),
      ...lineNews(state, next),
      ...cleared.effects,
    ],
  }
}

/** CTL-14: everybody of the house leaves with the agent, the leads who listen too. */
function toOutside(state: Connected, before: Connected, consulting: Consulting, legId: LegId): Controlled {
  const { callId, customerLegId } = state.call
  const customer = state.anchoring?.customer
  const next: Outside = {
    phase: 'outside',
    call: state.call,
    party: { legId, isMute: false, isSilent: false, moving: consulting.isMoving ? 'offering' : null },
    customer: {
      legId: customerLegId,
      isMute: state.unheard.customer,
      isSilent: state.customerSilent,
      moving: customer === undefined || customer === 'done' ? null : customer,
    },
    recording: state.recording,
  }
  const record = (agentSide: LegId[]): Effect[] =>
    isRecording(state)
      ? [
          {
            type: 'media',
            request: { type: 'set-recorded-sides', callId, agentSide, customerSide: [customerLegId] },
          },
        ]
      : []
  const number = consulting.route.kind === 'dial' ? consulting.route.number : ''
  return {
    state: next,
    effects: [
      ...record(sidesNow(before).agentSide.filter((each) => each === legId)),
      { type: 'hearing', situation: 'two-party', legs: outsideSeats(next) },
      ...record([legId]),
      ...recordAgain(state),
      ...(isSupervised(before)
        ? [{ type: 'media', request: { type: 'watch-levels', callId, everyMs: null } } as const]
        : []),
      ...leaves(state),
      ...state.supervisors.flatMap((each): Effect[] => [
        { type: 'line-end', legId: each.legId, cause: transferred },
        { type: 'media', request: { type: 'close-leg', callId, legId: each.legId } },
        ...(each.sinceMs === null
          ? []
          : [
              journal({
                type: 'leg-left',
                callId,
                legId: each.legId,
                role: 'supervisor',
                personId: each.personId,
              }),
            ]),
      ]),
      journal({
        type: 'call-transferred',
        callId,
        from: leaverOf(state),
        to: { type: 'outside', maskedNumber: consulting.target.maskedNumber ?? `••${number.slice(-2)}` },
        blind: consulting.blind,
      }),
      journal({ type: 'controls-changed', callId, controls: noControls }),
      ...agentTimers.map((timer): Effect => ({ type: 'disarm', timer })),
    ],
  }
}

const agentTimers = [
  'agent-line',
  'repair',
  'supervisor-lines',
  'park',
  'goodbye',
  'anchor',
] as const satisfies TimerName[]

const leaverOf = ({ agent: { personId, signInId } }: Connected) => ({ personId, signInId })

/** The leaver's leg, and that it has left. */
function leaves(state: Connected): Effect[] {
  const { takenOver } = state
  const { callId } = state.call
  const { legId, personId } = state.agent
  return [
    { type: 'line-end', legId, cause: transferred },
    { type: 'media', request: { type: 'close-leg', callId, legId } },
    journal({
      type: 'leg-left',
      callId,
      legId,
      role: takenOver === null ? 'agent' : 'supervisor',
      personId,
    }),
    ...withdrawReturn(state, transferred),
  ]
}
