import type { TeamId, TrunkId } from '@hearthline/shared'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Trunks in the order in which they are tried. */
export const trunks = sqliteTable('trunks', {
  trunkId: text().$type<TrunkId>().primaryKey(),
  position: integer().notNull(),
  name: text().notNull().unique(),
  host: text().notNull(),
  port: integer().notNull(),
  transport: text().$type<'udp' | 'tcp'>().notNull(),
  addresses: text({ mode: 'json' }).$type<string[]>().notNull(),
  credentials: text({ mode: 'json' }).$type<{ username: string; password: string }>(),
  inboundTeamId: text().$type<TeamId>(),
  /** E.164 that customers see. */
  callerId: text().notNull(),
  enabled: integer({ mode: 'boolean' }).notNull(),
})
