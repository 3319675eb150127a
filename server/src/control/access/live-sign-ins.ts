import {
  ok,
  refuse,
  type PersonId,
  type Problem,
  type Result,
  type SignedOut,
  type SignInId,
} from '@hearthline/shared'
import { wholeLine, type PeopleService } from '../people/index.ts'
import type { PolicyBook } from '../policies/index.ts'
import type {
  Audit,
  Clock,
  CurrentSignIn,
  LiveCallActivity,
  LiveSignInFacts,
  Log,
  NetworkFence,
  RandomSource,
  Revocations,
  ShiftClock,
  SignInEnded,
  Transact,
} from '../ports.ts'
import { createCallFate, type CallFate } from './call-fate.ts'
import { refOf, stateAt } from './device-views.ts'
import type { DeviceRepository, SignInRepository, StoredDevice, StoredSignIn } from './ports.ts'
import { looksLikeSecret, newReference, sha256 } from './secrets.ts'
import { judgeSignIn, type Ended, type Verdict } from './sign-in-verdict.ts'

/** Activity is written at most this often: every write is an fsync. */
const touchEveryMs = 30_000
/** Sign-ins that a sweep judges before it lets other work in: some 5 ms. */
const sweptAtOnce = 50

export interface Ending {
  reason: SignedOut['reason']
  by: PersonId | null
  note: string | null
  address: string | null
}

export interface SignIns {
  /**
   * Whose cookie this is. A cookie alone is no activity and moves no address along: who
   * holds the key besides is `active`.
   * @param sessionId value of the sign-in cookie; null when there is none.
   * Refusals: `not-signed-in`, `signed-out` (it was ended; the detail says how).
   */
  peek(sessionId: string | null, address: string): Result<CurrentSignIn>
  /** The same for a sign-in already known whose person does something: moves its end by idleness. */
  active(signInId: SignInId, address: string): Result<CurrentSignIn>
  /** The same for a sign-in already known, e.g. an open socket; does not count as activity. */
  recall(signInId: SignInId, address: string): Result<CurrentSignIn>
  /**
   * The one way a sign-in ends. Writes inside the running dbTransaction and returns what to call after its commit:
   * it tells the subscribers of `revocations`, who cut sockets, SIP bindings, tickets and calls.
   */
  close(signIns: readonly StoredSignIn[], ending: Ending): () => void
  endOfPerson(personId: PersonId, ending: Ending): void
  /** The same inside the running dbTransaction: how many end, and what to call after its commit. */
  closeOfPerson(personId: PersonId, ending: Ending): { ended: number; tell: () => void }
  end(signInId: SignInId, ending: Ending): void
  /** A sign-in was opened: `whenDue` is told when it ends by itself. */
  opened(signInId: SignInId): void
  /**
   * Judges every live sign-in, or those of one person, at once: somebody changed networks, shifts, policies or people.
   * @param by who changed it; null when time did. @returns how many ended.
   */
  rejudge(by: PersonId | null, personId?: PersonId): number
  /** Whether this sign-in may go on, as rules and policies stand this moment; ends nothing. */
  wouldLive(signInId: SignInId): boolean
  /**
   * Ends what time or a missed event has ended: idle, expired, person disabled, device no longer approved, network or
   * shift no longer open. Lets other work in between while `goesOn`.
   */
  sweep(goesOn: () => boolean): Promise<void>
  live(): LiveSignInFacts[]
  /** What becomes of the call of a sign-in that has ended, for a voice node that was away then; `drain` for an unknown one. */
  fateOfEnded(signInId: SignInId): CallFate['calls']
  /** When a live sign-in ends by itself, and whether it has a call. */
  standing(signIn: StoredSignIn): { endsAtMs: number; inCall: boolean }
  revocations: Revocations
}

