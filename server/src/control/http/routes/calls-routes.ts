import { agentRoutes, callRoutes, ok, refuse, type Problem, type SignInId } from '@hearthline/shared'
import type { AgentService } from '../../agents/index.ts'
import type {
  CallReads,
  CallScope,
  ConsultDesk,
  CustomerStore,
  PlaceCall,
  RecordKeeper,
  RejoinDesk,
  TransferTargets,
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
  consults: ConsultDesk
  targets: TransferTargets
  rejoins: RejoinDesk
  withdraw: RecordKeeper['withdraw']
  reads: CallReads
  customers: CustomerStore
  wrapUps: WrapUpDesk
  readyIsOpen(signInId: SignInId): boolean
  /** Midnight before a moment, by the clock on the wall here. */
  startOfDay(atMs: number): number
}): BoundRoute[] {
  const { agents, placeCall, consults, targets, rejoins, withdraw, reads, customers, wrapUps } = deps
  return [
    bind(agentRoutes.setState, ({ body, current }) => {
      const { personId } = current.person
      const { signInId } = current.signIn
      if (body.type === 'break') return agents.apply(personId, { type: 'take-break', reason: body.reason })
      const { socket, phone } = agents.reachability(personId)
      const holder = agents.find(personId).signInId
      return agents.apply(personId, {
        type: 'go-ready',
        // Ready is said where the phone is: the other device would ring unseen.
        reachable: socket && phone && holder === signInId && !current.signIn.draining,
        checked: deps.readyIsOpen(signInId),
      })
    }),
    bind(agentRoutes.takePhone, ({ current }) => {
      const { signInId, draining } = current.signIn
      if (draining) return refuse(atItsEnd)
      return agents.takePhone(current.person.personId, signInId, deps.readyIsOpen(signInId))
    }),
    bind(callRoutes.place, ({ body, current }) => placeCall.place(askerOf(current), body.to)),
    bind(callRoutes.consult, ({ params, body, current }) =>
      consults.consult(askerOf(current), params.callId, body.to, body.blind),
    ),
    bind(callRoutes.targets, ({ query, current }) => ok(targets.page(current.person.personId, query))),
    bind(callRoutes.rejoin, ({ params, current }) => rejoins.rejoin(askerOf(current), params.callId)),
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

const atItsEnd: Problem = { code: 'not-allowed', detail: 'This sign-in is at its end: sign in again.' }
