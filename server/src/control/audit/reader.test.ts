import { PersonId } from '@hearthline/shared'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSeededRandom } from '../../testing/virtual-clock.ts'
import { chainStart, hashRow } from './chain.ts'
import { exportAudit } from './export.ts'
import type { AuditNames } from './ports.ts'
import { createAuditReader, type AuditReader } from './reader.ts'
import { entry, openTrail, type Trail } from './testing/trail.ts'

const random = createSeededRandom(7)
const dana = PersonId.parse(random.uuid())
const omar = PersonId.parse(random.uuid())
const laptop = random.uuid()
const rowsPerSlice = 100

const namesById = new Map<string, string>([
  [dana, 'Dana Whitlock'],
  [omar, '=HYPERLINK("http://evil.example")'],
  [laptop, 'home laptop'],
])
const names: AuditNames = {
  nameOf: (id) => namesById.get(id) ?? null,
  personOf: (id) => {
    const displayName = namesById.get(id)
    return displayName === undefined || id === laptop ? null : { personId: PersonId.parse(id), displayName }
  },
  idsNamed: (text) =>
    [...namesById].flatMap(([id, name]) => (name.toLowerCase().includes(text.toLowerCase()) ? [id] : [])),
}

describe('the trail on the screen', () => {
  let trail: Trail
  let reader: AuditReader
  beforeEach(() => {
    trail = openTrail()
    reader = createAuditReader({ repository: trail.repository, names, rowsPerSlice })
    const rows = [
      { action: 'access.sign-in', actorId: dana, subjectId: laptop },
      {
        action: 'access.sign-in',
        actorId: dana,
        subjectId: laptop,
        outcome: 'refused' as const,
        reason: 'network',
        reference: '7K4-QX2',
      },
      { action: 'access.device-revoked', actorId: omar, subjectId: laptop, address: '203.0.113.9' },
      { action: 'accessory.sold', actorId: null, subjectId: omar, address: null },
      { action: 'people.changed', actorId: omar, subjectId: dana },
    ]
    for (const row of rows) {
      trail.audit.append({ ...entry, ...row })
      trail.clock.advance(60_000)
    }
  })
  afterEach(() => trail.dispose())
  const seqs = async (filter: object) => {
    const { items, total } = await reader.list({ offset: 0, limit: 50, ...filter })
    expect(total).toBe(items.length)
    return items.map(({ seq }) => seq)
  }
  const startMs = 1_700_000_000_000

  it.each([
    ['nothing', {}, [5, 4, 3, 2, 1]],
    ['a whole action', { action: 'access.sign-in' }, [2, 1]],
    ['the part before the dot, not what begins alike', { action: 'access' }, [3, 2, 1]],
    ['an actor', { actorId: dana }, [2, 1]],
    ['an outcome', { outcome: 'refused' }, [2]],
    ['a time', { from: startMs + 60_000, until: startMs + 180_000 }, [3, 2]],
    ['a name of an actor or subject', { search: 'whitlock' }, [5, 2, 1]],
    ['a name of a device', { search: 'LAPTOP' }, [3, 2, 1]],
    ['a reference', { search: '7k4-qx2' }, [2]],
    ['a reason', { search: 'netw' }, [2]],
    ['a part of an address', { search: '203.0' }, [3]],
    ['a whole id', { search: dana }, [5, 2, 1]],
    ['a part of an id', { search: laptop.slice(0, 12) }, [3, 2, 1]],
    ['several at once', { search: 'laptop', actorId: dana, action: 'access', outcome: 'done' }, [1]],
    ['wildcards, which are none', { search: '%%%' }, [5, 4, 3, 2, 1]],
    ['what SQL would be', { search: "' or 1=1 --" }, []],
  ])('AUDIT-6: filters by %s', async (_case, filter, expected) => {
    expect(await seqs(filter)).toEqual(expected)
  })

  it('AUDIT-6: rows carry what their ids mean and the hash before, which is not part of the chain', async () => {
    const { items } = await reader.list({ offset: 0, limit: 50 })
    const [last] = items
    expect(last).toMatchObject({
      actor: { personId: omar },
      subjectName: 'Dana Whitlock',
      previousHash: items[1]?.hash,
    })
    expect(items[1]).toMatchObject({ actor: null })
    expect(items.at(-1)).toMatchObject({ previousHash: chainStart, subjectName: 'home laptop' })
    for (const { actor: _actor, subjectName: _name, previousHash, ...row } of items)
      expect(hashRow(previousHash, row)).toBe(row.hash)
  })

  it('AUDIT-6: names the actions that occur', () => {
    expect(reader.actions()).toEqual([
      'access.device-revoked',
      'access.sign-in',
      'accessory.sold',
      'people.changed',
    ])
  })

  it('AUDIT-7: pages across slices are the whole list, in order, also while rows are appended', async () => {
    trail.store.transact(() => {
      for (let made = 0; made < 2 * rowsPerSlice; made += 1)
        trail.audit.append({ ...entry, actorId: made % 50 === 0 ? dana : omar, subjectId: null })
    })
    const all = await reader.list({ offset: 0, limit: 50, actorId: dana })
    expect(all.total).toBe(6)
    trail.audit.append({ ...entry, actorId: dana })
    const paged = []
    for (let offset = 0; offset < 8; offset += 2) {
      const page = await reader.list({ offset, limit: 2, actorId: dana })
      expect(page.total).toBe(7)
      paged.push(...page.items.map(({ seq }) => seq))
    }
    expect(paged).toEqual([trail.repository.last()?.seq, ...all.items.map(({ seq }) => seq)])
  })

  it('AUDIT-8: the export is one row of the trail, holds what was there, and every hash can be checked from it', async () => {
    const asker = { personId: dana, address: '198.51.100.9' }
    const { csv, fileName } = exportAudit({ reader, audit: trail.audit, clock: trail.clock }, {}, asker)
    expect(fileName).toMatch(/^hearthline-audit-\d{8}T\d{4}Z\.csv$/)
    const bytes = Buffer.concat(await csv.toArray())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows: Record<string, string>[] = parse(bytes, { bom: true, columns: true })
    expect(rows.map((row) => row['seq'])).toEqual(['1', '2', '3', '4', '5'])
    const stored = trail.repository.after(0, 50)
    for (const [at, row] of rows.entries()) {
      const facts = stored[at]
      if (facts === undefined) throw new Error('more rows than there are')
      expect(row['hash']).toBe(hashRow(row['previousHash'] ?? '', facts))
      expect(row['time']).toBe(new Date(facts.at).toISOString())
    }
    expect(stored.at(-1)).toMatchObject({
      seq: 6,
      action: 'audit.exported',
      actorId: dana,
      address: '198.51.100.9',
      outcome: 'done',
    })
  })

  it('AUDIT-8: a name that is a formula is none in a spreadsheet', async () => {
    const { csv } = exportAudit(
      { reader, audit: trail.audit, clock: trail.clock },
      { actorId: omar },
      {
        personId: dana,
        address: '198.51.100.9',
      },
    )
    const rows: Record<string, string>[] = parse(Buffer.concat(await csv.toArray()), {
      bom: true,
      columns: true,
    })
    expect(rows.map((row) => row['actorName'])).toEqual(Array(2).fill(`'=HYPERLINK("http://evil.example")`))
  })

  it('AUDIT-8: memory holds a chunk, not the export, when the reader is slow', async () => {
    trail.append(2_000)
    const read: number[] = []
    const counting = createAuditReader({
      names,
      repository: {
        ...trail.repository,
        oldest: (...asked) => {
          const rows = trail.repository.oldest(...asked)
          read.push(rows.length)
          return rows
        },
      },
    })
    const { csv } = exportAudit(
      { reader: counting, audit: trail.audit, clock: trail.clock },
      {},
      {
        personId: dana,
        address: '198.51.100.9',
      },
    )
    await new Promise((resolve) => csv.once('readable', resolve))
    csv.read(100)
    await new Promise((resolve) => setImmediate(resolve))
    expect(read.reduce((sum, rows) => sum + rows, 0)).toBeLessThanOrEqual(1_500)
    csv.destroy()
  })
})
