import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { StartError } from '../../start-error.ts'
import type { Transact } from '../ports.ts'

export type Database = BetterSQLite3Database

export interface Store {
  db: Database
  transact: Transact
  /** Throws when the file cannot be read any more. */
  probe(): void
  dispose(): void
}

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))

/**
 * Opens `<dataDir>/hearthline.db` and brings its schema up to date.
 * `synchronous=FULL` because better-sqlite3 is compiled with NORMAL under WAL, which can lose committed rows at a
 * power cut.
 * @throws StartError when the folder or the file cannot be written.
 */
export function openStore(dataDir: string): Store {
  const sqlite = openFile(dataDir)
  const db = drizzle(sqlite, { casing: 'snake_case' })
  migrate(db, { migrationsFolder })
  return {
    db,
    transact: (work) => sqlite.transaction(work).immediate(),
    probe: () => void sqlite.prepare('select 1').get(),
    dispose: () => {
      if (sqlite.open) sqlite.close()
    },
  }
}

function openFile(dataDir: string): Sqlite.Database {
  const path = join(dataDir, 'hearthline.db')
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
    const sqlite = new Sqlite(path, { timeout: 5000 })
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('foreign_keys = ON')
    chmodSync(path, 0o600)
    return sqlite
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(`The data folder ${dataDir} cannot be used: ${why}.`, { cause: error })
  }
}
