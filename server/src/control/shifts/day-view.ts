import {
  ok,
  refuse,
  type Overtime,
  type PageQuery,
  type Person,
  type Result,
  type ShiftHours,
  type ShiftLane,
  type TeamId,
} from '@hearthline/shared'
import type { Clock, LiveSignInFacts, ShiftAccess } from '../ports.ts'
import type { CurrentPolicies, ShiftPeople, ShiftRepository, StoredOvertime } from './ports.ts'
import type { Worker } from './shift-book.ts'
import { dayOf, parseTimeZone, windowsOf } from './windows.ts'

export type DayQuery = PageQuery & { date: string; timeZone: string; teamId?: TeamId | undefined }

export interface ShiftDay {
  items: ShiftLane[]
  total: number
  dayStartsAt: number
  dayEndsAt: number
  inWindowNow: number
  outsideNow: number
  earlyGraceMinutes: number
  lateGraceMinutes: number
}

export interface DayView {
  /** Everybody's lanes on one date of one zone. @param within teams whose people are shown; undefined: all. */
  day(query: DayQuery, within: readonly TeamId[] | undefined): Result<ShiftDay>
}

/** More people than one control serves. */
const everybody = { offset: 0, limit: 100_000 }

export function createDayView(deps: {
  shifts: ShiftRepository
  people: ShiftPeople
  policies: CurrentPolicies
  liveSignIns: () => readonly LiveSignInFacts[]
  clock: Clock
  accessOf: (worker: Worker, atMs: number) => ShiftAccess
  hoursOf: (worker: Worker) => readonly ShiftHours[]
  viewOf: (overtime: StoredOvertime) => Overtime
}): DayView {
  const { shifts, people, policies, liveSignIns, clock, accessOf, hoursOf, viewOf } = deps

  const lane = (
    person: Person,
    day: { startsAt: number; endsAt: number },
    overtime: readonly StoredOvertime[],
    signedIn: boolean,
  ): ShiftLane => {
    const hours = hoursOf(person)
    const { personId, displayName, role, teams } = person
    return {
      person: { personId, displayName, role, teams },
      always: hours.length === 0,
      windows: windowsOf(hours, day.startsAt, day.endsAt),
      overtime: overtime.filter((one) => one.personId === personId).map(viewOf),
      signedIn,
    }
  }

  return {
    day: ({ date, timeZone, offset, limit, search, teamId }, within) => {
      const zone = parseTimeZone(timeZone)
      if (zone === null)
        return invalid('timeZone', `"${timeZone}" is no time zone. Write it like Europe/Berlin.`)
      const day = dayOf(date, zone)
      if (day === null) return invalid('date', `"${date}" is no date.`)
      const nowMs = clock.nowMs()
      const found = people.page({ ...everybody, search, teamId, withinTeams: within, state: 'enabled' }).items
      const signedIn = new Set(liveSignIns().map(({ personId }) => personId))
      let [inWindowNow, outsideNow] = [0, 0]
      for (const person of found) {
        const access = accessOf(person, nowMs)
        if (access.type === 'open' && access.by === 'window') inWindowNow += 1
        else if (access.type !== 'always' && signedIn.has(person.personId)) outsideNow += 1
      }
      const overtime = shifts.overtimeSince(day.startsAt).filter((one) => one.fromAt < day.endsAt)
      const { earlyGraceMinutes, lateGraceMinutes } = policies.current()
      return ok({
        items: found
          .slice(offset, offset + limit)
          .map((person) => lane(person, day, overtime, signedIn.has(person.personId))),
        total: found.length,
        dayStartsAt: day.startsAt,
        dayEndsAt: day.endsAt,
        inWindowNow,
        outsideNow,
        earlyGraceMinutes,
        lateGraceMinutes,
      })
    },
  }
}

const invalid = (field: string, detail: string): Result<never> =>
  refuse({ code: 'invalid-request', detail, field })
