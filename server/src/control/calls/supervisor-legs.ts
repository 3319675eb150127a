import type { CallId, LegId, MonitorMode, PersonId } from '@hearthline/shared'
import type { LiveCallSnapshot, VoiceEvent } from '../../protocol/voice-link.ts'
import type { CallState } from './call-state.ts'
import type { CallStore, MonitoringLedger, SupervisorLeg } from './ports.ts'

type Joined = Extract<VoiceEvent, { type: 'leg-joined' }>

/**
 * The legs of calls and, of supervisors, their modes, as the voice node confirms them; each step also goes to the
 * supervision log (SUPERVISION-8). Everything inside the running dbTransaction.
 */
export interface SupervisorLegs {
  joined(call: CallState, leg: Joined, atMs: number): void
  moded(call: CallState, leg: { legId: LegId; personId: PersonId; mode: MonitorMode }, atMs: number): void
  left(call: CallState, legId: LegId, atMs: number): void
  /** The call is over: nobody is in it. */
  ended(call: CallState): void
  /** Makes the legs of a call just those of a snapshot: what is not named has left. */
  agree(call: CallState, live: LiveCallSnapshot['supervisors'], nowMs: number): void
}

export function createSupervisorLegs(deps: {
  calls: CallStore
  monitoring: MonitoringLedger
}): SupervisorLegs {
  const { calls, monitoring } = deps
  const find = (callId: CallId, legId: LegId): SupervisorLeg | null =>
    calls.supervisors(callId).find((leg) => leg.legId === legId) ?? null

  const left: SupervisorLegs['left'] = (call, legId, atMs) => {
    const leg = find(call.callId, legId)
    calls.legLeft(legId, atMs)
    if (leg !== null) monitoring.left(call, leg, atMs)
  }

  const joined: SupervisorLegs['joined'] = (call, { legId, role, personId, mode: told }, atMs) => {
    const { callId } = call
    const mode = role === 'supervisor' ? (told ?? 'listen') : null
    if (mode !== null && find(callId, legId) !== null) return
    calls.legJoined({
      legId,
      callId,
      role,
      personId,
      mode,
      modeSince: mode === null ? null : atMs,
      joinedAt: atMs,
    })
    if (mode !== null && personId !== null) monitoring.entered(call, { legId, personId, mode }, atMs)
  }

  const moded: SupervisorLegs['moded'] = (call, { legId, personId, mode }, atMs) => {
    const leg = find(call.callId, legId)
    if (leg === null || leg.mode === mode) return
    calls.legMode(legId, mode, atMs)
    monitoring.entered(call, { legId, personId, mode }, atMs)
  }

  return {
    joined,
    moded,
    left,
    ended: (call) => {
      for (const { legId } of calls.supervisors(call.callId))
        left(call, legId, call.endedAt ?? call.startedAt)
    },
    agree: (call, live, nowMs) => {
      const named = new Set(live.map(({ legId }) => legId))
      for (const { legId } of calls.supervisors(call.callId)) if (!named.has(legId)) left(call, legId, nowMs)
      for (const { legId, personId, sinceMs, mode, modeSinceMs } of live) {
        const { callId } = call
        if (find(callId, legId) === null) {
          calls.legJoined({
            legId,
            callId,
            role: 'supervisor',
            personId,
            mode,
            modeSince: modeSinceMs,
            joinedAt: sinceMs,
          })
          monitoring.entered(call, { legId, personId, mode }, modeSinceMs)
        } else moded(call, { legId, personId, mode }, modeSinceMs)
      }
    },
  }
}
