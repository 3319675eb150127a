import {
  ok,
  passwordLimits,
  refuse,
  signedText,
  type DeviceId,
  type PasswordFault,
  type PersonId,
  type Problem,
  type Result,
  type SignInId,
} from '@hearthline/shared'
import {
  checksTooMany,
  sha256,
  type AccessService,
  type PasswordChecker,
  type SignInRepository,
  type Stranger,
} from '../access/index.ts'
import type { Audit, Clock, Editor, Transact } from '../ports.ts'
import type { PasswordRules } from './password-rules.ts'
import type { AccountRepository, StoredReset, StoredSecrets } from './ports.ts'
import type { ResetLinks } from './reset-links.ts'

/** Who is signed in, on which device. */
export type OwnEditor = Editor & { deviceId: DeviceId; signInId: SignInId }

export interface ResetRequest {
  token: string
  password: string
  device?: { deviceId: DeviceId; challengeId: string; keyId: string; signature: string } | undefined
}

export interface PasswordDesk {
  /** Whether this is the person's password; wrong ones count as at the sign-in. Refusals: `password-wrong`, `too-many-requests`, `signed-out` meanwhile. */
  prove(editor: OwnEditor, password: string): Promise<Result<null>>
  /** Ends the other sign-ins of the person. Refusals: as `prove`, and `password-refused`. */
  change(request: { current: string; next: string }, editor: OwnEditor): Promise<Result<null>>
  /** Ends every sign-in of the person. Refusals: `reset-link-refused`, `password-refused`, `too-many-requests`. */
  reset(request: ResetRequest, stranger: Stranger): Promise<Result<{ userName: string }>>
}

