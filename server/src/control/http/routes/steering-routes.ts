import { supervisionRoutes } from '@hearthline/shared'
import type { SteeringDesk } from '../../steering/index.ts'
import { bind, type BoundRoute } from '../bind.ts'
import { leadOf } from '../lead.ts'

export function bindSteeringRoutes(steering: SteeringDesk): BoundRoute[] {
  return [
    bind(supervisionRoutes.forceState, ({ params, body, current }) =>
      steering.forceState(leadOf(current), params.personId, body),
    ),
    bind(supervisionRoutes.signOutAgent, ({ params, body, current }) =>
      steering.signOut(leadOf(current), params.personId, body),
    ),
  ]
}
