import type { DeviceGrade, DeviceState, Person, Policies, Role, SignedOut } from '@hearthline/shared'
import type { ShiftAccess } from '../ports.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** Longest that a call may keep a sign-in alive past its absolute end. */
const drainLimitMs = 4 * hourMs

/** What a sign-in is judged by. */
export interface SignInFactsNow {
  nowMs: number
  signedInAtMs: number
  lastActiveAtMs: number
  /** As it was when the sign-in was opened; a stricter policy counts at once. */
  expiresAtMs: number
  person: Pick<Person, 'role' | 'disabled'> | null
  device: { state: DeviceState; grade: DeviceGrade } | null
  /** Whether a network rule still covers the address it came from. */
  covered: boolean
  shift: ShiftAccess
  inCall: boolean
  policies: Policies
}

export type Ended = Extract<
  SignedOut['reason'],
  'disabled' | 'suspended' | 'revoked' | 'network' | 'shift-over' | 'expired' | 'idle'
>

export type Verdict =
  | {
      type: 'live'
      /** Past its absolute end and kept only for the call that still runs. */
      draining: boolean
      inCall: boolean
      /** When it ends by itself, as things stand: the absolute limit or the end of the shift. */
      endsAtMs: number
    }
  | { type: 'over'; reason: Ended }

export const absoluteEndMs = (signedInAtMs: number, policies: Policies): number =>
  signedInAtMs + policies.absoluteHours * hourMs

/** Whether a device of this grade may be signed in with; `D2-where-possible` was decided when it enrolled. */
export const gradeSuffices = (grade: DeviceGrade, role: Role, policies: Policies): boolean =>
  grade === 'D2' || policies.minimumGrade[role] !== 'D2'

/** Whether a sign-in may go on (rules ACCESS-9, ACCESS-16). */
export function judgeSignIn(facts: SignInFactsNow): Verdict {
  const { nowMs, person, device, shift, inCall, policies } = facts
  if (person === null || person.disabled) return { type: 'over', reason: 'disabled' }
  if (device?.state === 'suspended') return { type: 'over', reason: 'suspended' }
  if (device?.state !== 'approved' || !gradeSuffices(device.grade, person.role, policies))
    return { type: 'over', reason: 'revoked' }
  if (!facts.covered) return { type: 'over', reason: 'network' }
  if (shift.type === 'closed') return { type: 'over', reason: 'shift-over' }

  const absoluteMs = Math.min(facts.expiresAtMs, absoluteEndMs(facts.signedInAtMs, policies))
  const draining = nowMs >= absoluteMs
  if (draining && (!inCall || nowMs >= absoluteMs + drainLimitMs)) return { type: 'over', reason: 'expired' }
  if (!inCall && nowMs >= facts.lastActiveAtMs + policies.idleMinutes * minuteMs)
    return { type: 'over', reason: 'idle' }
  const endsAtMs = shift.type === 'open' ? Math.min(absoluteMs, shift.untilMs) : absoluteMs
  return { type: 'live', draining, inCall, endsAtMs }
}
