import { callBackRoutes, ok } from '@hearthline/shared'
import type { CallBackDesk } from '../../call-backs/index.ts'
import { bind, type BoundRoute } from '../bind.ts'
import { selfOf } from '../lead.ts'

export function bindCallBackRoutes(callBacks: CallBackDesk): BoundRoute[] {
  return [
    bind(callBackRoutes.list, ({ query, current }) => ok(callBacks.page(current.person.personId, query))),
    bind(callBackRoutes.create, ({ body, current }) => callBacks.create(selfOf(current), body)),
    bind(callBackRoutes.done, ({ params, current }) => callBacks.done(selfOf(current), params.callBackId)),
  ]
}
