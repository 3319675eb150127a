import {
  ok,
  refuse,
  UserName,
  type Person,
  type PersonId,
  type Problem,
  type Result,
} from '@hearthline/shared'
import type { Editor, PeopleDirectory } from '../people/index.ts'
import type { Audit, Clock, RandomSource, Transact } from '../ports.ts'
import type { EnrolmentCodeRepository, PasswordChecker } from './ports.ts'
import { newEnrolmentCode } from './secrets.ts'

const enrolmentCodeLifeMs = 10 * 60_000
const enrolmentCodeTries = 5
/** Characters that find the code; the other six prove it. */
export const selectorLength = 4

export interface NewEnrolmentCode {
  code: string
  /** `<origin>/enrol#<CODE>`: the fragment is never sent to a server, so it is in no log. */
  link: string
  expiresAt: number
}

export interface EnrolmentCodes {
  /**
   * Refusals: `not-found`, `person-disabled`. Replaces an unused code of the person.
   * @param first runs in the same dbTransaction; when it answers a problem, no code is made.
   */
  create(personId: PersonId, editor: Editor, first?: () => Problem | null): Promise<Result<NewEnrolmentCode>>
  /**
   * Break glass: for whoever holds the machine itself. The device that redeems it is approved at once; audited with
   * the reason `console`. Refusals as for `create`.
   */
  createConsoleEnrolment(userName: string): Promise<Result<NewEnrolmentCode & { displayName: string }>>
}

export function createEnrolmentCodes(deps: {
  codes: EnrolmentCodeRepository
  people: PeopleDirectory
  checker: PasswordChecker
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  origin: string
}): EnrolmentCodes {
  const { codes, people, checker, audit, clock, random, transact } = deps

  const note = (person: Person, editor: Editor | null, outcome: 'done' | 'refused', reason: string | null) =>
    audit.append({
      action: 'access.enrolment-code-made',
      actorId: editor?.personId ?? null,
      subjectId: person.personId,
      address: editor?.address ?? null,
      outcome,
      reason,
    })

  const make = async (
    person: Person,
    editor: Editor | null,
    first: () => Problem | null = () => null,
  ): Promise<Result<NewEnrolmentCode>> => {
    if (person.disabled) {
      note(person, editor, 'refused', 'person-disabled')
      return refuse({
        code: 'person-disabled',
        detail: 'This person is disabled. Enable them before enrolling a device.',
      })
    }
    const code = newEnrolmentCode(random)
    const selector = code.slice(0, selectorLength)
    const proofHash = await checker.hash(code.slice(selectorLength))
    const stored = transact((): Result<number> | null => {
      const nowMs = clock.nowMs()
      const taken = codes.findBySelector(selector)
      if (taken !== null && taken.personId !== person.personId) {
        if (taken.expiresAt > nowMs) return null
        codes.remove(taken.personId)
      }
      const problem = first()
      if (problem !== null) return refuse(problem)
      const expiresAt = nowMs + enrolmentCodeLifeMs
      codes.put({
        personId: person.personId,
        selector,
        proofHash,
        triesLeft: enrolmentCodeTries,
        createdBy: editor?.personId ?? null,
        createdAt: nowMs,
        expiresAt,
      })
      note(person, editor, 'done', editor === null ? 'console' : null)
      return ok(expiresAt)
    })
    // Another person's live code begins with the same four characters (1 in a million a code): draw again.
    if (stored === null) return make(person, editor, first)
    if (!stored.ok) return stored
    return ok({ code, link: `${deps.origin}/enrol#${code}`, expiresAt: stored.value })
  }

  return {
    create: async (personId, editor, first) => {
      const person = people.find(personId)
      return person === null ? missing() : make(person, editor, first)
    },
    createConsoleEnrolment: async (userName) => {
      const parsed = UserName.safeParse(userName)
      const secret = parsed.success ? people.secretOf(parsed.data) : null
      const person = secret === null ? null : people.find(secret.personId)
      if (person === null) return missing()
      const made = await make(person, null)
      return made.ok ? ok({ ...made.value, displayName: person.displayName }) : made
    },
  }
}

const missing = () => refuse({ code: 'not-found' as const, detail: 'There is no such person.' })
