import { agentRoutes, supervisionRoutes } from '@hearthline/shared'
import type { HelpDesk } from '../../help/index.ts'
import { bind, type BoundRoute } from '../bind.ts'
import { leadOf, selfOf } from '../lead.ts'

export function bindHelpRoutes(help: HelpDesk): BoundRoute[] {
  return [
    bind(agentRoutes.askHelp, ({ body, current }) => help.ask(selfOf(current), body)),
    bind(agentRoutes.cancelHelp, ({ current }) => help.cancel(selfOf(current))),
    bind(supervisionRoutes.claimHelp, ({ params, current }) => help.claim(leadOf(current), params.helpId)),
    bind(supervisionRoutes.releaseHelp, ({ params, current }) =>
      help.release(leadOf(current), params.helpId),
    ),
    bind(supervisionRoutes.closeHelp, ({ params, current }) => help.close(leadOf(current), params.helpId)),
  ]
}
