import {
  ok,
  PersonId,
  refuse,
  type Page,
  type Person,
  type Problem,
  type Result,
  type Role,
  type SiteId,
  type TeamId,
} from '@hearthline/shared'
import type { Audit, Clock, Editor, Log, RandomSource, Transact } from '../ports.ts'
import {
  noPassword,
  type PasswordHasher,
  type PasswordRules,
  type PeopleQuery,
  type PeopleRepository,
  type PersonSecret,
  type SiteNetworks,
  type SiteRepository,
  type TeamRepository,
} from './ports.ts'

export interface NewPersonRequest {
  userName: string
  displayName: string
  role: Role
  teamIds: readonly TeamId[]
  siteId: SiteId | null
  /** Null: they set their first one by a link. */
  password: string | null
}

export interface PersonChangeRequest {
  displayName?: string | undefined
  role?: Role | undefined
  teamIds?: readonly TeamId[] | undefined
  siteId?: SiteId | null | undefined
  disabled?: boolean | undefined
  /** Read by whoever is signed out by it. */
  reason?: string | undefined
}

export interface PersonChanged {
  personId: PersonId
  /** True when this change disabled them. */
  nowDisabled: boolean
  /** True when this change gave them another role: sign-ins that were opened in the old one must end (rule PEOPLE-5). */
  roleChanged: boolean
  /** Who did it; null for the console and the seed. */
  by: PersonId | null
  /** What they wrote for the person to read. */
  note: string | null
}

export interface PeopleDirectory {
  page(query: PeopleQuery): Page<Person>
  find(personId: PersonId): Person | null
  secretOf(userName: string): PersonSecret | null
  create(request: NewPersonRequest, editor: Editor | null): Promise<Result<Person>>
  change(personId: PersonId, request: PersonChangeRequest, editor: Editor | null): Result<Person>
  /** Told after each commit that changed a person. Returns the end of the subscription. */
  whenChanged(listener: (changed: PersonChanged) => void): () => void
}

const notFound = (what: string): Problem => ({ code: 'not-found', detail: `There is no such ${what}.` })
const lockOut = (detail: string): Problem => ({ code: 'would-lock-out', detail })
const unknownField = (field: string, detail: string): Problem => ({ code: 'invalid-request', detail, field })

