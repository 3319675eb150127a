import { z } from 'zod'
import { UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { BreakReason } from './agents.ts'
import { AnomalyKind } from './anomalies.ts'
import { PersonRef, Role } from './people.ts'

/** `D2-where-possible`: a browser that has a platform authenticator must use it; another may be D1. */
export const GradePolicy = z.enum(['D1', 'D2-where-possible', 'D2'])
export type GradePolicy = z.infer<typeof GradePolicy>
/** What an anomaly does beyond its card: ask for another proof at the next sign-in, or suspend the device. */
export const AnomalyAction = z.enum(['card', 'step-up', 'lock'])
export type AnomalyAction = z.infer<typeof AnomalyAction>

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** What may be dialled at all, whoever asks: stops bills that a stolen account could run up. */
export const TollGuard = z.strictObject({
  /** ISO 3166 codes of countries that may be called; empty stands for the default country alone. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).max(250),
  /** Premium-rate, shared-cost and satellite numbers. */
  premium: z.enum(['refuse', 'allow']),
  /** Calls out at a time: of everybody, and of one agent within an hour. */
  concurrent: z.int().min(1).max(10_000),
  hourlyPerAgent: z.int().min(1).max(1_000),
  /** No calls abroad in these hours of the site's day, `HH:MM`; null for none. */
  nightAbroad: z.strictObject({ from: TimeOfDay, until: TimeOfDay }).nullable(),
})
export type TollGuard = z.infer<typeof TollGuard>

/** How long each kind of break may last. */
export const BreakMinutes = z.record(BreakReason, z.int().min(1).max(480))
export type BreakMinutes = z.infer<typeof BreakMinutes>

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
  toll: TollGuard,
  /** Whether Ready waits for the pre-shift check. */
  lineCheck: z.enum(['required', 'offered']),
  breakMinutes: BreakMinutes,
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
  toll: {
    countries: [],
    premium: 'refuse',
    concurrent: 200,
    hourlyPerAgent: 120,
    nightAbroad: { from: '22:00', until: '06:00' },
  },
  lineCheck: 'required',
  breakMinutes: { break: 15, lunch: 60, training: 120, meeting: 60, technical: 30 },
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
