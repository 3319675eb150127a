import type { CallId, TicketId } from '@hearthline/shared'
import type { Ticket } from '../../protocol/ticket.ts'

export interface BurnableTicket {
  /** A call ticket is also known by its call, which no other ticket opens. */
  kind: Ticket['kind']
  ticketId: TicketId
  callId: CallId
  /** Unix milliseconds. */
  expiresAt: number
}

/** Remembers which tickets were burnt, for as long as they would still open. */
export interface UsedTickets {
  /** `full`: too many live tickets to remember one more; better no call than one ticket used twice. */
  burn(ticket: BurnableTicket, nowMs: number): 'burnt' | 'used' | 'full'
  size(): number
}

/** A ticket lives 60 s; at 200 calls a second that is 12,000. */
const defaultCapacity = 100_000

/** @param knownCallIds calls that were opened by tickets before this process started (each ticket has its own call). */
export function createUsedTickets(
  knownCallIds: readonly CallId[] = [],
  capacity = defaultCapacity,
): UsedTickets {
  const known = new Set<CallId>(knownCallIds)
  /** In the order of burning, which is nearly the order of expiry. */
  const burnt = new Map<TicketId, number>()
  const forgetExpired = (nowMs: number): void => {
    for (const [ticketId, expiresAtMs] of burnt) if (expiresAtMs <= nowMs) burnt.delete(ticketId)
  }
  return {
    burn: ({ kind, ticketId, callId, expiresAt }, nowMs) => {
      if (burnt.has(ticketId) || (kind === 'call' && known.has(callId))) return 'used'
      if (burnt.size >= capacity) forgetExpired(nowMs)
      if (burnt.size >= capacity) return 'full'
      burnt.set(ticketId, expiresAt)
      return 'burnt'
    },
    size: () => burnt.size,
  }
}
