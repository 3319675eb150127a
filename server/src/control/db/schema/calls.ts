import type {
  CallBackId,
  CallControls,
  CallId,
  CallPhase,
  ConsultTarget,
  CustomerId,
  Direction,
  Disposition,
  Fault,
  LegId,
  MonitorMode,
  PersonId,
  SignInId,
  TeamId,
  TerminationKind,
  TrunkId,
} from '@hearthline/shared'
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** One row a call, from the moment it is placed or comes in. The number stays here; screens get it masked. */
export const calls = sqliteTable(
  'calls',
  {
    callId: text().$type<CallId>().primaryKey(),
    direction: text().$type<Direction>().notNull(),
    phase: text().$type<CallPhase>().notNull(),
    agentId: text().$type<PersonId>(),
    signInId: text().$type<SignInId>(),
    teamId: text().$type<TeamId>(),
    trunkId: text().$type<TrunkId>(),
    /** The voice node that runs or ran it; null until its first word. */
    nodeId: text(),
    customerId: text().$type<CustomerId>(),
    customerName: text(),
    customerNumber: text(),
    numberLastFour: text(),
    maskedNumber: text().notNull(),
    startedAt: integer().notNull(),
    ringingAt: integer(),
    answeredAt: integer(),
    endedAt: integer(),
    terminationKind: text().$type<TerminationKind>(),
    terminationFault: text().$type<Fault>(),
    terminationSipStatus: integer(),
    disposition: text().$type<Disposition>(),
    note: text().notNull(),
    takenOverBy: text().$type<PersonId>(),
    takenOverAt: integer(),
    /** Who has the call now, as screens may see them; `call_transfers` has each step. */
    transferredTo: text({ mode: 'json' }).$type<ConsultTarget>(),
    /** By the voice node's last word: hold, consult, the recording's pause. Null: nothing of it. */
    controls: text({ mode: 'json' }).$type<CallControls>(),
    /** The customer waits for the agent's voice until then. */
    parkedUntil: integer(),
    worstMos: real(),
    agentLine: text().$type<'up' | 'lost'>().notNull(),
    recording: text().$type<'off' | 'on' | 'failed'>().notNull(),
    recordingSince: integer(),
    wrapUpStartedAt: integer(),
    wrapUpEndedAt: integer(),
    /** The agent who let it ring last, for the call-back of a customer whom nobody has served. */
    missedBy: text().$type<PersonId>(),
  },
  (table) => [
    index('calls_by_start').on(table.startedAt),
    index('calls_by_agent').on(table.agentId, table.startedAt),
    index('calls_by_team').on(table.teamId, table.startedAt),
    index('calls_by_phase').on(table.phase),
    index('calls_by_sign_in').on(table.signInId, table.phase),
    index('calls_by_number').on(table.customerNumber, table.startedAt),
  ],
)

/** Who was in a call, from when to when: listeners are read from here. */
export const callLegs = sqliteTable(
  'call_legs',
  {
    legId: text().$type<LegId>().primaryKey(),
    callId: text().$type<CallId>().notNull(),
    role: text().$type<'agent' | 'customer' | 'supervisor' | 'consult'>().notNull(),
    personId: text().$type<PersonId>(),
    /** How a supervisor takes part now, or did last. */
    mode: text().$type<MonitorMode>(),
    modeSince: integer(),
    joinedAt: integer().notNull(),
    leftAt: integer(),
  },
  (table) => [
    index('call_legs_by_call').on(table.callId),
    index('call_legs_by_person').on(table.personId, table.leftAt),
  ],
)

/**
 * One row each time a call went from its agent to somebody else: the part of who left, with an outcome of their own, since
 * the call's row goes on with who has it.
 */
export const callTransfers = sqliteTable(
  'call_transfers',
  {
    callId: text().$type<CallId>().notNull(),
    /** 0 for the first transfer of the call. */
    step: integer().notNull(),
    fromPersonId: text().$type<PersonId>().notNull(),
    fromSignInId: text().$type<SignInId>().notNull(),
    /** Null: a number outside. */
    toPersonId: text().$type<PersonId>(),
    to: text({ mode: 'json' }).$type<ConsultTarget>().notNull(),
    blind: integer({ mode: 'boolean' }).notNull(),
    at: integer().notNull(),
    disposition: text().$type<Disposition>(),
    note: text().notNull(),
    wrapUpStartedAt: integer(),
    wrapUpEndedAt: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.callId, table.step] }),
    index('call_transfers_by_person').on(table.fromPersonId, table.at),
  ],
)

/** A promise to call somebody; the number stays here. */
export const callBacks = sqliteTable(
  'call_backs',
  {
    callBackId: text().$type<CallBackId>().primaryKey(),
    agentId: text().$type<PersonId>().notNull(),
    customerId: text().$type<CustomerId>(),
    customerName: text(),
    customerNumber: text().notNull(),
    maskedNumber: text().notNull(),
    reason: text().$type<'asked' | 'line-lost' | 'missed-ring' | 'abandoned'>().notNull(),
    note: text().notNull(),
    /** Null: as soon as possible. */
    dueAt: integer(),
    callId: text().$type<CallId>(),
    madeAt: integer().notNull(),
    doneAt: integer(),
  },
  (table) => [
    index('call_backs_by_agent').on(table.agentId, table.doneAt, table.dueAt),
    index('call_backs_by_call').on(table.callId),
  ],
)

export const customers = sqliteTable(
  'customers',
  {
    customerId: text().$type<CustomerId>().primaryKey(),
    displayName: text().notNull(),
    number: text().notNull().unique(),
    country: text().notNull(),
    demoNote: text(),
  },
  (table) => [index('customers_by_name').on(table.displayName)],
)

/** How far each voice node's journal is applied; committed with what the event changed. */
export const voiceNodes = sqliteTable('voice_nodes', {
  nodeId: text().primaryKey(),
  appliedSeq: integer().notNull(),
})

/** Event ids that were applied, so that a journal that starts over applies none twice. */
export const voiceEvents = sqliteTable(
  'voice_events',
  {
    eventId: text().primaryKey(),
    nodeId: text().notNull(),
    seq: integer().notNull(),
    type: text().notNull(),
    callId: text().$type<CallId>(),
    at: integer().notNull(),
    outcome: text().$type<'applied' | 'late' | 'failed'>().notNull(),
  },
  (table) => [index('voice_events_by_time').on(table.at)],
)
