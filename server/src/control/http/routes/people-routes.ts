import { ok, peopleRoutes, refuse } from '@hearthline/shared'
import type { PeopleImports, PeopleService } from '../../people/index.ts'
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
    bind(peopleRoutes.get, ({ params, current }) => {
      const person = people.find(params.personId)
      const scope = scopeOf(current)
      const seen = person?.teams.some((team) => scope?.includes(team.teamId)) ?? false
      return person === null || (scope !== undefined && !seen)
        ? refuse({ code: 'not-found', detail: 'There is no such person.' })
        : ok(person)
    }),
    bind(peopleRoutes.create, ({ body, current }) => people.create(body, editorOf(current))),
    bind(peopleRoutes.update, ({ params, body, current }) =>
      people.change(params.personId, body, editorOf(current)),
    ),
    bind(peopleRoutes.teams, ({ current }) => {
      const scope = scopeOf(current)
      return ok({ items: people.teams().filter((team) => scope?.includes(team.teamId) ?? true) })
    }),
    bind(peopleRoutes.createTeam, ({ body, current }) => people.createTeam(body.name, editorOf(current))),
    bind(peopleRoutes.updateTeam, ({ params, body, current }) =>
      people.changeTeam(params.teamId, body, editorOf(current)),
    ),
    bind(peopleRoutes.sites, () => ok({ items: people.sites() })),
    bind(peopleRoutes.createSite, ({ body, current }) => people.createSite(body, editorOf(current))),
    bind(peopleRoutes.updateSite, ({ params, body, current }) =>
      people.changeSite(params.siteId, body, editorOf(current)),
    ),
  ]
}

export const bindPeopleImportRoutes = (imports: PeopleImports): BoundRoute[] => [
  bind(peopleRoutes.importFile, ({ body, current }) => imports.importFile(body, editorOf(current))),
]
