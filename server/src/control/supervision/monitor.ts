import { ok, refuse, TicketId } from '@hearthline/shared'
import type { CallId, MonitorMode, Problem, Result, SignInId } from '@hearthline/shared'
import { sealTicket } from '../../protocol/ticket.ts'
import type { Presence } from '../agents/index.ts'
import type { VoiceNodes } from '../calls/index.ts'
import type { Audit, Clock, RandomSource } from '../ports.ts'
import type { Lead } from '../reach.ts'
import type { CallReach } from './call-reach.ts'

/** A lead presses Listen and the phone INVITEs at once; nobody keeps a monitor ticket. */
const monitorLifeMs = 30_000

/** A lead who wants into a call. */
export interface MonitorAsker extends Lead {
  signInId: SignInId
  /** Past its absolute end: nothing new may start. */
  draining: boolean
}

export interface MonitorTicket {
  callId: CallId
  ticket: string
  expiresAt: number
}

export interface Monitor {
  /**
   * A ticket to listen to one call, audited. Only for a call of a team that the asker leads: to anybody else the call does
   * not exist (SUPERVISION-1). Nothing is shown as listening until the voice node has said so.
   */
  listen(asker: MonitorAsker, callId: CallId): Result<MonitorTicket>
  /**
   * Switches the asker's own leg; answered once the voice node has it in effect (SUPERVISION-3). Refusals: those of
   * reach, `call-ended`, `not-listening`, `supervisor-speaking`, `taken-over`, `voice-unavailable`.
   */
  setMode(
    asker: MonitorAsker,
    callId: CallId,
    mode: MonitorMode,
  ): Promise<Result<{ callId: CallId; mode: MonitorMode }>>
}

export function createMonitor(deps: {
  reach: CallReach
  presence: Presence
  voice: Pick<VoiceNodes, 'linked' | 'ask'>
  audit: Audit
  clock: Clock
  random: RandomSource
  ticketKey: Uint8Array
}): Monitor {
  const { reach, presence, voice, audit, clock, random } = deps
  const note = (
    { personId, address }: MonitorAsker,
    callId: CallId,
    step: { action: string; outcome: 'done' | 'refused'; reason: string },
  ) => audit.append({ ...step, actorId: personId, subjectId: callId, address })

  return {
    listen: (asker, callId) => {
      const { personId, signInId, draining } = asker
      const found = reach.running(asker, callId, 'supervision.asked')
      if (!found.ok) return found
      if (draining) return refuse(atItsEnd)
      if (!presence.of(signInId).phone)
        return refuse({
          code: 'agent-not-registered',
          detail: 'The phone of this sign-in is not registered.',
        })
      if (!voice.linked()) return refuse({ code: 'voice-unavailable', detail: 'No voice node is linked.' })
      note(asker, callId, { action: 'supervision.asked', outcome: 'done', reason: 'listen' })
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
    setMode: async (asker, callId, mode) => {
      const { personId, draining } = asker
      const action = `supervision.${mode}`
      const found = reach.running(asker, callId, action)
      if (!found.ok) return found
      // Back to listening is always allowed: it takes nothing from anybody.
      if (draining && mode !== 'listen') return refuse(atItsEnd)
      const answer = await voice.ask({ type: 'set-mode', callId, personId, mode })
      if (answer.ok) return ok({ callId, mode })
      // That it is in effect is written when the voice node's journal says so; a refusal is nowhere else.
      note(asker, callId, { action, outcome: 'refused', reason: answer.problem.code })
      return refuse(answer.problem)
    },
  }
}

const atItsEnd: Problem = { code: 'not-allowed', detail: 'This sign-in is at its end: sign in again.' }