export function createPeopleDirectory(deps: {
  people: PeopleRepository
  teams: TeamRepository
  sites: SiteRepository
  networks: Pick<SiteNetworks, 'wouldLetIn'>
  passwords: PasswordRules
  hasher: PasswordHasher
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  log: Log
}): PeopleDirectory {
  const { people, teams, sites, networks, passwords, hasher, audit, clock, random, transact, log } = deps
  const listeners = new Set<(changed: PersonChanged) => void>()

  const unknownReference = (teamIds: readonly TeamId[], siteId: SiteId | null): Problem | null => {
    const missing = teamIds.findIndex((teamId) => teams.find(teamId) === null)
    if (missing >= 0) return unknownField(`teamIds.${missing}`, 'There is no such team.')
    if (siteId !== null && sites.find(siteId) === null)
      return unknownField('siteId', 'There is no such site.')
    return null
  }

  /** Rule PEOPLE-4: nobody edits themselves out, and one administrator is always left. */
  const refusalOf = (person: Person, request: PersonChangeRequest, editor: Editor | null): Problem | null => {
    const { personId, role } = person
    const roleChanges = request.role !== undefined && request.role !== role
    const teamIds = request.teamIds ?? []
    if (teamIds.length > 0 && (request.role ?? role) === 'administrator')
      return unknownField('teamIds', 'Administrators belong to no team.')
    if (editor?.personId === personId) {
      if (request.disabled === true) return lockOut('You cannot disable yourself. Ask another administrator.')
      if (roleChanges) return lockOut('You cannot change your own role. Ask another administrator.')
      const placed = { personId, siteId: request.siteId ?? null, teams: person.teams }
      if (request.siteId !== undefined && !networks.wouldLetIn(placed, editor.address))
        return lockOut(
          `You are signed in from ${editor.address}, which no rule would allow you there: the change would lock you out.`,
        )
    }
    const leaves = !person.disabled && role === 'administrator' && (request.disabled === true || roleChanges)
    return leaves && people.enabledAdministrators() <= 1
      ? {
          code: 'last-administrator',
          detail: 'This is the last administrator. Make another one first.',
        }
      : null
  }

  const note = (
    step: string,
    personId: PersonId | null,
    editor: Editor | null,
    reason: string | null = null,
    outcome: 'done' | 'refused' = 'done',
  ) =>
    audit.append({
      action: `people.${step}`,
      actorId: editor?.personId ?? null,
      subjectId: personId,
      address: editor?.address ?? null,
      outcome,
      reason,
    })

  const change: PeopleDirectory['change'] = (personId, request, editor) => {
    const outcome = transact((): Result<{ before: Person; after: Person }> => {
      const before = people.find(personId)
      if (before === null) return refuse(notFound('person'))
      const unknown = unknownReference(request.teamIds ?? [], request.siteId ?? null)
      if (unknown) return refuse(unknown)
      const refusal = refusalOf(before, request, editor)
      if (refusal) {
        if (refusal.code !== 'invalid-request') note('changed', personId, editor, refusal.code, 'refused')
        return refuse(refusal)
      }
      people.change(personId, {
        displayName: request.displayName,
        role: request.role,
        siteId: request.siteId,
        disabledAt: request.disabled === undefined ? undefined : disabledAt(request.disabled, before, clock),
      })
      // Whoever becomes an administrator leaves their teams: administrators belong to none.
      const teamIds = request.role === 'administrator' ? [] : request.teamIds
      if (teamIds !== undefined) people.setTeams(personId, teamIds)
      const after = people.find(personId) ?? before
      for (const { step, reason } of stepsOf(before, after)) note(step, personId, editor, reason)
      return ok({ before, after })
    })
    if (!outcome.ok) return outcome
    const { before, after } = outcome.value
    tell({
      personId,
      nowDisabled: after.disabled && !before.disabled,
      roleChanged: after.role !== before.role,
      by: editor?.personId ?? null,
      note: request.reason ?? null,
    })
    return ok(after)
  }

  const tell = (changed: PersonChanged) => {
    for (const listener of listeners) {
      try {
        listener(changed)
      } catch (error) {
        // It is committed: one deaf listener must not keep the others from ending sign-ins.
        log.error({ err: error, personId: changed.personId }, 'a listener to changed people failed')
      }
    }
  }

  return {
    page: (query) => people.page(query),
    find: (personId) => people.find(personId),
    secretOf: (userName) => people.secretOf(userName),
    create: async (request, editor) => {
      const { password } = request
      const fault = password === null ? null : passwords.faultOf(password, request)
      if (fault !== null) return refuse({ code: 'password-refused', detail: fault })
      const passwordHash = password === null ? noPassword : await hasher.hash(password)
      return transact((): Result<Person> => {
        const unknown = unknownReference(request.teamIds, request.siteId)
        if (unknown) return refuse(unknown)
        if (request.role === 'administrator' && request.teamIds.length > 0)
          return refuse(unknownField('teamIds', 'Administrators belong to no team.'))
        if (people.secretOf(request.userName) !== null)
          return refuse({ code: 'name-taken', detail: `The user name ${request.userName} is taken.` })
        const personId = PersonId.parse(random.uuid())
        const { userName, displayName, role, siteId } = request
        const createdAt = clock.nowMs()
        people.insert({ personId, userName, displayName, role, siteId, passwordHash, createdAt })
        people.setTeams(personId, request.teamIds)
        note('created', personId, editor, role)
        const person = people.find(personId)
        return person === null ? refuse(notFound('person')) : ok(person)
      })
    },
    change,
    whenChanged: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Disabling somebody twice keeps the first time. */
function disabledAt(disabled: boolean, person: Person, clock: Clock): number | null | undefined {
  if (!disabled) return null
  return person.disabled ? undefined : clock.nowMs()
}

/** One row of the audit trail for each thing that is different now. */
function stepsOf(before: Person, after: Person): { step: string; reason: string | null }[] {
  const steps: { step: string; reason: string | null }[] = []
  if (after.displayName !== before.displayName) steps.push({ step: 'renamed', reason: null })
  if (after.role !== before.role) steps.push({ step: 'role-set', reason: after.role })
  if (teamsOf(after) !== teamsOf(before)) steps.push({ step: 'teams-set', reason: null })
  if (after.siteId !== before.siteId) steps.push({ step: 'site-set', reason: null })
  if (after.disabled !== before.disabled)
    steps.push({ step: after.disabled ? 'disabled' : 'enabled', reason: null })
  return steps
}

const teamsOf = ({ teams }: Person): string => teams.map(({ teamId }) => teamId).join()
