import {
  ok,
  OvertimeId,
  refuse,
  type Overtime,
  type Person,
  type PersonId,
  type Problem,
  type Result,
  type ShiftHours,
  type ShiftScope,
  type TeamId,
} from '@hearthline/shared'
import type {
  Audit,
  Clock,
  Editor,
  LiveSignInFacts,
  Log,
  RandomSource,
  ShiftAccess,
  ShiftClock,
  Transact,
} from '../ports.ts'
import { createDayView, type DayView } from './day-view.ts'
import { accessIn } from './opening.ts'
import type { CurrentPolicies, ShiftPeople, ShiftRepository, ShiftTeams, StoredOvertime } from './ports.ts'
import { createShiftBook, createWindowCache, type ShiftBook, type Worker } from './shift-book.ts'
import { parseTimeZone } from './windows.ts'

/** Teams whose people somebody oversees; undefined: everybody's. */
export type TeamScope = readonly TeamId[] | undefined

export interface Shifts extends ShiftClock, DayView {
  hours(
    of: { teamId: TeamId } | { personId: PersonId },
    within: TeamScope,
  ): Result<{ hours: ShiftHours[]; inherited: boolean }>
  setHours(
    scope: ShiftScope,
    hours: readonly ShiftHours[],
    editor: Editor | null,
  ): Result<{ hours: ShiftHours[]; ended: number }>
  addOvertime(
    personId: PersonId,
    grant: { minutes: number; reason: string },
    editor: Editor,
    within: TeamScope,
  ): Result<Overtime>
  endOvertime(personId: PersonId, overtimeId: OvertimeId, editor: Editor, within: TeamScope): Result<null>
}

export interface ShiftDeps {
  shifts: ShiftRepository
  people: ShiftPeople
  teams: ShiftTeams
  policies: CurrentPolicies
  liveSignIns: () => readonly LiveSignInFacts[]
  audit: Audit
  clock: Clock
  random: RandomSource
  transact: Transact
  log: Log
}

const minuteMs = 60_000

