import type { PersonId, PhoneElsewhere } from '@hearthline/shared'
import type { AgentService, Presence } from '../agents/index.ts'
import { createCallBackDesk, type CallBackDesk } from '../call-backs/index.ts'
import {
  createConsultDesk,
  createCustomerFinder,
  createRejoinDesk,
  createTransferTargets,
  createWrapUpDesk,
  type CallStore,
  type ConsultDesk,
  type CustomerFinder,
  type CustomerStore,
  type Directory,
  type RejoinDesk,
  type TransferStore,
  type TransferTargets,
  type VoiceNodes,
  type WrapUpDesk,
  type createReservations,
} from '../calls/index.ts'
import { createCallBackStore } from '../db/call-backs-repository.ts'
import type { Dialling } from '../dialling/index.ts'
import type { Foundation } from '../domain.ts'
import type { NewsDesk } from '../news.ts'
import type { AgentDirectory } from '../supervision/index.ts'

/** What an agent's phone asks of control beside placing a call. */
export interface PhonePart {
  consults: ConsultDesk
  targets: TransferTargets
  rejoins: RejoinDesk
  wrapUps: WrapUpDesk
  /** Which other sign-in of this agent holds the phone; null when this one may have it (AGENT-13). */
  phoneElsewhere(viewer: { personId: PersonId; signInId: string }): PhoneElsewhere | null
}

export function createPhonePart(
  foundation: Foundation,
  deps: {
    calls: CallStore
    transfers: TransferStore
    customers: CustomerStore
    agents: AgentService
    presence: Presence
    reservations: ReturnType<typeof createReservations>
    directory: Directory
    agentDirectory: AgentDirectory
    dialling: Dialling
    voice: Pick<VoiceNodes, 'linked' | 'ask'>
    news: NewsDesk
  },
): PhonePart {
  const { access, audit, clock, keys, log, people, random } = foundation
  const basics = { ...deps, audit, clock, log, random }
  const targets = createTransferTargets({
    ...deps,
    people: { agents: () => deps.agentDirectory.agents(), teams: () => people.teams() },
  })
  return {
    targets,
    consults: createConsultDesk({ ...basics, targets }),
    rejoins: createRejoinDesk({ ...basics, ticketKey: keys.ticket }),
    wrapUps: createWrapUpDesk(deps),
    phoneElsewhere: ({ personId, signInId }) => {
      const holder = deps.agents.find(personId).signInId
      if (holder === null || holder === signInId) return null
      const held = access.signIns.recall(holder, '')
      if (!held.ok) return null
      const { device, signIn } = held.value
      return { deviceName: device.name, since: signIn.signedInAtMs }
    },
  }
}

/** Call-backs, which the records make some of, and the finder of customers, which finds theirs, too. */
export function createCallBacks(
  { audit, clock, db, random }: Foundation,
  deps: {
    calls: CallStore
    transfers: TransferStore
    customers: CustomerStore
    directory: Directory
    dialling: Dialling
    news: NewsDesk
  },
): { callBacks: CallBackDesk; findCustomer: CustomerFinder } {
  const findCustomer = createCustomerFinder({
    ...deps,
    callBackOf: (personId, callBackId) => callBacks.customerOf(personId, callBackId),
  })
  const callBacks: CallBackDesk = createCallBackDesk({
    ...deps,
    findCustomer,
    store: createCallBackStore(db),
    audit,
    clock,
    random,
  })
  return { callBacks, findCustomer }
}
