import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Append-only: triggers in the migration refuse UPDATE and DELETE, the hash chain shows what went around them. */
export const auditRows = sqliteTable(
  'audit_rows',
  {
    seq: integer().primaryKey(),
    at: integer().notNull(),
    action: text().notNull(),
    actorId: text(),
    subjectId: text(),
    address: text(),
    outcome: text().$type<'done' | 'refused'>().notNull(),
    reason: text(),
    reference: text(),
    /** Hex SHA-256 of the previous row's hash and this row in canonical form. */
    hash: text().notNull(),
  },
  (table) => [
    index('audit_rows_action').on(table.action),
    index('audit_rows_actor').on(table.actorId),
    index('audit_rows_subject').on(table.subjectId),
    index('audit_rows_reference').on(table.reference),
    index('audit_rows_at').on(table.at),
  ],
)
