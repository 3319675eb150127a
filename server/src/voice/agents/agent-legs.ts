import { SignInId } from '@hearthline/shared'
import type { CallId } from '@hearthline/shared'
import type { Clock } from '../../ports.ts'
import { openTicket } from '../../protocol/ticket.ts'
import type { Ticket } from '../../protocol/ticket.ts'
import type { VoiceEvent } from '../../protocol/voice-link.ts'
import { ringHeaders } from '../../protocol/voice-link.ts'
import type { AgentLines, CallArrivals, VoiceJournal, VoiceLog } from '../ports.ts'
import type { IncomingInvite, SipStack } from '../sip/index.ts'
import { arrivedLine, calledLine, reasonHeader } from '../sip-line.ts'
import type { SignInGate } from './sign-in-gate.ts'
import { createRefusalBrake } from './refusal-brake.ts'
import { createUsedTickets } from './used-tickets.ts'

export interface AgentLegsDeps {
  clock: Clock
  log: VoiceLog
  journal: VoiceJournal
  ticketKey: Uint8Array
  gate: SignInGate
  /** Host part of the URIs we put into From towards browsers. */
  domain: string
  /** Calls opened shortly before this process started. */
  knownCallIds: readonly CallId[]
}

type RefusalReason = Extract<VoiceEvent, { type: 'invite-refused' }>['reason']

/** Browser legs: which INVITE is a call, and how a browser is rung. */
export interface AgentLegs {
  /** An INVITE of a browser: opens and burns its ticket, or answers 403 and puts that on record (TIC-1 to TIC-5). */
  take(invite: IncomingInvite, arrivals: CallArrivals): void
  lines(stack: SipStack): AgentLines
  /** An INVITE of nobody's trunk was turned away by the stack. */
  stranger(): void
}

const busy = (invite: IncomingInvite): void =>
  invite.reject(503, undefined, [{ name: 'Retry-After', value: '5' }])

export function createAgentLegs(deps: AgentLegsDeps): AgentLegs {
  const { clock, log, journal } = deps
  const usedTickets = createUsedTickets(deps.knownCallIds)
  const brake = createRefusalBrake()

  const putOnRecord = (reason: RefusalReason, signInId: SignInId | null, callId: CallId | null): void => {
    // Whoever sends fifty a second shall not fill the audit trail.
    if (!brake.mayRecord(`${signInId ?? ''} ${reason}`, clock.nowMs())) return
    log.info({ reason, callId, signInId }, 'invite refused')
    journal.append({ type: 'invite-refused', reason, signInId, callId })
  }

  const refuse = (invite: IncomingInvite, reason: RefusalReason, ticket: Ticket | null): void => {
    invite.reject(403, undefined, [reasonHeader({ kind: reason, status: 403 })])
    const { source } = invite
    const signInId = source.kind === 'agent' ? (SignInId.safeParse(source.aor).data ?? null) : null
    putOnRecord(reason, signInId, ticket?.callId ?? null)
  }

  const check = (invite: IncomingInvite, aor: string): Ticket | 'full' | null => {
    const ticket = openTicket(invite.requestUser, deps.ticketKey)
    const nowMs = clock.nowMs()
    const stop = (reason: RefusalReason): null => {
      refuse(invite, reason, ticket)
      return null
    }
    if (ticket === null) return stop('not-a-ticket')
    if (ticket.expiresAt <= nowMs) return stop('expired')
    if (ticket.signInId !== aor || deps.gate.isDropped(ticket.signInId)) return stop('foreign')
    const burnt = usedTickets.burn(ticket, nowMs)
    if (burnt === 'used') return stop('used')
    return burnt === 'full' ? 'full' : ticket
  }

  return {
    take: (invite, arrivals) => {
      if (invite.source.kind !== 'agent') return
      const ticket = check(invite, invite.source.aor)
      if (ticket === null) return
      if (ticket === 'full') {
        busy(invite)
        return
      }
      const arrived = arrivedLine(invite)
      const { offerSdp } = arrived
      if (offerSdp === null) {
        // A browser always brings an offer (RFC 8829); without one there is nothing to answer.
        invite.reject(488)
        return
      }
      const { callId, personId, signInId } = ticket
      if (ticket.kind === 'monitor') {
        const outcome = arrivals.listen(
          { callId, listener: { personId, signInId } },
          { ...arrived, offerSdp },
        )
        if (outcome === 'no-such-call') refuse(invite, 'no-such-call', ticket)
        return
      }
      const { teamId, number, callerId, trunkIds, record, ringTimeoutMs } = ticket
      const outcome = arrivals.place(
        {
          callId,
          agent: { personId, signInId },
          teamId,
          number,
          callerId,
          trunkIds,
          record,
          ringTimeoutMs,
        },
        { ...arrived, offerSdp },
      )
      if (outcome === 'used') refuse(invite, 'used', ticket)
      if (outcome === 'full') busy(invite)
    },

    lines: (stack) => ({
      ring: ({ callId, signInId, display, offerSdp }, onEvent) =>
        calledLine(
          stack,
          {
            target: { kind: 'aor', aor: signInId },
            // The call, not the customer: their number must not reach the browser.
            from: { uri: `sip:${callId}@${deps.domain}`, displayName: display.name ?? display.maskedNumber },
            offerSdp,
            headers: [{ name: ringHeaders.callId, value: callId }],
          },
          onEvent,
        ),
    }),

    stranger: () => putOnRecord('not-the-trunk', null, null),
  }
}
