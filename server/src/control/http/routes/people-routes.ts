import { ok, peopleRoutes } from '@hearthline/shared'
import type { PeopleService } from '../../people/index.ts'
import type { CurrentSignIn } from '../../ports.ts'
import { bind, type BoundRoute } from '../bind.ts'

const editorOf = (current: CurrentSignIn) => ({
  personId: current.person.personId,
  address: current.address,
})
/** A lead sees the people and teams they lead; an administrator all. */
const scopeOf = ({ person }: CurrentSignIn) =>
  person.role === 'administrator' ? undefined : person.ledTeamIds

export function bindPeopleRoutes(people: PeopleService): BoundRoute[] {
  return [
    bind(peopleRoutes.list, ({ query, current }) =>
      ok(people.page({ ...query, withinTeams: scopeOf(current) })),
    ),
    bind(peopleRoutes.create, ({ body, current }) => people.create(body, editorOf(current))),
    bind(peopleRoutes.update, ({ params, body, current }) =>
      people.change(params.personId, body, editorOf(current)),
    ),
    bind(peopleRoutes.teams, ({ current }) => {
      const scope = scopeOf(current)
      return ok({ items: people.teams().filter((team) => scope?.includes(team.teamId) ?? true) })
    }),
    bind(peopleRoutes.createTeam, ({ body, current }) => people.createTeam(body.name, editorOf(current))),
    bind(peopleRoutes.sites, () => ok({ items: people.sites() })),
    bind(peopleRoutes.createSite, ({ body, current }) => people.createSite(body, editorOf(current))),
    bind(peopleRoutes.setSiteNetworks, ({ params, body, current }) =>
      people.setSiteNetworks(params.siteId, body.cidrs, editorOf(current)),
    ),
  ]
}
