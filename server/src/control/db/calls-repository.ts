import type { CallId, PersonId } from '@hearthline/shared'
import {
  and,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  or,
  sql,
  type SQL,
} from 'drizzle-orm'
import {
  lastFour,
  maskNumber,
  type CallQuery,
  type CallScope,
  type CallState,
  type CallStore,
  type SupervisorLeg,
} from '../calls/index.ts'
import { createCounters } from './call-transfers-repository.ts'
import type { Database } from './client.ts'
import { signIns } from './schema/access.ts'
import { callLegs, calls, callTransfers } from './schema/calls.ts'
import { people } from './schema/people.ts'
import { recordings } from './schema/recordings.ts'
import { containing } from './search-pattern.ts'

type Row = typeof calls.$inferSelect

/** Spelled as a list, so that the index on `phase` finds the few open ones among all that ever were. */
const isOpen = inArray(calls.phase, ['placed', 'connecting', 'ringing', 'early-media', 'connected'])

/** Call records and their legs. */
export function createCallStore(db: Database): CallStore {
  const set = (callId: CallId, values: Partial<Row>) =>
    void db.update(calls).set(values).where(eq(calls.callId, callId)).run()

  // Asked at each event, request or sweep: drizzle takes half a millisecond to build such a query, SQLite a hundredth of
  // that to answer it.
  const asked = {
    call: db
      .select()
      .from(calls)
      .where(eq(calls.callId, sql.placeholder('callId')))
      .prepare(),
    open: db.select().from(calls).where(isOpen).prepare(),
    hasOpen: db
      .select({ callId: calls.callId })
      .from(calls)
      .where(and(isOpen, isNull(calls.takenOverAt), eq(calls.signInId, sql.placeholder('signInId'))))
      .limit(1)
      .prepare(),
    isSupervising: db
      .select({ legId: callLegs.legId })
      .from(signIns)
      .innerJoin(callLegs, eq(callLegs.personId, signIns.personId))
      .where(
        and(
          eq(signIns.signInId, sql.placeholder('signInId')),
          eq(callLegs.role, 'supervisor'),
          isNull(callLegs.leftAt),
        ),
      )
      .limit(1)
      .prepare(),
    hasTakenOver: db
      .select({ callId: calls.callId })
      .from(signIns)
      .innerJoin(calls, eq(calls.takenOverBy, signIns.personId))
      .where(and(isOpen, eq(signIns.signInId, sql.placeholder('signInId'))))
      .limit(1)
      .prepare(),
    openSupervisors: db
      .select({
        callId: callLegs.callId,
        legId: callLegs.legId,
        personId: callLegs.personId,
        since: callLegs.joinedAt,
        mode: callLegs.mode,
        modeSince: callLegs.modeSince,
      })
      .from(callLegs)
      .innerJoin(calls, eq(calls.callId, callLegs.callId))
      .where(and(isOpen, eq(callLegs.role, 'supervisor'), isNull(callLegs.leftAt)))
      .orderBy(callLegs.joinedAt)
      .prepare(),
    supervisors: db
      .select()
      .from(callLegs)
      .where(
        and(
          eq(callLegs.callId, sql.placeholder('callId')),
          eq(callLegs.role, 'supervisor'),
          isNull(callLegs.leftAt),
        ),
      )
      .orderBy(callLegs.joinedAt)
      .prepare(),
  }

  return {
    find: (callId) => {
      const row = asked.call.get({ callId })
      return row ? toState(row) : null
    },
    insert: (call) => void db.insert(calls).values(toRow(call)).run(),
    update: (call) => {
      const { note: _note, disposition: _disposition, worstMos: _worstMos, ...row } = toRow(call)
      set(call.callId, row)
    },
    open: () => asked.open.all().map(toState),
    hasOpen: (signInId) => asked.hasOpen.get({ signInId }) !== undefined,
    hasTakenOver: (signInId) => asked.hasTakenOver.get({ signInId }) !== undefined,
    isSupervising: (signInId) => asked.isSupervising.get({ signInId }) !== undefined,
    page: (scope, query) => {
      const where = and(inScope(scope), ...conditions(db, query))
      const rows = db
        .select()
        .from(calls)
        .where(where)
        .orderBy(desc(calls.startedAt), desc(calls.callId))
        .limit(query.limit)
        .offset(query.offset)
        .all()
      const total = db.select({ total: count() }).from(calls).where(where).get()?.total ?? 0
      return { items: rows.map(toState), total }
    },
    lastAgentFor: (number) =>
      db
        .select({ agentId: calls.agentId })
        .from(calls)
        .where(and(eq(calls.customerNumber, number), isNotNull(calls.answeredAt), isNotNull(calls.agentId)))
        .orderBy(desc(calls.startedAt))
        .limit(1)
        .get()?.agentId ?? null,
    countersOf: createCounters(db),
    saveNote: (callId, note) => set(callId, { note }),
    saveDisposition: (callId, disposition) => set(callId, { disposition }),
    saveWorstMos: (callId, worstMos) => set(callId, { worstMos }),
    wrapUpStarted: (callId, atMs) => set(callId, { wrapUpStartedAt: atMs }),
    wrapUpEnded: (callId, atMs) => set(callId, { wrapUpEndedAt: atMs }),
    legJoined: (leg) =>
      void db
        .insert(callLegs)
        .values({ ...leg, leftAt: null })
        .onConflictDoNothing()
        .run(),
    legLeft: (legId, atMs) =>
      void db
        .update(callLegs)
        .set({ leftAt: atMs })
        .where(and(eq(callLegs.legId, legId), isNull(callLegs.leftAt)))
        .run(),
    legMode: (legId, mode, atMs) =>
      void db
        .update(callLegs)
        .set({ mode, modeSince: atMs })
        .where(and(eq(callLegs.legId, legId), isNull(callLegs.leftAt)))
        .run(),
    openSupervisors: () => {
      const found = new Map<CallId, SupervisorLeg[]>()
      for (const row of asked.openSupervisors.all()) {
        const legs = found.get(row.callId) ?? []
        legs.push(...toSupervisor(row))
        found.set(row.callId, legs)
      }
      return found
    },
    supervisors: (callId) =>
      asked.supervisors.all({ callId }).flatMap((leg) => toSupervisor({ ...leg, since: leg.joinedAt })),
  }
}

