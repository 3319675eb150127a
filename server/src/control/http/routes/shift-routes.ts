import { shiftRoutes } from '@hearthline/shared'
import type { CurrentSignIn } from '../../ports.ts'
import type { Shifts, TeamScope } from '../../shifts/index.ts'
import { bind, type BoundRoute } from '../bind.ts'

const editorOf = (current: CurrentSignIn) => ({
  personId: current.person.personId,
  address: current.address,
})
/** A lead oversees the people of teams they lead; an administrator all. */
const scopeOf = ({ person }: CurrentSignIn): TeamScope =>
  person.role === 'administrator' ? undefined : person.ledTeamIds

export function bindShiftRoutes(shifts: Shifts): BoundRoute[] {
  return [
    bind(shiftRoutes.day, ({ query, current }) => shifts.day(query, scopeOf(current))),
    bind(shiftRoutes.hours, ({ query, current }) =>
      shifts.hours(
        query.teamId === undefined ? { personId: query.personId } : { teamId: query.teamId },
        scopeOf(current),
      ),
    ),
    bind(shiftRoutes.setHours, ({ body, current }) =>
      shifts.setHours(body.scope, body.hours, editorOf(current)),
    ),
    bind(shiftRoutes.grantOvertime, ({ params, body, current }) =>
      shifts.addOvertime(params.personId, body, editorOf(current), scopeOf(current)),
    ),
    bind(shiftRoutes.endOvertime, ({ params, current }) =>
      shifts.endOvertime(params.personId, params.overtimeId, editorOf(current), scopeOf(current)),
    ),
  ]
}
