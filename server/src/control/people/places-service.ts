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
import { parseCidr } from '../networks/index.ts'
import type { Audit, Clock, Editor, Log, RandomSource, Transact } from '../ports.ts'
import type { SiteChange, SiteNetworks, SiteRepository, TeamChange, TeamRepository } from './ports.ts'

/** Teams and sites. */
export interface Places {
  teams(): Team[]
  findTeam(teamId: TeamId): Team | null
  createTeam(name: string, editor: Editor | null): Result<Team>
  changeTeam(teamId: TeamId, change: TeamChange, editor: Editor | null): Result<Team>
  /** Told after each commit that changed a team's settings. Returns the end of the subscription. */
  whenTeamChanged(listener: (teamId: TeamId) => void): () => void
  /** What becomes of this person's live call when their sign-in is revoked: one team that cuts is enough. */
  onRevoke(personId: PersonId): Team['onRevoke']
  sites(): Site[]
  createSite(
    request: { name: string; position?: Site['position']; cidrs: readonly string[] },
    editor: Editor | null,
  ): Result<Site>
  changeSite(siteId: SiteId, change: SiteChange, editor: Editor | null): Result<Site>
}

/** Seconds of wrap-up a new team gives. */
const defaultWrapUpSeconds = 60

const nameTaken = (what: string, name: string): Problem => ({
  code: 'name-taken',
  detail: `There is already a ${what} called ${name}.`,
})
const notFound = (what: string): Problem => ({ code: 'not-found', detail: `There is no such ${what}.` })

export function createPlaces(deps: {
  teams: TeamRepository
  sites: SiteRepository
  networks: Pick<SiteNetworks, 'addOfSite'>
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  log: Log
}): Places {
  const { teams, sites, networks, audit, clock, random, transact, log } = deps
  const listeners = new Set<(teamId: TeamId) => void>()

  const note = (step: string, subjectId: string, editor: Editor | null, reason: string | null = null) =>
    audit.append({
      action: `people.${step}`,
      actorId: editor?.personId ?? null,
      subjectId,
      address: editor?.address ?? null,
      outcome: 'done',
      reason,
    })

  const tell = (teamId: TeamId) => {
    for (const listener of listeners) {
      try {
        listener(teamId)
      } catch (error) {
        log.error({ err: error, teamId }, 'a listener to changed teams failed')
      }
    }
  }

  return {
    teams: () => teams.all(),
    findTeam: (teamId) => teams.find(teamId),
    createTeam: (name, editor) =>
      transact((): Result<Team> => {
        if (teams.findByName(name) !== null) return refuse(nameTaken('team', name))
        const team = {
          teamId: TeamId.parse(random.uuid()),
          name,
          wrapUpSeconds: defaultWrapUpSeconds,
          onRevoke: 'drain',
          disclosure: 'sign',
        } as const
        teams.insert({ ...team, createdAt: clock.nowMs() })
        note('team-created', team.teamId, editor)
        return ok({ ...team, members: 0, leads: [] })
      }),
    changeTeam: (teamId, change, editor) => {
      const outcome = transact((): Result<Team> => {
        const before = teams.find(teamId)
        if (before === null) return refuse(notFound('team'))
        const namesake = change.name === undefined ? null : teams.findByName(change.name)
        if (namesake !== null && namesake.teamId !== teamId) return refuse(nameTaken('team', namesake.name))
        teams.change(teamId, change)
        const after = teams.find(teamId) ?? before
        if (after.name !== before.name) note('team-renamed', teamId, editor)
        if (after.wrapUpSeconds !== before.wrapUpSeconds) note('team-wrap-up-set', teamId, editor)
        if (after.onRevoke !== before.onRevoke) note('team-on-revoke-set', teamId, editor, after.onRevoke)
        if (after.disclosure !== before.disclosure)
          note('team-disclosure-set', teamId, editor, after.disclosure)
        return ok(after)
      })
      if (outcome.ok) tell(teamId)
      return outcome
    },
    whenTeamChanged: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onRevoke: (personId) => (teams.anyCuts(personId) ? 'cut' : 'drain'),
    sites: () => sites.all(),
    createSite: ({ name, position = null, cidrs }, editor) => {
      const parsed = parseCidrs(cidrs)
      if (!parsed.ok) return parsed
      return transact((): Result<Site> => {
        if (sites.findByName(name) !== null) return refuse(nameTaken('site', name))
        const siteId = SiteId.parse(random.uuid())
        sites.insert({ siteId, name, position, createdAt: clock.nowMs() })
        note('site-created', siteId, editor)
        networks.addOfSite(siteId, name, parsed.value, editor)
        return ok({ siteId, name, position, people: 0, networks: parsed.value.length })
      })
    },
    changeSite: (siteId, change, editor) =>
      transact((): Result<Site> => {
        const before = sites.find(siteId)
        if (before === null) return refuse(notFound('site'))
        const namesake = change.name === undefined ? null : sites.findByName(change.name)
        if (namesake !== null && namesake.siteId !== siteId) return refuse(nameTaken('site', namesake.name))
        sites.change(siteId, change)
        if (change.name !== undefined && change.name !== before.name) note('site-renamed', siteId, editor)
        if (change.position !== undefined) note('site-position-set', siteId, editor)
        return ok(sites.find(siteId) ?? before)
      }),
  }
}

/** Normalised, each once. */
function parseCidrs(texts: readonly string[]): Result<string[]> {
  const cidrs = new Set<string>()
  for (const [index, text] of texts.entries()) {
    const parsed = parseCidr(text)
    if (!parsed.ok) {
      const { detail, range } = parsed
      return refuse({ code: 'invalid-request', detail, range, field: `cidrs.${index}` })
    }
    cidrs.add(parsed.cidr)
  }
  return ok([...cidrs])
}
