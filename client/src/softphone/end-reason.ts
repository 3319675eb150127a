import { type Problem, type ProblemCode, TerminationKind } from '@hearthline/shared'

/** What went wrong in this browser, as opposed to on the network; a closed list that the screens translate. */
export type PhoneFailure =
  | 'microphone-denied'
  | 'microphone-missing'
  | 'microphone-busy'
  /** Not registered with the voice node: nothing can be dialled or received. */
  | 'no-line'
  /** The signalling connection broke before the call stood. */
  | 'line-lost'
  /** The voice node did not answer in time. */
  | 'line-timeout'
  /** No way for audio was found, or it was lost (ICE failed). */
  | 'audio-path'
  /** The voice node turned the ticket down. */
  | 'refused'
  /** This browser's audio offer and what the voice node speaks (G.711) have nothing in common. */
  | 'no-codec'
  /** An incoming ring ended before it was answered. */
  | 'ring-over'
  /** The agent said "not now". */
  | 'ring-declined'
  /** Control did not answer the request to call. */
  | 'control-away'
  /** The voice node did not answer a control of the call (hold, swap …): nothing is known to have changed. */
  | 'control-unanswered'
  /** The connection broke before a control of the call was answered. */
  | 'control-lost'
  /** Tones cannot be sent: there is no microphone track, or telephone-event was not agreed on. */
  | 'no-tones'
  /** The call was not got back in time after a reload or a lost line. */
  | 'not-rejoined'

/** Why a call is over or never began. Terminations are the network's word, the rest is ours. */
export type EndReason =
  | { type: 'termination'; kind: TerminationKind }
  | { type: 'problem'; code: ProblemCode; toll?: NonNullable<Problem['toll']> }
  | { type: 'phone'; failure: PhoneFailure }
  /** A lead speaks with the customer in this agent's place; the call itself goes on. */
  | { type: 'taken-over' }
  /**
   * This leg is out, and the call goes on: with whomever it was transferred to, in another tab or on another device,
   * or among those who had asked this agent in.
   */
  | { type: 'left'; how: 'transferred' | 'rejoined' | 'consult-left' }

/** The end of a session in the words of SIP; `status` is a final response's, `reason` the Reason header's value. */
export interface SessionEnd {
  by: 'local' | 'remote' | 'system'
  status: number | null
  reason: string | null
  /** What the SIP library calls the end, where there was no message. */
  cause: 'canceled' | 'hung-up' | 'rejected' | 'connection' | 'timeout' | 'media' | 'other'
}

/** Final response → termination, as the voice node maps a carrier's (docs/spec/calls.md, TERM-2). */
const byStatus = new Map<number, TerminationKind>([
  [486, 'busy'],
  [600, 'busy'],
  [408, 'no-answer'],
  [480, 'no-answer'],
  [487, 'no-answer'],
  [404, 'unallocated'],
  [410, 'unallocated'],
  [484, 'unallocated'],
  [485, 'unallocated'],
  [604, 'unallocated'],
  [603, 'declined'],
  [607, 'declined'],
])

/** Why an INVITE of this browser's came to nothing when the voice node gave no reason beside the status (PHONE-30). */
function reasonOfStatus(status: number): EndReason {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return phone('refused')
    case 415:
    case 488:
    case 606:
      return phone('no-codec')
    case 481:
      return phone('line-lost')
    default: {
      const byClass = status >= 500 && status < 600 ? 'trunk-unavailable' : 'rejected'
      return termination(byStatus.get(status) ?? byClass)
    }
  }
}

/** A refusal of control's as the reason why something did not happen. */
export const asReason = (problem: Problem): EndReason =>
  problem.code === 'unavailable'
    ? { type: 'phone', failure: 'control-away' }
    : {
        type: 'problem',
        code: problem.code,
        ...(problem.toll === undefined ? {} : { toll: problem.toll }),
      }

const phone = (failure: PhoneFailure): EndReason => ({ type: 'phone', failure })
const termination = (kind: TerminationKind): EndReason => ({ type: 'termination', kind })

/**
 * Reads `Reason: Hearthline;cause=…;text="busy"` (RFC 3326), as final answers carry it, or the same after `SIP;`, as
 * the voice node's BYE and CANCEL do. This browser has no other peer, so the closed list is enough of a check.
 * @returns null for any other reason, or a text that is not on the closed list.
 */
export function causeInReason(
  header: string | null,
): TerminationKind | 'taken-over' | 'transferred' | 'rejoined' | 'consult-left' | null {
  const match = /^\s*(?:hearthline|sip)\s*;(?:[^"]*;)?\s*text\s*=\s*"?([a-z-]{1,40})"?/i.exec(header ?? '')
  const text = match?.[1]
  if (text === 'taken-over' || text === 'transferred' || text === 'rejoined' || text === 'consult-left')
    return text
  const kind = TerminationKind.safeParse(text)
  return kind.success ? kind.data : null
}

/** Why a session that this browser started or answered came to its end. */
export function reasonOfEnd(end: SessionEnd, stage: 'outgoing' | 'ringing-here' | 'connected'): EndReason {
  const told = causeInReason(end.reason)
  if (told === 'taken-over') return { type: 'taken-over' }
  if (told === 'transferred' || told === 'rejoined' || told === 'consult-left')
    return { type: 'left', how: told }
  // A CANCEL says why the voice node withdrew the ring, which is about its search for an agent and not about this one.
  const withdrawn = stage === 'ringing-here' && /^\s*sip\b/i.test(end.reason ?? '')
  if (told !== null && !withdrawn) return termination(told)
  // JsSIP names a few statuses itself (488 is `Incompatible SDP`); the number says more.
  if (stage === 'outgoing' && end.by === 'remote' && end.status !== null && end.status >= 300)
    return reasonOfStatus(end.status)
  if (end.cause === 'connection')
    return stage === 'connected' ? termination('agent-line-lost') : phone('line-lost')
  if (end.cause === 'media') return phone('audio-path')
  if (end.cause === 'timeout') return phone('line-timeout')
  switch (stage) {
    case 'ringing-here':
      return phone(end.by === 'local' ? 'ring-declined' : 'ring-over')
    case 'connected':
      return termination(end.by === 'local' ? 'agent-hung-up' : 'customer-hung-up')
    case 'outgoing': {
      if (end.by === 'local') return termination('agent-cancelled')
      return termination('rejected')
    }
    default:
      return stage satisfies never
  }
}
