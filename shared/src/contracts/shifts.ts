import { z } from 'zod'
import { OvertimeId, PersonId, TeamId } from '../ids.ts'
import { PageQuery, pageOf, UnixMs } from '../paging.ts'
import { route } from '../route.ts'
import { PersonRef, Role, TeamRef } from './people.ts'

export const ShiftScope = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('team'), teamId: TeamId }),
  z.strictObject({ type: z.literal('person'), personId: PersonId }),
])
export type ShiftScope = z.infer<typeof ShiftScope>

const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
/** IANA name, e.g. `Europe/Berlin`; control refuses names it does not know. */
export const TimeZone = z.string().min(1).max(60)

/** Weekly hours in one zone. `end` at or before `start` means the next day. Monday is 1 (ISO 8601). */
export const ShiftHours = z.strictObject({
  days: z.array(z.int().min(1).max(7)).min(1).max(7),
  start: ClockTime,
  end: ClockTime,
  timeZone: TimeZone,
})
export type ShiftHours = z.infer<typeof ShiftHours>

/** One window in time, made of hours on a date. */
export const ShiftWindow = z.object({ startsAt: UnixMs, endsAt: UnixMs, timeZone: z.string() })
export type ShiftWindow = z.infer<typeof ShiftWindow>

export const Overtime = z.object({
  overtimeId: OvertimeId,
  from: UnixMs,
  until: UnixMs,
  by: PersonRef.nullable(),
  reason: z.string(),
})
export type Overtime = z.infer<typeof Overtime>

/** A person's day. No hours at all: they may sign in at any time (`windows` empty, `always` true). */
export const ShiftLane = z.object({
  person: PersonRef.extend({ role: Role, teams: z.array(TeamRef) }),
  always: z.boolean(),
  windows: z.array(ShiftWindow),
  overtime: z.array(Overtime),
  signedIn: z.boolean(),
})
export type ShiftLane = z.infer<typeof ShiftLane>

const overseers = ['lead', 'administrator'] as const
const administrators = ['administrator'] as const
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** Own hours replace the team's; somebody in several teams may work in any of their windows. */
export const shiftRoutes = {
  day: route({
    method: 'GET',
    path: '/api/shifts/day',
    summary: "Everybody's windows on one date of one zone; a lead sees teams that they lead",
    access: overseers,
    query: PageQuery.extend({ date: Day, timeZone: TimeZone, teamId: TeamId.optional() }),
    answer: pageOf(ShiftLane).extend({
      dayStartsAt: UnixMs,
      dayEndsAt: UnixMs,
      inWindowNow: z.int(),
      /** Signed in though no window is open: grace or overtime. */
      outsideNow: z.int(),
      earlyGraceMinutes: z.int(),
      lateGraceMinutes: z.int(),
    }),
  }),
  hours: route({
    method: 'GET',
    path: '/api/shifts/hours',
    summary: 'The weekly hours of one team or person',
    access: overseers,
    query: z.union([
      z.object({ teamId: TeamId, personId: z.undefined().optional() }),
      z.object({ personId: PersonId, teamId: z.undefined().optional() }),
    ]),
    answer: z.object({ hours: z.array(ShiftHours), inherited: z.boolean() }),
    problems: ['not-found'],
  }),
  setHours: route({
    method: 'PUT',
    path: '/api/shifts/hours',
    summary: 'Replace the weekly hours of a team or person; sign-ins left outside drain and end',
    access: administrators,
    body: z.strictObject({ scope: ShiftScope, hours: z.array(ShiftHours).max(28) }),
    answer: z.object({ hours: z.array(ShiftHours), ended: z.int().nonnegative() }),
    problems: ['not-found', 'would-lock-out'],
  }),
  grantOvertime: route({
    method: 'POST',
    path: '/api/people/:personId/overtime',
    summary: 'Let a person work outside their hours from now on for some minutes',
    access: overseers,
    params: z.object({ personId: PersonId }),
    body: z.strictObject({
      minutes: z.int().min(15).max(720),
      reason: z.string().trim().min(1).max(200),
    }),
    answer: Overtime,
    problems: ['not-found', 'own-request'],
  }),
  endOvertime: route({
    method: 'DELETE',
    path: '/api/people/:personId/overtime/:overtimeId',
    summary: 'Take an overtime grant back',
    access: overseers,
    params: z.object({ personId: PersonId, overtimeId: OvertimeId }),
    answer: null,
    problems: ['not-found'],
  }),
} as const