export function createSignIns(deps: {
  rows: SignInRepository
  devices: DeviceRepository
  people: PeopleService
  fence: NetworkFence
  shifts: ShiftClock
  policies: PolicyBook
  liveCalls: LiveCallActivity
  /** Told when a live sign-in ends by itself, as things stand. */
  whenDue(atMs: number): void
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  log: Log
}): SignIns {
  const { rows, devices, people, fence, shifts, policies, liveCalls, audit, clock, transact, log } = deps
  const fateOf = createCallFate(deps)
  const listeners = new Set<(ended: SignInEnded) => void>()

  const announce = (ended: SignInEnded) => {
    for (const listener of listeners) {
      try {
        listener(ended)
      } catch (error) {
        // One deaf subscriber must not keep the others from cutting their lines.
        log.error({ err: error, signInId: ended.signInId }, 'a revocation listener failed')
      }
    }
  }

  const close: SignIns['close'] = (signIns, ending) => {
    const atMs = clock.nowMs()
    const by = refOf(people, ending.by)?.displayName ?? null
    const ended: SignInEnded[] = []
    for (const signIn of signIns) {
      const { signInId, personId } = signIn
      const changed = rows.end(signInId, {
        endedAt: atMs,
        endReason: ending.reason,
        endedBy: ending.by,
        endNote: ending.note,
      })
      if (!changed) continue
      const reference = newReference(deps.random)
      audit.append({
        action: 'access.sign-in-ended',
        actorId: ending.by,
        subjectId: signInId,
        address: ending.address,
        outcome: 'done',
        reason: ending.reason,
        reference,
      })
      ended.push({
        signInId,
        personId,
        reason: ending.reason,
        by,
        note: ending.note,
        atMs,
        reference,
        ...fateOf(signIn, ending.reason),
      })
    }
    return () => {
      for (const one of ended) announce(one)
    }
  }

  const closeNow = (signIns: readonly StoredSignIn[], ending: Ending) =>
    transact(() => close(signIns, ending))()

  const judge = (row: StoredSignIn, device: StoredDevice | null): Verdict => {
    const nowMs = clock.nowMs()
    return judgeSignIn({
      nowMs,
      signedInAtMs: row.signedInAt,
      lastActiveAtMs: row.lastActiveAt,
      expiresAtMs: row.expiresAt,
      person: people.find(row.personId),
      device: device === null ? null : { state: stateAt(device, nowMs), grade: device.grade },
      covered: fence.ruleFor(row.personId, row.address) !== null,
      shift: shifts.accessAt(row.personId, nowMs),
      inCall: liveCalls.hasLiveCall(row.signInId),
      policies: policies.current(),
    })
  }

  const look = (
    row: StoredSignIn | null,
    address: string,
  ): Result<{ row: StoredSignIn; current: CurrentSignIn }> => {
    if (row === null) return refuse(notSignedIn)
    if (row.endedAt !== null) return refuse(signedOut(row.endReason ?? 'signed-out'))
    const device = devices.find(row.deviceId)
    const verdict = judge(row, device)
    if (verdict.type === 'over') {
      closeNow([row], endingBy(null, verdict.reason))
      return refuse(signedOut(verdict.reason))
    }
    const person = people.find(row.personId)
    if (person === null || device === null)
      throw new Error(`sign-in ${row.signInId} lost its person or device`)
    const teamIds = person.teams.map((team) => team.teamId)
    return ok({
      row,
      current: {
        person: {
          personId: person.personId,
          displayName: person.displayName,
          role: person.role,
          teamIds: person.role === 'agent' ? teamIds : [],
          ledTeamIds: person.role === 'lead' ? teamIds : [],
        },
        signIn: {
          signInId: row.signInId,
          signedInAtMs: row.signedInAt,
          expiresAtMs: verdict.endsAtMs,
          draining: verdict.draining,
        },
        device: { deviceId: device.deviceId, name: device.name, grade: device.grade },
        address,
        elsewhere: wholeLine(address) !== wholeLine(row.address),
      },
    })
  }

  const judgeSome = (some: readonly StoredSignIn[], by: PersonId | null): number => {
    const nowMs = clock.nowMs()
    const endings = transact(() => {
      const afterCommit: (() => void)[] = []
      for (const row of some) {
        const verdict = judge(row, devices.find(row.deviceId))
        if (verdict.type === 'over') afterCommit.push(close([row], endingBy(by, verdict.reason)))
        else {
          if (verdict.inCall && nowMs - row.lastActiveAt >= touchEveryMs)
            rows.touch(row.signInId, nowMs, row.address)
          deps.whenDue(verdict.endsAtMs)
        }
      }
      return afterCommit
    })
    for (const tell of endings) tell()
    return endings.length
  }

  const touch = (row: StoredSignIn | null, address: string): Result<CurrentSignIn> => {
    const found = look(row, address)
    if (!found.ok) return found
    const { signInId, personId, deviceId, lastActiveAt } = found.value.row
    const nowMs = clock.nowMs()
    // A home line changes its address while somebody works: the sign-in moves along where a rule covers the new one.
    const moved = address !== found.value.row.address && fence.ruleFor(personId, address) !== null
    if (moved || nowMs - lastActiveAt >= touchEveryMs)
      transact(() => {
        rows.touch(signInId, nowMs, moved ? address : found.value.row.address)
        devices.seen(deviceId, nowMs, address)
      })
    return ok(found.value.current)
  }

  return {
    peek: (sessionId, address) =>
      sessionId === null || !looksLikeSecret(sessionId)
        ? refuse(notSignedIn)
        : currentOf(look(rows.findByHash(sha256(sessionId)), address)),
    active: (signInId, address) => touch(rows.find(signInId), address),
    recall: (signInId, address) => currentOf(look(rows.find(signInId), address)),
    close,
    endOfPerson: (personId, ending) => closeNow(rows.liveOfPerson(personId), ending),
    closeOfPerson: (personId, ending) => {
      const live = rows.liveOfPerson(personId)
      return { ended: live.length, tell: close(live, ending) }
    },
    end: (signInId, ending) => {
      const row = rows.find(signInId)
      if (row !== null) closeNow([row], ending)
    },
    opened: (signInId) => {
      const row = rows.find(signInId)
      if (row?.endedAt === null) judgeSome([row], null)
    },
    rejudge: (by, personId) =>
      judgeSome(personId === undefined ? rows.live() : rows.liveOfPerson(personId), by),
    wouldLive: (signInId) => {
      const row = rows.find(signInId)
      return row?.endedAt === null && judge(row, devices.find(row.deviceId)).type === 'live'
    },
    fateOfEnded: (signInId) => {
      const row = rows.find(signInId)
      return row === null ? 'drain' : fateOf(row, row.endReason ?? 'revoked').calls
    },
    standing: (row) => {
      const verdict = judge(row, devices.find(row.deviceId))
      return {
        endsAtMs: verdict.type === 'live' ? verdict.endsAtMs : clock.nowMs(),
        inCall: liveCalls.hasLiveCall(row.signInId),
      }
    },
    live: () =>
      rows.live().map(({ signInId, personId, address }) => ({
        signInId,
        personId,
        address,
        inCall: liveCalls.hasLiveCall(signInId),
      })),
    sweep: async (goesOn) => {
      const all = rows.live()
      for (let from = 0; from < all.length && goesOn(); from += sweptAtOnce) {
        if (from > 0)
          await new Promise<void>((resolve) => {
            setImmediate(resolve)
          })
        judgeSome(all.slice(from, from + sweptAtOnce), null)
      }
    },
    revocations: {
      subscribe: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
  }
}

const currentOf = (found: Result<{ current: CurrentSignIn }>): Result<CurrentSignIn> =>
  found.ok ? ok(found.value.current) : found

/** Time is nobody's doing, whoever made control look. */
const endingBy = (by: PersonId | null, reason: Ended): Ending => ({
  reason,
  by: reason === 'idle' || reason === 'expired' ? null : by,
  note: null,
  address: null,
})

const notSignedIn: Problem = { code: 'not-signed-in', detail: 'Sign in first.' }
const signedOut = (reason: SignedOut['reason']): Problem => ({
  code: 'signed-out',
  detail: `This sign-in has ended: ${reason}.`,
})
