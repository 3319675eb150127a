import { ShiftHours, ShiftScope } from '@hearthline/shared'
import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { ShiftRepository } from '../shifts/index.ts'
import type { Database } from './client.ts'
import { overtime, shiftHours } from './schema/people.ts'

export function createShiftRepository(db: Database): ShiftRepository {
  return {
    allHours: () =>
      db
        .select()
        .from(shiftHours)
        .orderBy(asc(shiftHours.hoursId))
        .all()
        .map(({ hoursId: _hoursId, scopeType, scopeId, ...hours }) => ({
          scope: ShiftScope.parse({ type: scopeType, [`${scopeType}Id`]: scopeId }),
          hours: ShiftHours.parse(hours),
        })),
    setHours: (scope, hours) => {
      const scopeId = scope.type === 'team' ? scope.teamId : scope.personId
      db.delete(shiftHours)
        .where(and(eq(shiftHours.scopeType, scope.type), eq(shiftHours.scopeId, scopeId)))
        .run()
      const rows = hours.map((entry) => ({ ...entry, scopeType: scope.type, scopeId }))
      if (rows.length > 0) db.insert(shiftHours).values(rows).run()
    },
    overtimeSince: (fromMs) =>
      db
        .select()
        .from(overtime)
        .where(and(gt(overtime.untilAt, fromMs), isNull(overtime.withdrawnAt)))
        .orderBy(asc(overtime.fromAt))
        .all(),
    findOvertime: (overtimeId) =>
      db.select().from(overtime).where(eq(overtime.overtimeId, overtimeId)).get() ?? null,
    insertOvertime: (row) => void db.insert(overtime).values(row).run(),
    withdrawOvertime: (overtimeId, withdrawnAt) =>
      void db.update(overtime).set({ withdrawnAt }).where(eq(overtime.overtimeId, overtimeId)).run(),
  }
}
