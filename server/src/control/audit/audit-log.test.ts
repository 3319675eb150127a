import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import { createAuditRepository } from '../db/audit-repository.ts'
import { openStore, type Store } from '../db/client.ts'
import type { AuditEntry } from '../ports.ts'
import { createAuditLog, type AuditLog } from './audit-log.ts'
import { canonicalRow, chainStart, hashRow } from './chain.ts'

const entry: AuditEntry = {
  action: 'access.sign-in',
  actorId: 'person',
  subjectId: 'sign-in',
  address: '198.51.100.7',
  outcome: 'done',
}

describe('the audit trail', () => {
  let dataDir: string
  let store: Store
  let audit: AuditLog
  const open = () => {
    store = openStore(dataDir)
    audit = createAuditLog({
      repository: createAuditRepository(store.db),
      clock: createVirtualClock(),
      transact: store.transact,
    })
  }
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hearthline-audit-'))
    open()
  })
  afterEach(() => {
    store.dispose()
    rmSync(dataDir, { recursive: true, force: true })
  })
  /** Edits the file as somebody would who has it and knows of the triggers. */
  const tamper = (sql: string) => {
    store.dispose()
    const sqlite = new Sqlite(join(dataDir, 'hearthline.db'))
    sqlite.exec(`DROP TRIGGER audit_rows_no_update; DROP TRIGGER audit_rows_no_delete; ${sql}`)
    sqlite.close()
    open()
  }

  it('AUDIT-2: chains each row to the one before', () => {
    audit.append(entry)
    audit.append({ ...entry, outcome: 'refused', reason: 'password', reference: '7K4-QX2' })
    const [second, first] = audit.page({ offset: 0, limit: 10 }).items
    if (!first || !second) throw new Error('two rows were appended')
    expect(first.hash).toBe(hashRow(chainStart, first))
    expect(second.hash).toBe(hashRow(first.hash, second))
    expect([first.seq, second.seq]).toEqual([1, 2])
  })

  it('AUDIT-2: the canonical row and its hash never change', () => {
    const row = { ...entry, seq: 1, at: 1_700_000_000_000, reason: null, reference: null }
    expect(canonicalRow(row)).toBe(
      '[1,1700000000000,"access.sign-in","person","sign-in","198.51.100.7","done",null,null]',
    )
    expect(hashRow(chainStart, row)).toBe('1f5556c63208df6d669b6e754dd5493544a734331e64385c6ae1a7a405f8375b')
  })

  it('AUDIT-3: verifies an empty chain, and one longer than a chunk', async () => {
    expect(await audit.verify()).toEqual({ rows: 0, head: null, firstBadSeq: null })
    store.transact(() => {
      for (let count = 0; count < 1201; count += 1) audit.append(entry)
    })
    const head = audit.page({ offset: 0, limit: 1 }).items[0]?.hash
    expect(await audit.verify()).toEqual({ rows: 1201, head, firstBadSeq: null })
  })

  it.each([
    ['an edited row', `UPDATE audit_rows SET actor_id = 'other' WHERE seq = 3`, 3],
    ['an edited time', 'UPDATE audit_rows SET at = at + 1 WHERE seq = 2', 2],
    ['a removed row', 'DELETE FROM audit_rows WHERE seq = 3', 4],
    ['a removed first row', 'DELETE FROM audit_rows WHERE seq = 1', 2],
    [
      'two rows exchanged',
      'UPDATE audit_rows SET seq = -1 WHERE seq = 2; UPDATE audit_rows SET seq = 2 WHERE seq = 3; UPDATE audit_rows SET seq = 3 WHERE seq = -1',
      2,
    ],
    ['a replaced hash', `UPDATE audit_rows SET hash = '${'0'.repeat(64)}' WHERE seq = 4`, 4],
  ])('AUDIT-3: finds %s', async (_case, sql, firstBadSeq) => {
    for (let count = 0; count < 5; count += 1) audit.append(entry)
    tamper(sql)
    expect((await audit.verify()).firstBadSeq).toBe(firstBadSeq)
  })

  it('AUDIT-1: a row is undone with the step it belongs to', () => {
    expect(() =>
      store.transact(() => {
        audit.append(entry)
        throw new Error('the step failed')
      }),
    ).toThrow('the step failed')
    expect(audit.page({ offset: 0, limit: 10 }).total).toBe(0)
  })

  it('AUDIT-4: the database refuses to change or remove a row', () => {
    audit.append(entry)
    const sqlite = new Sqlite(join(dataDir, 'hearthline.db'))
    expect(() => sqlite.exec(`UPDATE audit_rows SET actor_id = 'x'`)).toThrow('append-only')
    expect(() => sqlite.exec('DELETE FROM audit_rows')).toThrow('append-only')
    sqlite.close()
  })

  it('AUDIT-6: pages newest first, by action and by what is searched for, without wildcards', () => {
    audit.append(entry)
    audit.append({ ...entry, action: 'access.device-revoked', subjectId: 'device' })
    audit.append({ ...entry, outcome: 'refused', reference: '7K4-QX2' })
    expect(audit.page({ offset: 1, limit: 1 })).toMatchObject({ total: 3, items: [{ seq: 2 }] })
    expect(audit.page({ offset: 0, limit: 9, action: 'access.sign-in' }).total).toBe(2)
    expect(audit.page({ offset: 0, limit: 9, search: '7k4-qx2' }).items.map((row) => row.seq)).toEqual([3])
    expect(audit.page({ offset: 0, limit: 9, search: '%' }).total).toBe(3)
    expect(audit.page({ offset: 0, limit: 9, search: "' or 1=1" }).total).toBe(0)
  })

  it('survives a restart', async () => {
    audit.append(entry)
    store.dispose()
    open()
    audit.append(entry)
    expect(await audit.verify()).toMatchObject({ rows: 2, firstBadSeq: null })
  })
})
