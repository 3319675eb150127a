import { asc, count, eq, like, or } from 'drizzle-orm'
import { maskNumber, type CustomerStore } from '../calls/index.ts'
import type { Database } from './client.ts'
import { customers } from './schema/calls.ts'
import { containing } from './search-pattern.ts'

type Row = typeof customers.$inferSelect

/** Customers to pick from. */
export function createCustomerStore(db: Database): CustomerStore {
  return {
    find: (customerId) => {
      const row = db.select().from(customers).where(eq(customers.customerId, customerId)).get()
      return row ? toCustomer(row) : null
    },
    findByNumber: (number) => {
      const row = db.select().from(customers).where(eq(customers.number, number)).get()
      return row ? toCustomer(row) : null
    },
    page: ({ offset, limit, search }) => {
      const text = search?.replaceAll('•', '').trim() ?? ''
      const where =
        text === ''
          ? undefined
          : /^\d{2,4}$/.test(text)
            ? like(customers.number, `%${text}`)
            : or(like(customers.displayName, containing(text)), like(customers.demoNote, containing(text)))
      const rows = db
        .select()
        .from(customers)
        .where(where)
        .orderBy(asc(customers.displayName), asc(customers.customerId))
        .limit(limit)
        .offset(offset)
        .all()
      const total = db.select({ total: count() }).from(customers).where(where).get()?.total ?? 0
      return {
        items: rows.map(({ number, ...row }) => ({ ...row, maskedNumber: maskNumber(number) })),
        total,
      }
    },
    insert: (customer) => void db.insert(customers).values(customer).run(),
  }
}

const toCustomer = (row: Row) => ({
  customerId: row.customerId,
  displayName: row.displayName,
  number: row.number,
})
