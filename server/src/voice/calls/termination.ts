import type { Fault, Termination, TerminationKind } from '@hearthline/shared'
import type { LineCause, LineFailure } from '../ports.ts'

/** Whose fault an end is unless its maker knows better (docs/spec/calls.md, TERM-1). */
const usualFault = {
  'agent-hung-up': 'nobody',
  'customer-hung-up': 'nobody',
  'agent-cancelled': 'agent',
  'customer-abandoned': 'customer',
  busy: 'customer',
  'no-answer': 'customer',
  declined: 'customer',
  unallocated: 'customer',
  rejected: 'carrier',
  'trunk-unavailable': 'carrier',
  'no-agent': 'nobody',
  'agent-line-lost': 'agent',
  'customer-line-lost': 'carrier',
  'never-dialled': 'agent',
  'media-failed': 'hearthline',
  'voice-node-lost': 'hearthline',
  'ended-by-lead': 'nobody',
  revoked: 'nobody',
} as const satisfies Record<TerminationKind, Fault>

/** Final status for a leg that is still unanswered when the call ends so (TERM-3). */
const legStatus = {
  'agent-hung-up': 480,
  'customer-hung-up': 480,
  'agent-cancelled': 487,
  'customer-abandoned': 487,
  busy: 486,
  'no-answer': 480,
  declined: 603,
  unallocated: 404,
  rejected: 403,
  'trunk-unavailable': 503,
  'no-agent': 480,
  'agent-line-lost': 480,
  'customer-line-lost': 480,
  'never-dialled': 480,
  'media-failed': 503,
  'voice-node-lost': 503,
  'ended-by-lead': 480,
  revoked: 480,
} as const satisfies Record<TerminationKind, number>

export function terminationFor(
  kind: TerminationKind,
  options: { sipStatus?: number | null; fault?: Fault } = {},
): Termination {
  return { kind, fault: options.fault ?? usualFault[kind], sipStatus: options.sipStatus ?? null }
}

/** What a leg is told when its call ends: `kind` is the code under which screens keep their sentence. */
export function causeOf(termination: Termination): LineCause {
  return { kind: termination.kind, status: legStatus[termination.kind] }
}

/**
 * Reads a failed dialling (TERM-2). `next-trunk`: the trunk failed, not the call; another trunk may reach the same
 * number. 401 and 407 here mean that our digest credentials were refused, which is the trunk's trouble too.
 */
export function readDialFailure(
  failure: LineFailure,
): { verdict: 'final'; termination: Termination } | { verdict: 'next-trunk'; sipStatus: number | null } {
  if (failure.kind !== 'rejected') return { verdict: 'next-trunk', sipStatus: null }
  const { status } = failure
  const kind = finalKindOf(status)
  return kind === null
    ? { verdict: 'next-trunk', sipStatus: status }
    : {
        verdict: 'final',
        termination: terminationFor(kind, {
          sipStatus: status,
          // Both sides' media were fine; it is the carrier that takes none of what was offered.
          ...(kind === 'media-failed' ? { fault: 'carrier' } : {}),
        }),
      }
}

function finalKindOf(status: number): TerminationKind | null {
  switch (status) {
    case 486:
    case 600:
      return 'busy'
    case 408:
    case 480:
    case 487:
      return 'no-answer'
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return 'unallocated'
    case 603:
    case 607:
      return 'declined'
    case 415:
    case 488:
    case 606:
      return 'media-failed'
    case 401:
    case 407:
      return null
    default:
      return status >= 500 && status < 600 ? null : 'rejected'
  }
}

/** How an agent's browser turned down a ring. */
export function readRingFailure(failure: LineFailure): 'missed' | 'declined' | 'unreachable' {
  if (failure.kind !== 'rejected') return 'unreachable'
  switch (failure.status) {
    case 486:
    case 600:
    case 603:
      return 'declined'
    case 408:
    case 480:
    case 487:
      return 'missed'
    default:
      return 'unreachable'
  }
}
