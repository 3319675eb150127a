import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import type { AccountRepository, ResetRepository } from '../account/index.ts'
import type { Database } from './client.ts'
import { passwordResets } from './schema/access.ts'
import { people } from './schema/people.ts'

export function createAccountRepository(db: Database): AccountRepository {
  return {
    find: (personId) => {
      const row = db.select().from(people).where(eq(people.personId, personId)).get()
      if (row === undefined) return null
      const { userName, displayName, disabledAt, passwordHash, totpSecret, totpConfirmedAt, totpLastStep } =
        row
      return {
        personId,
        userName,
        displayName,
        disabled: disabledAt !== null,
        passwordHash,
        totpSecret,
        totpConfirmedAt,
        totpLastStep,
      }
    },
    setPassword: (personId, passwordHash, atMs) =>
      void db
        .update(people)
        .set({ passwordHash, passwordChangedAt: atMs })
        .where(eq(people.personId, personId))
        .run(),
    setTotp: (personId, totpSecret) =>
      void db
        .update(people)
        .set({ totpSecret, totpConfirmedAt: null, totpLastStep: null })
        .where(eq(people.personId, personId))
        .run(),
    confirmTotp: (personId, atMs) =>
      void db.update(people).set({ totpConfirmedAt: atMs }).where(eq(people.personId, personId)).run(),
    takeStep: (personId, step) =>
      db
        .update(people)
        .set({ totpLastStep: step })
        .where(
          and(eq(people.personId, personId), or(isNull(people.totpLastStep), lt(people.totpLastStep, step))),
        )
        .run().changes === 1,
  }
}

export function createResetRepository(db: Database): ResetRepository {
  // An import makes thousands of links in one dbTransaction: built once.
  const value = sql.placeholder
  const put = db
    .insert(passwordResets)
    .values({
      personId: value('personId'),
      tokenHash: value('tokenHash'),
      createdBy: value('createdBy'),
      createdAt: value('createdAt'),
      expiresAt: value('expiresAt'),
    })
    .onConflictDoUpdate({
      target: passwordResets.personId,
      set: {
        tokenHash: sql`excluded.token_hash`,
        createdBy: sql`excluded.created_by`,
        createdAt: sql`excluded.created_at`,
        expiresAt: sql`excluded.expires_at`,
      },
    })
    .prepare()
  return {
    put: (reset) => void put.run({ ...reset }),
    find: (tokenHash) =>
      db.select().from(passwordResets).where(eq(passwordResets.tokenHash, tokenHash)).get() ?? null,
    remove: (tokenHash) =>
      db.delete(passwordResets).where(eq(passwordResets.tokenHash, tokenHash)).run().changes === 1,
  }
}
