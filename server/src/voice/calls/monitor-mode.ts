import type { LegId } from '@hearthline/shared'
import type { LineCause } from '../ports.ts'
import { isUp, lineNews } from './agent-line.ts'
import type { CallEvent, Connected, Effect, Supervisor, Transition } from './call-state.ts'
import { moved, refused } from './call-state.ts'
import { endAside, isThreeWay } from './consult.ts'
import { journal } from './ending.ts'
import { settleAnchoring } from './anchoring.ts'
import { withParking } from './park.ts'
import { withdrawReturn } from './rejoin.ts'
import { reseat } from './seating.ts'

/** A supervisor's leg switches its mode in place, up to the agent's own place (rules SUP-4 to SUP-8). */
export function modeAsked(
  state: Connected,
  { personId, mode, atMs }: Extract<CallEvent, { type: 'mode-asked' }>,
): Transition {
  if (state.takenOver !== null && state.agent.personId === personId)
    // The agent has left for good: there is nobody to go back to.
    return mode === 'take-over' ? moved(state) : refused(state, 'taken-over')
  const asker = state.supervisors.find((each) => each.personId === personId && each.sinceMs !== null)
  if (asker === undefined) return refused(state, 'not-listening')
  if (asker.mode === mode) return moved(state)
  const isTaken =
    isAnotherSpeaking(state, asker) || (state.takenOver !== null && !(mode === 'take-over' && isAlone(state)))
  if (mode !== 'listen' && isTaken) return refused(state, 'supervisor-speaking')
  return mode === 'take-over' ? takeOver(state, asker, atMs) : switched(state, asker, mode, atMs)
}

/** SUP-14: the line of whoever speaks to the customer is lost, and its grace runs. */
const isAlone = (state: Connected): boolean => !isUp(state.agentLine)

const isAnotherSpeaking = (state: Connected, asker: Supervisor): boolean =>
  state.supervisors.some((each) => each.legId !== asker.legId && each.mode !== 'listen')

/** The supervisor who talks to the customer beside the agent, over a connection that stands. */
export const bargingIn = (state: Connected): Supervisor | undefined =>
  state.supervisors.find(({ mode, line, sinceMs }) => mode === 'barge' && line === 'up' && sinceMs !== null)

function switched(
  state: Connected,
  { legId, personId }: Supervisor,
  mode: Supervisor['mode'],
  atMs: number,
): Transition {
  const supervisors = state.supervisors.map((each) =>
    each.legId === legId ? { ...each, mode, modeSinceMs: atMs } : each,
  )
  const next: Connected = { ...state, supervisors }
  return moved(next, [
    ...reseat(state, next),
    journal({ type: 'leg-mode', callId: state.call.callId, legId, personId, mode }),
  ])
}

/** How a leg is told that a supervisor speaks in its place now. It is answered, so this goes into a BYE (TERM-3). */
const replaced: LineCause = { kind: 'taken-over', status: 480 }

/**
 * SUP-7: the supervisor sits in the agent's place before the agent's leg goes, so the customer is never alone; and what
 * was lost of the agent's line is nobody's loss any more. SUP-14: so it is from one who has taken over and whose line is lost.
 */
export function takeOver(state: Connected, lead: Supervisor, atMs: number): Transition {
  const { callId } = state.call
  const { personId, signInId } = state.agent
  const from = { personId, signInId }
  const role = state.takenOver === null ? 'agent' : 'supervisor'
  const relieved = state.takenOver?.from ?? from
  // Who takes over speaks to the customer; a three-way talk goes on with them in the agent's place (CTL-16).
  const aside = isThreeWay(state) ? { state, effects: [] } : endAside(state, 'left')
  const next = seatAsAgent(aside.state, lead, { from: relieved, joinedMs: lead.sinceMs ?? atMs, atMs }, atMs)
  const { legId } = lead
  return moved(next, [
    ...reseat(state, next),
    ...aside.effects,
    ...goodbye(callId, state.agent.legId),
    ...withdrawReturn(state, replaced),
    journal({ type: 'leg-left', callId, legId: state.agent.legId, role, personId }),
    journal({ type: 'leg-mode', callId, legId, personId: lead.personId, mode: 'take-over' }),
    journal({
      type: 'call-taken-over',
      callId,
      legId,
      by: { personId: lead.personId, signInId: lead.signInId },
      from,
    }),
    ...lineNews(state, next),
  ])
}

/**
 * SUP-12: the supervisor who has taken over came back with a new leg (a reloaded tab): it takes the old one's place at
 * once, since the customer waits.
 */
export function speakerReturned(state: Connected, back: Supervisor, sdp: string, atMs: number): Transition {
  const { callId } = state.call
  const { legId, personId } = back
  if (state.takenOver === null) return refused(state, 'not-in-this-phase')
  const next = seatAsAgent(state, back, { ...state.takenOver, joinedMs: atMs }, atMs)
  return moved(next, [
    ...reseat(state, next),
    ...goodbye(callId, state.agent.legId),
    ...withdrawReturn(state, replaced),
    { type: 'line-accept', legId, sdp },
    journal({ type: 'leg-left', callId, legId: state.agent.legId, role: 'supervisor', personId }),
    journal({ type: 'leg-joined', callId, legId, role: 'supervisor', personId, mode: 'listen' }),
    journal({ type: 'leg-mode', callId, legId, personId, mode: 'take-over' }),
    ...lineNews(state, next),
  ])
}

const seatAsAgent = (
  state: Connected,
  { legId, personId, signInId, line }: Supervisor,
  takenOver: NonNullable<Connected['takenOver']>,
  atMs: number,
): Connected =>
  withParking(
    settleAnchoring({
      ...state,
      agent: { legId, personId, signInId },
      takenOver,
      agentLine: { signalling: line === 'up' ? 'up' : 'lost', media: 'up' },
      unheard: { ...state.unheard, agent: false },
      rejoining: null,
      supervisors: state.supervisors.filter((each) => each.legId !== legId),
    }),
    atMs,
  )

const goodbye = (callId: Connected['call']['callId'], legId: LegId): Effect[] => [
  { type: 'line-end', legId, cause: replaced },
  { type: 'media', request: { type: 'close-leg', callId, legId } },
]
