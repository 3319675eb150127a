import { SignInId } from '@hearthline/shared'
import type { CallId } from '@hearthline/shared'
import type { Clock } from '../../ports.ts'
import { openTicket } from '../../protocol/ticket.ts'
import type { Ticket } from '../../protocol/ticket.ts'
import type { VoiceEvent } from '../../protocol/voice-link.ts'
import { ringHeaders } from '../../protocol/voice-link.ts'
import type {
  AgentLines,
  ArrivedLine,
  CallArrivals,
  LoopbackArrivals,
  VoiceJournal,
  VoiceLog,
} from '../ports.ts'
import type { IncomingInvite, SipStack } from '../sip/index.ts'
import { arrivedLine, calledLine, reasonHeader, whyNot } from '../sip-line.ts'
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
  take(invite: IncomingInvite, arrivals: CallArrivals & { loopback: LoopbackArrivals }): void
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
        invite.reject(488, undefined, whyNot({ kind: 'media-failed', status: 488 }))
        return
      }
      const outcome = handOver(ticket, { ...arrived, offerSdp }, arrivals)
      if (outcome === 'full') busy(invite)
      else if (outcome !== 'taken') refuse(invite, outcome, ticket)
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

/** Each kind of ticket opens one thing. */
function handOver(
  ticket: Ticket,
  arrived: ArrivedLine & { offerSdp: string },
  arrivals: CallArrivals & { loopback: LoopbackArrivals },
): 'taken' | 'used' | 'full' | 'no-such-call' {
  const { callId, personId, signInId } = ticket
  const who = { personId, signInId }
  switch (ticket.kind) {
    case 'monitor':
      return arrivals.listen({ callId, listener: who }, arrived)
    case 'rejoin':
      return arrivals.rejoin({ callId, agent: who }, arrived)
    case 'loopback':
      return arrivals.loopback.open({ callId, signInId, seconds: ticket.seconds }, arrived)
    case 'call': {
      const { teamId, number, routes, record, ringTimeoutMs } = ticket
      return arrivals.place({ callId, agent: who, teamId, number, routes, record, ringTimeoutMs }, arrived)
    }
    default:
      return ticket satisfies never
  }
}
