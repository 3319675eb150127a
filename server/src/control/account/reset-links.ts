import { ok, refuse, type PersonId, type Result } from '@hearthline/shared'
import { looksLikeSecret, newSecret, sha256 } from '../access/index.ts'
import type { Audit, Clock, Editor, RandomSource, Transact } from '../ports.ts'
import type { AccountRepository, ResetRepository, StoredReset } from './ports.ts'

const resetLifeMs = 30 * 60_000
/** Somebody new gets their link by post, or on Friday for Monday. */
const firstPasswordLifeMs = 72 * 60 * 60_000

export interface ResetLink {
  /** `<origin>/reset#<token>`: the fragment is never sent to a server, so it is in no log. */
  link: string
  expiresAt: number
}

/** One-time links with which somebody sets a password (rule ACCESS-34). */
export interface ResetLinks {
  /** Replaces an unused one. Refusals: `not-found`, `person-disabled`, `own-request`. */
  create(personId: PersonId, editor: Editor): Result<ResetLink>
  /** For somebody who has no password yet; inside the running dbTransaction. */
  firstPasswordLink(personId: PersonId, by: Editor): string
  /** The link that this token opens now; null when it is unknown, used or too old. */
  open(token: string): StoredReset | null
  /** Uses it up; false when somebody else was faster. */
  burn(reset: StoredReset): boolean
}

export function createResetLinks(deps: {
  accounts: AccountRepository
  resets: ResetRepository
  origin: string
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): ResetLinks {
  const { accounts, resets, audit, clock, random, transact } = deps

  const note = (personId: PersonId, by: Editor, outcome: 'done' | 'refused', reason: string | null) =>
    audit.append({
      action: 'account.reset-link-made',
      actorId: by.personId,
      subjectId: personId,
      address: by.address,
      outcome,
      reason,
    })

  const make = (personId: PersonId, by: Editor, lifeMs: number, reason: string | null): ResetLink => {
    const token = newSecret(random)
    const nowMs = clock.nowMs()
    const expiresAt = nowMs + lifeMs
    transact(() => {
      resets.put({
        personId,
        tokenHash: sha256(token),
        createdBy: by.personId,
        createdAt: nowMs,
        expiresAt,
      })
      note(personId, by, 'done', reason)
    })
    return { link: `${deps.origin}/reset#${token}`, expiresAt }
  }

  return {
    create: (personId, editor) => {
      const person = accounts.find(personId)
      if (person === null) return refuse({ code: 'not-found', detail: 'There is no such person.' })
      if (person.disabled)
        return refuse({ code: 'person-disabled', detail: 'This person is disabled. Enable them first.' })
      // One's own password is changed with the current one: somebody else may sit there.
      if (personId === editor.personId) {
        note(personId, editor, 'refused', 'own-request')
        return refuse({ code: 'own-request', detail: 'Change your own password in your account.' })
      }
      return ok(make(personId, editor, resetLifeMs, null))
    },
    firstPasswordLink: (personId, by) => make(personId, by, firstPasswordLifeMs, 'first-password').link,
    open: (token) => {
      const reset = looksLikeSecret(token) ? resets.find(sha256(token)) : null
      return reset !== null && reset.expiresAt > clock.nowMs() ? reset : null
    },
    burn: (reset) => resets.remove(reset.tokenHash),
  }
}
