import {
  ok,
  refuse,
  type LiveSignIn,
  type Page,
  type PersonId,
  type Problem,
  type Result,
  type SignInId,
} from '@hearthline/shared'
import type {
  AccessService,
  DeviceRepository,
  LiveSignInQuery,
  SignInRepository,
  StoredSignIn,
} from '../access/index.ts'
import type { PeopleService } from '../people/index.ts'
import type { Audit, Editor, NetworkFence, Transact } from '../ports.ts'
import type { OwnEditor, PasswordDesk } from './password-desk.ts'
import type { ResetLinks } from './reset-links.ts'
import type { SecondFactor } from './second-factor.ts'

/** What people do about their own sign-ins and secrets, and administrators about those of others. */
export interface Account {
  own(editor: OwnEditor): LiveSignIn[]
  /** All others, or the one named. Refusal: `not-found`. */
  signOutElsewhere(signInId: SignInId | undefined, editor: OwnEditor): Result<{ ended: number }>
  passwords: PasswordDesk
  links: ResetLinks
  /** Password again first: somebody else may sit there. */
  startTotp(password: string, editor: OwnEditor): Promise<Result<{ secret: string; uri: string }>>
  confirmTotp(code: string, editor: OwnEditor): Result<null>
  endTotp(request: { password: string; code: string }, editor: OwnEditor): Promise<Result<null>>
  removeTotp(personId: PersonId, editor: Editor): Result<null>
  everywhere(query: LiveSignInQuery, editor: OwnEditor): Page<LiveSignIn>
  end(signInId: SignInId, reason: string, editor: Editor): Result<null>
  /** Refusals: `not-found`, `would-lock-out` for oneself. */
  signPersonOut(personId: PersonId, reason: string, editor: Editor): Result<{ ended: number }>
}

export function createAccount(deps: {
  access: Pick<AccessService, 'signIns' | 'limits'>
  passwords: PasswordDesk
  links: ResetLinks
  secondFactor: SecondFactor
  signInRows: SignInRepository
  devices: Pick<DeviceRepository, 'find'>
  people: Pick<PeopleService, 'find'>
  fence: Pick<NetworkFence, 'nameOf'>
  audit: Audit
  transact: Transact
}): Account {
  const { access, passwords, links, secondFactor, signInRows, devices, people, fence, audit, transact } = deps
  const { signIns, limits } = access

  const shown = (row: StoredSignIn, own: SignInId): LiveSignIn => {
    const person = people.find(row.personId)
    const device = devices.find(row.deviceId)
    const { endsAtMs, inCall } = signIns.standing(row)
    return {
      signInId: row.signInId,
      person: {
        personId: row.personId,
        displayName: person?.displayName ?? '',
        role: person?.role ?? 'agent',
      },
      device: {
        deviceId: row.deviceId,
        name: device?.name ?? '',
        browser: device?.browser ?? '',
        grade: device?.grade ?? 'D1',
      },
      address: row.address,
      network: fence.nameOf(row.personId, row.address),
      signedInAt: row.signedInAt,
      lastActiveAt: row.lastActiveAt,
      expiresAt: endsAtMs,
      inCall,
      own: row.signInId === own,
    }
  }

  /** A wrong code counts like a wrong password: six digits fall to somebody who may try without end. */
  const counted = ({ personId, deviceId }: OwnEditor, check: () => Result<null>): Result<null> => {
    if (limits.deviceBlocked(personId, deviceId)) return refuse(tooOften)
    const outcome = check()
    if (!outcome.ok && outcome.problem.code === 'totp-wrong') limits.countDevice(personId, deviceId)
    return outcome
  }

  const endAll = (rows: readonly StoredSignIn[], ending: Parameters<typeof signIns.close>[1]): number => {
    transact(() => signIns.close(rows, ending))()
    return rows.length
  }

  return {
    own: (editor) => signInRows.liveOfPerson(editor.personId).map((row) => shown(row, editor.signInId)),
    signOutElsewhere: (signInId, { personId, address, signInId: own }) => {
      const others = signInRows.liveOfPerson(personId).filter((row) => row.signInId !== own)
      const ending = { reason: 'signed-out' as const, by: personId, note: null, address }
      if (signInId === undefined) return ok({ ended: endAll(others, ending) })
      const named = others.filter((row) => row.signInId === signInId)
      return named.length === 0 ? refuse(noSignIn) : ok({ ended: endAll(named, ending) })
    },
    passwords,
    links,
    startTotp: async (password, editor) => {
      const proved = await passwords.prove(editor, password)
      return proved.ok ? secondFactor.start(editor) : proved
    },
    confirmTotp: (code, editor) => counted(editor, () => secondFactor.confirm(editor, code)),
    endTotp: async ({ password, code }, editor) => {
      const proved = await passwords.prove(editor, password)
      return proved.ok ? counted(editor, () => secondFactor.end(editor, code)) : proved
    },
    removeTotp: (personId, editor) => secondFactor.remove(personId, editor),
    everywhere: (query, editor) => {
      const { items, total } = signInRows.pageLive(query)
      return { items: items.map((row) => shown(row, editor.signInId)), total }
    },
    end: (signInId, reason, editor) => {
      const row = signInRows.find(signInId)
      if (row === null || row.endedAt !== null) return refuse(noSignIn)
      endAll([row], { reason: 'revoked', by: editor.personId, note: reason, address: editor.address })
      return ok(null)
    },
    signPersonOut: (personId, reason, editor) => {
      if (people.find(personId) === null)
        return refuse({ code: 'not-found', detail: 'There is no such person.' })
      if (personId === editor.personId) {
        audit.append({
          action: 'access.person-signed-out',
          actorId: editor.personId,
          subjectId: personId,
          address: editor.address,
          outcome: 'refused',
          reason: 'would-lock-out',
        })
        return refuse({
          code: 'would-lock-out',
          detail: 'This would sign yourself out. Sign out elsewhere in your account instead.',
        })
      }
      const rows = signInRows.liveOfPerson(personId)
      const { address } = editor
      return ok({ ended: endAll(rows, { reason: 'revoked', by: editor.personId, note: reason, address }) })
    },
  }
}

const noSignIn: Problem = { code: 'not-found', detail: 'There is no such sign-in.' }
const tooOften: Problem = {
  code: 'too-many-requests',
  detail: 'Too many wrong tries. Wait before the next one.',
  retryAfterSeconds: 60,
}
