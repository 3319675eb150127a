import { z } from 'zod'
import { CallId, PersonId } from '../ids.ts'
import { UnixMs } from '../paging.ts'
import { route } from '../route.ts'

export const BreakReason = z.enum(['break', 'lunch', 'training', 'meeting', 'technical'])
export type BreakReason = z.infer<typeof BreakReason>

const since = { since: UnixMs }
/** Where an agent stands. Ringing, calling and talking are phases of the call, not states of the agent. */
export const AgentState = z.discriminatedUnion('type', [
  z.object({ type: z.literal('offline'), ...since }),
  z.object({ type: z.literal('ready'), ...since }),
  z.object({ type: z.literal('break'), reason: BreakReason, ...since }),
  z.object({ type: z.literal('on-call'), callId: CallId, ...since }),
  z.object({ type: z.literal('wrap-up'), callId: CallId, endsAt: UnixMs, extensionsLeft: z.int(), ...since }),
  /** Not ready by the system's doing: signed in but not yet ready, a missed ring (RONA), or a lost line. */
  z.object({
    type: z.literal('not-ready'),
    reason: z.enum(['signed-in', 'missed-ring', 'line-lost']),
    ...since,
  }),
])
export type AgentState = z.infer<typeof AgentState>

/** Both true before anything is routed to the agent. */
export const Reachability = z.object({ socket: z.boolean(), phone: z.boolean() })
export type Reachability = z.infer<typeof Reachability>

/** As measured in the agent's browser over the last 5 s. */
export const LineQuality = z.object({
  lossPercent: z.number().min(0).max(100),
  jitterMs: z.number().min(0).max(60_000),
  roundTripMs: z.number().min(0).max(60_000).nullable(),
  /** Estimated mean opinion score, 1.0–4.5 (E-model, ITU-T G.107 reduced). */
  mos: z.number().min(1).max(5),
})
export type LineQuality = z.infer<typeof LineQuality>

export const agentRoutes = {
  setState: route({
    method: 'PUT',
    path: '/api/agents/me/state',
    summary: 'Go Ready or take a break; in wrap-up this first needs the outcome saved',
    access: ['agent'],
    body: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('ready') }),
      z.strictObject({ type: z.literal('break'), reason: BreakReason }),
    ]),
    answer: AgentState,
    problems: ['agent-busy', 'agent-in-wrap-up', 'agent-not-registered'],
  }),
} as const

export const AgentRef = z.object({ personId: PersonId, displayName: z.string() })
