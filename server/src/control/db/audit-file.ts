import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { AuditRepository } from '../audit/index.ts'
import { createAuditRepository } from './audit-repository.ts'

export interface AuditFile {
  repository: Pick<AuditRepository, 'after' | 'hashAt'>
  /** Idempotent. */
  dispose(): void
}

/**
 * Opens the trail of a data folder for reading only, while control runs or not. What is read is one snapshot: rows that
 * control appends meanwhile stay unseen.
 * @returns null when there is no database; throws what SQLite says when it cannot be read.
 */
export function openAuditFile(dataDir: string): AuditFile | null {
  const path = join(dataDir, 'hearthline.db')
  if (!existsSync(path)) return null
  const sqlite = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 5000 })
  const dispose = () => {
    if (sqlite.open) sqlite.close()
  }
  try {
    sqlite.exec('BEGIN')
    sqlite.prepare('SELECT count(*) FROM audit_rows WHERE seq = 0').get()
    return { repository: createAuditRepository(drizzle(sqlite, { casing: 'snake_case' })), dispose }
  } catch (error) {
    dispose()
    throw error
  }
}