export function createShifts(deps: ShiftDeps): Shifts {
  const { shifts, people, teams, policies, liveSignIns, audit, clock, random, transact, log } = deps
  const listeners = new Set<(by: PersonId | null) => void>()
  const windows = createWindowCache()
  let book: ShiftBook | null = null

  const current = (): ShiftBook =>
    (book ??= createShiftBook(shifts.allHours(), shifts.overtimeSince(clock.nowMs())))

  const accessOf = (worker: Worker, atMs: number, by = current()): ShiftAccess => {
    const { hours } = by.hoursOf(worker)
    if (hours.length === 0) return { type: 'always' }
    const { earlyGraceMinutes, lateGraceMinutes } = policies.current()
    const grace = { earlyMs: earlyGraceMinutes * minuteMs, lateMs: lateGraceMinutes * minuteMs }
    return accessIn(windows.around(hours, atMs), by.overtimeOf(worker.personId), grace, atMs)
  }

  const changed = (by: PersonId | null) => {
    book = null
    for (const listener of listeners) {
      try {
        listener(by)
      } catch (error) {
        // It is committed: one deaf listener must not keep the others from ending sign-ins.
        log.error({ err: error }, 'a listener to shift changes failed')
      }
    }
  }

  const note = (
    step: string,
    subjectId: string,
    by: { personId: PersonId; address: string | null } | null,
    reason: string | null = null,
    outcome: 'done' | 'refused' = 'done',
  ) =>
    audit.append({
      action: `shifts.${step}`,
      actorId: by?.personId ?? null,
      subjectId,
      address: by?.address ?? null,
      outcome,
      reason,
    })

  const findWithin = (personId: PersonId, within: TeamScope): Person | null => {
    const person = people.find(personId)
    const seen = within === undefined || person?.teams.some(({ teamId }) => within.includes(teamId))
    return seen ? person : null
  }

  const grant = (
    personId: PersonId,
    minutes: number,
    reason: string,
    by: { personId: PersonId; address: string | null },
  ): StoredOvertime => {
    const nowMs = clock.nowMs()
    const overtime = {
      overtimeId: OvertimeId.parse(random.uuid()),
      personId,
      fromAt: nowMs,
      untilAt: nowMs + minutes * minuteMs,
      grantedBy: by.personId,
      reason,
      withdrawnAt: null,
    }
    shifts.insertOvertime(overtime)
    note('overtime-granted', personId, by)
    return overtime
  }

  const viewOf = ({ overtimeId, fromAt, untilAt, grantedBy, reason }: StoredOvertime): Overtime => {
    const by = grantedBy === null ? null : people.find(grantedBy)
    return {
      overtimeId,
      from: fromAt,
      until: untilAt,
      by: by === null ? null : { personId: by.personId, displayName: by.displayName },
      reason,
    }
  }

  return {
    ...createDayView({ ...deps, accessOf, hoursOf: (worker) => current().hoursOf(worker).hours, viewOf }),
    accessAt: (personId, atMs) => {
      const person = people.find(personId)
      return person === null ? { type: 'closed', next: null } : accessOf(person, atMs)
    },
    grantOvertime: (personId, minutes, reason, by) => {
      const { untilAt } = grant(personId, minutes, reason, { personId: by, address: null })
      book = null
      // The dbTransaction is the caller's and synchronous: a microtask runs when it is committed or undone.
      queueMicrotask(() => changed(by))
      return { untilMs: untilAt }
    },
    whenChanged: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    hours: (of, within) => {
      if ('teamId' in of) {
        const seen = teams.findTeam(of.teamId) !== null && (within?.includes(of.teamId) ?? true)
        if (!seen) return refuse(notFound('team'))
        return ok({ hours: [...current().own({ type: 'team', ...of })], inherited: false })
      }
      const person = findWithin(of.personId, within)
      if (person === null) return refuse(notFound('person'))
      const { hours, inherited } = current().hoursOf(person)
      return ok({ hours: [...hours], inherited })
    },
    setHours: (scope, wanted, editor) => {
      const owner = scope.type === 'team' ? teams.findTeam(scope.teamId) : people.find(scope.personId)
      if (owner === null) return refuse(notFound(scope.type))
      const read = readHours(wanted)
      if (!read.ok) return read
      const hours = read.value
      const nowMs = clock.nowMs()
      const after = current().withHours(scope, hours)
      const isClosed = (personId: PersonId, by: ShiftBook) => {
        const person = people.find(personId)
        return person === null || accessOf(person, nowMs, by).type === 'closed'
      }
      const subjectId = scope.type === 'team' ? scope.teamId : scope.personId
      if (editor !== null && isClosed(editor.personId, after)) {
        note('hours-set', subjectId, editor, 'would-lock-out', 'refused')
        return refuse(lockOut)
      }
      const ended = liveSignIns().filter(
        ({ personId }) => !isClosed(personId, current()) && isClosed(personId, after),
      ).length
      transact(() => {
        shifts.setHours(scope, hours)
        note('hours-set', subjectId, editor, scope.type)
      })
      changed(editor?.personId ?? null)
      return ok({ hours, ended })
    },
    addOvertime: (personId, { minutes, reason }, editor, within) => {
      if (findWithin(personId, within) === null) return refuse(notFound('person'))
      if (personId === editor.personId) {
        note('overtime-granted', personId, editor, 'own-request', 'refused')
        return refuse({ code: 'own-request', detail: 'Nobody grants overtime to themselves.' })
      }
      const overtime = transact(() => grant(personId, minutes, reason, editor))
      changed(editor.personId)
      return ok(viewOf(overtime))
    },
    endOvertime: (personId, overtimeId, editor, within) => {
      const overtime = shifts.findOvertime(overtimeId)
      const nowMs = clock.nowMs()
      if (
        findWithin(personId, within) === null ||
        overtime?.personId !== personId ||
        overtime.withdrawnAt !== null ||
        overtime.untilAt <= nowMs
      )
        return refuse(notFound('overtime'))
      transact(() => {
        shifts.withdrawOvertime(overtimeId, nowMs)
        note('overtime-withdrawn', personId, editor)
      })
      changed(editor.personId)
      return ok(null)
    },
  }
}

/** Hours in one spelling: weekdays sorted, each once; zones as the tz database writes them. */
function readHours(wanted: readonly ShiftHours[]): Result<ShiftHours[]> {
  const hours: ShiftHours[] = []
  for (const [index, entry] of wanted.entries()) {
    const timeZone = parseTimeZone(entry.timeZone)
    if (timeZone === null)
      return refuse({
        code: 'invalid-request',
        detail: `"${entry.timeZone}" is no time zone. Write it like Europe/Berlin.`,
        field: `hours.${index}.timeZone`,
      })
    hours.push({ ...entry, days: [...new Set(entry.days)].toSorted((one, two) => one - two), timeZone })
  }
  return ok(hours)
}

const notFound = (what: string): Problem => ({ code: 'not-found', detail: `There is no such ${what}.` })
const lockOut: Problem = {
  code: 'would-lock-out',
  detail:
    'These hours are closed for you right now: saving them would sign you out. Let another administrator do it.',
}
