import {
  ok,
  refuse,
  SiteId,
  TeamId,
  type PersonId,
  type Problem,
  type Result,
  type Site,
  type Team,
} from '@hearthline/shared'
import type { Audit, Clock, RandomSource, Transact } from '../ports.ts'
import { addressIsIn, parseCidr } from './cidr.ts'
import type { Editor } from './people-service.ts'
import type { PeopleRepository, SiteRepository, TeamRepository } from './ports.ts'

/** Teams, sites and the networks of sites. */
export interface Places {
  teams(): Team[]
  findTeam(teamId: TeamId): Team | null
  createTeam(name: string, editor: Editor | null): Result<Team>
  sites(): Site[]
  createSite(request: { name: string; cidrs: readonly string[] }, editor: Editor | null): Result<Site>
  setSiteNetworks(siteId: SiteId, cidrs: readonly string[], editor: Editor | null): Result<Site>
  /** Whether a person's site lists a network with this address. Without a site nothing is allowed. */
  mayComeFrom(personId: PersonId, address: string): boolean
}

/** Seconds of wrap-up a new team gives. */
const defaultWrapUpSeconds = 60

const conflict = (detail: string): Problem => ({ code: 'conflict', detail })

export function createPlaces(deps: {
  people: PeopleRepository
  teams: TeamRepository
  sites: SiteRepository
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
}): Places {
  const { people, teams, sites, audit, clock, random, transact } = deps

  const note = (action: string, subjectId: string, editor: Editor | null) =>
    audit.append({
      action,
      actorId: editor?.personId ?? null,
      subjectId,
      address: editor?.address ?? null,
      outcome: 'done',
    })

  return {
    teams: () => teams.all(),
    findTeam: (teamId) => teams.find(teamId),
    createTeam: (name, editor) =>
      transact((): Result<Team> => {
        if (teams.findByName(name) !== null)
          return refuse(conflict(`There is already a team called ${name}.`))
        const teamId = TeamId.parse(random.uuid())
        teams.insert({ teamId, name, wrapUpSeconds: defaultWrapUpSeconds, createdAt: clock.nowMs() })
        note('people.team-created', teamId, editor)
        return ok({ teamId, name, members: 0, leads: [], wrapUpSeconds: defaultWrapUpSeconds })
      }),
    sites: () => sites.all(),
    createSite: ({ name, cidrs }, editor) => {
      const parsed = parseCidrs(cidrs)
      if (!parsed.ok) return parsed
      return transact((): Result<Site> => {
        if (sites.findByName(name) !== null)
          return refuse(conflict(`There is already a site called ${name}.`))
        const siteId = SiteId.parse(random.uuid())
        sites.insert({ siteId, name, createdAt: clock.nowMs() })
        sites.setNetworks(siteId, parsed.value)
        note('people.site-created', siteId, editor)
        return ok({ siteId, name, cidrs: parsed.value, people: 0 })
      })
    },
    setSiteNetworks: (siteId, cidrs, editor) => {
      const parsed = parseCidrs(cidrs)
      if (!parsed.ok) return parsed
      return transact((): Result<Site> => {
        const site = sites.find(siteId)
        if (site === null) return refuse({ code: 'not-found', detail: 'There is no such site.' })
        const editorSite = editor === null ? null : (people.find(editor.personId)?.siteId ?? null)
        if (editor !== null && editorSite === siteId && !addressIsIn(editor.address, parsed.value))
          return refuse(
            conflict(
              `You are signed in from ${editor.address}, which this list does not cover: saving it would lock you out.`,
            ),
          )
        sites.setNetworks(siteId, parsed.value)
        note('people.site-networks-set', siteId, editor)
        return ok({ ...site, cidrs: parsed.value })
      })
    },
    mayComeFrom: (personId, address) => {
      const siteId = people.find(personId)?.siteId ?? null
      return siteId !== null && addressIsIn(address, sites.find(siteId)?.cidrs ?? [])
    },
  }
}

function parseCidrs(texts: readonly string[]): Result<string[]> {
  const cidrs = new Set<string>()
  for (const [index, text] of texts.entries()) {
    const parsed = parseCidr(text)
    if (!parsed.ok) return refuse({ code: 'invalid-request', detail: parsed.detail, field: `cidrs.${index}` })
    cidrs.add(parsed.cidr)
  }
  return ok([...cidrs])
}