/** Legs from before modes were kept listened. */
function toSupervisor(row: {
  legId: SupervisorLeg['legId']
  personId: PersonId | null
  since: number
  mode: SupervisorLeg['mode'] | null
  modeSince: number | null
}): SupervisorLeg[] {
  const { legId, personId, since } = row
  if (personId === null) return []
  return [{ legId, personId, since, mode: row.mode ?? 'listen', modeSince: row.modeSince ?? since }]
}

/** Who has the call, or had it and gave it away. */
const hasPartIn = (personId: PersonId): SQL | undefined =>
  or(
    eq(calls.agentId, personId),
    sql`exists (select 1 from ${callTransfers} where ${callTransfers.callId} = ${calls.callId} and ${callTransfers.fromPersonId} = ${personId})`,
  )

function inScope(scope: CallScope): SQL | undefined {
  switch (scope.type) {
    case 'own':
      return hasPartIn(scope.personId)
    case 'teams':
      return scope.teamIds.length > 0 ? inArray(calls.teamId, [...scope.teamIds]) : sql`0`
    case 'all':
      return undefined
    default:
      return scope satisfies never
  }
}

function conditions(db: Database, query: CallQuery): (SQL | undefined)[] {
  const hasRecording = sql`exists (select 1 from ${recordings} where ${recordings.callId} = ${calls.callId})`
  return [
    query.agentId === undefined ? undefined : hasPartIn(query.agentId),
    query.direction === undefined ? undefined : eq(calls.direction, query.direction),
    query.disposition === undefined ? undefined : eq(calls.disposition, query.disposition),
    query.recorded === undefined
      ? undefined
      : query.recorded === 'true'
        ? hasRecording
        : sql`not ${hasRecording}`,
    query.from === undefined ? undefined : gte(calls.startedAt, query.from),
    query.until === undefined ? undefined : lt(calls.startedAt, query.until),
    searchFor(db, query.search),
  ]
}

/** Two to four last digits, or a part of the customer's or the agent's name. More digits would probe whole numbers. */
function searchFor(db: Database, search: string | undefined): SQL | undefined {
  const text = search?.replaceAll('•', '').trim() ?? ''
  if (text === '') return undefined
  if (/^\d{2,4}$/.test(text)) return like(calls.numberLastFour, `%${text}`)
  const pattern = containing(text)
  const named = db.select({ personId: people.personId }).from(people).where(like(people.displayName, pattern))
  return or(like(calls.customerName, pattern), inArray(calls.agentId, named))
}

function toState(row: Row): CallState {
  const {
    customerId,
    customerName,
    customerNumber,
    terminationKind,
    terminationFault,
    terminationSipStatus,
  } = row
  return {
    callId: row.callId,
    direction: row.direction,
    phase: row.phase,
    agentId: row.agentId,
    signInId: row.signInId,
    teamId: row.teamId,
    trunkId: row.trunkId,
    nodeId: row.nodeId,
    customer: { customerId, displayName: customerName, number: customerNumber },
    startedAt: row.startedAt,
    ringingAt: row.ringingAt,
    answeredAt: row.answeredAt,
    endedAt: row.endedAt,
    termination:
      terminationKind !== null && terminationFault !== null
        ? { kind: terminationKind, fault: terminationFault, sipStatus: terminationSipStatus }
        : null,
    disposition: row.disposition,
    note: row.note,
    worstMos: row.worstMos,
    agentLine: row.agentLine,
    parkedUntil: row.parkedUntil,
    controls: row.controls,
    transferredTo: row.transferredTo,
    recording: row.recording,
    recordingSince: row.recordingSince,
    takenOverBy: row.takenOverBy,
    takenOverAt: row.takenOverAt,
  }
}

function toRow({ customer, termination, ...call }: CallState) {
  return {
    ...call,
    customerId: customer.customerId,
    customerName: customer.displayName,
    customerNumber: customer.number,
    numberLastFour: lastFour(customer.number),
    maskedNumber: maskNumber(customer.number),
    terminationKind: termination?.kind ?? null,
    terminationFault: termination?.fault ?? null,
    terminationSipStatus: termination?.sipStatus ?? null,
  }
}
