import { networkRoutes, ok } from '@hearthline/shared'
import type { Networks } from '../../networks/index.ts'
import type { CurrentSignIn } from '../../ports.ts'
import { bind, type BoundRoute } from '../bind.ts'

const editorOf = (current: CurrentSignIn) => ({
  personId: current.person.personId,
  address: current.address,
})

export function bindNetworkRoutes(networks: Networks): BoundRoute[] {
  return [
    bind(networkRoutes.list, ({ query, current }) => ok(networks.page(query, current.address))),
    bind(networkRoutes.preview, ({ body, current }) => networks.preview(body.changes, editorOf(current))),
    bind(networkRoutes.publish, ({ body, current }) =>
      networks.publish(body.changes, body.revision, editorOf(current)),
    ),
  ]
}
