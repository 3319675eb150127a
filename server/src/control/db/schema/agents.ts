import type { AgentState, PersonId, SignInId } from '@hearthline/shared'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Standing } from '../../agents/index.ts'

/** One row an agent. `version` makes each save a compare-and-set. */
export const agents = sqliteTable('agents', {
  personId: text().$type<PersonId>().primaryKey(),
  /** The sign-in whose socket and phone make the agent reachable; null when offline. */
  signInId: text().$type<SignInId>(),
  state: text({ mode: 'json' }).$type<AgentState>().notNull(),
  before: text({ mode: 'json' }).$type<Standing>(),
  /** Rings missed since the last call that was answered, or since the sign-in. */
  missedRings: integer().notNull().default(0),
  version: integer().notNull(),
})
