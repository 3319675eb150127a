import type {
  CallId,
  CoachingNoteId,
  Disclosure,
  HelpEnd,
  HelpId,
  HelpReason,
  LegId,
  MarkerId,
  MonitorMode,
  Notice,
  NoticeId,
  PersonId,
  SpanId,
  SteeringReason,
  TeamId,
} from '@hearthline/shared'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Who listened to whom: one row for each stretch of a leg in one mode. Never changed but for its end. */
export const monitoringSpans = sqliteTable(
  'monitoring_spans',
  {
    spanId: text().$type<SpanId>().primaryKey(),
    callId: text().$type<CallId>().notNull(),
    legId: text().$type<LegId>().notNull(),
    leadId: text().$type<PersonId>().notNull(),
    /** Who had the call then. */
    agentId: text().$type<PersonId>(),
    teamId: text().$type<TeamId>(),
    mode: text().$type<MonitorMode>().notNull(),
    disclosure: text().$type<Disclosure>().notNull(),
    startedAt: integer().notNull(),
    endedAt: integer(),
  },
  (table) => [
    index('monitoring_spans_by_start').on(table.startedAt),
    index('monitoring_spans_by_team').on(table.teamId, table.startedAt),
    index('monitoring_spans_by_lead').on(table.leadId, table.startedAt),
    index('monitoring_spans_by_agent').on(table.agentId, table.startedAt),
    index('monitoring_spans_by_call').on(table.callId),
    index('monitoring_spans_by_leg').on(table.legId, table.endedAt),
  ],
)

export const callMarkers = sqliteTable(
  'call_markers',
  {
    markerId: text().$type<MarkerId>().primaryKey(),
    callId: text().$type<CallId>().notNull(),
    byId: text().$type<PersonId>().notNull(),
    /** The moment of the call. */
    at: integer().notNull(),
    /** Empty for a bookmark. */
    text: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [index('call_markers_by_call').on(table.callId, table.at)],
)

export const helpRequests = sqliteTable(
  'help_requests',
  {
    helpId: text().$type<HelpId>().primaryKey(),
    agentId: text().$type<PersonId>().notNull(),
    callId: text().$type<CallId>(),
    reason: text().$type<HelpReason>().notNull(),
    note: text().notNull(),
    askedAt: integer().notNull(),
    claimedBy: text().$type<PersonId>(),
    claimedAt: integer(),
    endedAt: integer(),
    end: text().$type<HelpEnd>(),
    endedBy: text().$type<PersonId>(),
  },
  (table) => [
    index('help_requests_open').on(table.endedAt),
    index('help_requests_by_agent').on(table.agentId, table.endedAt),
    index('help_requests_by_call').on(table.callId),
  ],
)

/** One row for each recipient; a broadcast is one batch. */
export const notices = sqliteTable(
  'notices',
  {
    noticeId: text().$type<NoticeId>().primaryKey(),
    batchId: text().$type<NoticeId>().notNull(),
    kind: text().$type<Notice['kind']>().notNull(),
    fromId: text().$type<PersonId>().notNull(),
    toId: text().$type<PersonId>().notNull(),
    /** Of a broadcast. */
    teamId: text().$type<TeamId>(),
    text: text().notNull(),
    reason: text().$type<SteeringReason>(),
    callId: text().$type<CallId>(),
    at: integer().notNull(),
    acknowledgedAt: integer(),
  },
  (table) => [
    index('notices_open').on(table.toId, table.acknowledgedAt),
    index('notices_sent').on(table.fromId, table.at),
    index('notices_batch').on(table.batchId),
  ],
)

export const coachingNotes = sqliteTable(
  'coaching_notes',
  {
    coachingNoteId: text().$type<CoachingNoteId>().primaryKey(),
    agentId: text().$type<PersonId>().notNull(),
    byId: text().$type<PersonId>().notNull(),
    callId: text().$type<CallId>(),
    text: text().notNull(),
    at: integer().notNull(),
    readAt: integer(),
  },
  (table) => [index('coaching_notes_by_agent').on(table.agentId, table.at)],
)
