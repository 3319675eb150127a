import { z } from 'zod'
import { CallId, PersonId } from '../ids.ts'
import { UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { AgentState, Reachability } from './agents.ts'
import { LiveCall } from './calls.ts'
import { TeamRef } from './people.ts'

/** One agent on the floor as a lead of the team sees them. */
export const FloorAgent = z.object({
  personId: PersonId,
  displayName: z.string(),
  teams: z.array(TeamRef),
  state: AgentState,
  reachability: Reachability,
})
export type FloorAgent = z.infer<typeof FloorAgent>

export const TrunkStatus = z.object({
  trunkId: z.string(),
  name: z.string(),
  state: z.enum(['up', 'down', 'unknown']),
  roundTripMs: z.number().nullable(),
  since: UnixMs,
})
export type TrunkStatus = z.infer<typeof TrunkStatus>

export const Floor = z.object({
  agents: z.array(FloorAgent),
  calls: z.array(LiveCall),
  trunks: z.array(TrunkStatus),
})
export type Floor = z.infer<typeof Floor>

export const supervisionRoutes = {
  monitor: route({
    method: 'POST',
    path: '/api/calls/:callId/monitor',
    summary: 'A one-use ticket for a listening leg in a call of a team that the asker leads',
    access: ['lead'],
    params: z.object({ callId: CallId }),
    body: z.strictObject({ mode: z.literal('listen') }),
    answer: z.object({ callId: CallId, ticket: z.string(), expiresAt: UnixMs }),
    problems: ['call-not-found', 'call-ended', 'agent-not-registered', 'voice-unavailable'],
  }),
} as const