export function createPasswordDesk(deps: {
  accounts: AccountRepository
  links: ResetLinks
  rules: PasswordRules
  checker: PasswordChecker
  access: Pick<
    AccessService,
    'challenges' | 'deviceKeys' | 'devices' | 'limits' | 'signIns' | 'approvedDevice'
  >
  signInRows: SignInRepository
  audit: Audit
  clock: Clock
  transact: Transact
}): PasswordDesk {
  const { accounts, links, rules, checker, access, signInRows, audit, clock, transact } = deps
  const { limits, signIns } = access

  const note = (step: string, personId: PersonId | null, address: string, refusal: string | null = null) =>
    audit.append({
      action: `account.${step}`,
      actorId: personId,
      subjectId: personId,
      address,
      outcome: refusal === null ? 'done' : 'refused',
      reason: refusal,
    })

  /** Whoever was signed out while a password was hashed changes nothing any more. */
  const stillIn = ({ signInId, address }: OwnEditor): Result<null> => {
    const current = signIns.recall(signInId, address)
    return current.ok ? ok(null) : current
  }

  const prove: PasswordDesk['prove'] = async (editor, password) => {
    const { personId, deviceId, address } = editor
    if (limits.deviceBlocked(personId, deviceId)) return refuse(tooOften)
    if (checksTooMany(checker)) return refuse(busy)
    // Counted before the slow check, as at the sign-in: parallel tries cannot outrun the limit.
    const attempt = limits.countDevice(personId, deviceId)
    const proved = await checker.matches(accounts.find(personId)?.passwordHash ?? null, password)
    if (proved) {
      attempt.forgive()
      return stillIn(editor)
    }
    note('password-proof', personId, address, 'password')
    return refuse({ code: 'password-wrong', detail: 'That is not your password.' })
  }

  const faulty = (step: string, person: StoredSecrets, address: string, fault: PasswordFault) => {
    note(step, person.personId, address, fault)
    return refuse({ code: 'password-refused' as const, detail: fault })
  }

  const change: PasswordDesk['change'] = async ({ current, next }, editor) => {
    const { personId, address, signInId } = editor
    const proved = await prove(editor, current)
    if (!proved.ok) return proved
    const person = accounts.find(personId)
    if (person === null) return refuse({ code: 'not-found', detail: 'There is no such person.' })
    const fault =
      next.normalize('NFKC') === current.normalize('NFKC')
        ? 'same-as-before'
        : rules.faultOf(next, person, passwordLimits.withDevice)
    if (fault !== null) return faulty('password-changed', person, address, fault)
    const hash = await checker.hash(next)
    const still = stillIn(editor)
    if (!still.ok) return still
    const tell = transact(() => {
      // Somebody may have set it anew while this one was hashed: theirs counts.
      if (accounts.find(personId)?.passwordHash !== person.passwordHash) return null
      accounts.setPassword(personId, hash, clock.nowMs())
      note('password-changed', personId, address)
      const others = signInRows.liveOfPerson(personId).filter((row) => row.signInId !== signInId)
      return signIns.close(others, { reason: 'password', by: personId, note: null, address })
    })
    if (tell === null)
      return refuse({ code: 'password-wrong', detail: 'Your password was changed meanwhile.' })
    tell()
    return ok(null)
  }

  /** Whether a key of an approved device of the person signed the challenge (rule ACCESS-30). */
  const provedDevice = (reset: StoredReset, device: ResetRequest['device'], stranger: Stranger): boolean => {
    if (device === undefined) return false
    const { address, origin } = stranger
    const challenge = access.challenges.take(device.challengeId, {
      purpose: 'reset',
      holder: sha256(stranger.preLogin ?? ''),
      address,
    })
    if (challenge === null || origin === null) return false
    if (!access.approvedDevice(device.deviceId, reset.personId)) return false
    const text = signedText.reset({ origin, deviceId: device.deviceId, challenge })
    const checked = access.deviceKeys.check(
      device.deviceId,
      device.keyId,
      text,
      device.signature,
      challenge.issuedAt,
    )
    if (checked.ok) {
      if (checked.state === 'next') transact(() => access.deviceKeys.accept(device.deviceId, checked))
      return true
    }
    if (checked.reason === 'key-reused') access.devices.suspend(device.deviceId, 'key-reused', address)
    return false
  }

  const reset: PasswordDesk['reset'] = async (request, stranger) => {
    const { address } = stranger
    const denied = (reason: string, personId: PersonId | null) => {
      note('password-reset', personId, address, reason)
      return refuse(linkRefused)
    }
    if (limits.addressBlocked(address)) return denied('rate-address', null)
    if (checksTooMany(checker)) return refuse(busy)
    const attempt = limits.countAddress(address)
    const found = links.open(request.token)
    const person = found === null ? null : accounts.find(found.personId)
    if (found === null || person === null) return denied('link', null)
    if (person.disabled) return denied('disabled', person.personId)
    attempt.forgive()

    const onDevice = provedDevice(found, request.device, stranger)
    const atLeast = onDevice ? passwordLimits.withDevice : passwordLimits.withoutDevice
    const fault = rules.faultOf(request.password, person, atLeast)
    if (fault !== null) return faulty('password-reset', person, address, fault)
    if (await checker.matches(person.passwordHash, request.password))
      return faulty('password-reset', person, address, 'same-as-before')
    const hash = await checker.hash(request.password)
    const tell = transact(() => {
      if (accounts.find(person.personId)?.disabled !== false || !links.burn(found)) return null
      accounts.setPassword(person.personId, hash, clock.nowMs())
      note('password-reset', person.personId, address)
      return signIns.close(signInRows.liveOfPerson(person.personId), {
        reason: 'password',
        by: null,
        note: null,
        address,
      })
    })
    if (tell === null) return denied('used', person.personId)
    tell()
    return ok({ userName: person.userName })
  }

  return { prove, change, reset }
}

const tooOften: Problem = {
  code: 'too-many-requests',
  detail: 'Too many wrong tries. Wait before the next one.',
  retryAfterSeconds: 60,
}
const busy: Problem = {
  code: 'too-many-requests',
  detail: 'Too many passwords are being checked at once.',
  retryAfterSeconds: 5,
}
const linkRefused: Problem = {
  code: 'reset-link-refused',
  detail: 'This link did not work. It may be used or expired: ask for a new one.',
}
