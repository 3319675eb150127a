import type { CallId, PersonId, SignInId } from '@hearthline/shared'
import type { AgentService } from '../agents/index.ts'
import { speaksIn, type CallStore } from '../calls/index.ts'
import { createCoachingDesk } from '../coaching/index.ts'
import { createCoachingStore } from '../db/coaching-repository.ts'
import { createHelpStore } from '../db/help-repository.ts'
import { createNoticeStore } from '../db/notice-repository.ts'
import { createTallyStore } from '../db/tally-repository.ts'
import type { Foundation } from '../domain.ts'
import { createHelpDesk, type HelpDesk } from '../help/index.ts'
import type { BoundRoute } from '../http/bind.ts'
import { bindCoachingRoutes } from '../http/routes/coaching-routes.ts'
import { bindHelpRoutes } from '../http/routes/help-routes.ts'
import { bindNoticeRoutes } from '../http/routes/notice-routes.ts'
import { bindSteeringRoutes } from '../http/routes/steering-routes.ts'
import type { NewsDesk } from '../news.ts'
import { createNoticeDesk, type NoticeDesk } from '../notices/index.ts'
import type { SignInEnded } from '../ports.ts'
import type { AgentOfTeams, Reach } from '../reach.ts'
import { createSteeringDesk } from '../steering/index.ts'
import { createTallies, type Tallies } from '../supervision/index.ts'

/** Help, notices, steering, coaching and the counts of the day, wired together. */
export interface SteeringPart {
  help: HelpDesk
  notices: NoticeDesk
  tallies: Tallies
  routes: readonly BoundRoute[]
  /** After the agents: ends what was over while control was away. */
  start(): void
  dispose(): void
}

export function createSteeringPart(
  foundation: Foundation,
  deps: {
    agents: AgentService
    calls: CallStore
    news: NewsDesk
    reach: Reach
    readyIsOpen(signInId: SignInId): boolean
  },
): SteeringPart {
  const { people, access, audit, clock, random, db } = foundation
  const { agents, calls, news, reach } = deps
  // Also who was disabled: what was said to them stays readable.
  const agent = (personId: PersonId): AgentOfTeams | null => {
    const person = people.find(personId)
    return person?.role === 'agent' ? person : null
  }
  const nameOf = (personId: PersonId) => people.find(personId)?.displayName ?? null
  const basics = { agents, calls, news, reach, audit, clock, random, agent, nameOf }

  const leads = (personId: PersonId, agentId: PersonId) => {
    const lead = people.find(personId)
    const teamIds = new Set(agent(agentId)?.teams.map(({ teamId }) => teamId))
    return lead?.role === 'lead' && !lead.disabled && lead.teams.some(({ teamId }) => teamIds.has(teamId))
  }
  const help = createHelpDesk({
    ...basics,
    store: createHelpStore(db),
    leads,
    isOpen: (callId) => (calls.find(callId)?.phase ?? 'ended') !== 'ended',
  })
  const notices = createNoticeDesk({
    ...basics,
    store: createNoticeStore(db),
    teamName: (teamId) => people.findTeam(teamId)?.name ?? null,
    agentsOf: (teamId) =>
      people.page({ offset: 0, limit: everybody, role: 'agent', teamId, state: 'enabled' }).items,
  })
  const coaching = createCoachingDesk({ ...basics, store: createCoachingStore(db), notices })
  const steering = createSteeringDesk({
    ...basics,
    signIns: access.signIns,
    mayStart: (signInId) => {
      const current = access.signIns.recall(signInId, '')
      return current.ok && !current.value.signIn.draining
    },
    readyIsOpen: (signInId) => deps.readyIsOpen(signInId),
    notices,
  })
  const tallies = createTallies({
    store: createTallyStore(db),
    teams: { all: () => people.teams(), name: (teamId) => people.findTeam(teamId)?.name ?? null },
    startOfDay: (atMs) => new Date(atMs).setHours(0, 0, 0, 0),
    news,
    clock,
  })

  /** Whoever has claimed something and has no sign-in left gives it back. */
  const signedOut = ({ personId }: SignInEnded) => {
    const hasClaim = help.open().some(({ claimed }) => claimed?.by.personId === personId)
    if (hasClaim && !access.signIns.live().some((live) => live.personId === personId)) help.leadLeft(personId)
  }
  /** Who has given the call away, or is not asked in it any more, needs no help with it (STEER-4). */
  const callLeft = ({ callId, personId }: { callId: CallId; personId: PersonId }) => {
    const call = calls.find(callId)
    if (call?.takenOverBy === null && !speaksIn(call, personId)) help.callLeft(callId, personId)
  }
  const subscriptions = [
    news.subscribe((item) => {
      if (item.type === 'call-ended') help.callEnded(item.callId)
      else if (item.type === 'call-left-agent') callLeft(item)
      else if (item.type === 'agent') help.agentChanged(item.personId)
    }),
    people.whenChanged(() => help.reachChanged()),
    foundation.revocations.subscribe(signedOut),
  ]

  return {
    help,
    notices,
    tallies,
    routes: [
      ...bindHelpRoutes(help),
      ...bindNoticeRoutes(notices),
      ...bindCoachingRoutes(coaching),
      ...bindSteeringRoutes(steering),
    ],
    start: () => {
      help.start()
      tallies.start()
    },
    dispose: () => {
      for (const end of subscriptions) end()
      notices.dispose()
      tallies.dispose()
    },
  }
}

/** More agents than one team has. */
const everybody = 100_000
