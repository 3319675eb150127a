import type { PersonId, Role, SiteId, TeamId } from '@hearthline/shared'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const teams = sqliteTable('teams', {
  teamId: text().$type<TeamId>().primaryKey(),
  name: text().notNull().unique(),
  wrapUpSeconds: integer().notNull(),
  createdAt: integer().notNull(),
})

export const sites = sqliteTable('sites', {
  siteId: text().$type<SiteId>().primaryKey(),
  name: text().notNull().unique(),
  createdAt: integer().notNull(),
})

export const siteNetworks = sqliteTable(
  'site_networks',
  {
    siteId: text()
      .$type<SiteId>()
      .notNull()
      .references(() => sites.siteId),
    /** Normalised CIDR. */
    cidr: text().notNull(),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.cidr] })],
)

export const people = sqliteTable('people', {
  personId: text().$type<PersonId>().primaryKey(),
  userName: text().notNull().unique(),
  displayName: text().notNull(),
  role: text().$type<Role>().notNull(),
  siteId: text()
    .$type<SiteId>()
    .references(() => sites.siteId),
  /** Argon2id, PHC string. */
  passwordHash: text().notNull(),
  disabledAt: integer(),
  createdAt: integer().notNull(),
})

/** An agent works in the team, a lead leads it: the role says which. */
export const teamMembers = sqliteTable(
  'team_members',
  {
    teamId: text()
      .$type<TeamId>()
      .notNull()
      .references(() => teams.teamId),
    personId: text()
      .$type<PersonId>()
      .notNull()
      .references(() => people.personId),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.personId] }),
    index('team_members_person').on(table.personId),
  ],
)
