import type { SignInId } from '@hearthline/shared'
import type { Clock, Timer } from '../../ports.ts'
import type { SipStack } from '../sip/index.ts'

/**
 * Asks every registered phone by OPTIONS whether it still answers (rules PHC-*): a connection can stand while the tab behind it hangs, and
 * then a call would ring where nobody hears it.
 */
export interface PhoneChecks {
  /** The stack told so of a phone of this sign-in. */
  registration(signInId: SignInId, state: 'registered' | 'flow-lost' | 'unregistered'): void
  /** Somebody new listens (control is back): the next outcome of each phone is told, whether it is a change or not. */
  tellAgain(): void
  dispose(): void
}

export interface PhoneChecksDeps {
  clock: Clock
  stack: Pick<SipStack, 'askPhone'>
  /** How many checks in a row are unanswered now; told at each change. */
  onChange(signInId: SignInId, missed: number): void
}

export const phoneCheckTimes = { everyMs: 15_000, answerMs: 5_000 } as const

/**
 * A check is due in one of these parts of the 15 s, 40 ms each, which are taken in steps of the golden ratio: however many are taken, they
 * lie evenly over the period. Two neighbours of Fibonacci's come nearest to it, and share no divisor.
 */
const slots = 377
const goldenStep = 233
/** Timers of ours that run later than this: this process stood still, so the phone is not to blame. */
const stallMs = 1_000

interface Checked {
  signInId: SignInId
  slot: number
  /** Whole milliseconds, so that the time to the next check is never a hair's breadth. */
  phaseMs: number
  missed: number
  /** The number that was told last; null when the listener knows none. */
  told: number | null
  timer: Timer
  /** Goes up with each check and each new connection: what an older check brings is stale. */
  round: number
}

/** A page that runs answers within milliseconds; a computer that is busy with a call may need a moment. */
const inCallAnswerMs = 2_000

/** Whether the phone of a sign-in answers now; true as well when it is gone, which its line tells by itself, or when we stood still. */
export async function phoneAnswers(
  signInId: SignInId,
  { clock, stack }: Pick<PhoneChecksDeps, 'clock' | 'stack'>,
): Promise<boolean> {
  const askedMs = clock.nowMs()
  const { kind } = await stack.askPhone(signInId, inCallAnswerMs)
  return kind !== 'silent' || clock.nowMs() - askedMs >= inCallAnswerMs + stallMs
}

export function createPhoneChecks(deps: PhoneChecksDeps): PhoneChecks {
  const { clock } = deps
  const startedMs = clock.nowMs()
  const checked = new Map<SignInId, Checked>()
  const load = Array.from({ length: slots }, () => 0)
  let disposed = false

  /** The least loaded slot; of equals the first in golden order. */
  const freeSlot = (): number => {
    let best = 0
    for (let step = 0, slot = 0; step < slots; step++, slot = (slot + goldenStep) % slots) {
      if ((load[slot] ?? 0) < (load[best] ?? 0)) best = slot
    }
    return best
  }

  /** Phases are fixed, so that lateness does not add up; the next one is at least a slot away. */
  const schedule = (entry: Checked): void => {
    const sinceMs = clock.nowMs() - startedMs - entry.phaseMs
    const periods = Math.floor(sinceMs / phoneCheckTimes.everyMs) + 1
    const waitMs = periods * phoneCheckTimes.everyMs - sinceMs
    const dueMs = clock.nowMs() + waitMs
    entry.timer = clock.setTimer(waitMs, () => {
      schedule(entry)
      // After a standstill all that were due would go out together: they wait for their next turn instead.
      if (clock.nowMs() - dueMs < stallMs) void check(entry)
    })
  }

  const tell = (entry: Checked, missed: number): void => {
    entry.missed = missed
    if (entry.told === missed) return
    entry.told = missed
    deps.onChange(entry.signInId, missed)
  }

  const check = async (entry: Checked): Promise<void> => {
    const round = ++entry.round
    const askedMs = clock.nowMs()
    const outcome = await deps.stack.askPhone(entry.signInId, phoneCheckTimes.answerMs)
    if (disposed || checked.get(entry.signInId) !== entry || entry.round !== round) return
    if (outcome.kind === 'answered') tell(entry, 0)
    else if (outcome.kind === 'gone') forget(entry)
    else if (clock.nowMs() - askedMs < phoneCheckTimes.answerMs + stallMs) tell(entry, entry.missed + 1)
  }

  const forget = (entry: Checked): void => {
    tell(entry, 0)
    entry.timer.cancel()
    load[entry.slot] = (load[entry.slot] ?? 1) - 1
    checked.delete(entry.signInId)
  }

  const watch = (signInId: SignInId): void => {
    const known = checked.get(signInId)
    if (known !== undefined) {
      // A fresh connection begins with a clean sheet.
      known.round++
      return tell(known, 0)
    }
    const slot = freeSlot()
    load[slot] = (load[slot] ?? 0) + 1
    const entry: Checked = {
      signInId,
      slot,
      phaseMs: Math.round((slot * phoneCheckTimes.everyMs) / slots),
      missed: 0,
      told: 0,
      round: 0,
      timer: { cancel: () => undefined },
    }
    checked.set(signInId, entry)
    schedule(entry)
  }

  return {
    registration: (signInId, state) => {
      if (disposed) return
      if (state === 'registered') return watch(signInId)
      const entry = checked.get(signInId)
      // Another window of the same sign-in may be left, and may be well: whichever it is, the next answer tells.
      if (entry !== undefined) void check(entry)
    },
    tellAgain: () => {
      for (const entry of checked.values()) entry.told = null
    },
    dispose: () => {
      disposed = true
      for (const { timer } of checked.values()) timer.cancel()
      checked.clear()
    },
  }
}
