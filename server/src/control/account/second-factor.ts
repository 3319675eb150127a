import { Secret, TOTP } from 'otpauth'
import { ok, refuse, type PersonId, type Problem, type Result } from '@hearthline/shared'
import type { SecondFactor as TakesCodes } from '../access/index.ts'
import type { Audit, Clock, Editor, RandomSource, Transact } from '../ports.ts'
import type { SecretBox } from '../secret-box.ts'
import type { AccountRepository, StoredSecrets } from './ports.ts'

/** RFC 6238 with the settings that every authenticator app takes: SHA-1, 6 digits, 30 s. */
const digits = 6
const periodSeconds = 30
/** Steps that a phone's clock may be off, either way (RFC 6238, 5.2). */
const steps = 1
/** 160 bits, as RFC 4226 (R6) recommends. */
const secretBytes = 20

/** Where the secret is sealed for: it opens nowhere else. */
const placeOf = (personId: PersonId) => `totp:${personId}`

export interface SecondFactor extends TakesCodes {
  /** A fresh secret; nothing counts until `confirm`. Refusal: `totp-already-on`. */
  start(editor: Editor): Result<{ secret: string; uri: string }>
  /** Refusals: `totp-not-started`, `totp-wrong`, `totp-already-on`. */
  confirm(editor: Editor, code: string): Result<null>
  /** With a code: for the person. Refusals: `totp-not-started`, `totp-wrong`. */
  end(editor: Editor, code: string): Result<null>
  /** Without: for an administrator, when somebody else's phone is lost. Refusals: `not-found`, `own-request`, `totp-not-started`. */
  remove(personId: PersonId, editor: Editor): Result<null>
}

/** The authenticator app of a person (rule ACCESS-35). A code is taken once, within a step of its time. */
export function createSecondFactor(deps: {
  accounts: AccountRepository
  box: SecretBox
  issuer: string
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): SecondFactor {
  const { accounts, box, issuer, audit, clock, random, transact } = deps

  const totpOf = (secret: Secret, userName: string) =>
    new TOTP({ issuer, label: userName, secret, algorithm: 'SHA1', digits, period: periodSeconds })

  const takeFrom = (person: StoredSecrets, code: string): boolean => {
    const opened = person.totpSecret === null ? null : box.open(person.totpSecret, placeOf(person.personId))
    if (opened === null) return false
    const timestamp = clock.nowMs()
    const delta = totpOf(Secret.fromBase32(opened), person.userName).validate({
      token: code,
      timestamp,
      window: steps,
    })
    if (delta === null) return false
    const step = Math.floor(timestamp / 1000 / periodSeconds) + delta
    return accounts.takeStep(person.personId, step)
  }

  const note = (step: string, subjectId: PersonId, editor: Editor, refusal: string | null = null) =>
    audit.append({
      action: `account.${step}`,
      actorId: editor.personId,
      subjectId,
      address: editor.address,
      outcome: refusal === null ? 'done' : 'refused',
      reason: refusal,
    })

  return {
    isOn: (personId) => (accounts.find(personId)?.totpConfirmedAt ?? null) !== null,
    take: (personId, code) => {
      const person = accounts.find(personId)
      return person !== null && person.totpConfirmedAt !== null && takeFrom(person, code)
    },
    start: (editor) => {
      const { personId } = editor
      const person = accounts.find(personId)
      if (person === null) return refuse(nobody)
      if (person.totpConfirmedAt !== null) return refuse(alreadyOn)
      const bytes = Uint8Array.from(random.bytes(secretBytes))
      const secret = new Secret({ buffer: bytes.buffer })
      transact(() => {
        accounts.setTotp(personId, box.seal(secret.base32, placeOf(personId)))
        note('totp-started', personId, editor)
      })
      return ok({ secret: secret.base32, uri: totpOf(secret, person.userName).toString() })
    },
    confirm: (editor, code) => {
      const { personId } = editor
      const person = accounts.find(personId)
      if (person === null || person.totpSecret === null) return refuse(notStarted)
      if (person.totpConfirmedAt !== null) return refuse(alreadyOn)
      return transact((): Result<null> => {
        if (!takeFrom(person, code)) {
          note('totp-on', personId, editor, 'totp-wrong')
          return refuse(wrongCode)
        }
        accounts.confirmTotp(personId, clock.nowMs())
        note('totp-on', personId, editor)
        return ok(null)
      })
    },
    end: (editor, code) => {
      const { personId } = editor
      const person = accounts.find(personId)
      if (person === null || person.totpConfirmedAt === null) return refuse(notStarted)
      return transact((): Result<null> => {
        if (!takeFrom(person, code)) {
          note('totp-off', personId, editor, 'totp-wrong')
          return refuse(wrongCode)
        }
        accounts.setTotp(personId, null)
        note('totp-off', personId, editor)
        return ok(null)
      })
    },
    remove: (personId, editor) => {
      const person = accounts.find(personId)
      if (person === null) return refuse(nobody)
      // One's own is ended with password and code: somebody else may sit there (rule ACCESS-35).
      if (personId === editor.personId) {
        note('totp-removed', personId, editor, 'own-request')
        return refuse(ownRequest)
      }
      if (person.totpConfirmedAt === null) return refuse(notStarted)
      transact(() => {
        accounts.setTotp(personId, null)
        note('totp-removed', personId, editor)
      })
      return ok(null)
    },
  }
}

const nobody: Problem = { code: 'not-found', detail: 'There is no such person.' }
const alreadyOn: Problem = { code: 'totp-already-on', detail: 'The second factor is on already.' }
const ownRequest: Problem = { code: 'own-request', detail: 'End your own in your account, with a code.' }
const notStarted: Problem = { code: 'totp-not-started', detail: 'There is no second factor to speak of.' }
const wrongCode: Problem = { code: 'totp-wrong', detail: 'That code is wrong or used.' }
