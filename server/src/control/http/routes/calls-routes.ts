import { agentRoutes, callRoutes, ok } from '@hearthline/shared'
import type { AgentService } from '../../agents/index.ts'
import type {
  CallReads,
  CallScope,
  CustomerStore,
  PlaceCall,
  RecordKeeper,
  WrapUpDesk,
} from '../../calls/index.ts'
import type { CurrentSignIn } from '../../ports.ts'
import { bind, type BoundRoute } from '../bind.ts'

/** An agent sees their own calls, a lead those of their teams, an administrator all. */
export function callScopeOf({ person }: CurrentSignIn): CallScope {
  switch (person.role) {
    case 'agent':
      return { type: 'own', personId: person.personId }
    case 'lead':
      return { type: 'teams', teamIds: person.ledTeamIds }
    case 'administrator':
      return { type: 'all' }
    default:
      return person.role satisfies never
  }
}

const askerOf = ({ person, signIn, address }: CurrentSignIn) => ({
  personId: person.personId,
  signInId: signIn.signInId,
  address,
})

export function bindCallRoutes(deps: {
  agents: AgentService
  placeCall: PlaceCall
  withdraw: RecordKeeper['withdraw']
  reads: CallReads
  customers: CustomerStore
  wrapUps: WrapUpDesk
  /** Midnight before a moment, by the clock on the wall here. */
  startOfDay(atMs: number): number
}): BoundRoute[] {
  const { agents, placeCall, withdraw, reads, customers, wrapUps } = deps
  return [
    bind(agentRoutes.setState, ({ body, current }) => {
      const { personId } = current.person
      if (body.type === 'break') return agents.apply(personId, { type: 'take-break', reason: body.reason })
      const { socket, phone } = agents.reachability(personId)
      return agents.apply(personId, {
        type: 'go-ready',
        reachable: socket && phone && !current.signIn.draining,
      })
    }),
    bind(callRoutes.place, ({ body, current }) => placeCall.place(askerOf(current), body.to)),
    bind(callRoutes.withdraw, ({ params, current }) => withdraw(askerOf(current), params.callId)),
    bind(callRoutes.list, ({ query, current }) => ok(reads.page(callScopeOf(current), query))),
    bind(callRoutes.today, ({ current }) =>
      ok(reads.today(current.person.personId, deps.startOfDay(current.signIn.signedInAtMs))),
    ),
    bind(callRoutes.get, ({ params, current }) => reads.get(callScopeOf(current), params.callId)),
    bind(callRoutes.saveNote, ({ params, body, current }) =>
      wrapUps.saveNote(current.person.personId, params.callId, body.note),
    ),
    bind(callRoutes.wrapUp, ({ params, body, current }) =>
      wrapUps.save(current.person.personId, params.callId, body),
    ),
    bind(callRoutes.extendWrapUp, ({ params, current }) =>
      wrapUps.extend(current.person.personId, params.callId),
    ),
    bind(callRoutes.customers, ({ query }) => ok(customers.page(query))),
  ]
}
