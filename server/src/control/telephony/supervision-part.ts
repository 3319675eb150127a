import type { PersonId, TeamId } from '@hearthline/shared'
import { ok, refuse } from '@hearthline/shared'
import type { Presence } from '../agents/index.ts'
import { callNotFound, type CallStore, type Directory } from '../calls/index.ts'
import { createMarkerStore } from '../db/monitoring-repository.ts'
import type { Foundation } from '../domain.ts'
import type { BoundRoute } from '../http/bind.ts'
import { bindSupervisionRoutes } from '../http/routes/supervision-routes.ts'
import type { NewsDesk } from '../news.ts'
import type { SteeringNotices } from '../ports.ts'
import type { Reach } from '../reach.ts'
import type { PauseStore } from '../recordings/index.ts'
import {
  createCallEnding,
  createCallReach,
  createMarkers,
  createMonitor,
  createMonitoringLog,
  createReachGuard,
  type ReachGuard,
  type SpanStore,
} from '../supervision/index.ts'
import type { VoiceLinkServer } from '../voice-link/index.ts'
import { leads } from './call-people.ts'

/** Supervisors in calls: their legs, the end of a call by one, what they leave there, and how far they reach. */
export interface SupervisionPart {
  guard: ReachGuard
  routes: BoundRoute[]
}

export function createSupervisionPart(
  foundation: Foundation,
  deps: {
    calls: CallStore
    spans: SpanStore
    pauses: Pick<PauseStore, 'ofCall'>
    presence: Presence
    directory: Directory
    voice: Pick<VoiceLinkServer, 'linked' | 'ask' | 'command'>
    reach: Reach
    notices: SteeringNotices
    news: NewsDesk
    /** What this person may see changed. */
    seesAnew(personId: PersonId): void
  },
): SupervisionPart {
  const { audit, clock, random, keys, people } = foundation
  const { calls } = deps
  const reach = createCallReach(deps)
  const basics = { ...deps, reach, audit, clock, random }
  return {
    guard: createReachGuard({
      ...basics,
      leads: (personId, teamId) => leads(people, personId, teamId),
      leftTeam: (teamId: TeamId) => {
        for (const { personId } of people.findTeam(teamId)?.leads ?? []) deps.seesAnew(personId)
      },
    }),
    routes: bindSupervisionRoutes({
      monitor: createMonitor({ ...basics, ticketKey: keys.ticket }),
      ending: createCallEnding(basics),
      markers: createMarkers({
        ...basics,
        markers: createMarkerStore(foundation.db),
        find: (callId) => {
          const call = calls.find(callId)
          return call === null ? refuse(callNotFound) : ok(call)
        },
      }),
      log: createMonitoringLog(basics),
    }),
  }
}
