import { ok, refuse, TicketId } from '@hearthline/shared'
import type { CallId, PersonId, Result, SignInId } from '@hearthline/shared'
import { sealTicket } from '../../protocol/ticket.ts'
import type { Presence } from '../agents/index.ts'
import type { Clock, Log, RandomSource } from '../ports.ts'
import { callNotFound } from './call-reads.ts'
import { speaksIn } from './call-state.ts'
import type { CallStore, VoiceNodes } from './ports.ts'

/** A page that is back INVITEs at once; there is no reason to keep such a ticket. */
const rejoinLifeMs = 30_000

/** Gives whoever speaks in a running call the way back into it: a reloaded page, another tab, device or sign-in (RECORD-17). */
export interface RejoinDesk {
  /** Refusals: `call-not-found` for anybody else's call, `call-ended`, `agent-not-registered`, `voice-unavailable`. */
  rejoin(
    asker: { personId: PersonId; signInId: SignInId },
    callId: CallId,
  ): Result<{ callId: CallId; ticket: string; expiresAt: number }>
}

export function createRejoinDesk(deps: {
  calls: Pick<CallStore, 'find'>
  presence: Presence
  voice: Pick<VoiceNodes, 'linked'>
  clock: Clock
  random: RandomSource
  log: Log
  /** 32 bytes; see protocol/ticket.ts. */
  ticketKey: Uint8Array
}): RejoinDesk {
  const { calls, presence, voice, clock, random, log } = deps
  return {
    rejoin: ({ personId, signInId }, callId) => {
      const call = calls.find(callId)
      if (call === null || !speaksIn(call, personId)) return refuse(callNotFound)
      if (call.phase === 'ended') return refuse({ code: 'call-ended', detail: 'The call is over.' })
      if (!presence.of(signInId).phone)
        return refuse({
          code: 'agent-not-registered',
          detail: 'The phone of this sign-in is not registered.',
        })
      if (!voice.linked()) return refuse({ code: 'voice-unavailable', detail: 'No voice node is linked.' })
      const expiresAt = clock.nowMs() + rejoinLifeMs
      const ticketId = TicketId.parse(random.uuid())
      const ticket = sealTicket(
        { kind: 'rejoin', ticketId, callId, signInId, personId, expiresAt },
        deps.ticketKey,
        random.bytes(12),
      )
      log.info({ callId, personId }, 'rejoin asked')
      return ok({ callId, ticket, expiresAt })
    },
  }
}
