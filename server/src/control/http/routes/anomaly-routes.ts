import { anomalyRoutes, ok } from '@hearthline/shared'
import type { Anomalies } from '../../anomalies/index.ts'
import { bind, type BoundRoute } from '../bind.ts'

export function bindAnomalyRoutes(anomalies: Anomalies): BoundRoute[] {
  return [
    bind(anomalyRoutes.list, ({ query }) => ok(anomalies.page(query))),
    bind(anomalyRoutes.close, ({ params, body, current }) =>
      anomalies.close(params.anomalyId, body, {
        personId: current.person.personId,
        address: current.address,
      }),
    ),
  ]
}
