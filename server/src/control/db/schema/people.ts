import type {
  Disclosure,
  NetworkRuleId,
  NetworkRuleKind,
  OvertimeId,
  PersonId,
  Role,
  SiteId,
  TeamId,
} from '@hearthline/shared'
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const teams = sqliteTable('teams', {
  teamId: text().$type<TeamId>().primaryKey(),
  name: text().notNull().unique(),
  wrapUpSeconds: integer().notNull(),
  /** What becomes of a live call when its agent's sign-in is revoked. */
  onRevoke: text().$type<'drain' | 'cut'>().notNull().default('drain'),
  /** What agents are told of supervisors who listen. */
  disclosure: text().$type<Disclosure>().notNull().default('sign'),
  createdAt: integer().notNull(),
})

export const sites = sqliteTable('sites', {
  siteId: text().$type<SiteId>().primaryKey(),
  name: text().notNull().unique(),
  createdAt: integer().notNull(),
  /** Degrees, WGS 84; both or neither. */
  latitude: real(),
  longitude: real(),
})

/** Where people may sign in from. */
export const networkRules = sqliteTable(
  'network_rules',
  {
    ruleId: text().$type<NetworkRuleId>().primaryKey(),
    /** Normalised CIDR. */
    cidr: text().notNull(),
    name: text().notNull(),
    scopeType: text().$type<'everyone' | 'site' | 'team' | 'person'>().notNull(),
    /** Id of the site, team or person; null for everyone. */
    scopeId: text(),
    kind: text().$type<NetworkRuleKind>().notNull(),
    endsAt: integer(),
    createdBy: text().$type<PersonId>(),
    createdAt: integer().notNull(),
  },
  (table) => [index('network_rules_scope').on(table.scopeType, table.scopeId)],
)

/** Weekly hours of a team or person. */
export const shiftHours = sqliteTable(
  'shift_hours',
  {
    hoursId: integer().primaryKey({ autoIncrement: true }),
    scopeType: text().$type<'team' | 'person'>().notNull(),
    scopeId: text().notNull(),
    /** ISO weekdays, Monday is 1. */
    days: text({ mode: 'json' }).$type<number[]>().notNull(),
    /** `HH:MM` in the zone. */
    start: text().notNull(),
    end: text().notNull(),
    timeZone: text().notNull(),
  },
  (table) => [index('shift_hours_scope').on(table.scopeType, table.scopeId)],
)

export const overtime = sqliteTable(
  'overtime',
  {
    overtimeId: text().$type<OvertimeId>().primaryKey(),
    personId: text().$type<PersonId>().notNull(),
    fromAt: integer().notNull(),
    untilAt: integer().notNull(),
    grantedBy: text().$type<PersonId>(),
    reason: text().notNull(),
    withdrawnAt: integer(),
  },
  (table) => [index('overtime_person').on(table.personId, table.untilAt)],
)

/** What administrators set for the whole house, by name; `revision` guards against a second editor. */
export const settings = sqliteTable('settings', {
  name: text().$type<'policies' | 'networks'>().primaryKey(),
  value: text({ mode: 'json' }).$type<unknown>(),
  revision: integer().notNull(),
  changedBy: text().$type<PersonId>(),
  changedAt: integer(),
})

export const people = sqliteTable('people', {
  personId: text().$type<PersonId>().primaryKey(),
  userName: text().notNull().unique(),
  displayName: text().notNull(),
  role: text().$type<Role>().notNull(),
  siteId: text()
    .$type<SiteId>()
    .references(() => sites.siteId),
  /** Argon2id, PHC string; `!` until a first password is set, which no password matches. */
  passwordHash: text().notNull(),
  passwordChangedAt: integer(),
  /** Second factor: its secret, sealed (secret-box.ts); counts from `totpConfirmedAt` on. */
  totpSecret: text(),
  totpConfirmedAt: integer(),
  /** Time step of the last code that was taken: a code works once. */
  totpLastStep: integer(),
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
