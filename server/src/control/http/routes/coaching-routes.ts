import { agentRoutes, ok, supervisionRoutes } from '@hearthline/shared'
import type { CoachingDesk, CoachingReader } from '../../coaching/index.ts'
import { bind, type BoundRoute } from '../bind.ts'
import { leadOf } from '../lead.ts'
import type { CurrentSignIn } from '../visit.ts'

const readerOf = (current: CurrentSignIn): CoachingReader =>
  current.person.role === 'administrator'
    ? { type: 'administrator' }
    : { type: 'lead', lead: leadOf(current) }

export function bindCoachingRoutes(coaching: CoachingDesk): BoundRoute[] {
  return [
    bind(supervisionRoutes.addCoachingNote, ({ params, body, current }) =>
      coaching.add(leadOf(current), params.personId, body),
    ),
    bind(supervisionRoutes.coachingNotes, ({ params, query, current }) =>
      coaching.page(readerOf(current), params.personId, query),
    ),
    bind(supervisionRoutes.removeCoachingNote, ({ params, current }) =>
      coaching.remove(leadOf(current), params.coachingNoteId),
    ),
    bind(agentRoutes.coachingNotes, ({ query, current }) => ok(coaching.own(current.person.personId, query))),
    bind(agentRoutes.readCoachingNote, ({ params, current }) =>
      coaching.read(current.person.personId, params.coachingNoteId),
    ),
  ]
}
