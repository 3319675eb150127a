import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { ensureKeys, readKeys, type Keys } from '../../../keys.ts'
import { createVirtualClock, type VirtualClock } from '../../../testing/virtual-clock.ts'
import { createAuditRepository } from '../../db/audit-repository.ts'
import { openStore, type Store } from '../../db/client.ts'
import type { AuditEntry, Log } from '../../ports.ts'
import { anchorPaths, createAnchorFile, type AnchorFile } from '../anchor-file.ts'
import { createAuditLog, type AuditLog } from '../audit-log.ts'
import { hashRow, chainStart } from '../chain.ts'
import { createAuditKeeper, type AuditKeeper } from '../keeper.ts'
import type { AuditRepository } from '../ports.ts'

export const entry: AuditEntry = {
  action: 'access.sign-in',
  actorId: 'person',
  subjectId: 'sign-in',
  address: '198.51.100.7',
  outcome: 'done',
}

/** A trail in a real database file with keys and anchors, and somebody who has the file and knows of the triggers. */
export interface Trail {
  dataDir: string
  keys: Keys
  clock: VirtualClock
  readonly store: Store
  readonly repository: AuditRepository
  readonly audit: AuditLog
  file: AnchorFile
  /** What was logged as an error. */
  errors: string[]
  keeper(): AuditKeeper
  append(count: number): void
  anchorLines(): string[]
  writeAnchorLines(lines: readonly string[]): void
  /** Closes the database, runs SQL without the triggers, opens it again. */
  tamper(change: string | ((sqlite: Sqlite.Database) => void)): void
  reopen(): void
  dispose(): void
}

const silent = (): void => undefined

export function openTrail(): Trail {
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthline-audit-'))
  ensureKeys(dataDir)
  const keys = readKeys(dataDir)
  const clock = createVirtualClock()
  const errors: string[] = []
  const log: Log = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (_fields, message) => void errors.push(message),
  }
  const file = createAnchorFile(dataDir)
  const open = () => {
    const store = openStore(dataDir)
    const repository = createAuditRepository(store.db)
    return { store, repository, audit: createAuditLog({ repository, clock, transact: store.transact }) }
  }
  let now = open()
  const trail: Trail = {
    dataDir,
    keys,
    clock,
    get store() {
      return now.store
    },
    get repository() {
      return now.repository
    },
    get audit() {
      return now.audit
    },
    file,
    errors,
    keeper: () => createAuditKeeper({ repository: now.repository, file, keys, clock, log }),
    append: (count) =>
      now.store.transact(() => {
        for (let made = 0; made < count; made += 1) now.audit.append(entry)
      }),
    anchorLines: () => readFileSync(anchorPaths(dataDir).file, 'utf8').trimEnd().split('\n'),
    writeAnchorLines: (lines) =>
      writeFileSync(anchorPaths(dataDir).file, lines.map((line) => `${line}\n`).join('')),
    tamper: (change) => {
      now.store.dispose()
      const sqlite = new Sqlite(join(dataDir, 'hearthline.db'))
      sqlite.exec('DROP TRIGGER IF EXISTS audit_rows_no_update; DROP TRIGGER IF EXISTS audit_rows_no_delete')
      if (typeof change === 'string') sqlite.exec(change)
      else change(sqlite)
      sqlite.close()
      now = open()
    },
    reopen: () => {
      now.store.dispose()
      now = open()
    },
    dispose: () => {
      now.store.dispose()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return trail
}

/** Writes every hash anew, as somebody would who understands the chain. */
export function rebuildChain(sqlite: Sqlite.Database): void {
  const set = sqlite.prepare('UPDATE audit_rows SET hash = ? WHERE seq = ?')
  let before = chainStart
  for (const row of createAuditRepository(drizzle(sqlite, { casing: 'snake_case' })).after(0, 100_000)) {
    before = hashRow(before, row)
    set.run(before, row.seq)
  }
}
