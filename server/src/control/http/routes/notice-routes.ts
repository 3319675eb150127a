import { agentRoutes, ok, supervisionRoutes } from '@hearthline/shared'
import type { NoticeDesk } from '../../notices/index.ts'
import { bind, type BoundRoute } from '../bind.ts'
import { leadOf } from '../lead.ts'

export function bindNoticeRoutes(notices: NoticeDesk): BoundRoute[] {
  return [
    bind(agentRoutes.acknowledge, ({ params, current }) =>
      notices.acknowledge(current.person.personId, params.noticeId),
    ),
    bind(supervisionRoutes.message, ({ params, body, current }) =>
      notices.message(leadOf(current), params.personId, body.text),
    ),
    bind(supervisionRoutes.broadcast, ({ params, body, current }) =>
      notices.broadcast(leadOf(current), params.teamId, body.text),
    ),
    bind(supervisionRoutes.sent, ({ query, current }) => ok(notices.sent(current.person.personId, query))),
  ]
}
