import {
  ok,
  refuse,
  type PersonId,
  type Problem,
  type Result,
  type SignedOut,
  type SignInId,
} from '@hearthline/shared'
import type { PeopleDirectory } from '../people/index.ts'
import type {
  Audit,
  Clock,
  CurrentSignIn,
  LiveCallActivity,
  Log,
  Revocations,
  SignInEnded,
  Transact,
} from '../ports.ts'
import { refOf, stateAt } from './device-views.ts'
import type { DeviceRepository, SignInRepository, StoredDevice, StoredSignIn } from './ports.ts'
import { looksLikeSecret, sha256 } from './secrets.ts'

const idleLimitMs = 30 * 60_000
export const absoluteLimitMs = 12 * 60 * 60_000
/** Longest that a call may keep a sign-in alive past its absolute end. */
const drainLimitMs = 4 * 60 * 60_000
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
   * Whose request this is. Counts as activity.
   * @param sessionId value of the sign-in cookie; null when there is none.
   * Refusals: `not-signed-in`, `signed-out` (it was ended; the detail says how).
   */
  current(sessionId: string | null, address: string): Result<CurrentSignIn>
  /** The same for a sign-in already known whose person has just touched keyboard or pointer. Counts as activity. */
  active(signInId: SignInId, address: string): Result<CurrentSignIn>
  /** The same for a sign-in already known, e.g. an open socket; does not count as activity. */
  recall(signInId: SignInId, address: string): Result<CurrentSignIn>
  /**
   * The one way a sign-in ends. Writes inside the running dbTransaction and returns what to call after its commit:
   * it tells the subscribers of `revocations`, who cut sockets, SIP bindings, tickets and calls.
   */
  close(signIns: readonly StoredSignIn[], ending: Ending): () => void
  endOfPerson(personId: PersonId, ending: Ending): void
  end(signInId: SignInId, ending: Ending): void
  /**
   * Ends what time or a missed event has ended: idle, expired, person disabled, device no longer approved. Lets other
   * work in between while `goesOn`.
   */
  sweep(goesOn: () => boolean): Promise<void>
  revocations: Revocations
}

type Verdict =
  | { type: 'live'; draining: boolean; inCall: boolean }
  | { type: 'over'; reason: 'idle' | 'expired' | 'disabled' | 'revoked' }

export function createSignIns(deps: {
  rows: SignInRepository
  devices: DeviceRepository
  people: PeopleDirectory
  liveCalls: LiveCallActivity
  audit: Audit
  clock: Clock
  transact: Transact
  log: Log
}): SignIns {
  const { rows, devices, people, liveCalls, audit, clock, transact, log } = deps
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
    for (const { signInId, personId } of signIns) {
      const changed = rows.end(signInId, {
        endedAt: atMs,
        endReason: ending.reason,
        endedBy: ending.by,
        endNote: ending.note,
      })
      if (!changed) continue
      audit.append({
        action: 'access.sign-in-ended',
        actorId: ending.by,
        subjectId: signInId,
        address: ending.address,
        outcome: 'done',
        reason: ending.reason,
      })
      ended.push({
        signInId,
        personId,
        reason: ending.reason,
        by,
        note: ending.note,
        atMs,
        calls: ending.reason === 'expired' || ending.reason === 'idle' ? 'drain' : 'end',
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
    const person = people.find(row.personId)
    if (person === null || person.disabled) return { type: 'over', reason: 'disabled' }
    if (device === null || stateAt(device, nowMs) !== 'approved') return { type: 'over', reason: 'revoked' }
    const inCall = liveCalls.hasLiveCall(row.signInId)
    const draining = nowMs >= row.expiresAt
    if (draining && (!inCall || nowMs >= row.expiresAt + drainLimitMs))
      return { type: 'over', reason: 'expired' }
    if (!inCall && nowMs >= row.lastActiveAt + idleLimitMs) return { type: 'over', reason: 'idle' }
    return { type: 'live', draining, inCall }
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
      closeNow([row], byTheSystem(verdict.reason))
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
          expiresAtMs: row.expiresAt,
          draining: verdict.draining,
        },
        device: { deviceId: device.deviceId, name: device.name, grade: device.grade },
        address,
      },
    })
  }

  const sweepSome = (some: readonly StoredSignIn[]) => {
    const endings = transact(() => {
      const afterCommit: (() => void)[] = []
      for (const row of some) {
        const verdict = judge(row, devices.find(row.deviceId))
        if (verdict.type === 'over') afterCommit.push(close([row], byTheSystem(verdict.reason)))
        else if (verdict.inCall) rows.touch(row.signInId, clock.nowMs())
      }
      return afterCommit
    })
    for (const tell of endings) tell()
  }

  const touch = (row: StoredSignIn | null, address: string): Result<CurrentSignIn> => {
    const found = look(row, address)
    if (!found.ok) return found
    const { signInId, deviceId, lastActiveAt } = found.value.row
    const nowMs = clock.nowMs()
    if (nowMs - lastActiveAt >= touchEveryMs)
      transact(() => {
        rows.touch(signInId, nowMs)
        devices.seen(deviceId, nowMs, address)
      })
    return ok(found.value.current)
  }

  return {
    current: (sessionId, address) =>
      sessionId === null || !looksLikeSecret(sessionId)
        ? refuse(notSignedIn)
        : touch(rows.findByHash(sha256(sessionId)), address),
    active: (signInId, address) => touch(rows.find(signInId), address),
    recall: (signInId, address) => {
      const found = look(rows.find(signInId), address)
      return found.ok ? ok(found.value.current) : found
    },
    close,
    endOfPerson: (personId, ending) => closeNow(rows.liveOfPerson(personId), ending),
    end: (signInId, ending) => {
      const row = rows.find(signInId)
      if (row !== null) closeNow([row], ending)
    },
    sweep: async (goesOn) => {
      const all = rows.live()
      for (let from = 0; from < all.length && goesOn(); from += sweptAtOnce) {
        if (from > 0)
          await new Promise<void>((resolve) => {
            setImmediate(resolve)
          })
        sweepSome(all.slice(from, from + sweptAtOnce))
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

/** Nobody's doing: time, or something that ended earlier. */
const byTheSystem = (reason: SignedOut['reason']): Ending => ({
  reason,
  by: null,
  note: null,
  address: null,
})

const notSignedIn: Problem = { code: 'not-signed-in', detail: 'Sign in first.' }
const signedOut = (reason: SignedOut['reason']): Problem => ({
  code: 'signed-out',
  detail: `This sign-in has ended: ${reason}.`,
})
