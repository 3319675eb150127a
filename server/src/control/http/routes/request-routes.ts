import { accessRequestRoutes, ok } from '@hearthline/shared'
import type { CurrentSignIn } from '../../ports.ts'
import type { AccessRequests, Decider } from '../../requests/index.ts'
import { bind, bindPublic, type BoundRoute } from '../bind.ts'

const deciderOf = ({ person, address }: CurrentSignIn): Decider => ({
  personId: person.personId,
  role: person.role,
  ledTeamIds: person.ledTeamIds,
  address,
})

export function bindAccessRequestRoutes(requests: AccessRequests): BoundRoute[] {
  return [
    bindPublic(accessRequestRoutes.ask, ({ body, visit }) => requests.ask(body, visit)),
    bindPublic(accessRequestRoutes.current, ({ query, visit }) =>
      query.wait === 'change'
        ? requests.currentAfterChange(visit.preLogin, visit.gone)
        : requests.current(visit.preLogin),
    ),
    bind(accessRequestRoutes.list, ({ query, current }) => ok(requests.page(query, deciderOf(current)))),
    bind(accessRequestRoutes.grant, ({ params, body, current }) =>
      requests.grant(params.requestId, body.minutes, deciderOf(current)),
    ),
    bind(accessRequestRoutes.refuse, ({ params, body, current }) =>
      requests.refuse(params.requestId, body.reason, deciderOf(current)),
    ),
  ]
}
