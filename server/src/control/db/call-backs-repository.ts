import type { CallBackId, CallId, PersonId } from '@hearthline/shared'
import { and, asc, count, eq, gt, isNull, like, lte, or, sql } from 'drizzle-orm'
import { maskNumber } from '../calls/index.ts'
import type { CallBackStore, StoredCallBack } from '../call-backs/index.ts'
import type { Database } from './client.ts'
import { callBacks, calls } from './schema/calls.ts'
import { containing } from './search-pattern.ts'

/** Promises to call somebody. */
export function createCallBackStore(db: Database): CallBackStore {
  const isOpen = isNull(callBacks.doneAt)
  const ofAgent = (agentId: PersonId) => and(eq(callBacks.agentId, agentId), isOpen)

  return {
    insert: ({ customer, ...callBack }) =>
      void db
        .insert(callBacks)
        .values({
          ...callBack,
          customerId: customer.customerId,
          customerName: customer.displayName,
          customerNumber: customer.number,
          maskedNumber: maskNumber(customer.number),
          doneAt: null,
        })
        .run(),
    find: (callBackId: CallBackId) => {
      const row = db
        .select()
        .from(callBacks)
        .where(and(eq(callBacks.callBackId, callBackId), isOpen))
        .get()
      return row === undefined ? null : toCallBack(row)
    },
    isMadeFor: (callId: CallId) =>
      db
        .select({ callBackId: callBacks.callBackId })
        .from(callBacks)
        .where(and(eq(callBacks.callId, callId), sql`${callBacks.reason} <> 'asked'`))
        .get() !== undefined,
    ringMissed: (callId, personId) =>
      void db.update(calls).set({ missedBy: personId }).where(eq(calls.callId, callId)).run(),
    missedBy: (callId) =>
      db.select({ missedBy: calls.missedBy }).from(calls).where(eq(calls.callId, callId)).get()?.missedBy ??
      null,
    page: (agentId, { offset, limit, search }, nowMs) => {
      const text = search?.trim() ?? ''
      const where = and(
        ofAgent(agentId),
        text === '' ? undefined : like(callBacks.customerName, containing(text)),
      )
      const items = db
        .select()
        .from(callBacks)
        .where(where)
        // Due ones first, the longest due at the top; then by when they fall due.
        .orderBy(
          sql`coalesce(${callBacks.dueAt}, ${callBacks.madeAt}) > ${nowMs}`,
          sql`coalesce(${callBacks.dueAt}, ${callBacks.madeAt})`,
          asc(callBacks.madeAt),
        )
        .limit(limit)
        .offset(offset)
        .all()
      const total = db.select({ total: count() }).from(callBacks).where(where).get()?.total ?? 0
      return { items: items.map(toCallBack), total }
    },
    count: (agentId, nowMs) => ({
      open: db.select({ open: count() }).from(callBacks).where(ofAgent(agentId)).get()?.open ?? 0,
      dueNow:
        db
          .select({ dueNow: count() })
          .from(callBacks)
          .where(and(ofAgent(agentId), isDue(nowMs)))
          .get()?.dueNow ?? 0,
    }),
    done: (callBackId, atMs) =>
      void db
        .update(callBacks)
        .set({ doneAt: atMs })
        .where(and(eq(callBacks.callBackId, callBackId), isOpen))
        .run(),
    nextDue: (nowMs) =>
      db
        .select({ dueAt: callBacks.dueAt })
        .from(callBacks)
        .where(and(isOpen, gt(callBacks.dueAt, nowMs)))
        .orderBy(asc(callBacks.dueAt))
        .limit(1)
        .get()?.dueAt ?? null,
    dueBetween: (fromMs, untilMs) =>
      db
        .selectDistinct({ agentId: callBacks.agentId })
        .from(callBacks)
        .where(and(isOpen, gt(callBacks.dueAt, fromMs), lte(callBacks.dueAt, untilMs)))
        .all()
        .map(({ agentId }) => agentId),
  }
}

const isDue = (nowMs: number) => or(isNull(callBacks.dueAt), lte(callBacks.dueAt, nowMs))

const toCallBack = ({
  customerId,
  customerName,
  customerNumber,
  maskedNumber: _maskedNumber,
  doneAt: _doneAt,
  ...callBack
}: typeof callBacks.$inferSelect): StoredCallBack => ({
  ...callBack,
  customer: { customerId, displayName: customerName, number: customerNumber },
})
