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
import type { Audit, Clock, RandomSource, Transact } from '../ports.ts'
import { addressIsIn } from './cidr.ts'
import type {
  PasswordHasher,
  PeopleQuery,
  PeopleRepository,
  PersonSecret,
  SiteRepository,
  TeamRepository,
} from './ports.ts'

/** Who asks, and from where; null for the console and the seed. */
export interface Editor {
  personId: PersonId
  address: string
}

export interface NewPersonRequest {
  userName: string
  displayName: string
  role: Role
  teamIds: readonly TeamId[]
  siteId: SiteId | null
  password: string
}

export interface PersonChangeRequest {
  displayName?: string | undefined
  teamIds?: readonly TeamId[] | undefined
  siteId?: SiteId | null | undefined
  disabled?: boolean | undefined
}

export interface PersonChanged {
  personId: PersonId
  /** True when this change disabled them. */
  nowDisabled: boolean
  /** Who did it; null for the console and the seed. */
  by: PersonId | null
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
const conflict = (detail: string): Problem => ({ code: 'conflict', detail })
const unknownField = (field: string, detail: string): Problem => ({ code: 'invalid-request', detail, field })

export function createPeopleDirectory(deps: {
  people: PeopleRepository
  teams: TeamRepository
  sites: SiteRepository
  hasher: PasswordHasher
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): PeopleDirectory {
  const { people, teams, sites, hasher, audit, clock, random, transact } = deps
  const listeners = new Set<(changed: PersonChanged) => void>()

  const unknownReference = (teamIds: readonly TeamId[], siteId: SiteId | null): Problem | null => {
    const missing = teamIds.findIndex((teamId) => teams.find(teamId) === null)
    if (missing >= 0) return unknownField(`teamIds.${missing}`, 'There is no such team.')
    if (siteId !== null && sites.find(siteId) === null)
      return unknownField('siteId', 'There is no such site.')
    return null
  }

  /** Rule ACCESS-12: nobody edits themselves out. */
  const wouldLockOut = (editor: Editor, change: PersonChangeRequest): Problem | null => {
    if (change.disabled === true)
      return conflict('You cannot disable yourself. Ask another administrator to do it.')
    if (change.siteId === undefined) return null
    const cidrs = change.siteId === null ? [] : (sites.find(change.siteId)?.cidrs ?? [])
    return addressIsIn(editor.address, cidrs)
      ? null
      : conflict(
          `You are signed in from ${editor.address}, which that site does not allow: the change would lock you out.`,
        )
  }

  const change: PeopleDirectory['change'] = (personId, request, editor) => {
    const outcome = transact((): Result<{ person: Person; nowDisabled: boolean }> => {
      const person = people.find(personId)
      if (person === null) return refuse(notFound('person'))
      const unknown = unknownReference(request.teamIds ?? [], request.siteId ?? null)
      if (unknown) return refuse(unknown)
      if (request.teamIds !== undefined && request.teamIds.length > 0 && person.role === 'administrator')
        return refuse(unknownField('teamIds', 'Administrators belong to no team.'))
      const lockOut = editor?.personId === personId ? wouldLockOut(editor, request) : null
      if (lockOut) return refuse(lockOut)
      const nowDisabled = request.disabled === true && !person.disabled
      if (nowDisabled && person.role === 'administrator' && people.enabledAdministrators() <= 1)
        return refuse(conflict('This is the last administrator. Make another one before disabling this one.'))

      people.change(personId, {
        displayName: request.displayName,
        siteId: request.siteId,
        disabledAt: request.disabled === undefined ? undefined : disabledAt(request.disabled, person, clock),
      })
      if (request.teamIds !== undefined) people.setTeams(personId, request.teamIds)
      for (const step of stepsOf(request, person))
        audit.append({
          action: `people.${step}`,
          actorId: editor?.personId ?? null,
          subjectId: personId,
          address: editor?.address ?? null,
          outcome: 'done',
        })
      return ok({ person: people.find(personId) ?? person, nowDisabled })
    })
    if (!outcome.ok) return outcome
    const { person, nowDisabled } = outcome.value
    for (const listener of listeners) listener({ personId, nowDisabled, by: editor?.personId ?? null })
    return ok(person)
  }

  return {
    page: (query) => people.page(query),
    find: (personId) => people.find(personId),
    secretOf: (userName) => people.secretOf(userName),
    create: async (request, editor) => {
      const passwordHash = await hasher.hash(request.password)
      return transact((): Result<Person> => {
        const unknown = unknownReference(request.teamIds, request.siteId)
        if (unknown) return refuse(unknown)
        if (request.role === 'administrator' && request.teamIds.length > 0)
          return refuse(unknownField('teamIds', 'Administrators belong to no team.'))
        if (people.secretOf(request.userName) !== null)
          return refuse(conflict(`The user name ${request.userName} is taken.`))
        const personId = PersonId.parse(random.uuid())
        const { userName, displayName, role, siteId } = request
        people.insert({
          personId,
          userName,
          displayName,
          role,
          siteId,
          passwordHash,
          createdAt: clock.nowMs(),
        })
        people.setTeams(personId, request.teamIds)
        audit.append({
          action: 'people.created',
          actorId: editor?.personId ?? null,
          subjectId: personId,
          address: editor?.address ?? null,
          outcome: 'done',
          reason: role,
        })
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

function stepsOf(request: PersonChangeRequest, person: Person): string[] {
  const steps: string[] = []
  if (request.displayName !== undefined) steps.push('renamed')
  if (request.teamIds !== undefined) steps.push('teams-set')
  if (request.siteId !== undefined) steps.push('site-set')
  if (request.disabled !== undefined && request.disabled !== person.disabled)
    steps.push(request.disabled ? 'disabled' : 'enabled')
  return steps
}
