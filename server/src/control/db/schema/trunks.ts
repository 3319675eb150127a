import type { TeamId, Trunk, TrunkId } from '@hearthline/shared'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Trunks in the order in which they are tried. */
export const trunks = sqliteTable('trunks', {
  trunkId: text().$type<TrunkId>().primaryKey(),
  /** Lowest first; trunks of one rank share calls by weight. */
  rank: integer().notNull().default(1),
  weight: integer().notNull().default(1),
  name: text().notNull().unique(),
  host: text().notNull(),
  port: integer().notNull(),
  transport: text().$type<'udp' | 'tcp' | 'tls'>().notNull(),
  addresses: text({ mode: 'json' }).$type<string[]>().notNull(),
  credentials: text({ mode: 'json' }).$type<{ username: string; password: string }>(),
  inboundTeamId: text().$type<TeamId>(),
  /** E.164 that customers see. */
  callerId: text().notNull(),
  callerIds: text({ mode: 'json' }).$type<Trunk['callerIds']>().notNull().default([]),
  prefixes: text({ mode: 'json' }).$type<Trunk['prefixes']>().notNull().default([]),
  /** Calls at a time; null for no limit. */
  channels: integer(),
  digits: text().$type<Trunk['digits']>().notNull().default('rfc4733'),
  /** PEM of certificates to trust with TLS; null: those of the system. */
  tlsTrust: text(),
  register: integer({ mode: 'boolean' }).notNull().default(false),
  enabled: integer({ mode: 'boolean' }).notNull(),
})
