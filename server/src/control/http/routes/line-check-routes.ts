import { lineCheckRoutes, ok } from '@hearthline/shared'
import type { CheckReader, LineCheckDesk } from '../../line-checks/index.ts'
import type { CurrentSignIn } from '../../ports.ts'
import { bind, type BoundRoute } from '../bind.ts'
import { leadOf } from '../lead.ts'

const agentOf = ({ person, signIn }: CurrentSignIn) => ({
  personId: person.personId,
  signInId: signIn.signInId,
})

const readerOf = (current: CurrentSignIn): CheckReader =>
  current.person.role === 'administrator'
    ? { type: 'administrator' }
    : { type: 'lead', lead: leadOf(current) }

export function bindLineCheckRoutes(checks: LineCheckDesk): BoundRoute[] {
  return [
    bind(lineCheckRoutes.loopback, ({ current }) => checks.loopback(agentOf(current))),
    bind(lineCheckRoutes.save, ({ body, current }) => checks.save(agentOf(current), body)),
    bind(lineCheckRoutes.gate, ({ current }) => ok(checks.gate(agentOf(current)))),
    bind(lineCheckRoutes.override, ({ params, body, current }) =>
      checks.override(leadOf(current), params.personId, body.reason),
    ),
    bind(lineCheckRoutes.list, ({ params, query, current }) =>
      checks.page(readerOf(current), params.personId, query),
    ),
  ]
}
