import type { DeviceGrade, DeviceId, PersonId, SignedOut, SignInId } from '@hearthline/shared'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { people } from './people.ts'

/** At most one code a person: a new one replaces the old. */
export const enrolmentCodes = sqliteTable('enrolment_codes', {
  personId: text()
    .$type<PersonId>()
    .primaryKey()
    .references(() => people.personId),
  /** First 4 characters; find the row. */
  selector: text().notNull().unique(),
  /** Argon2id of the last 6: 30 bits would fall to a plain hash in a second. */
  proofHash: text().notNull(),
  triesLeft: integer().notNull(),
  /** Null when it was made at the console. */
  createdBy: text().$type<PersonId>(),
  createdAt: integer().notNull(),
  expiresAt: integer().notNull(),
})

export const devices = sqliteTable(
  'devices',
  {
    deviceId: text().$type<DeviceId>().primaryKey(),
    personId: text()
      .$type<PersonId>()
      .notNull()
      .references(() => people.personId),
    /** `expired` is not stored: it is `pending` or `approved` with `expiresAt` in the past. */
    state: text().$type<'pending' | 'approved' | 'refused' | 'revoked'>().notNull(),
    grade: text().$type<DeviceGrade>().notNull(),
    publicKeyX: text().notNull(),
    publicKeyY: text().notNull(),
    /** RFC 7638 thumbprint of the key. */
    thumbprint: text().notNull(),
    shortCode: text().notNull(),
    wrongShortCodes: integer().notNull(),
    name: text().notNull(),
    browser: text().notNull(),
    address: text().notNull(),
    storagePersisted: integer({ mode: 'boolean' }).notNull(),
    /** SHA-256 of the pre-login cookie of the browser that asked. */
    preLoginHash: text().notNull(),
    /** Who made the code; null for the console. */
    codeCreatedBy: text().$type<PersonId>(),
    requestedAt: integer().notNull(),
    expiresAt: integer().notNull(),
    decidedBy: text().$type<PersonId>(),
    decidedAt: integer(),
    /** What the administrator wrote when refusing or revoking. */
    note: text(),
    lastSeenAt: integer(),
    lastAddress: text(),
  },
  (table) => [
    index('devices_person').on(table.personId, table.state),
    index('devices_state').on(table.state, table.requestedAt),
    index('devices_thumbprint').on(table.thumbprint),
    index('devices_pre_login').on(table.preLoginHash),
  ],
)

export const signIns = sqliteTable(
  'sign_ins',
  {
    signInId: text().$type<SignInId>().primaryKey(),
    /** SHA-256 of the session id in the cookie. */
    sessionHash: text().notNull().unique(),
    personId: text()
      .$type<PersonId>()
      .notNull()
      .references(() => people.personId),
    deviceId: text()
      .$type<DeviceId>()
      .notNull()
      .references(() => devices.deviceId),
    address: text().notNull(),
    signedInAt: integer().notNull(),
    lastActiveAt: integer().notNull(),
    /** Absolute end; a live call at that moment is drained first. */
    expiresAt: integer().notNull(),
    endedAt: integer(),
    endReason: text().$type<SignedOut['reason']>(),
    endedBy: text().$type<PersonId>(),
    endNote: text(),
  },
  (table) => [
    index('sign_ins_live').on(table.endedAt),
    index('sign_ins_device').on(table.deviceId),
    index('sign_ins_person').on(table.personId),
  ],
)

/** Failed sign-ins of the last minutes; survives a restart, so that restarting resets nobody's limit. */
export const signInFailures = sqliteTable(
  'sign_in_failures',
  {
    failureId: integer().primaryKey({ autoIncrement: true }),
    /** `address:<address or /64>` or `device:<personId>:<deviceId>`. */
    key: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [index('sign_in_failures_key').on(table.key, table.at)],
)
