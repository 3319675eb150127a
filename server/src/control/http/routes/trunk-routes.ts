import { ok, trunkRoutes } from '@hearthline/shared'
import type { CurrentSignIn } from '../../ports.ts'
import type { TrunkDesk } from '../../trunks/index.ts'
import { bind, type BoundRoute } from '../bind.ts'

const editorOf = (current: CurrentSignIn) => ({
  personId: current.person.personId,
  address: current.address,
})

export function bindTrunkRoutes(trunks: TrunkDesk): BoundRoute[] {
  return [
    bind(trunkRoutes.list, ({ query }) => ok(trunks.page(query))),
    bind(trunkRoutes.create, ({ body, current }) => trunks.create(body, editorOf(current))),
    bind(trunkRoutes.update, ({ params, body, current }) =>
      trunks.update(params.trunkId, body, editorOf(current)),
    ),
    bind(trunkRoutes.remove, ({ params, current }) => trunks.remove(params.trunkId, editorOf(current))),
    bind(trunkRoutes.test, ({ params, current }) => trunks.test(params.trunkId, editorOf(current))),
  ]
}
