import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalRow, chainStart, hashRow } from './chain.ts'
import { entry, openTrail, type Trail } from './testing/trail.ts'
import { checkOn, nothingChecked } from './verification.ts'

describe('the audit trail', () => {
  let trail: Trail
  beforeEach(() => {
    trail = openTrail()
  })
  afterEach(() => trail.dispose())
  const walk = async () =>
    (
      await checkOn(nothingChecked(), {
        repository: trail.repository,
        file: trail.file,
        publicPem: trail.keys.auditAnchorPublicPem,
      })
    ).chain

  it('AUDIT-2: chains each row to the one before', () => {
    trail.audit.append(entry)
    trail.audit.append({ ...entry, outcome: 'refused', reason: 'password', reference: '7K4-QX2' })
    const [second, first] = trail.audit.page({ offset: 0, limit: 10 }).items
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
    expect(await walk()).toEqual({ rows: 0, lastSeq: 0, head: null, firstBad: null })
    trail.append(1201)
    const head = trail.repository.last()?.hash
    expect(await walk()).toEqual({ rows: 1201, lastSeq: 1201, head, firstBad: null })
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
    trail.append(5)
    trail.tamper(sql)
    expect((await walk()).firstBad?.seq).toBe(firstBadSeq)
  })

  it('AUDIT-1: a row is undone with the step it belongs to', () => {
    expect(() =>
      trail.store.transact(() => {
        trail.audit.append(entry)
        throw new Error('the step failed')
      }),
    ).toThrow('the step failed')
    expect(trail.audit.page({ offset: 0, limit: 10 }).total).toBe(0)
  })

  it('AUDIT-4: the database refuses to change or remove a row', () => {
    trail.audit.append(entry)
    const sqlite = new Sqlite(join(trail.dataDir, 'hearthline.db'))
    expect(() => sqlite.exec(`UPDATE audit_rows SET actor_id = 'x'`)).toThrow('append-only')
    expect(() => sqlite.exec('DELETE FROM audit_rows')).toThrow('append-only')
    sqlite.close()
  })

  it('AUDIT-6: pages newest first, by action and by what is searched for, without wildcards', () => {
    trail.audit.append(entry)
    trail.audit.append({ ...entry, action: 'access.device-revoked', subjectId: 'device' })
    trail.audit.append({ ...entry, outcome: 'refused', reference: '7K4-QX2' })
    expect(trail.audit.page({ offset: 1, limit: 1 })).toMatchObject({ total: 3, items: [{ seq: 2 }] })
    expect(trail.audit.page({ offset: 0, limit: 9, action: 'access.sign-in' }).total).toBe(2)
    expect(trail.audit.page({ offset: 0, limit: 9, search: '7k4-qx2' }).items.map((row) => row.seq)).toEqual([
      3,
    ])
    expect(trail.audit.page({ offset: 0, limit: 9, search: '%' }).total).toBe(3)
    expect(trail.audit.page({ offset: 0, limit: 9, search: "' or 1=1" }).total).toBe(0)
  })

  it('survives a restart', async () => {
    trail.append(1)
    trail.reopen()
    trail.append(1)
    expect(await walk()).toMatchObject({ rows: 2, firstBad: null })
  })
})
