import { z } from 'zod'
import { UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { AnomalyKind } from './anomalies.ts'
import { PersonRef, Role } from './people.ts'

/** `D2-where-possible`: a browser that has a platform authenticator must use it; another may be D1. */
export const GradePolicy = z.enum(['D1', 'D2-where-possible', 'D2'])
export type GradePolicy = z.infer<typeof GradePolicy>
/** What an anomaly does beyond its card: ask for another proof at the next sign-in, or suspend the device. */
export const AnomalyAction = z.enum(['card', 'step-up', 'lock'])
export type AnomalyAction = z.infer<typeof AnomalyAction>

export const Policies = z.strictObject({
  minimumGrade: z.record(Role, GradePolicy),
  /** Approved devices that an agent may have. */
  agentDevices: z.int().min(1).max(10),
  deviceDays: z.int().min(1).max(365),
  idleMinutes: z.int().min(5).max(240),
  absoluteHours: z.int().min(1).max(24),
  earlyGraceMinutes: z.int().min(0).max(120),
  lateGraceMinutes: z.int().min(0).max(240),
  /** How long a network that was asked for is allowed. */
  homeNetworkDays: z.int().min(1).max(90),
  anomalies: z.record(AnomalyKind, AnomalyAction),
  /** Faster than this between two sites is no journey. */
  travelKmPerHour: z.int().min(50).max(2000),
})
export type Policies = z.infer<typeof Policies>

export const defaultPolicies: Policies = {
  minimumGrade: { agent: 'D1', lead: 'D2-where-possible', administrator: 'D2-where-possible' },
  agentDevices: 2,
  deviceDays: 90,
  idleMinutes: 30,
  absoluteHours: 12,
  earlyGraceMinutes: 15,
  lateGraceMinutes: 30,
  homeNetworkDays: 7,
  anomalies: {
    'new-address': 'card',
    'impossible-travel': 'step-up',
    'two-devices': 'card',
    'outside-shift': 'card',
    'key-reused': 'lock',
  },
  travelKmPerHour: 900,
}

const administrators = ['administrator'] as const

export const policyRoutes = {
  get: route({
    method: 'GET',
    path: '/api/policies',
    summary: 'The policies of sign-in and devices',
    access: administrators,
    answer: z.object({
      policies: Policies,
      revision: z.int(),
      changedBy: PersonRef.nullable(),
      changedAt: UnixMs.nullable(),
    }),
  }),
  set: route({
    method: 'PUT',
    path: '/api/policies',
    summary: 'Change the policies; refused when the editor could not sign in any more',
    access: administrators,
    body: z.strictObject({ policies: Policies, revision: z.int() }),
    answer: z.object({ policies: Policies, revision: z.int() }),
    problems: ['conflict', 'would-lock-out'],
  }),
} as const
