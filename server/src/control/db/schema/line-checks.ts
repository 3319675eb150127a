import type { LineCheckFindings, LineCheckId, PersonId, SignInId } from '@hearthline/shared'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What the pre-shift checks of a sign-in found. */
export const lineChecks = sqliteTable(
  'line_checks',
  {
    lineCheckId: text().$type<LineCheckId>().primaryKey(),
    personId: text().$type<PersonId>().notNull(),
    signInId: text().$type<SignInId>().notNull(),
    at: integer().notNull(),
    findings: text({ mode: 'json' }).$type<LineCheckFindings>().notNull(),
    passed: integer({ mode: 'boolean' }).notNull(),
  },
  (table) => [
    index('line_checks_by_sign_in').on(table.signInId, table.at),
    index('line_checks_by_person').on(table.personId, table.at),
  ],
)

/** A lead's word that opened Ready for one sign-in without a passed check. */
export const readyOverrides = sqliteTable('ready_overrides', {
  signInId: text().$type<SignInId>().primaryKey(),
  personId: text().$type<PersonId>().notNull(),
  by: text().$type<PersonId>().notNull(),
  at: integer().notNull(),
  reason: text().notNull(),
})
