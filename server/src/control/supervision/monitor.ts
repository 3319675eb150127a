import { ok, refuse, TicketId } from '@hearthline/shared'
import type { CallId, PersonId, Problem, Result, SignInId, TeamId } from '@hearthline/shared'
import { sealTicket } from '../../protocol/ticket.ts'
import type { Presence } from '../agents/index.ts'
import type { CallStore, VoiceNodes } from '../calls/index.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { MonitorTicket } from './floor.ts'

/** A lead presses Listen and the phone INVITEs at once; nobody keeps a monitor ticket. */
const monitorLifeMs = 30_000

export interface Monitor {
  /**
   * A ticket to listen to one call, audited. Only for a call of a team that the asker leads: to anybody else the call does
   * not exist (SUPERVISION-1). Nothing is shown as listening until the voice node has said so.
   */
  listen(
    asker: {
      personId: PersonId
      signInId: SignInId
      address: string
      ledTeamIds: readonly TeamId[]
      /** Past its absolute end: nothing new may start. */
      draining: boolean
    },
    callId: CallId,
  ): Result<MonitorTicket>
}

export function createMonitor(deps: {
  calls: CallStore
  presence: Presence
  voice: Pick<VoiceNodes, 'linked'>
  audit: Audit
  clock: Clock
  random: RandomSource
  ticketKey: Uint8Array
}): Monitor {
  const { calls, presence, voice, audit, clock, random } = deps
  return {
    listen: ({ personId, signInId, address, ledTeamIds, draining }, callId) => {
      const step = { action: 'supervision.listen', actorId: personId, subjectId: callId, address }
      const call = calls.find(callId)
      if (call === null) return refuse(callNotFound)
      if (call.teamId === null || !ledTeamIds.includes(call.teamId)) {
        audit.append({ ...step, outcome: 'refused', reason: 'foreign-team' })
        return refuse(callNotFound)
      }
      if (call.phase === 'ended') return refuse({ code: 'call-ended', detail: 'The call is over.' })
      if (draining)
        return refuse({ code: 'not-allowed', detail: 'This sign-in is at its end: sign in again.' })
      if (!presence.of(signInId).phone)
        return refuse({
          code: 'agent-not-registered',
          detail: 'The phone of this sign-in is not registered.',
        })
      if (!voice.linked()) return refuse({ code: 'voice-unavailable', detail: 'No voice node is linked.' })
      audit.append({ ...step, outcome: 'done', reason: 'listen' })
      const expiresAt = clock.nowMs() + monitorLifeMs
      const ticket = sealTicket(
        {
          kind: 'monitor',
          ticketId: TicketId.parse(random.uuid()),
          callId,
          signInId,
          personId,
          expiresAt,
          mode: 'listen',
        },
        deps.ticketKey,
        random.bytes(12),
      )
      return ok({ callId, ticket, expiresAt })
    },
  }
}

const callNotFound: Problem = { code: 'call-not-found', detail: 'There is no such call.' }
