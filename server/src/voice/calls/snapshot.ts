import type { LiveCallSnapshot } from '../../protocol/voice-link.ts'
import { controlsOf, noControls } from './controls-news.ts'
import type { AgentRef, CallState, Connected } from './call-state.ts'

/** Whose call it is now: who speaks to the customer, or whom it rings. */
export function agentOf(state: CallState): AgentRef | null {
  if (state.phase === 'connected') return state.agent
  if (state.phase === 'outside') return null
  if (state.phase === 'ringing-agent' || state.phase === 'joining-inbound') return state.ringing.route
  return state.call.direction === 'outbound' ? state.call.agent : null
}

/** A live call as control is told of it on connect; nothing of one that has ended. */
export function snapshotOf(state: CallState, talk: LiveCallSnapshot['talk']): LiveCallSnapshot[] {
  if (state.phase === 'ended') return []
  const agent = agentOf(state)
  const isConnected = state.phase === 'connected'
  const takenOver = isConnected ? state.takenOver : null
  return [
    {
      callId: state.call.callId,
      direction: state.call.direction,
      phase: phaseOf(state),
      controls: isConnected ? controlsOf(state) : noControls,
      parkedUntilMs: isConnected ? (state.parked?.untilMs ?? null) : null,
      agent: agent === null || takenOver !== null ? null : refOf(agent),
      agentLine:
        isConnected && (state.agentLine.signalling === 'lost' || state.agentLine.media === 'lost')
          ? 'lost'
          : 'up',
      supervisors: isConnected ? supervisorsOf(state) : [],
      takenOverBy: agent === null || takenOver === null ? null : { ...refOf(agent), atMs: takenOver.atMs },
      talk,
      recording:
        (isConnected || state.phase === 'outside') && state.recording !== 'starting'
          ? state.recording
          : 'off',
    },
  ]
}

const refOf = ({ personId, signInId }: AgentRef): AgentRef => ({ personId, signInId })

function supervisorsOf({ agent, takenOver, supervisors }: Connected): LiveCallSnapshot['supervisors'] {
  const speaker: LiveCallSnapshot['supervisors'] =
    takenOver === null
      ? []
      : [
          {
            personId: agent.personId,
            legId: agent.legId,
            sinceMs: takenOver.joinedMs,
            mode: 'take-over',
            modeSinceMs: takenOver.atMs,
          },
        ]
  const others = supervisors.flatMap(({ personId, legId, sinceMs, mode, modeSinceMs }) =>
    sinceMs === null ? [] : [{ personId, legId, sinceMs, mode, modeSinceMs }],
  )
  return [...speaker, ...others]
}

function phaseOf(state: Exclude<CallState, { phase: 'ended' }>): LiveCallSnapshot['phase'] {
  switch (state.phase) {
    case 'preparing':
      return 'connecting'
    case 'dialling':
      return state.progress === 'none' ? 'connecting' : state.progress
    case 'joining-outbound':
    case 'routing':
    case 'offering':
    case 'ringing-agent':
    case 'joining-inbound':
    case 'prompting':
      return 'ringing'
    case 'connected':
    case 'outside':
      return 'connected'
    default:
      return state satisfies never
  }
}
