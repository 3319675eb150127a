import type {
  AccessRequestId,
  AccessRequestKind,
  AccessRequestState,
  Anomaly,
  AnomalyId,
  DeviceGrade,
  DeviceId,
  PersonId,
  SignedOut,
  SignInId,
  SiteId,
} from '@hearthline/shared'
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
    state: text().$type<'pending' | 'approved' | 'suspended' | 'refused' | 'revoked'>().notNull(),
    grade: text().$type<DeviceGrade>().notNull(),
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
    /** Grade D2: the WebAuthn credential, its COSE public key in base64url, and its signature counter. */
    credentialId: text(),
    credentialPublicKey: text(),
    credentialCounter: integer(),
    suspendedAt: integer(),
    /** Closed word, e.g. `key-reused`. */
    suspendedReason: text(),
    lastRefusedAt: integer(),
    /** Closed word of the audit trail; wiped by the next success. */
    lastRefusal: text(),
    lastRefusalReference: text(),
    /** A stepped-up sign-in may pass once until then. */
    stepUpAllowedUntil: integer(),
  },
  (table) => [
    index('devices_person').on(table.personId, table.state),
    index('devices_state').on(table.state, table.requestedAt),
    index('devices_pre_login').on(table.preLoginHash),
  ],
)

/**
 * Every key a device ever had. `next` was registered at the last sign-in and becomes `current` with its first use;
 * `retired` ones stay, so that a copy that still holds one is noticed.
 */
export const deviceKeys = sqliteTable(
  'device_keys',
  {
    /** RFC 7638 thumbprint. */
    keyId: text().primaryKey(),
    deviceId: text()
      .$type<DeviceId>()
      .notNull()
      .references(() => devices.deviceId),
    x: text().notNull(),
    y: text().notNull(),
    state: text().$type<'current' | 'next' | 'retired'>().notNull(),
    addedAt: integer().notNull(),
    retiredAt: integer(),
  },
  (table) => [index('device_keys_device').on(table.deviceId, table.state)],
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
    /** Site whose network the person came from, for the next sign-in's journey; null when the rule names none. */
    siteId: text().$type<SiteId>(),
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

/** Asked for from the refusal screen by somebody whose key and password were proved. */
export const accessRequests = sqliteTable(
  'access_requests',
  {
    requestId: text().$type<AccessRequestId>().primaryKey(),
    kind: text().$type<AccessRequestKind>().notNull(),
    state: text().$type<Exclude<AccessRequestState, 'lapsed'>>().notNull(),
    personId: text()
      .$type<PersonId>()
      .notNull()
      .references(() => people.personId),
    deviceId: text().$type<DeviceId>().notNull(),
    preLoginHash: text().notNull(),
    address: text().notNull(),
    lastAddress: text(),
    note: text().notNull(),
    requestedAt: integer().notNull(),
    expiresAt: integer().notNull(),
    decidedBy: text().$type<PersonId>(),
    decidedAt: integer(),
    /** What the lead wrote when refusing. */
    reason: text(),
    grantEndsAt: integer(),
  },
  (table) => [
    index('access_requests_state').on(table.state, table.requestedAt),
    index('access_requests_pre_login').on(table.preLoginHash),
    index('access_requests_person').on(table.personId),
  ],
)

/** At most one open link a person; the hash of its token. */
export const passwordResets = sqliteTable('password_resets', {
  personId: text()
    .$type<PersonId>()
    .primaryKey()
    .references(() => people.personId),
  tokenHash: text().notNull().unique(),
  createdBy: text().$type<PersonId>(),
  createdAt: integer().notNull(),
  expiresAt: integer().notNull(),
})

export const anomalies = sqliteTable(
  'anomalies',
  {
    anomalyId: text().$type<AnomalyId>().primaryKey(),
    kind: text().$type<Anomaly['kind']>().notNull(),
    at: integer().notNull(),
    personId: text()
      .$type<PersonId>()
      .notNull()
      .references(() => people.personId),
    deviceId: text().$type<DeviceId>(),
    address: text().notNull(),
    facts: text({ mode: 'json' }).$type<Anomaly['facts']>().notNull(),
    taken: text().$type<Anomaly['taken']>().notNull(),
    state: text().$type<Anomaly['state']>().notNull(),
    closedBy: text().$type<PersonId>(),
    closedAt: integer(),
    note: text().notNull(),
  },
  (table) => [
    index('anomalies_state').on(table.state, table.at),
    index('anomalies_person').on(table.personId, table.kind),
  ],
)
